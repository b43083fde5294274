"""Commands about what a person has to look at or decide: quarantine, employers."""

from __future__ import annotations

import click

from dagster_project.cli.options import Choices, as_json, common, json_text


@click.command()
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
    click.echo(json_text(asdict(found)) if as_json else terminal.quarantine_text(found, limit or None))


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
