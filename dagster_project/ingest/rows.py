"""Which rows of a grid are records: blank lines, totals, remarks, repeated headers, ragged rows told apart.

No cell is interpreted beyond that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from dagster_project.contracts import normalise_header
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest import footer
from dagster_project.ingest.above import RULE as ABOVE
from dagster_project.ingest.above import lines_above
from dagster_project.ingest.footer import Remark
from dagster_project.ingest.mapping import Chosen, place
from dagster_project.ingest.names import WORKBOOK
from dagster_project.ingest.raw import Grid, RawTable, Rejection
from dagster_project.ingest.roles import Roles
from dagster_project.ingest.totals import disagreements, is_totals, is_totals_row
from dagster_project.ingest.words import tidy

_SHOWN_LINES = 10
# So many rows are looked at together before any of them is looked at by itself.
_AT_ONCE = 4096
# Running numbers are filled in down an empty form: they do not make a row.
_RUNNING = frozenset({"序号", "no", "no."})


def to_table(chosen: Chosen, file: str, roles: Roles) -> RawTable:
    """The records below the header, all as wide as it; what is not a record is set aside and counted.

    `roles` are those of the header's columns. Raises DeliveryRefused (rule `cut_short`) when the file ends
    in the middle of a row.
    """
    grid, cells = chosen.grid, chosen.header.cells
    start = chosen.header.last + 1
    header_line = grid.lines[chosen.header.last]
    sorted_out = _Sorted(cells, roles, is_sheet=grid.format in WORKBOOK)
    sorted_out.take_all(grid.rows[start:], grid.lines[start:])
    broken = [item for item in grid.broken if item.line > header_line]
    remarks = sorted_out.trailing(max((item.line for item in broken), default=0))
    rows, rejected = sorted_out.rows, [*broken, *sorted_out.ragged]
    if grid.unterminated:
        _check_end(file, grid, rejected, len(cells))
    disagreeing = disagreements(sorted_out.totals, rows, len(rejected), sorted_out.counts, roles.heads)
    above, notes_above = _above(chosen, roles)
    rejected += above
    notes = [*grid.notes, *chosen.notes, *notes_above, *disagreeing]
    notes += [*footer.told(remarks), *_unnamed(cells, rows), *_beside(sorted_out.beside)]
    if sorted_out.repeated:
        notes.append(f"{sorted_out.repeated} repeated header rows passed over")
    return RawTable(
        grid.sheet,
        header_line,
        cells,
        rows,
        sorted_out.lines,
        grid.encoding,
        grid.format,
        rejected,
        len(sorted_out.totals),
        notes,
        grid.epoch,
        disagreeing,
    )


class _Sorted:
    """The rows below a header as they are sorted, one after the other from the top.

    `totals` are (line, number of records above, cells); `beside` lines of rows of a sheet with cells right of
    the table. A row that reads as a remark waits until a record or the end of the table follows: only at the
    end it is one.
    """

    def __init__(self, cells: list[str], roles: Roles, is_sheet: bool) -> None:
        self.rows: list[list[str | None]] = []
        self.lines: list[int] = []
        self.totals: list[tuple[int, int, list[str | None]]] = []
        self.ragged: list[Rejection] = []
        self.beside: list[int] = []
        self._is_sheet = is_sheet
        self.repeated = 0
        self._waiting: list[Remark] = []
        self._cells, self._roles = cells, roles
        self._width = len(cells)
        self._names = [normalise_header(cell) for cell in cells]
        self._running = {at for at, name in enumerate(self._names) if name in _RUNNING}
        self.counts = roles.counts | self._running
        self._opening = next(at for at, cell in enumerate(cells) if cell)
        # Of a row whose first two cells are filled, and one that tells whose it is, nothing more is asked.
        naming = roles.naming
        self._told = (1,) if not naming or not naming.isdisjoint((0, 1)) else (1, min(naming))
        self._may_have_footer = sum(1 for cell in cells if cell) >= footer.FEWEST_COLUMNS

    def take_all(self, rows: list[list[str | None]], lines: list[int]) -> None:
        for at in range(0, len(rows), _AT_ONCE):
            part, lines_of_part = rows[at : at + _AT_ONCE], lines[at : at + _AT_ONCE]
            for before, odd in pairwise([-1, *self._out_of_the_ordinary(part), len(part)]):
                if before + 1 < odd and self._waiting:
                    self._settle()
                self.rows += part[before + 1 : odd]
                self.lines += lines_of_part[before + 1 : odd]
                if odd < len(part):
                    self.take(part[odd], lines_of_part[odd])

    def take(self, row: list[str | None], line: int) -> None:
        width, opening = self._width, self._opening
        filled = [at for at, cell in enumerate(row) if cell and not cell.isspace()]
        if not filled or (len(filled) == 1 and filled[0] in self._running and width > 1):
            return
        inside = filled if filled[-1] < width else [at for at in filled if at < width]
        if not inside and self._is_sheet:
            self.beside.append(line)
        elif inside and is_totals_row(row, inside, self._roles):
            self.totals.append((line, len(self.rows), row[:width]))
        elif (
            len(row) >= width
            # Two files copied into one: the second header stands behind its own byte order mark.
            and (row[opening] or "").lstrip("\ufeff").strip() == self._cells[opening]
            and _is_header(row[:width], self._names)
        ):
            self.repeated += 1
        elif self._may_have_footer and (word := self._remark(row, filled)) is not None:
            self._waiting.append(Remark(row, line, word))
        else:
            self._record(row, line)

    def _record(self, row: list[str | None], line: int) -> None:
        if self._waiting:
            self._settle()
        self._keep(row, line)

    def _out_of_the_ordinary(self, rows: list[list[str | None]]) -> list[int]:
        """Places of rows that do not open as records, as most do; each distinct cell is looked at once."""
        if self._width < 2:
            return list(range(len(rows)))
        wide = [row for row in rows if len(row) == self._width]
        asked = [(0, self._opens_record), *((at, self._goes_on) for at in self._told)]
        refused = [(at, {cell for cell in {row[at] for row in wide} if not good(cell)}) for at, good in asked]
        found = [(at, cells) for at, cells in refused if cells]
        if not found and len(wide) == len(rows):
            return []
        return [
            place
            for place, row in enumerate(rows)
            if len(row) != self._width or any(row[at] in cells for at, cells in found)
        ]

    def _opens_record(self, cell: str | None) -> bool:
        return (
            bool(cell)
            and cell.isascii()
            and cell.isalnum()
            and cell != self._cells[0]
            and not is_totals(cell)
        )

    def _goes_on(self, cell: str | None) -> bool:
        return bool(cell) and not cell.isspace() and not is_totals(cell)

    def trailing(self, last_broken: int) -> list[Remark]:
        """The remarks at the end, when no row follows them that could not be split into cells."""
        if any(item.line < last_broken for item in self._waiting):
            self._settle()
        return self._waiting

    def _remark(self, row: list[str | None], filled: list[int]) -> str | None:
        return footer.opens_remark(row, filled, self._width, self._roles.naming, bool(self._waiting))

    def _settle(self) -> None:
        """What waited as a remark is followed by a record, and so has to pass for one."""
        for item in self._waiting:
            self._keep(item.row, item.line)
        self._waiting = []

    def _keep(self, row: list[str | None], line: int) -> None:
        width = self._width
        beyond = [cell for cell in row[width:] if cell and cell.strip()] if len(row) > width else []
        if beyond and self._is_sheet:
            # In a sheet no cell shifts another: what stands right of the table is a note on the row.
            self.beside.append(line)
            beyond = []
        if beyond or len(row) < width:
            at_hand = min(len(row), width) + len(beyond)
            self.ragged.append(_ragged(line, at_hand, width))
        else:
            self.rows.append(row if len(row) == width else row[:width])
            self.lines.append(line)


def _above(chosen: Chosen, roles: Roles) -> tuple[list[Rejection], list[str]]:
    """Records above the header: kept out, or, where the sidecar names the header's line, noted."""
    grid = chosen.grid
    lines = lines_above(grid, chosen.header, roles)
    if not lines:
        return [], []
    if chosen.header.is_stated:
        rows = "row that looks like a record was" if len(lines) == 1 else "rows that look like records were"
        span = f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]} to {lines[-1]}"
        return [], [f"{len(lines)} {rows} not read above the header that the sidecar names ({span})"]
    what = "the row stands above the header, so that its cells have no names."
    do = (
        "Put the header above all rows (if this is no record, delete it, or name the header's line in the "
        "sidecar as `header_row:`)."
    )
    return [Rejection(line, ABOVE, None, what, do) for line in lines], []


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


