"""Workbooks of rows given back to a sender, when they come in again mended.

What was added for the sender (columns, apostrophes before what spreadsheets run as formulas) is taken away
here, before anything else looks at the sheet: a mended row is what it would have been in the first place.
"""

from __future__ import annotations

from dataclasses import replace

from dagster_project.ingest.header import SEARCHED_ROWS
from dagster_project.ingest.raw import Grid
from dagster_project.release import FORMULA_STARTS

LINE, RULE, COLUMN, REASON = "退回行号", "退回规则", "退回列", "退回原因"
MARKS = (LINE, RULE, COLUMN, REASON)
_QUOTE = "'"


def quoted(text: str) -> str:
    """The text as it may stand in a cell: an apostrophe before what a spreadsheet would run."""
    return _QUOTE + text if _would_run(text) else text


def unmarked(grid: Grid) -> Grid:
    """The sheet as its sender first wrote it; the grid itself when it does not come from such a workbook."""
    marked = next((row for row in grid.rows[:SEARCHED_ROWS] if any(_is_mark(cell) for cell in row)), None)
    if marked is None:
        return grid
    added = {at for at, cell in enumerate(marked) if _is_mark(cell)}
    rows = [[_unquoted(cell) for at, cell in enumerate(row) if at not in added] for row in grid.rows]
    return replace(grid, rows=rows)


def _is_mark(cell: str | None) -> bool:
    return cell is not None and cell.strip() in MARKS


def _unquoted(cell: str | None) -> str | None:
    return cell[1:] if cell and cell.startswith(_QUOTE) and _would_run(cell) else cell


def _would_run(text: str) -> bool:
    # One more apostrophe for a cell that was sent with one, so that taking one away gives back what was sent.
    return text.lstrip(_QUOTE).startswith(FORMULA_STARTS)
