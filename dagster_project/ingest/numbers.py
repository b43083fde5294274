"""Numbers, organisers' counts, salaries, class years and years of birth. Pure functions of one text."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from dagster_project.ingest.dates import EPOCH_1900, read_day

_UNIT = r"(?:余|多)?(?:人次|人|个|家|名|岗|份|台|座|间|顶)?"
_WHOLE = re.compile(rf"(\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.0+)?{_UNIT}")
_ABOUT = re.compile(
    rf"(?P<before>约|近|超过|超|逾|不少于|>=?|≥)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>千|万)?(?P<after>\+|余|多)?{_UNIT}(?P<end>\+|以上|左右)?"
)
_BROKEN = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:个)?(?:学时|课时|小时|h|hours?)?", re.IGNORECASE)
_AMOUNT = r"(\d[\d,]*(?:\.\d+)?)(元|千元|千|k|万元|万|w)?"
_PER_MONTH = r"(?:/月|每月|/m|元/月)?"
_MONEY = re.compile(rf"[¥￥]?{_AMOUNT}{_PER_MONTH}", re.IGNORECASE)
_MONEY_RANGE = re.compile(rf"[¥￥]?{_AMOUNT}(?:-|~|—+|–|至|到){_AMOUNT}{_PER_MONTH}", re.IGNORECASE)
_SCALE = {"": 1, "元": 1, "千": 1e3, "千元": 1e3, "k": 1e3, "万": 1e4, "万元": 1e4, "w": 1e4}
NO_SALARY = frozenset({"面议", "保密", "无", "不详", "未知", "不便透露", "待定"})
# More than this a month is a yearly figure or a slip of the finger.
MAX_SALARY = 1_000_000
FIRST_CLASS, LAST_CLASS = 1950, 2100
# Counts of people and posts: what is longer than ten digits is a phone number in the wrong column.
_TOO_LARGE = 10**10


class Number(NamedTuple):
    value: int | None = None
    problem: str | None = None
    remark: str | None = None


class Quantity(NamedTuple):
    value: float | None = None
    problem: str | None = None


class Money(NamedTuple):
    """Yuan a month: the stated sum, or the middle of a stated range; `low` and `high` are its ends."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    problem: str | None = None


def read_int(text: str) -> Number:
    """A whole number, with thousands separators or a unit behind it."""
    match = _WHOLE.fullmatch(text)
    if match is None or "余" in text or "多" in text:
        return Number(problem="is not a whole number")
    return _whole(match[1])


def read_count(text: str) -> Number:
    """An organiser's own total, as often rounded: `2000+`, `约2000`, `2,000余` -> 2000 with a remark."""
    exact = read_int(text)
    if exact.value is not None:
        return exact
    match = _ABOUT.fullmatch(text)
    if match is None:
        return Number(problem="is not a number")
    value = float(match["number"].replace(",", "")) * {"千": 1e3, "万": 1e4}.get(match["scale"] or "", 1)
    if value >= _TOO_LARGE:
        return Number(problem="is too large")
    if value != int(value):
        return Number(problem="is not a whole number")
    vague = match["before"] or match["after"] or match["end"]
    return Number(int(value), remark=f"stated as {text}" if vague else None)


def read_number(text: str) -> Quantity:
    """A number that may be broken, such as hours: `1.5`, `2学时`, `1.5小时`."""
    match = _BROKEN.fullmatch(text.replace(" ", ""))
    value = float(match[1].replace(",", "")) if match else None
    if value is None or value >= _TOO_LARGE:
        return Quantity(problem="is not a number")
    return Quantity(value)


def read_money(text: str) -> Money:
    """A monthly salary in yuan. 0 and 面议 are missing values; `4600-5500` is its middle with both ends."""
    plain = text.replace(" ", "")
    if plain in NO_SALARY:
        return Money()
    if match := _MONEY.fullmatch(plain):
        value = _amount(match[1], match[2])
        return _money(value, value)
    if match := _MONEY_RANGE.fullmatch(plain):
        # `8-10k`: the unit behind the second end is meant for both.
        return _money(_amount(match[1], match[2] or match[4]), _amount(match[3], match[4]))
    return Money(problem="is not a monthly sum")


def read_class_year(text: str) -> Number:
    """The year of graduation: `2020`, `2020届`, `2020年`, `2020届毕业生`."""
    match = re.fullmatch(r"(\d{4})(?:\.0+)?(?:届|年)?(?:毕业生|毕业)?", text.replace(" ", ""))
    if match is None or not FIRST_CLASS <= int(match[1]) <= LAST_CLASS:
        return Number(problem="is no class year")
    return Number(int(match[1]))


def read_birth_year(text: str, epoch: dt.date = EPOCH_1900) -> Number:
    """The year of a date of birth; the day itself is not kept."""
    if re.fullmatch(r"(19|20)\d{2}年?", text):
        return Number(int(text[:4]))
    day = read_day(text, epoch)
    return Number(day.value.year) if day.value else Number(problem="is no date of birth")


def _whole(digits: str) -> Number:
    plain = digits.replace(",", "")
    # Python itself refuses to read thousands of digits.
    value = int(plain) if len(plain) < 100 else _TOO_LARGE
    return Number(value) if value < _TOO_LARGE else Number(problem="is too large")


def _amount(digits: str, unit: str | None) -> float:
    return float(digits.replace(",", "")) * _SCALE[(unit or "").casefold()]


def _money(low: float, high: float) -> Money:
    if low > high or high > MAX_SALARY:
        return Money(problem="is not a monthly sum")
    if high == 0:
        return Money()
    return Money((low + high) / 2, low, high)
