"""Workbooks: `.xlsx` and old BIFF `.xls` -> one grid a sheet, cells as text at their own rows.

A workbook is checked before it is parsed: damaged and oversized ones are refused here, because the parser
lays out every sheet as one dense block up to its farthest cell.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.apart import parse_apart
from dagster_project.ingest.archive import UNPACKING_ERRORS, check_unpacked
from dagster_project.ingest.biff import errors_in
from dagster_project.ingest.cells import Sheet
from dagster_project.ingest.disguise import disguise
from dagster_project.ingest.masking import mask
from dagster_project.ingest.raw import Grid
from dagster_project.settings.intake import Limits

EPOCH_1900 = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_REFERENCE = re.compile(rb'<(?:\w+:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
# What sheets hold beside plain values: a cell of type error, and a formula.
_BESIDE = re.compile(rb'\bt="e"|<(?:\w+:)?f[\s>/]')
_CHUNK = 4 * 1024**2


@dataclass
class _Contents:
    """What a walk over the parts of an .xlsx finds: its date system, and what is no plain value."""

    epoch: dt.date = EPOCH_1900
    has_formulas: bool = False
    links: int = 0


def is_workbook(data: bytes) -> bool:
    """Whether the bytes can be a workbook at all, whatever the file is named."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, file: str, format: str, limits: Limits) -> list[Grid]:
    """Every worksheet of a workbook.

    Raises DeliveryRefused: `workbook`, `archive`, `too_large`, `too_slow`.
    """
    if data.startswith(_ZIP):
        contents = _check_xlsx(data, file, limits)
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise _locked(file)
        contents = _Contents(EPOCH_1904 if _is_1904_xls(data) else EPOCH_1900)
    else:
        raise _no_workbook(data, file)
    answer = parse_apart("cells", data, file, limits, str(int(contents.has_formulas)))
    if answer == "password":
        raise _locked(file)
    if answer == "damaged":
        raise _damaged(file)
    sheets, formulas = answer
    if data.startswith(_OLE):
        formulas = _mark_errors(sheets, data)
    notes = _notes(formulas, contents.links)
    return [
        Grid(
            mask(name),
            rows,
            list(range(1, len(rows) + 1)),
            format,
            epoch=contents.epoch,
            visible=visible,
            notes=notes,
            own_name=name,
        )
        for name, visible, rows, _ in sheets
    ]


def _mark_errors(sheets: list[Sheet], data: bytes) -> int:
    """Write the errors of an .xls where the parser left nothing; the number of its formulas."""
    found, formulas = errors_in(data)
    for (_, _, rows, first), errors in zip(sheets, found, strict=False):
        for row, column, error in errors:
            if row < len(rows) and first <= column < first + len(rows[row]):
                rows[row][column - first] = error
    return formulas


def _notes(formulas: int, links: int) -> list[str]:
    notes = []
    if formulas:
        notes.append(f"{formulas} cells of the workbook hold formulas: the values saved with them were read")
    if links:
        notes.append(f"the workbook is linked to {links} others, which were not looked at")
    return notes


def _damaged(file: str) -> DeliveryRefused:
    return DeliveryRefused(
        "workbook",
        f"{file} cannot be read as a workbook: it is damaged or was cut short.",
        "Open it, save it again as .xlsx and replace it.",
    )


def _locked(file: str) -> DeliveryRefused:
    return DeliveryRefused(
        "workbook", f"{file} is locked with a password.", "Save it without a password and replace it."
    )


def _check_xlsx(data: bytes, file: str, limits: Limits) -> _Contents:
    """Unpack every part once, counting: proves it whole and within bounds, and tells what it holds."""
    found = _Contents()
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                farthest = (0, 0)
                tail = b""
                found.links += re.fullmatch(r"xl/externalLinks/[^/]+\.xml", member.filename) is not None
                with archive.open(member) as stream:
                    while chunk := stream.read(_CHUNK):
                        size += len(chunk)
                        check_unpacked(size, len(data), file, limits)
                        if member.filename.startswith("xl/worksheets/"):
                            farthest = _farthest(tail + chunk, farthest)
                            _check_extent(farthest, file, limits)
                            found.has_formulas |= _BESIDE.search(tail + chunk) is not None
                            tail = chunk[-200:]
                        elif member.filename == "xl/workbook.xml" and re.search(
                            rb'date1904="(1|true)"', chunk
                        ):
                            found.epoch = EPOCH_1904
    except UNPACKING_ERRORS as error:
        raise _damaged(file) from error
    return found


def _farthest(xml: bytes, farthest: tuple[int, int]) -> tuple[int, int]:
    references = _REFERENCE.findall(xml)
    if not references:
        return farthest
    columns = {column for column, _ in references}
    return max(farthest[0], int(references[-1][1])), max(
        farthest[1], *(_number(column) for column in columns)
    )


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_extent(farthest: tuple[int, int], file: str, limits: Limits) -> None:
    if farthest[0] * farthest[1] > limits.cells:
        raise DeliveryRefused(
            "too_large",
            f"{file} has a cell far outside its table (row {farthest[0]}, column {farthest[1]}): "
            f"more than the {limits.cells} cells allowed.",
            "Delete everything right of and below the table, save it and replace it "
            "(or raise limits.cells in institution.yml).",
        )


def _is_1904_xls(data: bytes) -> bool:
    """Whether a BIFF8 workbook counts days from 1904: its DATEMODE record (0x22) among the global records.

    Source: Microsoft's [MS-XLS], 2.4.77 Date1904. The walk ends at the first EOF record (0x0A).
    """
    at = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    while at >= 0 and at + 4 <= len(data):
        kind = int.from_bytes(data[at : at + 2], "little")
        size = int.from_bytes(data[at + 2 : at + 4], "little")
        if kind == 0x22:
            return data[at + 4 : at + 6] == b"\x01\x00"
        if kind == 0x0A:
            return False
        at += 4 + size
    return False


def _no_workbook(data: bytes, file: str) -> DeliveryRefused:
    what, _ = disguise(data) or ("", "")
    return DeliveryRefused(
        "workbook",
        f"{file} is {what} that only bears a workbook's name." if what else f"{file} is not a workbook.",
        "Open it in a spreadsheet program, save it as .xlsx and replace it.",
    )
