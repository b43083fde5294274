"""`gradmart diff` and `gradmart rollback`: two releases side by side, and back to an earlier one."""

from __future__ import annotations

import shutil
from typing import Any

import click

from dagster_project.cli.options import Choices, as_json, common, json_text


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--table", help="Only this table.")
@click.option(
    "--limit", type=click.IntRange(min=0), default=5, show_default=True, help="Rows of a table; 0 for all."
)
@click.option("--tier", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@as_json
@common()
@click.pass_obj
def diff(
    choices: Choices,
    old: str | None,
    new: str | None,
    table: str | None,
    limit: int,
    tier: Any,
    as_json: bool,
) -> None:
    """Which figures differ between two releases, by how much and because of what.

    OLD and NEW are ids of releases or their beginnings. Without NEW the current release is compared, without
    OLD the one published before it. --json gives all rows.
    """
    from dagster_project import release
    from dagster_project.cli.asking import current
    from dagster_project.cli.differences import difference_text

    marts = choices.data / "marts"
    after = release.pick(marts, new) if new else current(choices)
    before = release.pick(marts, old) if old else release.before(marts, after)
    found = release.compare(before, after, tier, table, None if as_json else limit or None)
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(json_text(found.as_dict()) if as_json else difference_text(found, width))


@click.command()
@click.argument("release", required=False)
@click.option("--hold", is_flag=True, help="Runs publish nothing until `gradmart run --go-on`.")
@common()
@click.pass_obj
def rollback(choices: Choices, release: str | None, hold: bool) -> None:
    """Make an earlier release current again.

    RELEASE is its id or the beginning of it; without it, the one published before the current one.
    """
    from dagster_project.orchestration import going_back
    from dagster_project.settings import Paths

    note = going_back.roll_back(choices.settings(), release, hold)
    click.echo(f"Release {note.release_to} is current; before it was {note.release_from}.")
    if going_back.in_force(Paths(choices.data)) is None:
        click.echo("It is the one published last: the next run publishes what is new, as always.")
    elif hold:
        click.echo("Runs publish nothing until `gradmart run --go-on`.")
    else:
        click.echo(
            "The next run leaves it so while nothing has changed. A new delivery, another setting or\n"
            "another version of the program publishes anew, with all that is in data/raw: take away or\n"
            "mend what was wrong, or hold it with --hold. `gradmart run --go-on` publishes anew at once."
        )
    if note.release_from != "none":
        click.echo(f"What differs: gradmart diff {note.release_to} {note.release_from}")
