"""A small .xls put together by hand: what offices' oldest programs export, without a program that writes it.

Sources: Microsoft's [MS-CFB] (the file) and [MS-XLS] (its records).
"""

from __future__ import annotations

import struct

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
ERROR_CODES = {"#N/A": 0x2A, "#REF!": 0x17}


def old_book(*sheets: list[bytes]) -> bytes:
    """A workbook of sheets, each a list of the records below."""
    bodies = [
        _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + b"".join(sheet) for sheet in sheets
    ]
    bodies = [body + _record(0x0A) for body in bodies]
    opening = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    names = [f"s{at}".encode() for at in range(len(sheets))]
    at = len(opening) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for name, body in zip(names, bodies, strict=True):
        listed += _record(0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name)
        at += len(body)
    return _file(opening + listed + _record(0x0A) + b"".join(bodies))


def number(row: int, column: int, value: float) -> bytes:
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def error(row: int, column: int, text: str) -> bytes:
    return _record(0x205, struct.pack("<HHHBB", row, column, 0, ERROR_CODES[text], 1))


def formula(row: int, column: int, result: float | str) -> bytes:
    """The formula `1`, with a number or an error as its saved value."""
    saved = struct.pack("<d", result) if isinstance(result, float) else _failed(result)
    return _record(
        0x06, struct.pack("<HHH", row, column, 0) + saved + struct.pack("<HIHBH", 0, 0, 3, 0x1E, 1)
    )


def _failed(text: str) -> bytes:
    return bytes((2, 0, ERROR_CODES[text], 0, 0, 0, 0xFF, 0xFF))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _file(stream: bytes) -> bytes:
    """The stream `Workbook` in sectors 2 and on, behind the table of sectors (0) and the directory (1)."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    table = [_TABLE, _END, *range(3, count + 2), _END]
    sectors = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return head + sectors + entries.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<II4x", start, size)
    )
