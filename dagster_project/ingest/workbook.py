"""Workbooks: `.xlsx` and old BIFF `.xls` -> one grid a sheet, cells as text at their own rows.

A workbook is checked before it is parsed: damaged and oversized ones are refused here, because the parser
lays out every sheet as one dense block up to its farthest cell.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.archive import LIMIT, MAX_RATIO, RATIO_FROM, UNPACKING_ERRORS
from dagster_project.ingest.cells import Sheet
from dagster_project.ingest.raw import Grid

EPOCH_1900 = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)
MAX_CELLS = 50_000_000
MAX_MEMORY = 6 * 1024**3
MAX_SECONDS = 600
_PROGRAM = Path(__file__).with_name("cells.py")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 4 * 1024**2


def read_workbook(data: bytes, file: str, format: str) -> list[Grid]:
    """Every worksheet of a workbook. Raises DeliveryRefused (rule `workbook`)."""
    if data.startswith(_ZIP):
        epoch = _check_xlsx(data, file)
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise _locked(file)
        epoch = EPOCH_1904 if _is_1904_xls(data) else EPOCH_1900
    else:
        raise _no_workbook(data, file)
    return [
        Grid(name, rows, list(range(1, len(rows) + 1)), format, epoch=epoch, visible=visible)
        for name, visible, rows in _sheets(data, file)
    ]


def _sheets(data: bytes, file: str) -> list[Sheet]:
    """The cells of all worksheets, parsed in a process of its own that may die of a damaged file."""
    # -I: neither this folder nor the environment may lend modules to the program.
    command = [sys.executable, "-I", str(_PROGRAM), str(MAX_MEMORY)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise DeliveryRefused(
            "workbook",
            f"{file} takes longer than {MAX_SECONDS} s to read.",
            "Deliver it as CSV, or in parts.",
        ) from error
    answer = pickle.loads(done.stdout) if done.returncode == 0 else "damaged"
    if answer == "password":
        raise _locked(file)
    if answer == "damaged":
        raise _damaged(file)
    return answer


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


def _check_xlsx(data: bytes, file: str) -> dt.date:
    """Unpack every part once, counting: proves it whole and within bounds, and finds the date system."""
    epoch = EPOCH_1900
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                farthest = (0, 0)
                tail = b""
                with archive.open(member) as stream:
                    while chunk := stream.read(_CHUNK):
                        size += len(chunk)
                        _check_size(size, len(data), file)
                        if member.filename.startswith("xl/worksheets/"):
                            farthest = _farthest(tail + chunk, farthest)
                            _check_extent(farthest, file)
                            tail = chunk[-32:]
                        elif member.filename == "xl/workbook.xml" and re.search(
                            rb'date1904="(1|true)"', chunk
                        ):
                            epoch = EPOCH_1904
    except UNPACKING_ERRORS as error:
        raise _damaged(file) from error
    return epoch


def _check_size(size: int, packed: int, file: str) -> None:
    if size > LIMIT or (size > RATIO_FROM and size > MAX_RATIO * packed):
        raise DeliveryRefused(
            "workbook",
            f"{file} unpacks to more than is safe ({size // 1024**2} MiB and more).",
            "Deliver it as CSV, or in parts.",
        )


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


def _check_extent(farthest: tuple[int, int], file: str) -> None:
    if farthest[0] * farthest[1] > MAX_CELLS:
        raise DeliveryRefused(
            "workbook",
            f"{file} has a cell far outside its table (row {farthest[0]}, column {farthest[1]}).",
            "Delete everything right of and below the table, save it and replace it.",
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
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        what = f"{file} is a web page or XML file that only bears a workbook's name."
    else:
        what = f"{file} is not a workbook."
    return DeliveryRefused(
        "workbook", what, "Open it in a spreadsheet program, save it as .xlsx and replace it."
    )