def _is_header(row: list[str | None], names: list[str]) -> bool:
    return all(normalise_header(cell or "") == name for cell, name in zip(row, names, strict=True))


def _ragged(line: int, cells: int, width: int) -> Rejection:
    return Rejection(
        line,
        "ragged_row",
        None,
        f"the row has {cells} cells, the header {width}.",
        "Put the missing or surplus delimiter right (a cell with a comma in it needs quotation marks).",
    )


def _check_end(file: str, grid: Grid, rejected: list[Rejection], width: int) -> None:
    """A last line that is broken off and has no line end: what follows is missing, so nothing is taken."""
    last = max(grid.lines[-1:] + [item.line for item in rejected])
    rules = {item.rule for item in rejected if item.line == last}
    if "malformed_row" in rules or ("ragged_row" in rules and len(grid.rows[-1]) < width):
        raise DeliveryRefused(
            "cut_short",
            f"{place(file, grid.sheet, last)}: the file ends in the middle of this row: it was cut short.",
            "Export it again and replace it (if that line is a remark, delete it).",
        )


def _beside(lines: list[int]) -> list[str]:
    if not lines:
        return []
    shown = ", ".join(map(str, lines[:_SHOWN_LINES])) + (", ..." if len(lines) > _SHOWN_LINES else "")
    return [f"cells right of the table, under no header, were not read in {len(lines)} rows (line {shown})"]


def _unnamed(cells: list[str], rows: list[list[str | None]]) -> list[str]:
    """Columns with cells but no header are dropped: what they hold cannot be known."""
    notes = []
    for at, cell in enumerate(cells):
        filled = 0 if cell else sum(1 for row in rows if row[at] and not (row[at] or "").isspace())
        if filled:
            notes.append(f"column {at + 1} has no header: its {filled} cells were not read")
    return notes
