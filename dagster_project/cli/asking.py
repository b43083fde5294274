"""`gradmart sql` and `gradmart explain`: questions to the current release."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project.cli.options import Choices, as_json, common, json_text
from dagster_project.errors import ConfigurationError, UserError

if TYPE_CHECKING:
    from dagster_project.release import Release


@click.command()
@click.argument("statement", required=False)
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), help="Default: table."
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--tier", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@click.option("--runs", is_flag=True, help="Ask the run log instead: tables run, run_stage, alert.")
@common()
@click.pass_obj
def sql(
    choices: Choices,
    statement: str | None,
    form: str | None,
    as_json: bool,
    output: Path | None,
    tier: Any,
    runs: bool,
) -> None:
    """Read-only SQL on the current release; a shell without STATEMENT.

    SQL here reaches the published tables and nothing else: no files, no network, no settings.
    """
    from dagster_project import release

    form = form or ("json" if as_json else None) or _form_of(output)
    if runs:
        from dagster_project.orchestration.runtables import run_tables

        if statement is None and sys.stdin.isatty():
            raise ConfigurationError(
                "There is no statement.", 'Try: gradmart sql --runs "select * from run_stage"'
            )
        tables = run_tables(choices.data)
        return _write(release.query_tables(tables, statement or _piped(), "the run log"), form, output)
    last = current(choices)
    if statement is None and sys.stdin.isatty():
        from dagster_project.cli import shell

        return shell.interact(last, tier, choices.data / "build" / "sql_history")
    result = release.query(last, statement or _piped(), tier)
    _write(result, form, output)


def current(choices: Choices) -> Release:
    """The current release of the data directory; UserError when nothing is published yet."""
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


@click.command()
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

    found = release.explain(current(choices), figure, tier)
    click.echo(json_text(found.as_dict()) if as_json else explained_text(found))
    if not found.agrees:
        raise click.exceptions.Exit(1)
