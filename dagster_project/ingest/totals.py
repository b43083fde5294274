"""Rows of totals (合计, 本页小计, 总计：123人): which rows they are, and whether what they say holds.

A grand total is the sender's own count of the file, and the only one: where it disagrees, rows may be
missing. Averages and the like cannot be told from counts, so that a disagreement is a reason to ask and
never to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.contracts.codes import normalise_value
from dagster_project.ingest.roles import Roles

_WORD = r"(?:合计|总计|小计|共计|总数|总人数|汇总|grandtotal|subtotal|total)"
_UNIT = r"(?:人数|人次|人|名|家|条|个|场|元|\((?:人数|人次|人|名|家|条|个|场|元)\))"
_OF = r"(?:以上|本页|本表|全部|全校|学校|全院|学院|本院|人数)"
_TOTALS = re.compile(rf"{_OF}?{_WORD}{_UNIT}?:?\d*{_UNIT}?|共\d+{_UNIT}")
_GRAND = re.compile(
    r"(?:以上|本表|全部|全校|学校|人数)?(?:合计|总计|共计|总数|总人数|grandtotal|total)|共\d+", re.IGNORECASE
)
_LONGEST = 24
# Student numbers have more digits than any count of persons, telephone numbers too.
_MOST_DIGITS = 6
# Under a name or an identifier only so short a number is surely one of rows, and may be shown.
_MOST_DIGITS_OF_HEADS = 5
_IDENTIFIER = re.compile(r"(?=.*\d)[0-9a-zA-Z]{4,}")
_SIGNS = frozenset("计总共汇tT")

Row = Sequence[str | None]


def is_totals(cell: str | None) -> bool:
    """Whether a cell opens a row of totals (合计, 小计, total)."""
    # Millions of cells are asked; hardly any of them holds one of these signs.
    if cell is None or len(cell) > _LONGEST or _SIGNS.isdisjoint(cell):
        return False
    return _TOTALS.fullmatch(normalise_value(cell)) is not None


def is_totals_row(row: Row, filled: list[int], roles: Roles) -> bool:
    """Whether a row is one of totals: it opens so, or says so further on, and names nobody.

    filled  positions of its filled cells
    """
    if is_totals(row[filled[0]]) or (len(filled) > 1 and is_totals(row[filled[1]])):
        # A team called 总计 in the first column of a list of persons.
        return not any(_is_somebody(row[at]) for at in roles.persons.intersection(filled))
    keys = roles.naming
    if not keys or 2 * len(filled) > len(row) or not keys.isdisjoint(filled):
        return False
    return any(is_totals(row[at]) for at in filled)


def disagreements(
    totals: list[tuple[int, int, Row]],
    rows: list[list[str | None]],
    unread: int,
    counts: frozenset[int] = frozenset(),
    heads: frozenset[int] = frozenset(),
) -> list[str]:
    """What grand totals say that does not hold, one sentence each.

    totals  (line, number of records above it, cells) of each row of totals, in order
    unread  rows that could not be split into cells, which the sender has counted too
    counts  positions of columns that hold counts: a number in another may be a telephone's or a year, and
            is neither compared nor told
    heads   positions of names and identifiers: a short number there is one of rows

    A number holds when it is the number of rows or the sum of its column, of the whole file, of what stands
    above it, or of what stands between it and the row of totals before it.
    """
    told = []
    before = 0
    for line, above, cells in totals:
        parts = [rows, rows[:above], rows[before:above]]
        before = above
        if not any(_GRAND.match(normalise_value(cell or "")) for cell in cells):
            continue
        lengths = {len(part) for part in parts} | {len(rows) + unread}
        wrong = []
        for at, cell in enumerate(cells):
            value = _stated(cell, at, counts, heads)
            if value is None or value in lengths:
                continue
            is_sum = at in counts and not is_totals(cell)
            sums = [sum(_number(row[at]) or 0 for row in part) for part in parts] if is_sum else []
            if value not in sums:
                wrong.append(f"{value} (its column adds up to {sums[0]})" if sums else str(value))
        if wrong:
            told.append(
                f"the totals row on line {line} says {', '.join(wrong)} where there are {len(rows)} rows"
            )
    return told


def _stated(cell: str | None, at: int, counts: frozenset[int], heads: frozenset[int]) -> int | None:
    """The number a cell of a totals row states; None where it states none, or none that may be told."""
    if is_totals(cell):
        return _inside(cell)
    if at in counts:
        return _number(cell)
    value = _number(cell) if at in heads else None
    return value if value is not None and value < 10**_MOST_DIGITS_OF_HEADS else None


def _inside(cell: str | None) -> int | None:
    """The number in a cell such as 总计：123人."""
    digits = re.search(r"\d+", normalise_value(cell or ""))
    return int(digits[0]) if digits and len(digits[0]) <= _MOST_DIGITS else None


def _is_somebody(cell: str | None) -> bool:
    """Whether a cell holds the identifier of a person, where a row of totals may hold a number of persons."""
    text = normalise_value(cell or "")
    return _IDENTIFIER.fullmatch(text) is not None and not (text.isdecimal() and len(text) <= _MOST_DIGITS)


def _number(cell: str | None) -> int | None:
    digits = normalise_value(cell or "").replace(",", "").removesuffix(".0")
    digits = re.sub(rf"{_UNIT}$", "", digits)
    return int(digits) if digits.isdecimal() and len(digits) < 12 else None
