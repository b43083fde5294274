"""Text files: bytes -> text by the strict ladder -> records with the line each starts on.

The ladder is BOM, strict UTF-8, strict GB18030, else refuse: UTF-8 bytes also decode as GB18030 without
an error, so the order matters. Which columns a record has is not known here; ragged ones are judged later.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.raw import Grid, Rejection

DELIMITERS = (",", "\t", ";", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SNIFFED_LINES = 40

Score = Callable[[list[list[str | None]]], float]


def read_text(data: bytes, file: str, format: str, declared: str | None, score: Score) -> Grid:
    """A csv, tsv or txt file as a grid.

    `score` says how well the first records match the feed's header dictionary; it settles the delimiter and
    confirms the encoding. `declared` is the sidecar's encoding. Raises DeliveryRefused.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DeliveryRefused(
            "not_text",
            f"{file} is a workbook or an archive, named .{format}.",
            "Give it the extension of what it is, for example .xlsx.",
        )
    best: tuple[float, str, str, str] | None = None
    for encoding, text in _decodings(data, file, declared):
        head = _head(text)
        for delimiter in DELIMITERS:
            records, _, _ = _records(head, delimiter, file, sniff=True)
            value = score(records)
            # Strictly better only: ties go to the ladder's order, and to the comma.
            if best is None or value > best[0]:
                best = (value, encoding, text, delimiter)
    assert best is not None
    _, encoding, text, delimiter = best
    text = text.removesuffix("\x1a")
    rows, lines, broken = _records(list(io.StringIO(text, newline="")), delimiter, file)
    return Grid(None, rows, lines, format, encoding, broken, unterminated=not text.endswith(("\n", "\r")))


def decode(data: bytes, file: str, declared: str | None) -> tuple[str, str]:
    """(encoding, text) of a file by the ladder alone. Raises DeliveryRefused: `encoding`, `cut_short`."""
    return _decodings(data, file, declared)[0]


def _decodings(data: bytes, file: str, declared: str | None) -> list[tuple[str, str]]:
    """(encoding, text) candidates in the order of the ladder; at least one, or DeliveryRefused."""
    if declared:
        return [_declared(data, file, declared)]
    for bom, codec in _BOMS:
        if data.startswith(bom):
            try:
                return [(codec.removesuffix("-sig"), data.decode(codec))]
            except UnicodeDecodeError as error:
                raise _undecodable(
                    data, file, f"{codec.removesuffix('-sig').upper()} as its first bytes promise", error
                ) from error
    if wide := _wide(data):
        return [wide]
    found, errors = [], []
    for codec in ("utf-8", "gb18030"):
        try:
            found.append((codec, data.decode(codec)))
        except UnicodeDecodeError as error:
            errors.append(error)
            if codec == "utf-8" and _cut_short(data, error):
                raise DeliveryRefused(
                    "cut_short",
                    f"{file} ends in the middle of a character (byte {error.start + 1}): it was cut short.",
                    "Export it again and replace it.",
                ) from error
    if not found:
        raise _undecodable(data, file, "UTF-8 nor GB18030", max(errors, key=lambda error: error.start))
    return found


def _declared(data: bytes, file: str, declared: str) -> tuple[str, str]:
    try:
        text = data.decode(declared).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _undecodable(data, file, f"{declared} as its sidecar says", error) from error
    except (LookupError, ValueError) as error:
        raise DeliveryRefused(
            "encoding",
            f"The sidecar of {file} names the encoding {declared!r}, which does not exist.",
            "Write for example utf-8, gb18030 or utf-16, or take the line away.",
        ) from error
    return declared, text


def _undecodable(data: bytes, file: str, what: str, error: UnicodeDecodeError) -> DeliveryRefused:
    line = data.count(b"\n", 0, error.start) + 1
    verb = "is neither" if " nor " in what else "is not"
    return DeliveryRefused(
        "encoding",
        f"{file} {verb} {what}: the first byte that does not fit is byte {error.start + 1}, on line {line}.",
        "Save it as UTF-8, or name its encoding in the sidecar (`encoding: ...`).",
    )


def _cut_short(data: bytes, error: UnicodeDecodeError) -> bool:
    """UTF-8 but for its very last character. Plain ASCII before it would prove nothing."""
    return (
        error.start >= len(data) - 3
        and error.reason == "unexpected end of data"
        and not data[: error.start].isascii()
    )


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a BOM, only where it cannot be anything else: every sign is plain ASCII or Chinese."""
    if len(data) % 2 or b"\x00" not in data[:4000]:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if all(_is_ordinary(sign) for sign in text[:2000]):
            return codec, text
    return None


def _is_ordinary(sign: str) -> bool:
    point = ord(sign)
    return (
        sign in "\t\r\n"
        or 0x20 <= point < 0x7F
        or 0x2010 <= point < 0x2040
        or 0x3000 <= point < 0xA000
        or point >= 0xFF00
    )


def _head(text: str) -> list[str]:
    stream = io.StringIO(text[:1_000_000], newline="")
    return [line for _, line in zip(range(_SNIFFED_LINES), stream, strict=False)]


def _records(
    physical: list[str], delimiter: str, file: str, sniff: bool = False
) -> tuple[list[list[str | None]], list[int], list[Rejection]]:
    """Split physical lines into records by strict CSV rules.

    A record that breaks them (a quote that never closes, text after a closing quote) is set aside with its
    first line only; reading goes on at the next line, so that one stray quote cannot swallow the rows below.
    """
    rows: list[list[str | None]] = []
    lines: list[int] = []
    broken: list[Rejection] = []
    start = 0
    while start < len(physical):
        rest = map(physical.__getitem__, range(start, len(physical)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        base, begin = start, start
        try:
            for cells in reader:
                if any("\x00" in cell or "\x1a" in cell for cell in cells):
                    broken.append(_control(file, begin + 1))
                else:
                    rows.append([_plain(cell) for cell in cells])
                    lines.append(begin + 1)
                begin = base + reader.line_num
            start = len(physical)
        except csv.Error:
            if not sniff:
                broken.append(_malformed(file, begin + 1))
            start = begin + 1
    return rows, lines, broken


def _plain(cell: str) -> str | None:
    """The cell; of `="0012"`, by which an export keeps a spreadsheet from eating the zeros, what is meant."""
    if cell.startswith('="') and len(cell) > 2 and cell.endswith('"'):
        cell = cell[2:-1]
    return cell or None


def _control(file: str, line: int) -> Rejection:
    reason = (
        f"{file}, line {line}: the row holds a NUL or Ctrl-Z sign. Export the file again, or mend the row."
    )
    return Rejection(line, "control_character", None, reason)


def _malformed(file: str, line: int) -> Rejection:
    reason = (
        f"{file}, line {line}: its quotation marks do not pair, so its cells cannot be told apart. "
        "Write a quotation mark inside a quoted cell twice (the longest cell is 131072 signs)."
    )
    return Rejection(line, "malformed_row", None, reason)
