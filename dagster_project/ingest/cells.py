"""Runs as a program of its own: a workbook on standard input, its cells as text on standard output.

Imports nothing of ours; `workbook` is the only caller, `apart` starts it. Arguments: the limit of memory in
bytes, and 1 where sheets hold cells that are no plain values.

Answer (pickled): ([(sheet, is visible, rows of text, first column)], number of formulas), or the word
`password` or `damaged`. The parser gives errors (`#N/A`) and formulas without a saved value as empty cells,
which would pass for "nothing known": such sheets are rewritten first, so that they come as text.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
import re
import sys
import zipfile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

# A spreadsheet keeps 15 significant digits; a longer number has lost the rest, whatever it shows.
_EXACT = 1e15

# What a formula reads whose value was never saved with it (as programs write that do not calculate).
NO_VALUE = b"#FORMULA!"
_TYPE = re.compile(rb'\bt="([^"]*)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")

Sheet = tuple[str, bool, list[list[str | None]], int]


def sheets(data: bytes, has_formulas: bool) -> tuple[list[Sheet], int] | str:
    """Every worksheet; rows from the sheet's first, columns from the first that holds anything."""
    data, formulas = _spelled_out(data) if has_formulas else (data, 0)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found: list[Sheet] = []
        for item in book.sheets_metadata:
            if item.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(item.name)
                rows = [[text(cell) for cell in row] for row in sheet.iter_rows()]
                first = sheet.start[1] if sheet.start else 0
                found.append((item.name, item.visible == SheetVisibleEnum.Visible, rows, first))
        return found, formulas
    except PasswordError:
        return "password"
    except CalamineError:
        return "damaged"


def _spelled_out(data: bytes) -> tuple[bytes, int]:
    """The .xlsx with errors and formulas without a value as text cells, and the number of formulas."""
    out = io.BytesIO()
    formulas = 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.startswith("xl/worksheets/"):
                content, found = _spelled_out_sheet(content)
                formulas += found
            target.writestr(member.filename, content)
    return out.getvalue(), formulas


def _spelled_out_sheet(xml: bytes) -> tuple[bytes, int]:
    """One sheet, cut at its cells and put together again: as many steps as there are cells."""
    root = re.search(rb"<(\w+:)?worksheet\b", xml)
    prefix = (root[1] or b"") if root else b""
    mark = b"<" + prefix + b"c "
    before, *parts = xml.split(mark)
    formulas = 0
    for at, part in enumerate(parts):
        if b'"e"' in part or _FORMULA.search(part):
            parts[at], is_formula = _spelled_out_cell(part, prefix)
            formulas += is_formula
    return mark.join([before, *parts]), formulas


def _spelled_out_cell(cell: bytes, prefix: bytes) -> tuple[bytes, bool]:
    """A cell from its attributes on, and whether it holds a formula."""
    attributes, _, content = cell.partition(b">")
    if attributes.endswith(b"/"):
        return cell, False
    content, end, rest = content.partition(b"</" + prefix + b"c>")
    kind = _TYPE.search(attributes)
    is_formula = _FORMULA.search(content) is not None
    has_value = _VALUE.search(content) is not None
    is_error = kind is not None and kind[1] == b"e"
    # A formula of type text without a value is one that gives an empty text.
    unsaved = is_formula and not has_value and (kind is None or kind[1] != b"str")
    if not is_error and not unsaved:
        return cell, is_formula
    if not has_value:
        content = b"<" + prefix + b"v>" + NO_VALUE + b"</" + prefix + b"v>"
    return _TYPE.sub(b"", attributes) + b' t="str">' + content + end + rest, is_formula


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
    pickle.dump(sheets(sys.stdin.buffer.read(), sys.argv[2] == "1"), sys.stdout.buffer)
