"""Which rows of a grid are records: blank lines, totals, repeated headers and ragged rows are told apart.

Also what two rows of one key mean. No cell is interpreted beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import polars as pl

from dagster_project.contracts import Contract, normalise_header
from dagster_project.contracts.codes import normalise_value
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.mapping import Chosen, place
from dagster_project.ingest.raw import Grid, RawTable, Rejection
from dagster_project.ingest.words import tidy

_TOTALS = re.compile(
    r"(本页|全校|学校|学院|本院)?(合计|总计|小计|共计|总数|汇总|grandtotal|subtotal|total)[::]?\d*人?"
)
_GRAND = re.compile(r"(全校|学校)?(合计|总计|共计|总数|grandtotal|total)")
# Running numbers are filled in down an empty form: they do not make a row.
_RUNNING = frozenset({"序号", "no", "no."})


def to_table(chosen: Chosen, file: str) -> RawTable:
    """The records below the header, all as wide as it; what is not a record is set aside and counted.

    Raises DeliveryRefused (rule `cut_short`) when the file ends in the middle of a row.
    """
    grid, cells = chosen.grid, chosen.header.cells
    width = len(cells)
    start = chosen.header.last + 1
    header_line = grid.lines[chosen.header.last]
    running = {at for at, cell in enumerate(cells) if normalise_header(cell) in _RUNNING}
    rows: list[list[str | None]] = []
    lines: list[int] = []
    totals: list[list[str | None]] = []
    rejected = [item for item in grid.broken if item.line > header_line]
    repeated = 0
    names = [normalise_header(cell) for cell in cells]
    opening = next(at for at, cell in enumerate(cells) if cell)
    for row, line in zip(grid.rows[start:], grid.lines[start:], strict=True):
        if len(row) > width:
            row, beyond = row[:width], [cell for cell in row[width:] if cell and cell.strip()]
        else:
            beyond = []
        filled = [at for at, cell in enumerate(row) if cell and not cell.isspace()]
        if not beyond and (not filled or (len(filled) == 1 and filled[0] in running and width > 1)):
            continue
        if filled and any(is_totals(row[at]) for at in filled[:2]):
            totals.append(row)
        elif len(row) == width and (row[opening] or "").strip() == cells[opening] and _is_header(row, names):
            repeated += 1
        elif beyond or len(row) < width:
            rejected.append(_ragged(file, grid, line, len(row) + len(beyond), width))
        else:
            rows.append(row)
            lines.append(line)
    if grid.unterminated:
        _check_end(file, grid, rejected, width)
    notes = [*chosen.notes, *_totals_notes(totals, rows), *_unnamed(cells, rows)]
    if repeated:
        notes.append(f"{repeated} repeated header rows passed over")
    return RawTable(
        grid.sheet,
        header_line,
        cells,
        rows,
        lines,
        grid.encoding,
        grid.format,
        rejected,
        len(totals),
        notes,
        grid.epoch,
    )


def without_marks(table: RawTable, marks: Collection[str]) -> RawTable:
    """The table with cells emptied that hold one of the institution's own marks for "no value"."""
    if not marks:
        return table
    blank = {tidy(mark).casefold() for mark in marks}
    rows = [
        [None if cell is not None and tidy(cell).casefold() in blank else cell for cell in row]
        for row in table.rows
    ]
    return replace(table, rows=rows)


def is_totals(cell: str | None) -> bool:
    """Whether a cell opens a row of totals (合计, 小计, total)."""
    # Millions of cells are asked; hardly any of them holds one of these signs.
    if cell is None or len(cell) > 24 or not ("计" in cell or "总" in cell or "t" in cell or "T" in cell):
        return False
    return _TOTALS.fullmatch(normalise_value(cell)) is not None


