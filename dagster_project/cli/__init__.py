"""The command line `gradmart`, thin: options in, one call, text out, exit status.

Heavy libraries are imported inside the commands that need them, so that `gradmart --help` answers at
once. What a command does is in `orchestration`, `release` and `demo`. Exit status: 0 done, 1 a fault of
the program, 2 usage or configuration, 3 a delivery was refused, 4 a gate stopped publishing, 5 another
run holds the lock.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project import __version__
from dagster_project.cli.options import Choices, Commands, as_json, common
from dagster_project.errors import ConfigurationError, UserError

if TYPE_CHECKING:
    from dagster_project.orchestration.run import RunResult
    from dagster_project.release import Release
    from dagster_project.settings import Settings


EXAMPLE = (
    "select class_year, snapshot, measure, rate from employment_rate "
    "where is_official and breakdown = 'overall' and degree_level = 'all'"
)


@click.group("gradmart", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gradmart")
@common(envvar="GRADMART_DATA")
def main() -> None:
    """From delivered files to published graduate-employment figures.

    Put deliveries into data/raw/<feed>/, run `gradmart run`, read data/marts/current.
    """


@main.command()
@click.option(
    "--graduates", type=click.IntRange(min=1), default=8000, show_default=True, help="Per class year."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed gives other people.")
@common()
@click.pass_obj
def demo(choices: Choices, graduates: int, seed: int) -> None:
    """Write demonstration deliveries of invented people, then run."""
    from dagster_project import demo as demonstration

    click.echo(demonstration.NOTICE)
    truth = demonstration.write(choices.data, graduates, seed)
    click.echo(f"{len(truth.files)} deliveries are in {choices.data / 'raw'}.")
    result = _run(choices)
    option = "" if choices.data == Path("data") else f" --data {choices.data}"
    click.echo(
        f"\nThe marts are in {choices.data / 'marts' / 'current'}. Try:\n"
        f'  gradmart sql{option} "{EXAMPLE}"\n'
        f"  gradmart status{option}\n"
        f"  gradmart quarantine{option}"
    )
    raise click.exceptions.Exit(result.exit_code)


@main.command()
@common()
@click.pass_obj
def run(choices: Choices) -> None:
    """Land what is new, check, build, check and publish."""
    raise click.exceptions.Exit(_run(choices).exit_code)


def _run(choices: Choices) -> RunResult:
    from dagster_project.cli.terminal import watching
    from dagster_project.orchestration.run import run as run_nightly

    with watching(choices.quiet or choices.verbose) as listener:
        result = run_nightly(choices.settings(), _definitions, listener, choices.verbose)
    click.echo(result.summary)
    for refused in result.refused:
        click.echo(f"Refused: {refused.reason} {refused.what_to_do}", err=True)
    return result


def _definitions(settings: Settings) -> Any:
    from dagster_project.definitions import build_defs

    return build_defs(settings)


@main.command()
@as_json
@common()
@click.pass_obj
def status(choices: Choices, as_json: bool) -> None:
    """Deliveries, last runs, current release, next run."""
    from dataclasses import asdict

    from dagster_project.cli import terminal
    from dagster_project.orchestration.status import status as gather

    found = gather(choices.settings())
    click.echo(_json(asdict(found)) if as_json else terminal.status_text(found))


@main.command()
@click.argument("delivery", required=False)
@click.option(
    "--limit", type=click.IntRange(min=0), default=50, show_default=True, help="Rows shown; 0 for all."
)
@as_json
@common()
@click.pass_obj
def quarantine(choices: Choices, delivery: str | None, limit: int, as_json: bool) -> None:
    """What was refused and why, with file, sheet and line.

    DELIVERY is a file name or a delivery's id; without it all of them are told.
    """
    from dataclasses import asdict

    from dagster_project.cli import terminal
    from dagster_project.orchestration.status import quarantine as gather

    found = gather(choices.settings(), delivery)
    click.echo(_json(asdict(found)) if as_json else terminal.quarantine_text(found, limit or None))


@main.command()
@click.argument("statement", required=False)
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), help="Default: table."
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--tier", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@common()
@click.pass_obj
def sql(
    choices: Choices, statement: str | None, form: str | None, as_json: bool, output: Path | None, tier: Any
) -> None:
    """Read-only SQL on the current release; a shell without STATEMENT.

    SQL here reaches the published tables and nothing else: no files, no network, no settings.
    """
    from dagster_project import release

    last = _current(choices)
    if statement is None and sys.stdin.isatty():
        from dagster_project.cli import shell

        return shell.interact(last, tier, choices.data / "build" / "sql_history")
    result = release.query(last, statement or _piped(), tier)
    _write(result, form or ("json" if as_json else None) or _form_of(output), output)


def _current(choices: Choices) -> Release:
    from dagster_project import release

    last = release.current(choices.data / "marts")
    if last is None:
        raise UserError(f"Nothing is published in {choices.data} yet.", "Run `gradmart run` first.")
    return last


def _piped() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError("What was piped in is not UTF-8 text.", "Save the SQL as UTF-8.") from error


def _form_of(output: Path | None) -> str:
    suffix = "" if output is None else output.suffix.lower().lstrip(".")
    return suffix if suffix in ("csv", "json", "parquet") else "table"


def _write(result: Any, form: str, output: Path | None) -> None:
    from dagster_project import release

    if form == "parquet":
        if output is None and sys.stdout.isatty():
            raise ConfigurationError("Parquet is not text.", "Name a file with --output.")
        content = release.to_parquet(result)
    else:
        content = {"table": release.to_table, "csv": release.to_csv, "json": release.to_json}[form](result)
        content = content if content.endswith("\n") else content + "\n"
    if output is None:
        click.echo(content, nl=False)
    else:
        try:
            output.write_bytes(content if isinstance(content, bytes) else content.encode())
        except OSError as error:
            raise ConfigurationError(
                f"{output} cannot be written ({error.strerror}).", "Name another file with --output."
            ) from error
        click.echo(f"{result.row_count} rows in {output}.", err=True)


@main.command()
@click.argument("figure", nargs=-1, required=True)
@click.option("--tier", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@as_json
@common()
@click.pass_obj
def explain(choices: Choices, figure: tuple[str, ...], tier: Any, as_json: bool) -> None:
    """Where a figure comes from: row, definition, counts as SQL, deliveries.

    FIGURE is a mart and what stands in its columns, or the id of a figure:

    \b
      gradmart explain employment_rate class_year=2020 snapshot=year_end measure=employment_rate
      gradmart explain employment_rate/0123456789ab

    Exit status 1 when a count does not agree with the row.
    """
    from dagster_project import release
    from dagster_project.cli.explained import explained_text

    found = release.explain(_current(choices), figure, tier)
    click.echo(_json(found.as_dict()) if as_json else explained_text(found))
    if not found.agrees:
        raise click.exceptions.Exit(1)


@main.command()
@as_json
@common()
@click.pass_obj
def check(choices: Choices, as_json: bool) -> None:
    """What would stop tonight's run: configuration, key, lock, disk, folders, versions."""
    from dataclasses import asdict

    from dagster_project.orchestration.preflight import check as look

    findings = look(choices.settings())
    if as_json:
        click.echo(_json([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            click.echo(f"{finding.level:<4}  {finding.subject:<13}  {finding.message}")
    if any(finding.level == "fail" for finding in findings):
        raise click.exceptions.Exit(ConfigurationError.exit_code)


def _user() -> str:
    import getpass

    return getpass.getuser()


@main.command()
@click.option(
    "--min-score", type=click.IntRange(0, 100), default=88, show_default=True, help="Likeness of the names."
)
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="0 for all.")
@click.option("--by", default=_user, metavar="NAME", help="Who decides, for the ledger (default: you).")
@as_json
@common()
@click.pass_obj
def employers(choices: Choices, min_score: int, limit: int, by: str, as_json: bool) -> None:
    """Employers that may be one, with the lines for employer_decisions.csv.

    Nothing is merged by this: paste the line you decide on into data/raw/employer_decisions.csv and run.
    """
    from dataclasses import asdict

    from dagster_project.cli import terminal
    from dagster_project.orchestration.employer_review import propose

    found = propose(choices.settings(), min_score, by)
    if as_json:
        click.echo(_json([asdict(proposal) for proposal in found[: limit or None]]))
    else:
        click.echo(terminal.proposals_text(found, limit or None))


@main.command()
@click.argument("student_no")
@common()
@click.pass_obj
def key(choices: Choices, student_no: str) -> None:
    """The pseudonymous key of a student number."""
    from dagster_project.orchestration.status import graduate_key

    click.echo(graduate_key(choices.settings(), student_no))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)
