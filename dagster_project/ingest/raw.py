"""The shapes a delivery goes through before it is a frame: `Grid`, `RawTable`, `Rejection`.

Everything in them is text as the file holds it (or None for an empty cell), with the line it stands on.
No reading and no judging here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Rejection:
    """One row that is kept out, with everything a person needs to find and mend it.

    line         1-based line (text files) or row (sheets) on which the record starts
    rule         short name under which it is counted (`blank_key`, `unknown_code`, ...)
    column_name  the column at fault, or None when it is the whole row
    what         what is wrong: a sentence with its full stop, without the place; never a direct identifier
    do           one sentence of what to do about it
    record       header -> cell of the row's cells that are not personal data
    cells        positions in the header of the cells at fault, none when it is the whole row
    """

    line: int
    rule: str
    column_name: str | None
    what: str
    do: str
    record: dict[str, str] = field(default_factory=dict)
    cells: tuple[int, ...] = ()


@dataclass(frozen=True)
class Grid:
    """One sheet (or text file) as it stands: every row from the top, before a header is looked for.

    rows      cells of each record; records of text files may differ in length
    lines     1-based line of each record, same length as `rows`
    broken    records that could not be split into cells at all
    epoch     day 0 of the workbook's serial dates: 1899-12-30, or 1904-01-01 in old Macintosh books
    named     the format names the columns (parquet, jsonl): the first of `rows` is the header, on line 0
    visible   False for the hidden sheets of a workbook
    unterminated  the text ends without a line end, as a file that was cut short does
    notes     remarks on the file for the delivery's record
    sheet     the sheet's name as it may be shown; `own_name` as the workbook has it, to find it by
    """

    sheet: str | None
    rows: list[list[str | None]]
    lines: list[int]
    format: str
    encoding: str | None = None
    broken: list[Rejection] = field(default_factory=list)
    epoch: date = date(1899, 12, 30)
    named: bool = False
    visible: bool = True
    unterminated: bool = False
    notes: list[str] = field(default_factory=list)
    own_name: str | None = None


@dataclass(frozen=True)
class RawTable:
    """The rows below the header: what the caster and the survey reader work on.

    header      cells of the header row, as written; '' for a column without a name
    header_row  1-based line of the (last) header row; 0 when the format names the columns itself
    rows        same width as `header`; an empty cell is None
    lines       1-based line of each row
    rejected    rows that could not be split or have another number of cells than the header
    totals_rows rows of 合计 and the like that were kept out
    notes       remarks for the delivery's record
    disagreements  what totals rows say that does not hold; among the notes too
    """

    sheet: str | None
    header_row: int
    header: list[str]
    rows: list[list[str | None]]
    lines: list[int]
    encoding: str | None
    format: str
    rejected: list[Rejection] = field(default_factory=list)
    totals_rows: int = 0
    notes: list[str] = field(default_factory=list)
    epoch: date = date(1899, 12, 30)
    disagreements: list[str] = field(default_factory=list)
