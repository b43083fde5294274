"""`gradmart diff`, `rollback` and `rebuild`: two releases side by side, back to one, one made again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project.cli.options import Choices, as_json, common, json_text

if TYPE_CHECKING:
    from datetime import date

    from dagster_project.orchestration.rebuilding import Rebuilt
    from dagster_project.settings import Settings


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


@click.command()
@click.argument("release")
@click.option("--to", type=click.Path(path_type=Path), required=True, help="A new folder to make it in.")
@click.option(
    "--from", "source", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A backup with what is no longer in the data folder.",
)  # fmt: skip
@as_json
@common()
@click.pass_obj
def rebuild(choices: Choices, release: str, to: Path, source: Path | None, as_json: bool) -> None:
    """Make a past release again from its manifest, and compare every table with it.

    RELEASE is its id or the beginning of it. Its deliveries are found by their hashes, its configuration in
    data/archive. Exit status 1 when a table is not as it was.
    """
    from dataclasses import asdict

    from dagster_project.cli.terminal import watching
    from dagster_project.orchestration.rebuilding import rebuild as make

    with watching(choices.quiet or choices.verbose) as listener:
        made = make(choices.settings(), release, to, source, _as_of, listener, choices.verbose)
    click.echo(json_text(asdict(made) | {"agrees": made.agrees}) if as_json else _rebuilt_text(made))
    if not made.agrees:
        raise click.exceptions.Exit(1)


def _as_of(settings: Settings, day: date) -> Any:
    from dagster_project.definitions import build_defs
    from dagster_project.orchestration.resources import Deployment

    return build_defs(settings, deployment=Deployment(data=str(settings.data.absolute()), as_of=str(day)))


def _rebuilt_text(made: Rebuilt) -> str:
    lines = [*made.circumstances]
    lines += [f"{file} was refused then and is gone now; it counted for nothing." for file in made.gone]
    if made.agrees and not made.files:
        lines.append(
            f"Release {made.release_id} was made again in {made.folder}: "
            f"all {made.compared} checksums of its manifest agree."
        )
        return "\n".join(lines)
    if made.agrees:
        lines.append(
            f"Release {made.release_id} was made again in {made.folder} as {made.made_id}: every table holds "
            "what it held. Other bytes:"
        )
    else:
        lines.append(
            f"Release {made.release_id} was made again in {made.folder} as {made.made_id}, and "
            f"{len(made.tables)} table(s) are NOT as they were:"
        )
    return "\n".join([*lines, *(f"  {name}" for name in [*made.tables, *made.files])])
