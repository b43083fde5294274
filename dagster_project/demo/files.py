"""Frames to the bytes of a file: CSV and TSV in the encodings of offices, workbooks with notes and titles.

The same frame gives the same bytes on every run: creation times in workbooks are fixed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

XLSX_MAX_ROWS = 50_000  # beyond this a delivery is written as CSV: offices do, and workbooks get slow
_CREATED = datetime(2020, 1, 1)


@dataclass(frozen=True)
class Workbook:
    """How a workbook looks: rows above the header, an empty first column, a second sheet, its epoch.

    `numbers` are columns whose whole-number cells are numbers; `dates` columns of date cells.
    """

    above: tuple[str, ...] = ()
    empty_first_column: bool = False
    other_sheet: str | None = None
    epoch_1904: bool = False
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


def csv_bytes(frame: pl.DataFrame, encoding: str, separator: str = ",") -> bytes:
    """The frame as text with CRLF line ends; `encoding` as Python names it (utf-8-sig, utf-16: with BOM)."""
    return frame.write_csv(separator=separator, line_terminator="\r\n").encode(encoding)


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def xlsx_bytes(frame: pl.DataFrame, look: Workbook = Workbook()) -> bytes:
    """The frame as a workbook of one data sheet; every cell is text unless `look` says otherwise."""
    buffer = io.BytesIO()
    # constant_memory would keep strings inline; in memory they are shared, and files half as large.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": look.epoch_1904})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet("Sheet1")
    left = int(look.empty_first_column)
    for row, text in enumerate(look.above):
        sheet.merge_range(row, left, row, left + frame.width - 1, text)
    header = len(look.above)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for offset, name in enumerate(frame.columns):
        column = left + offset
        sheet.write_string(header, column, name)
        cells = enumerate(frame[name].to_list(), header + 1)
        if name in look.dates:
            _write_dates(sheet, column, cells, day)
        elif name in look.numbers:
            _write_numbers(sheet, column, cells)
        else:
            for row, cell in cells:
                if cell is not None:
                    sheet.write_string(row, column, cell)
    if look.other_sheet:
        book.add_worksheet("填报说明").write_string(0, 0, look.other_sheet)
    book.close()
    return buffer.getvalue()


def _write_dates(sheet: Worksheet, column: int, cells: Iterable[tuple[int, str | None]], day: Format) -> None:
    for row, cell in cells:
        if cell is not None:
            sheet.write_datetime(
                row, column, datetime.combine(date.fromisoformat(cell), datetime.min.time()), day
            )


def _write_numbers(sheet: Worksheet, column: int, cells: Iterable[tuple[int, str | None]]) -> None:
    for row, cell in cells:
        if cell is None:
            continue
        # A code that begins with a zero is only kept as text.
        if cell.isascii() and cell.isdigit() and not cell.startswith("0"):
            sheet.write_number(row, column, int(cell))
        else:
            sheet.write_string(row, column, cell)
