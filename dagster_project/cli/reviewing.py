"""Commands about what a person has to look at or decide: quarantine, employers."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from dagster_project.cli.options import Choices, as_json, common, json_text
from dagster_project.errors import ConfigurationError


@click.command()
@click.argument("delivery", required=False)
@click.option(
    "--limit", type=click.IntRange(min=0), default=50, show_default=True, help="Rows shown; 0 for all."
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the rows as sent into this .xlsx, for the sender of DELIVERY to mend.",
)
@click.option("--with-sound", is_flag=True, help="Of a delivery refused whole, its sound rows too.")
@click.option("--force", is_flag=True, help="Replace the workbook that is there.")
@as_json
@common()
@click.pass_obj
def quarantine(
    choices: Choices,
    delivery: str | None,
    limit: int,
    workbook: Path | None,
    with_sound: bool,
    force: bool,
    as_json: bool,
) -> None:
    """What was refused and why, with file, sheet and line.

    DELIVERY is a file name or a delivery's id; without it all of them are told. The workbook holds personal
    data, as the file it comes from does.
    """
    from dataclasses import asdict

    from dagster_project.cli import quarantined
    from dagster_project.orchestration.status import quarantine as gather

    if workbook is None:
        if with_sound or force:
            raise ConfigurationError(
                "--with-sound and --force are for a workbook.", "Name it with --workbook."
            )
        found = gather(choices.settings(), delivery)
        width = shutil.get_terminal_size((100, 24)).columns
        text = quarantined.quarantine_text(found, limit or None, width)
        click.echo(json_text(asdict(found)) if as_json else text)
        return
    if delivery is None:
        raise ConfigurationError(
            "A workbook is for one sender, so it is made of one delivery.",
            "Name the delivery: gradmart quarantine DELIVERY --workbook FILE.xlsx.",
        )
    from dagster_project.orchestration.giving_back import write_workbook

    given = write_workbook(choices.settings(), delivery, workbook, with_sound=with_sound, overwrite=force)
    click.echo(json_text(asdict(given)) if as_json else quarantined.given_back_text(given))


def _user() -> str:
    import getpass

    return getpass.getuser()


@click.command()
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
        click.echo(json_text([asdict(proposal) for proposal in found[: limit or None]]))
    else:
        click.echo(terminal.proposals_text(found, limit or None))
