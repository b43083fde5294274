"""Runs as a program of its own: a workbook on standard input, its cells as text on standard output.

The parser of workbooks can take its whole process down on a damaged file (a Rust panic, or an abort when a
garbled size asks for tens of gigabytes). In a process of its own, under a limit of memory, that costs one
delivery. Imports nothing of ours, so that it starts fast; `workbook` is the only caller.

Answer (pickled): a list of (sheet, is visible, rows of text), or the word `password` or `damaged`.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
import sys

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

# A spreadsheet keeps 15 significant digits; a longer number has lost the rest, whatever it shows.
_EXACT = 1e15

Sheet = tuple[str, bool, list[list[str | None]]]


def sheets(data: bytes) -> list[Sheet] | str:
    """Every worksheet; rows from the sheet's first, columns from the first that holds anything."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            (
                item.name,
                item.visible == SheetVisibleEnum.Visible,
                [[text(cell) for cell in row] for row in book.get_sheet_by_name(item.name).iter_rows()],
            )
            for item in book.sheets_metadata
            if item.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        return "password"
    except CalamineError:
        return "damaged"


def text(cell: object) -> str | None:
    """A cell as the text an office would have exported: whole numbers without `.0`, days in ISO form."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if abs(cell) >= _EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows, where the process alone has to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    _limit_memory(int(sys.argv[1]))
    pickle.dump(sheets(sys.stdin.buffer.read()), sys.stdout.buffer)
