"""Text and identifiers: NFKC, blanks, lost digits, errors of spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from dagster_project.ingest.masking import mask

BLANKS = frozenset({"", "null", "none", "nan", "n/a", "-", "--", "—", "——", "/", "\\n", "nil"})
# What a spreadsheet shows for a formula that failed, that was saved without its value (`cells` calls it
# #FORMULA!), or for a value too wide for its column: something went wrong, which is not "nothing".
ERROR_TEXT = r"(?i)#(N/A|NA|DIV/0!|[A-Z]{3,12}[!?]|GETTING_DATA|#{2,})|ERR:[0-9]{3}"
_ERROR = re.compile(ERROR_TEXT)
ERROR = "is a spreadsheet error"

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_MANGLED = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)


class Word(NamedTuple):
    value: str | None = None
    problem: str | None = None
    remark: str | None = None


def tidy(text: str) -> str:
    """NFKC, one space for every run of white space and line ends, none at the ends."""
    if text.isascii():  # as most cells are, and NFKC changes nothing in them
        return text if text.isalnum() else " ".join(text.split())
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def is_blank(text: str | None) -> bool:
    """Whether a cell says nothing: empty, or one of the marks that exports leave for "no value"."""
    return text is None or tidy(text).casefold() in BLANKS


def is_error(text: str | None) -> bool:
    """Whether a cell holds a spreadsheet's error (`#N/A`, `#REF!`) in place of a value."""
    return text is not None and ("#" in text or ":" in text) and _ERROR.fullmatch(text.strip()) is not None


def read_text(text: str) -> Word:
    """Plain text. Personal numbers in it are masked: after landing no column is a place for them."""
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
