"""How a table is set on paper: its type size, and the width of each column, so that its lines fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dagster_project.reports import style
from dagster_project.reports.measure import wide

# Points between the margins, and those of a column of ids.
_PAGE, _IDS = 481, 60
# Type, space beside a cell, heads in several lines: a table is set in the first of these in which its lines
# fit, else in the last.
_SETTINGS = (("table", 6, False), ("note", 3.5, False), ("note", 3.5, True))
# A table with more columns is set in smaller type.
_ROOMY = 6
# A column of words is at most so wide, and at least.
_WIDEST, _NARROWEST = 240, 40
# A head of so many ideographs is a word that is not broken.
_WORD = 5


def set_columns(table: dict[str, Any]) -> None:
    """Give a table its `size` and `inset`, and its columns a `width` in points or a `fraction` of the rest.

    A column of numbers is as wide as they are. Columns of words share what is left: short ones get what they
    need, so that only long ones stand in several lines.
    """
    columns = table["columns"]
    page = _PAGE - (_IDS if table["ids"] else 0)
    for size, inset, is_crowded in _SETTINGS:
        table["size"], table["inset"] = style.SIZES[size], inset
        widths = _widths(table, is_crowded)
        if sum(widths) <= page and (size != "table" or len(columns) <= _ROOMY):
            break
    for column, width in zip(columns, widths, strict=True):
        column["width"], column["fraction"] = width, 0
    words = [column for column in columns if not column["numeric"]] or columns[:1]
    left = page - sum(column["width"] for column in columns if column not in words)
    shares = _shared([column["width"] for column in words], max(left, _NARROWEST * len(words)))
    for column, share in zip(words, shares, strict=True):
        column["fraction"] = max(_NARROWEST, share)


def _shared(wanted: Sequence[float], whole: float) -> list[float]:
    """`whole` for columns that want so much: each gets it as far as an equal share of what is left goes."""
    given = [0.0] * len(wanted)
    for done, place in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[place] = min(wanted[place], (whole - sum(given)) / (len(wanted) - done))
    return given


def _widths(table: Mapping[str, Any], is_crowded: bool) -> list[float]:
    """Points that each column takes: its widest cell, and its head in one line or, if need be, in three."""
    found = []
    for place, column in enumerate(table["columns"]):
        head = wide(column["label"], table["size"], "bold")
        if is_crowded:
            words = column["label"].split()
            longest = max((wide(word, table["size"], "bold") for word in words), default=0)
            is_word = column["label"].isascii() or longest <= _WORD * table["size"]
            head = max(head / 3 + table["size"], longest if is_word else 0)
        cells = (wide(_text(row[place]), table["size"]) for row in table["rows"])
        width = max([head, *cells]) + 2 * table["inset"] + 2
        found.append(width if column["numeric"] else min(width, _WIDEST))
    return found


def _text(cell: str | Mapping[str, Any]) -> str:
    return cell if isinstance(cell, str) else cell["text"]
