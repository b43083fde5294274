"""How long a whole run takes and how much memory, beside a hand-written script over the same files.

    python -m tests.benchmarks --graduates 100000

Deliveries are made outside the measured time. Measured are, one after the other in the same minutes: the
reference, the first `gradmart run` (stage by stage), and the run after one per cent of new deliveries. What a
new version finds out once, whatever is delivered (the reading and the unit tests of its models), is found
out before, as README's first command does. The table and the plot are written to
docs/benchmarks/<graduates>.md and .svg. Not part of the test suite.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dagster_project import demo
from tests.benchmarks import deliveries, page
from tests.benchmarks.watch import Measured, watch

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "benchmarks"
NEW_SHARE = 0.01


@click.command()
@click.option(
    "--graduates", type=click.IntRange(min=12_000), default=100_000, show_default=True, help="In all."
)
@click.option("--scans", type=int, help="In all; ten for each graduate unless said.")
@click.option("--responses", type=int, help="In all; one for each graduate unless said.")
@click.option(
    "--work", type=Path, default=Path("data/benchmark"), show_default=True, help="Made and emptied."
)
@click.option(
    "--keep", is_flag=True, help="Use the deliveries that an earlier run with --keep left in --work."
)
def main(graduates: int, scans: int | None, responses: int | None, work: Path, keep: bool) -> None:
    """Measure one size and write its page."""
    scans = 10 * graduates if scans is None else scans
    responses = graduates if responses is None else responses
    work = work.absolute()
    raw = work / "made" / "raw"
    if not (keep and raw.exists()):
        shutil.rmtree(work, ignore_errors=True)
        deliveries.write(raw.parent, graduates, scans, responses)
    for made in (work / "data", work / "reference"):
        shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(raw, work / "data" / "raw")
    found = measure(raw, work)
    size = page.Size(graduates, scans, responses)
    page.write(PAGES, size, found)
    click.echo(page.text(size, found))
    if not keep:
        shutil.rmtree(work)


def measure(raw: Path, work: Path) -> page.Found:
    """Run the three and give what was seen. RuntimeError when one of them fails."""
    _know_the_models(work / "known")
    reference = _told(watch(_python("-m", "tests.benchmarks.reference", str(raw), str(work / "reference"))))
    first = _told(_gradmart(work / "data"))
    rows = deliveries.more(work / "data", NEW_SHARE)
    return page.Found(reference[-1], first, rows, _told(_gradmart(work / "data")))


def _know_the_models(data: Path) -> None:
    """Run this version once on a few graduates, unless it has been: the models are known by then."""
    demo.write(data, 4000)
    watch(_main("--data", str(data), "run"))
    shutil.rmtree(data)


def _told(found: list[Measured]) -> list[Measured]:
    """Say at once what was seen: a large size takes an hour."""
    for one in found:
        click.echo(f"{one.stage:<20} {one.seconds:7.1f} s {one.peak_mb:7,} MB", err=True)
    return found


def _gradmart(data: Path) -> list[Measured]:
    return watch(_main("--data", str(data), "run"))


def _main(*arguments: str) -> Sequence[str]:
    return _python("-c", "from dagster_project.cli import main; main()", *arguments)


def _python(*arguments: str) -> Sequence[str]:
    return [sys.executable, *arguments]


if __name__ == "__main__":
    main()