def identity(contract: Contract) -> list[pl.Expr]:
    """The key as expressions. Of identifiers that stand for one another the first that is filled counts."""
    parts: list[pl.Expr] = []
    alternatives = [
        [contract.column(name).landed_name for name in group]
        for group in contract.one_of
        if all(contract.column(name).pseudonym for name in group)
    ]
    for name in contract.key:
        group = next((group for group in alternatives if name in group), None)
        if group is None:
            parts.append(pl.col(name))
        elif name == group[0]:
            marked = [pl.lit(item) + pl.col(item) for item in group]
            parts.append(pl.coalesce(marked).alias("identity"))
    return parts


def repeats(
    frame: pl.DataFrame, contract: Contract, tie_break: str | None
) -> tuple[list[int], dict[int, list[int]]]:
    """Rows of one key in a delivery, by position in `frame`.

    Returns (copies, conflicts): copies say the same as a row that is kept; conflicts map each row of a key
    with different contents to all rows of that key. With a tie break the first or last row stands and the
    others are copies.
    """
    content = [name for name in contract.landed if name in frame.columns]
    numbered = frame.select(
        pl.int_range(pl.len()).alias("row"),
        pl.struct(identity(contract)).alias("key"),
        pl.struct(content).alias("content"),
    )
    groups = (
        numbered.with_columns(times=pl.len().over("key"))
        .filter(pl.col("times") > 1)
        .group_by("key", maintain_order=True)
        .agg(pl.col("row"), pl.col("content").n_unique().alias("contents"))
    )
    copies: list[int] = []
    conflicts: dict[int, list[int]] = {}
    for rows, contents in groups.select("row", "contents").rows():
        if contents == 1 or tie_break == "first":
            copies += rows[1:]
        elif tie_break == "last":
            copies += rows[:-1]
        else:
            conflicts |= dict.fromkeys(rows, rows)
    return copies, conflicts


def _is_header(row: list[str | None], names: list[str]) -> bool:
    return all(normalise_header(cell or "") == name for cell, name in zip(row, names, strict=True))


def _ragged(file: str, grid: Grid, line: int, cells: int, width: int) -> Rejection:
    reason = (
        f"{place(file, grid, line)}: the row has {cells} cells, the header {width}. "
        "Put the missing or surplus delimiter right (a cell with a comma in it needs quotation marks)."
    )
    return Rejection(line, "ragged_row", None, reason)


def _check_end(file: str, grid: Grid, rejected: list[Rejection], width: int) -> None:
    """A last line that is broken off and has no line end: what follows is missing, so nothing is taken."""
    last = max(grid.lines[-1:] + [item.line for item in rejected])
    rules = {item.rule for item in rejected if item.line == last}
    if "malformed_row" in rules or ("ragged_row" in rules and len(grid.rows[-1]) < width):
        raise DeliveryRefused(
            "cut_short",
            f"{place(file, grid, last)}: the file ends in the middle of this row: it was cut short.",
            "Export it again and replace it (if that line is a remark, delete it).",
        )


def _totals_notes(totals: list[list[str | None]], rows: list[list[str | None]]) -> list[str]:
    """A total that is neither the number of rows nor the sum of its column is worth a look."""
    notes = []
    for total in totals:
        if not any(_GRAND.match(normalise_value(cell or "")) for cell in total):
            continue
        stated = [(at, int(value)) for at, cell in enumerate(total) if (value := _number(cell)) is not None]
        for at, value in stated:
            column = sum(_number(row[at]) or 0 for row in rows)
            if value not in (len(rows), column):
                notes.append(
                    f"the totals row says {value}; there are {len(rows)} rows, the column adds up to {column}"
                )
    return notes


def _number(cell: str | None) -> int | None:
    digits = normalise_value(cell or "").replace(",", "").removesuffix(".0").removesuffix("人")
    return int(digits) if digits.isdecimal() and len(digits) < 12 else None


def _unnamed(cells: list[str], rows: list[list[str | None]]) -> list[str]:
    """Columns with cells but no header are dropped: what they hold cannot be known."""
    notes = []
    for at, cell in enumerate(cells):
        filled = 0 if cell else sum(1 for row in rows if row[at] and not (row[at] or "").isspace())
        if filled:
            notes.append(f"column {at + 1} has no header: its {filled} cells were not read")
    return notes
