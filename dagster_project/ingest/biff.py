"""Old workbooks (BIFF8 in an OLE file): the errors in their cells, which the parser gives as empty ones.

Reads no values; that is `cells`. What does not hold together ends the search: then the parser has the word.
Sources: Microsoft's [MS-CFB] (the file) and [MS-XLS] (its records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_FORMULA, _BOOL_ERROR, _SHEET, _START, _END = 0x06, 0x205, 0x85, 0x809, 0x0A
_LAST_SECTOR = 0xFFFFFFFA
Found = tuple[list[list[tuple[int, int, str]]], int]


def errors_in(data: bytes) -> Found:
    """((row, column, error) from 0, of each worksheet in the book's order; number of formulas in it)."""
    try:
        stream = _workbook_stream(data)
        starts = _sheet_starts(stream)
        # Sheets that claim one another's records would be read as often as they claim them.
        edges = [*sorted(set(starts)), len(stream)]
        ends = dict(pairwise(edges))
        sheets = [_errors_of(stream, start, ends.pop(start, start)) for start in starts]
    except (struct.error, IndexError):
        return [], 0
    return [errors for errors, _ in sheets], sum(formulas for _, formulas in sheets)


def _errors_of(stream: bytes, start: int, end: int) -> tuple[list[tuple[int, int, str]], int]:
    errors, formulas = [], 0
    for kind, at, _ in _records(stream, start, end):
        if kind == _FORMULA:
            formulas += 1
            # An error is a result that is no number (its last two bytes) and of type 2.
            if stream[at + 12 : at + 14] != b"\xff\xff" or stream[at + 6] != 2:
                continue
            code = stream[at + 8]
        elif kind == _BOOL_ERROR and stream[at + 7]:
            code = stream[at + 6]
        else:
            continue
        row, column = struct.unpack_from("<HH", stream, at)
        errors.append((row, column, _ERRORS.get(code, "#UNKNOWN!")))
    return errors, formulas


def _sheet_starts(stream: bytes) -> list[int]:
    """Where the records of each worksheet begin; charts and macros are passed over."""
    return [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, _ in _records(stream, 0, len(stream))
        if kind == _SHEET and stream[at + 5] == 0
    ]


def _records(stream: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(kind, start of content, size) of the records of one substream, without those of charts inside it."""
    depth = 0
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _START) - (kind == _END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, at + 4, size
        at += 4 + size


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook`, put together from the sectors of the file; empty when it has none."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        return b""
    table = _allocation(data, size)
    directory = _chain(data, size, table, struct.unpack_from("<I", data, 48)[0])
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(length - 2, 0)] == "Workbook".encode("utf-16-le"):
            start, stated = struct.unpack_from("<II", directory, at + 116)
            return _chain(data, size, table, start)[:stated]
    return b""


def _allocation(data: bytes, size: int) -> list[int]:
    """The next sector of each sector."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    # One sector lists 128 sectors of the table and more, each of which tells of as many.
    for _ in range(min(count, len(data) // size // 128 + 1)):
        *more, following = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += more
    table: list[int] = []
    for sector in sectors:
        if sector < _LAST_SECTOR:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return table


def _chain(data: bytes, size: int, table: list[int], sector: int) -> bytes:
    pieces = []
    # A chain that bites its own tail is no longer than the file.
    while sector < _LAST_SECTOR and len(pieces) <= len(data) // size:
        pieces.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(pieces)
