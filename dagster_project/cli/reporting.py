"""`gradmart report`: the annual report as files, what to look at before it is signed, and its signature."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project.cli.asking import current
from dagster_project.cli.options import Choices, as_json, common, json_text
from dagster_project.errors import ConfigurationError

if TYPE_CHECKING:
    from dagster_project.release import Release
    from dagster_project.reports.review import Moved

FORMATS = ("pdf", "html", "docx", "xlsx")
_MOVERS = 3


@click.command()
@click.option("--class-year", type=int, help="Default: the newest with a state of the year's end.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Default: both.")
@click.option(
    "--college", multiple=True, metavar="NAME", help="An edition for this college; repeat for more."
)
@click.option("--all-colleges", is_flag=True, help="An edition for every college.")
@click.option("--tier", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Default: all four; repeat for more.",
)
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="Default: data/reports/<release>."
)
@click.option("--review", is_flag=True, help="Only show what moved more than usual, and what moved it.")
@click.option("--sign", metavar="WHO", help="Record who signs the figures of this report, and write nothing.")
@as_json
@common()
@click.pass_obj
def report(
    choices: Choices,
    class_year: int | None,
    lang: Any,
    college: tuple[str, ...],
    all_colleges: bool,
    tier: Any,
    formats: tuple[str, ...],
    output: Path | None,
    review: bool,
    sign: str | None,
    as_json: bool,
) -> None:
    """The annual report of the current release: PDF, HTML, DOCX and XLSX, in Chinese and English.

    It is marked as a draft until somebody has signed its figures (--sign) and the next run has taken that up.
    Whatever it shows was published: the public tier, unless --tier internal is asked for.
    """
    from dagster_project.orchestration import reporting
    from dagster_project.settings import Paths

    if college and all_colleges:
        raise ConfigurationError("--college and --all-colleges exclude each other.", "Give one of them.")
    published = current(choices)
    class_year = class_year or reporting.newest_class_year(published)
    if review:
        return _show_review(published, class_year, as_json)
    if sign is not None:
        return _sign(choices, published, class_year, sign)
    wanted = reporting.Wanted(
        class_year=class_year,
        langs=(lang,) if lang else ("zh", "en"),
        tier=tier,
        colleges=reporting.all_colleges(published, class_year) if all_colleges else college,
        formats=formats or FORMATS,
    )
    folder = output or Paths(choices.data).reports / published.id
    files = _written(choices, published, wanted, folder)
    if as_json:
        click.echo(json_text([str(file) for file in files]))
    else:
        for file in files:
            click.echo(file)


def _written(choices: Choices, published: Release, wanted: Any, folder: Path) -> list[Path]:
    from dagster_project.cli.terminal import watching
    from dagster_project.orchestration import progress, reporting

    with watching(choices.quiet) as listener, progress.listening(listener):
        return reporting.write_reports(published, wanted, folder)


def _show_review(published: Release, class_year: int, as_json: bool) -> None:
    from dataclasses import asdict

    from dagster_project.orchestration import reporting

    moved = reporting.review(published, class_year)
    if as_json:
        click.echo(json_text([asdict(item) for item in moved]))
    elif not moved:
        click.echo(f"Nothing of the class of {class_year} moved more than usual against the class before.")
    else:
        click.echo(f"Moved more than usual against the class of {class_year - 1}:")
        click.echo("\n".join(_told(item) for item in moved))


def _told(item: Moved) -> str:
    """One figure that moved, on three lines or so."""
    before = f"{item.before_rate:.2%} ({item.before_numerator}/{item.before_denominator})"
    now = f"{item.rate:.2%} ({item.numerator}/{item.denominator})"
    lines = [
        f"\n{item.change * 100:+.2f} points  {item.breakdown_value}: {item.measure} {before} -> {now}",
        f"  gradmart explain {item.figure}",
    ]
    if item.other_rule:
        lines.append("  The class before was counted under another version of the rule.")
    for mover in item.movers[:_MOVERS]:
        file = mover.file or "graduates without a record of a destination"
        lines.append(f"  {mover.points * 100:+.2f} points  {mover.counted} of {mover.graduates}  {file}")
    return "\n".join(lines)


def _sign(choices: Choices, published: Release, class_year: int, who: str) -> None:
    from dagster_project.ingest.institution_file import load_configuration
    from dagster_project.orchestration import reporting
    from dagster_project.settings import Paths

    paths = Paths(choices.data)
    if moved := reporting.review(published, class_year):
        click.echo(
            f"{len(moved)} rates moved more than usual; `gradmart report --review` shows them.", err=True
        )
    institution = load_configuration(paths.institution_file)
    signature, file = reporting.sign(paths, published, class_year, who, institution)
    click.echo(
        f"Signed by {signature.who} on {signature.signed_on}: the report of the class of {class_year} in "
        f"release {signature.release}.\nThe record is {file}. Run `gradmart run`: the next release carries "
        "it, and the report there is no draft as long as its figures are these."
    )
