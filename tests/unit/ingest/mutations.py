"""Ways in which a file is broken on its way: bytes, chance and another file give bytes."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from tests.fixtures.deliveries.builder.pack import gzipped, members, zipped

Mutation = Callable[[Random, bytes, bytes], bytes]

# What hurts parsers: ends of text, quotes, delimiters, line ends, byte-order marks, half characters, numbers.
_PIECES = (
    b"\0", b"\x1a", b'"', b'""', b"'", b",", b"\t", b";", b"|", b"\r", b"\n", b"\r\n", b"=", b"-", b"[" * 99,
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xe5\xad", b"\x81", b"\xff", b"1e999", b"9" * 40, b"NaN",
    b"<html>", b"PK\x03\x04", b"\\u0000", b"\\ud800", "合计".encode(), "合计".encode("gbk"),
    "\u2028".encode(), "\U0010ffff".encode(),
)  # fmt: skip
_NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_EXTENSIONS = ("csv", "tsv", "txt", "xlsx", "xls", "parquet", "jsonl", "zip", "csv.gz", "xlsx.gz", "jsonl.gz")


def flip(chance: Random, data: bytes, _: bytes) -> bytes:
    """A few bits turned over."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def truncate(chance: Random, data: bytes, _: bytes) -> bytes:
    """The end is missing, or the beginning."""
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.8 else data[at:]


def insert(chance: Random, data: bytes, _: bytes) -> bytes:
    """Something pasted in, at the front, at the end or anywhere."""
    at = chance.choice([0, len(data), chance.randrange(len(data)), chance.randrange(len(data))])
    return data[:at] + chance.choice(_PIECES) * chance.choice([1, 1, 1, 50]) + data[at:]


def overwrite(chance: Random, data: bytes, _: bytes) -> bytes:
    """Something written over what stood there."""
    at, piece = chance.randrange(len(data)), chance.choice(_PIECES)
    return data[:at] + piece + data[at + len(piece) :]


def cut_out(chance: Random, data: bytes, _: bytes) -> bytes:
    """A stretch is missing in the middle."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 1 + len(data) // 4) :]


def lines(chance: Random, data: bytes, _: bytes) -> bytes:
    """Lines twice, missing or in another order."""
    parts = data.splitlines(keepends=True)
    at = chance.randrange(len(parts))
    match chance.randrange(3):
        case 0:
            parts.insert(at, chance.choice(parts))
        case 1:
            del parts[at]
        case _:
            chance.shuffle(parts)
    return b"".join(parts)


def splice(chance: Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def inside(chance: Random, data: bytes, other: bytes) -> bytes:
    """What is packed in it broken, and packed again soundly; other files are broken as they are."""
    how = chance.choice([flip, truncate, insert, insert, overwrite, overwrite, cut_out])
    try:
        if data.startswith(b"\x1f\x8b"):
            return gzipped(how(chance, gzip.decompress(data), other))
        parts = members(data)
    except _NO_ARCHIVE:
        return how(chance, data, other)
    names = sorted(name for name, content in parts.items() if content)
    # Of a workbook the cells and their texts come first: the rest is looks.
    names += [name for name in names if "sheet" in name or "shared" in name] * 3
    if not names:
        return data
    name = chance.choice(names)
    return zipped(parts | {name: how(chance, parts[name], other)})


def renamed(chance: Random, name: str) -> str:
    """The same file under another extension."""
    return f"{name.partition('.')[0]}.{chance.choice(_EXTENSIONS)}"


MUTATIONS: tuple[Mutation, ...] = (
    flip,
    truncate,
    insert,
    insert,
    overwrite,
    cut_out,
    lines,
    splice,
    inside,
    inside,
)
# After these a number may stand in a column of plain text, where nothing can tell that it is a student's.
MOVING: frozenset[Mutation] = frozenset({splice, inside, cut_out, lines})
