"""The command line `gradmart`, thin: options in, one call, text out, exit status.

Heavy libraries are imported inside the commands that need them, so that `gradmart --help` answers at
once. What a command does is in `orchestration`, `release` and `demo`. Exit status: 0 done, 1 a fault of
the program, 2 usage or configuration, 3 a delivery was refused, 4 a gate stopped publishing, 5 another
run holds the lock.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project import __version__
from dagster_project.cli.asking import explain, sql
from dagster_project.cli.confirming import confirm
from dagster_project.cli.going_back import diff, rebuild, rollback
from dagster_project.cli.keys import key
from dagster_project.cli.options import Choices, Commands, as_json, common, json_text
from dagster_project.cli.reporting import report
from dagster_project.cli.reviewing import employers, quarantine
from dagster_project.cli.serving import serve
from dagster_project.errors import ConfigurationError

if TYPE_CHECKING:
    from dagster_project.orchestration.outcome import RunResult
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
    marts = choices.data / "marts" / "current"
    click.echo(
        f"\nThe marts are in {marts}, the annual report of 2020 in its folder report. Try:\n"
        f'  gradmart sql{option} "{EXAMPLE}"\n'
        f"  gradmart status{option}\n"
        f"  gradmart quarantine{option}"
    )
    raise click.exceptions.Exit(result.exit_code)


@main.command()
@click.option("--class-year", type=int, help="Read all deliveries of this class year again, landed or not.")
@click.option("--go-on", is_flag=True, help="Publish although the current release was gone back to.")
@common()
@click.pass_obj
def run(choices: Choices, class_year: int | None, go_on: bool) -> None:
    """Land what is new, check, build, check and publish."""
    raise click.exceptions.Exit(_run(choices, class_year=class_year, go_on=go_on).exit_code)


def _run(choices: Choices, **how: Any) -> RunResult:
    from dagster_project.cli.terminal import watching
    from dagster_project.orchestration.run import run as run_nightly

    with watching(choices.quiet or choices.verbose) as listener:
        result = run_nightly(
            choices.settings(), _definitions, listener, choices.verbose, tell=_tell_alert, **how
        )
    click.echo(result.summary)
    for refused in result.refused:
        click.echo(f"Refused: {refused.reason} {refused.what_to_do}", err=True)
    for notice in result.notices:
        click.echo(f"Look at: {notice}", err=True)
    return result


def _tell_alert(line: str) -> None:
    click.echo(f"Alert: {line}", err=True)


def _definitions(settings: Settings) -> Any:
    from dagster_project.definitions import build_defs

    return build_defs(settings)


@main.command()
@click.option("--runs", type=click.IntRange(min=1), metavar="N", help="The last N runs, stage by stage.")
@as_json
@common()
@click.pass_obj
def status(choices: Choices, runs: int | None, as_json: bool) -> None:
    """Deliveries, what is late, last runs, current release, next run."""
    from dataclasses import asdict

    from dagster_project.cli import terminal
    from dagster_project.cli.lately import lately_text
    from dagster_project.orchestration.lately import lately
    from dagster_project.orchestration.status import status as gather

    if runs is not None:
        last = lately(choices.settings(), runs)
        click.echo(json_text(asdict(last)) if as_json else lately_text(last))
        return
    found = gather(choices.settings())
    click.echo(json_text(asdict(found)) if as_json else terminal.status_text(found))


@main.command()
@click.option("--alerts", is_flag=True, help="Send a test message to everybody who is told.")
@as_json
@common()
@click.pass_obj
def check(choices: Choices, alerts: bool, as_json: bool) -> None:
    """What would stop tonight's run: configuration, keys, lock, disk, clock, files, versions."""
    from dataclasses import asdict

    from dagster_project.orchestration.preflight import check as look
    from dagster_project.orchestration.preflight import try_alerts

    findings = try_alerts(choices.settings()) if alerts else look(choices.settings())
    if as_json:
        click.echo(json_text([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            click.echo(f"{finding.level:<4}  {finding.subject:<13}  {finding.message}")
    if any(finding.level == "fail" for finding in findings):
        raise click.exceptions.Exit(ConfigurationError.exit_code)


for command in (
    sql, explain, report, quarantine, confirm, employers, serve, key, rollback, diff, rebuild,
):  # fmt: skip
    main.add_command(command)
