"""Bytes -> text by the strict ladder: BOM, strict UTF-8, strict GB18030, else refuse.

UTF-8 bytes also decode as GB18030 without an error, so the order matters. Files pasted together from both
are told line by line: each line is decoded as what it is, and those that are not in the encoding of the file
are named, for their rows to be set aside. What the text holds is not known here.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.masking import quoted

_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_EURO = "gradmart_euro"
_GB = ("gb18030", "gbk", "gb2312")
# So many Chinese characters of UTF-8 come about by chance in one line of GB18030 once in some 100 million.
_SURE = 4
# In a file that is mixed for certain, less will do for the lines that GB2312 cannot be.
_LIKELY = 2


@dataclass(frozen=True)
class Decoded:
    """A text; `foreign` are the lines of it, counted from 0, whose bytes are in the encoding `other`."""

    encoding: str
    text: str
    foreign: frozenset[int] = frozenset()
    other: str = ""

    @property
    def told_of_foreign(self) -> tuple[str, str]:
        """(what is wrong with a row on one of the foreign lines, what to do about it)."""
        base, other = (family(name) or name for name in (self.encoding, self.other))
        what = f"the row is written in {other}, the file in {base}."
        return what, "Save the whole file in one encoding, best as UTF-8."


def decode(data: bytes, file: str, declared: str | None) -> Decoded:
    """The text by the ladder alone, with as few foreign lines as may be. Raises DeliveryRefused."""
    found = decodings(data, file, declared)
    stated = [item for item in found if declared and family(item.encoding) == family(declared)]
    return min(stated or found, key=lambda item: len(item.foreign))


def decodings(data: bytes, file: str, declared: str | None) -> list[Decoded]:
    """Candidates in the order of the ladder; at least one.

    Where `declared`, the sidecar's encoding, is UTF-8 or GB, both are given: the header tells whether it is
    right. Raises DeliveryRefused: `encoding`, `cut_short`.
    """
    if declared and not family(declared):
        return [_declared(data, file, declared)]
    if data.startswith(codecs.BOM_UTF8):
        # The mark is a promise: whatever is not UTF-8 behind it is foreign.
        return _decodings(data.removeprefix(codecs.BOM_UTF8), file, "gb18030", len(codecs.BOM_UTF8))[:1]
    if data.startswith(_WIDE_BOMS):
        try:
            return [Decoded("utf-16", data.decode("utf-16"))]
        except UnicodeDecodeError as error:
            raise _undecodable(data, file, "is not UTF-16 as its first bytes promise", error.start) from error
    if wide := _wide(data):
        return [wide]
    return _decodings(data, file, declared if declared and family(declared) == "GB18030" else "gb18030")


def family(encoding: str) -> str | None:
    """`UTF-8` or `GB18030`, whatever the spelling and generation; None for any other encoding."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return None
    if name in ("utf-8", "utf-8-sig"):
        return "UTF-8"
    return "GB18030" if name in _GB else None


def _decodings(data: bytes, file: str, gb: str, skipped: int = 0) -> list[Decoded]:
    """UTF-8 and `gb` as far as they hold; line by line where the whole is not UTF-8."""
    try:
        found = [Decoded("utf-8", data.decode("utf-8"))]
    except UnicodeDecodeError as error:
        if _cut_short(data, error):
            raise _cut_in_character(file, error.start + skipped) from error
        return _line_by_line(data, file, gb, skipped)
    if (text := _strict(data, gb)) is not None:
        found.append(Decoded(gb, text))
    return found


def _line_by_line(data: bytes, file: str, gb: str, skipped: int) -> list[Decoded]:
    utf8: list[str | None] = []
    others: list[str | None] = []
    at = skipped
    lines = data.splitlines(keepends=True)
    for line in lines:
        utf8.append(_strict(line, "utf-8"))
        others.append(utf8[-1] if line.isascii() else _strict(line, gb, _EURO))
        if utf8[-1] is None and others[-1] is None:
            if len(utf8) == len(lines) and (cut := _cut_in_gb(line, gb)) is not None:
                raise _cut_in_character(file, at + cut)
            start = at + max(_first_fault(line, "utf-8"), _first_fault(line, gb))
            raise _undecodable(data, file, "is neither UTF-8 nor GB18030", start, skipped)
        at += len(line)
    in_gb = _gb_lines(lines, utf8, others)
    in_utf8 = _utf8_lines(lines, utf8, others)
    return [
        Decoded("utf-8", _joined(utf8, others, in_gb), in_gb, gb),
        Decoded(gb, _joined(others, utf8, in_utf8), in_utf8, "utf-8"),
    ]


