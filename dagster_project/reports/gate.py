"""What a report must not have: a number without a source, a withheld value shown, a section too few.

`check` looks at the finished document, before any format draws it, and names every place at once. The PDF
engine and its accessibility standard are the last gate.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dagster_project.errors import GateFailed
from dagster_project.reports.checklist import REQUIRED
from dagster_project.reports.model import (
    Block,
    Chart,
    Document,
    KeyFigures,
    Listing,
    Paragraph,
    Run,
    Runs,
    Table,
)
from dagster_project.reports.values import Value

_NUMBERS = ("Nd", "No", "Nl")
_TOLD = 12


@dataclass(frozen=True)
class Placed:
    """A run and where it stands: `rates/by_college/rates-by_college_table`."""

    place: str
    run: Run


def check(document: Document) -> None:
    """GateFailed, naming the places, when the document is not fit to be shown."""
    faults = [
        *(f"{section} is missing" for section in missing_sections(document)),
        *(f"{item.place}: {item.run!r} holds a number that no figure gives" for item in unbound(document)),
        *(f"{item.place}: a withheld value is shown" for item in withheld_shown(document)),
    ]
    if faults:
        more = f"\n  … and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
        raise GateFailed(
            f"The report of the class of {document.edition.class_year} ({document.edition.lang}) cannot be "
            f"shown:\n  " + "\n  ".join(faults[:_TOLD]) + more,
            "This is a fault of the report's templates: nothing was published, the last release stays. "
            "With `report: {in_release: false}` in institution.yml a run publishes without the report.",
        )


def missing_sections(document: Document) -> list[str]:
    """Required sections that the document does not have, as `chapter/section`."""
    there = {f"{chapter.key}/{section.key}" for chapter in document.chapters for section in chapter.sections}
    return [section for section in REQUIRED if section not in there]


def unbound(document: Document) -> list[Placed]:
    """Runs of our own words that hold a number; what the office wrote itself is its own."""
    return [
        item
        for item in placed(document)
        if isinstance(item.run, str) and any(unicodedata.category(sign) in _NUMBERS for sign in item.run)
    ]


def withheld_shown(document: Document) -> list[Placed]:
    """Values that disclosure control has hidden and that yet have a raw value or a digit in their text."""
    return [
        item
        for item in placed(document)
        if isinstance(item.run, Value)
        and item.run.withheld
        and (item.run.raw is not None or any(sign.isdigit() for sign in item.run.text))
    ]


def placed(document: Document) -> Iterator[Placed]:
    """Every run of the chapters with its place, those of the office's own words left out."""
    for chapter in document.chapters:
        yield Placed(chapter.key, chapter.title)
        for section in chapter.sections:
            place = f"{chapter.key}/{section.key}"
            yield Placed(place, section.title)
            for block in section.blocks:
                for name, text in _texts(block):
                    yield from (Placed(f"{place}{name}", run) for run in text)


def _texts(block: Block) -> Iterator[tuple[str, Runs]]:
    match block:
        case Paragraph():
            if block.role != "office":
                yield "", block.runs
        case Listing():
            if block.role != "office":
                yield from (("", item) for item in block.items)
        case KeyFigures():
            for figure in block.figures:
                yield "", (figure.label, figure.value, *figure.note)
        case Table():
            yield from _table(block)
        case Chart():
            yield f"/{block.key}", (*block.title, *block.message)
            yield from _table(block.table)


def _table(table: Table) -> Iterator[tuple[str, Runs]]:
    name = f"/{table.key}"
    yield name, (*table.title, *table.source, *table.note)
    yield name, tuple(column.label for column in table.columns)
    yield from ((name, row) for row in table.rows)
