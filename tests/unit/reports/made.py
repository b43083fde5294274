"""Marts made by hand for tests of chapters, and the words of a section as a reader has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dagster_project.reports.marts import Row
from dagster_project.reports.model import (
    Block,
    Chart,
    Edition,
    KeyFigures,
    Listing,
    Paragraph,
    Runs,
    Section,
    Table,
)
from dagster_project.reports.words import Words
from dagster_project.reports.writer import Writer
from dagster_project.settings import ReportPolicy


class MadeMarts:
    """Tables of rows given as dicts; for a writer what `reports.marts.Marts` is. Ids: `<table>/<number>`."""

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, Any]]], lang: str = "zh") -> None:
        self.tables, self.lang, self.names = tables, lang, {}

    def columns(self, table: str) -> list[str]:
        return sorted({name for row in self.tables.get(table, ()) for name in row})

    def rows(self, table: str, **conditions: Any) -> list[Row]:
        return [
            Row(f"{table}/{number}", row, self.lang, self.names)
            for number, row in enumerate(self.tables.get(table, ()))
            if all(_meets(row[name], wanted) for name, wanted in conditions.items())
        ]


def _meets(cell: Any, wanted: Any) -> bool:
    return cell == wanted if isinstance(wanted, str | int) else cell in list(wanted)


def writer(
    chapter: str,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    class_year: int = 2020,
    college: str | None = None,
    lang: str = "zh",
    policy: ReportPolicy | None = None,
) -> Writer:
    """The pen of one chapter on made tables, as of the year's end."""
    edition = Edition(class_year, "year_end", lang, college=college)
    return Writer(edition, MadeMarts(tables, lang), Words(lang), policy or ReportPolicy(), chapter)


def plain_text(runs: Runs) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def said(section: Section, role: str | None = None) -> list[str]:
    """The paragraphs of a section, of one role or all."""
    blocks = [block for block in section.blocks if isinstance(block, Paragraph)]
    return [plain_text(block.runs) for block in blocks if role in (None, block.role)]


def table(section: Section, key: str) -> list[list[str]]:
    """The cells of a section's table, or of a chart's, by the end of its key."""
    tables = [_table(block) for block in section.blocks]
    found = next(one for one in tables if one is not None and one.key.endswith(key))
    return [[plain_text((cell,)) for cell in row] for row in found.rows]


def _table(block: Block) -> Table | None:
    return block.table if isinstance(block, Chart) else block if isinstance(block, Table) else None


def values(section: Section) -> list[Any]:
    """All values of a section, wherever they stand, and that each is bound to something."""
    found: list[Any] = []
    for block in section.blocks:
        one = _table(block)
        runs: list[Any] = []
        if isinstance(block, Paragraph):
            runs = list(block.runs)
        elif isinstance(block, Listing):
            runs = [run for item in block.items for run in item]
        elif isinstance(block, KeyFigures):
            runs = [run for figure in block.figures for run in (figure.value, *figure.note)]
        elif one is not None:
            runs = [*one.title, *one.note, *one.source, *(cell for row in one.rows for cell in row)]
        if isinstance(block, Chart):
            runs += block.message
        found += [run for run in runs if not isinstance(run, str)]
    assert all(value.sources for value in found), "a value is bound to nothing"
    return found
