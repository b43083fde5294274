"""Rows above a header that are no notes: records that are above it by mistake, so that none is lost unsaid.

They come from two exports pasted together the wrong way round, and from sheets that were sorted with their
header. Under which names their cells stand is not known, so that they are never read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.contracts import normalise_header
from dagster_project.ingest import footer
from dagster_project.ingest.header import FoundHeader
from dagster_project.ingest.raw import Grid
from dagster_project.ingest.roles import Roles

RULE = "above_header"
# Titles and notes fill one cell or two.
_FEWEST_CELLS = 3
# 填报单位：某学院
_LABELLED = re.compile(r"[\u4e00-\u9fff)）][ 　]*[:：]")
_NUMBER = re.compile(r"[0-9０-９]")
_IDENTIFIER = re.compile(r"(?=.*[0-9])[0-9A-Za-z]{4,}")


def lines_above(grid: Grid, header: FoundHeader, roles: Roles) -> list[int]:
    """Lines of the rows above the header that are no notes, in order; most tables have none.

    From the first record on everything that is no further header counts, also records of which little is
    filled in, and rows that could not be split into cells.
    """
    names = {normalise_header(cell) for cell in header.cells if cell}
    lines: list[int] = []
    for row, line in zip(grid.rows[: header.first], grid.lines[: header.first], strict=True):
        filled = [at for at, cell in enumerate(row) if cell and not cell.isspace()]
        if not filled or _is_header(row, filled, names):
            continue
        if lines or _is_record(row, filled, len(names), roles):
            lines.append(line)
    header_line = grid.lines[header.first]
    broken = [item.line for item in grid.broken if lines and lines[0] < item.line < header_line]
    return sorted([*lines, *broken])


def _is_header(row: Sequence[str | None], filled: list[int], names: set[str]) -> bool:
    return 2 * sum(normalise_header(row[at] or "") in names for at in filled) >= len(filled)


def _is_record(row: Sequence[str | None], filled: list[int], columns: int, roles: Roles) -> bool:
    """Whether a row is filled like the table, or names somebody, and does not read as a note."""
    if len(filled) < _FEWEST_CELLS or not any(_NUMBER.search(row[at] or "") for at in filled):
        return False
    if _LABELLED.search(row[filled[0]] or ""):
        return False
    if footer.opens_remark(row, filled, len(row), roles.naming, continues=False) is not None:
        return False
    if 2 * len(filled) >= columns:
        return True
    return any(_IDENTIFIER.fullmatch((row[at] or "").strip()) for at in roles.naming & set(filled))
