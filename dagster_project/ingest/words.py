"""Text and identifiers: NFKC, blanks, lost digits, and personal numbers where they do not belong."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

BLANKS = frozenset({"", "null", "none", "nan", "n/a", "#n/a", "-", "--", "—", "——", "/", "\\n", "nil"})
EXCEL_ERRORS = frozenset({"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_MANGLED = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
# A mobile number (also `QQ138…`, `(138)1234 5678`), or an ID number with a possible date of birth.
_PERSONAL = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?\(?1[3-9]\d\)?[-. ]?\d{4}[-. ]?\d{4}(?!\d)"
    r"|(?<![0-9A-Za-z])[1-9]\d{5}[- ]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?\d{3}[0-9Xx]"
    r"(?![0-9A-Za-z])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MASK = "***"


class Word(NamedTuple):
    value: str | None = None
    problem: str | None = None
    remark: str | None = None


def tidy(text: str) -> str:
    """NFKC, one space for every run of white space and line ends, none at the ends."""
    if text.isascii() and text.isalnum():
        return text
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def is_blank(text: str | None) -> bool:
    """Whether a cell says nothing: empty, or one of the marks that exports leave for "no value"."""
    return text is None or tidy(text).casefold() in BLANKS


def mask(text: str) -> str:
    """The text without mobile numbers, ID numbers and e-mail addresses."""
    return _EMAIL.sub(MASK, _PERSONAL.sub(MASK, text))


def read_text(text: str) -> Word:
    """Plain text. Personal numbers in it are masked: after landing no column is a place for them."""
    if text in EXCEL_ERRORS:
        return Word(problem="is a spreadsheet error")
    masked = mask(text)
    return Word(masked, remark=None if masked == text else "personal numbers masked")


def read_id(text: str) -> Word:
    """An identifier as text, leading zeros kept; without spaces, a leading `'` and a spreadsheet's `.0`."""
    if text.isdecimal() and text.isascii():
        return Word(text)
    value = _SPACES.sub("", text).lstrip("'`")
    if _MANGLED.fullmatch(value):
        return Word(problem="has lost its last digits to a spreadsheet")
    value = re.sub(r"^(\d+)\.0+$", r"\1", value)
    # 统一社会信用代码: 18 signs, compared in upper case (GB 32100).
    return Word(value.upper() if re.fullmatch(r"[0-9A-Za-z]{18}", value) else value or None)
