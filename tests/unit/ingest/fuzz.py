"""Breaks files of the corpus at random and lands them. By hand:

    python -m tests.unit.ingest.fuzz --minutes 30 --seed 7

What must hold of any bytes at all: landing comes back in time, with a record and never a traceback or a fault
of the program; the counts add up; no planted identifier stands in anything that was written. It all follows
from the number of an attempt and the corpus, and can be had again: `--seed NUMBER --attempts 1`.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.unit.ingest.corpus import Case, TooLate, cases, personal, settle, within
from tests.unit.ingest.mutations import MOVING, MUTATIONS, renamed
from tests.unit.ingest.office import Office

SECONDS = 30
# Those that tell themselves by their form, wherever they stand; a student number or a name does not.
_BY_FORM = re.compile(r"1990000\d{4}|99010119000101\d{3}[\dX]|[a-z]+@example\.edu")


@dataclass(frozen=True)
class Finding:
    """What an attempt showed that must never be; the broken file is kept at `file`."""

    number: int
    what: str
    file: Path

    def __str__(self) -> str:
        again = f"--seed {self.number} --attempts 1"
        return f"attempt {self.number}: {self.what}\n  kept in {self.file}; again: {again}"


@cache
def _corpus() -> list[tuple[Case, bytes]]:
    return [(case, case.path.read_bytes()) for case in cases() if case.path.parent.parent.name == "good"]


def attempt(number: int) -> Finding | None:
    """Break one file as `number` says, land it, and look at what came out."""
    chance = Random(number)
    case, content = chance.choice(_corpus())
    other = chance.choice(_corpus())[1]
    name, moved = case.path.name, False
    for how in chance.choices(MUTATIONS, k=chance.choice([1, 1, 2, 3])):
        content = how(chance, content, other) if content else content
        moved = moved or how in MOVING
    if chance.random() < 0.1:
        name = renamed(chance, name)
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "data")
        settle(office, case.expected)
        what = _landed(office, f"{case.feed}/{name}", content, case.expected.get("sidecar"))
        leaked = {text for text in personal(office) if not moved or _BY_FORM.fullmatch(text)}
    if leaked:
        what = f"{what or ''} identifiers came out: {', '.join(sorted(leaked))}"
    return Finding(number, f"{case.name} as {name}: {what}", _kept(number, name, content)) if what else None


def _landed(office: Office, file: str, content: bytes, sidecar: str | None) -> str | None:
    """What is wrong with how the file was landed, or None."""
    try:
        with within(SECONDS):
            record = office.land_one(file, content, sidecar)
    except (Exception, TooLate) as error:  # noqa: BLE001  that nothing whatever is raised is what is tested
        return f"{type(error).__name__}: {error}"
    if record["top_reasons"] == "fault":
        trace = "".join(path.read_text(encoding="utf-8") for path in office.paths.build.rglob("fault-*"))
        return f"{record['reason']}\n{trace}"
    if len(office.quarantine()) != record["quarantined"]:
        return f"{record['quarantined']} rows are said to be aside, {len(office.quarantine())} are"
    frame = office.landed(record["feed"])
    if frame["source_line"].n_unique() != record["accepted"]:
        return f"{record['accepted']} rows are said to have landed, {frame['source_line'].n_unique()} have"
    return None


def _kept(number: int, name: str, content: bytes) -> Path:
    path = Path(tempfile.gettempdir()) / f"gradmart-fuzz-{number}-{name}"
    path.write_bytes(content)
    return path


def main() -> None:
    """Attempts one after another until the time or their number is up; findings as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--attempts", type=int)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    end = time.monotonic() + 60 * given.minutes
    number = given.seed
    found = 0
    while time.monotonic() < end and number - given.seed != given.attempts:
        finding = attempt(number)
        number += 1
        if finding:
            found += 1
            print(finding, flush=True)  # noqa: T201  a program for the command line
    print(f"{number - given.seed} attempts, {found} findings")  # noqa: T201


if __name__ == "__main__":
    main()