def _joined(base: list[str | None], other: list[str | None], foreign: frozenset[int]) -> str:
    return "".join((other[at] if at in foreign else text) or "" for at, text in enumerate(base))


def _gb_lines(lines: list[bytes], utf8: list[str | None], gb: list[str | None]) -> frozenset[int]:
    """Lines that are not UTF-8, and those that it can read only as signs no Chinese file holds (联通)."""
    return frozenset(
        at
        for at, text in enumerate(utf8)
        if text is None or (gb[at] is not None and _is_gb2312(lines[at]) and not any(map(_is_chinese, text)))
    )


def _utf8_lines(lines: list[bytes], utf8: list[str | None], gb: list[str | None]) -> frozenset[int]:
    """Lines that are not GB, or are so plainly UTF-8 that no line of GB reads like it by chance."""
    chinese = {
        at: sum(map(_is_chinese, text))
        for at, text in enumerate(utf8)
        if text is not None and not text.isascii() and (gb[at] is None or all(map(_is_ordinary, text)))
    }
    if not any(gb[at] is None or count >= _SURE for at, count in chinese.items()):
        return frozenset()
    return frozenset(
        at
        for at, count in chinese.items()
        if gb[at] is None or count >= _SURE or (count >= _LIKELY and not _is_gb2312(lines[at]))
    )


def _is_gb2312(line: bytes) -> bool:
    return not line.isascii() and _strict(line, "gb2312") is not None


def _is_chinese(sign: str) -> bool:
    return "\u2e80" <= sign <= "\uffef"


def _euro(error: UnicodeError) -> tuple[str, int]:
    """The sign of the euro, which Windows' GBK (code page 936) writes as one byte, 0x80."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error(_EURO, _euro)


def _strict(data: bytes, codec: str, errors: str = "strict") -> str | None:
    try:
        return data.decode(codec, errors)
    except UnicodeDecodeError:
        return None


def _first_fault(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _declared(data: bytes, file: str, declared: str) -> Decoded:
    try:
        text = data.decode(declared).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _undecodable(data, file, f"is not {declared} as its sidecar says", error.start) from error
    except (LookupError, ValueError) as error:
        raise DeliveryRefused(
            "encoding",
            f"The sidecar of {file} names the encoding {quoted(declared)}, which does not exist.",
            "Write for example utf-8, gb18030 or utf-16, or take the line away.",
        ) from error
    return Decoded(declared, text)


def _undecodable(data: bytes, file: str, what: str, start: int, skipped: int = 0) -> DeliveryRefused:
    line = data.count(b"\n", 0, start - skipped) + 1
    return DeliveryRefused(
        "encoding",
        f"{file} {what}: the first byte that does not fit is byte {start + 1}, on line {line}.",
        "Save it as UTF-8, or name its encoding in the sidecar (`encoding: ...`).",
    )


def _cut_short(data: bytes, error: UnicodeDecodeError) -> bool:
    """UTF-8 but for its very last character. Plain ASCII before it would prove nothing."""
    return (
        error.start >= len(data) - 3
        and error.reason == "unexpected end of data"
        and not data[: error.start].isascii()
    )


def _cut_in_gb(line: bytes, gb: str) -> int | None:
    """Where the last character of a line is broken off, all before it being GB and not ASCII alone."""
    try:
        line.decode(gb)
    except UnicodeDecodeError as error:
        at_end = error.end == len(line) and error.reason == "incomplete multibyte sequence"
        return error.start if at_end and not line[: error.start].isascii() else None
    return None


def _cut_in_character(file: str, start: int) -> DeliveryRefused:
    return DeliveryRefused(
        "cut_short",
        f"{file} ends in the middle of a character (byte {start + 1}): it was cut short.",
        "Export it again and replace it.",
    )


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a BOM, only where it cannot be anything else: every sign is plain ASCII or Chinese."""
    if len(data) % 2 or b"\x00" not in data[:4000]:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = _strict(data, codec)
        if text is not None and all(map(_is_ordinary, text[:2000])):
            return Decoded(codec, text)
    return None


def _is_ordinary(sign: str) -> bool:
    point = ord(sign)
    return (
        sign in "\t\r\n·"
        or 0x20 <= point < 0x7F
        or 0x2010 <= point < 0x2040
        or 0x3000 <= point < 0xA000
        or point >= 0xFF00
    )
