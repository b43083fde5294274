"""Days, moments and ranges of days, in every form that offices write them. Pure functions of one text.

A month stays a month, a year alone is no date, and what could be read in two ways is not read.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl

FIRST_YEAR, LAST_YEAR = 1900, 2100
EPOCH_1900 = dt.date(1899, 12, 30)
# Excel believes in 1900-02-29 and calls it 60: before it, serials are one day off; 60 itself is no day.
_NO_DAY = 60


class Day(NamedTuple):
    """A day, or the first of a month with precision `month`; `problem` says why there is none."""

    value: dt.date | None = None
    precision: Literal["day", "month"] | None = None
    problem: str | None = None


class Moment(NamedTuple):
    value: dt.datetime | None = None
    problem: str | None = None


class Span(NamedTuple):
    first: dt.date | None = None
    last: dt.date | None = None
    problem: str | None = None


_TIME = r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?:\.\d+)?)?[秒分]?"
_HALF = r"(?P<half>上午|下午|中午|晚上|am|pm)?"
_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})(?:日|(?!\d))")
_MONTH = re.compile(r"(\d{4})([-/.年])(\d{1,2})月?份?")
_PLAIN = r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_CLOCK = re.compile(rf"t?{_HALF}{_TIME}(?P<after>am|pm)?(\+08:?00)?", re.IGNORECASE)
_BY_MACHINE = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2}) ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")
_SEPARATOR = re.compile(r"至|到|~|—+|–|--|-")


def read_day(text: str, epoch: dt.date = EPOCH_1900) -> Day:
    """A day in one of the forms of the feed specification (row 4); `epoch` is day 0 of serial dates.

    `text` is NFKC without white space at its ends. A time of day behind the day is passed over.
    """
    if re.fullmatch(r"\d{1,8}(\.0+)?|\d{5}\.\d+", text):
        return _digits(text, epoch)
    if match := _DAY.match(text):
        rest = text[match.end() :].strip()
        if rest and not _CLOCK.fullmatch(rest):
            return Day(problem="is no date")
        return _day(*match.group(1, 3, 4))
    if match := _MONTH.fullmatch(text):
        # A spreadsheet turns 2020.10 into 2020.1, so that 2020.1 may be January or October.
        if match[2] == "." and match[3] == "1":
            return Day(problem="may be January or October")
        return _month(match[1], match[3])
    return Day(problem="is no date")


def read_moment(text: str, epoch: dt.date = EPOCH_1900) -> Moment:
    """A local wall time: a day with a time of day, a serial number, or a day alone (midnight)."""
    if (plain := _as_machines_write(text)) is not None:
        return plain
    if re.fullmatch(r"\d{14}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[8:10]}:{text[10:12]}:{text[12:]}"
    day = read_day(text, epoch)
    if day.value is None or day.precision != "day":
        return Moment(problem=day.problem or "has no day")
    midnight = dt.datetime.combine(day.value, dt.time())
    if _is_serial_time(text):
        return Moment(midnight + dt.timedelta(seconds=round(float("0." + text.partition(".")[2]) * 86_400)))
    match = _DAY.match(text)
    rest = text[match.end() :].strip() if match else ""
    if not rest:
        return Moment(midnight)
    clock = _CLOCK.fullmatch(rest)
    assert clock is not None  # read_day has refused anything else
    return _clock(midnight, clock)


def _as_machines_write(text: str) -> Moment | None:
    """`2020-09-25 09:00:00` or `2020/9/25 9:00:00`, as nearly all of millions are; None for anything else."""
    match = _BY_MACHINE.fullmatch(text)
    if match is None:
        return None
    try:
        value = dt.datetime(*map(int, match.group(1, 3, 4, 5, 6, 7)))
    except ValueError:
        return None
    return Moment(value) if FIRST_YEAR <= value.year < LAST_YEAR else None


def plain_moments(texts: pl.Series) -> pl.Series:
    """The moments of texts like `2020-09-25 09:00:00`, as machines write them; null for all others."""
    import polars as pl

    plain = pl.when(texts.str.contains(_PLAIN)).then(texts)
    return pl.select(plain.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)).to_series()


def read_span(text: str, epoch: dt.date = EPOCH_1900) -> Span:
    """A day or a range of days: `2020-09-25至2020-09-26`, `2020年9月25日-26日`, `2020/9/25 9:00-17:00`."""
    single = read_day(text, epoch)
    if single.value is not None:
        return _span(single, single)
    for separator in _SEPARATOR.finditer(text):
        first = read_day(text[: separator.start()].strip(), epoch)
        if first.value is None or first.precision != "day":
            continue
        last = _end_of_span(first.value, text[separator.end() :].strip(), epoch)
        if last.value is not None and last.value >= first.value:
            return _span(first, last)
    return Span(problem=single.problem)


def _span(first: Day, last: Day) -> Span:
    if first.precision != "day" or last.precision != "day":
        return Span(problem="has no day")
    return Span(first.value, last.value)


def _end_of_span(first: dt.date, rest: str, epoch: dt.date) -> Day:
    if _CLOCK.fullmatch(rest):
        return Day(first, "day")
    if match := re.fullmatch(r"(\d{1,2})日?", rest):
        return _day(str(first.year), str(first.month), match[1])
    if match := re.match(r"(\d{1,2})[-/.月](\d{1,2})日?$", rest):
        return _day(str(first.year), match[1], match[2])
    return read_day(rest, epoch)


def _digits(text: str, epoch: dt.date) -> Day:
    digits, _, _ = text.partition(".")
    if len(digits) == 8:
        return _day(digits[:4], digits[4:6], digits[6:])
    if len(digits) == 6:
        return _month(digits[:4], digits[4:])
    number = int(digits)
    if len(digits) > 6:
        return Day(problem="is no date")
    if FIRST_YEAR <= number <= LAST_YEAR:
        return Day(problem="is a year, not a date")
    if epoch != EPOCH_1900:
        return _window(epoch + dt.timedelta(days=number))
    if number == _NO_DAY or number == 0:
        return Day(problem="is serial 60, a day that never was" if number else "is no date")
    return _window(epoch + dt.timedelta(days=number + (number < _NO_DAY)))


def _is_serial_time(text: str) -> bool:
    return bool(re.fullmatch(r"\d{5}\.\d+", text))


def _day(year: str, month: str, day: str) -> Day:
    try:
        return _window(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return Day(problem="is no day of the calendar")


def _month(year: str, month: str) -> Day:
    day = _day(year, month, "1")
    return day._replace(precision="month") if day.value else day


def _window(value: dt.date) -> Day:
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        return Day(problem=f"is outside {FIRST_YEAR}-{LAST_YEAR}")
    return Day(value, "day")


def _clock(midnight: dt.datetime, clock: re.Match[str]) -> Moment:
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    half = (clock["half"] or clock["after"] or "").casefold()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    try:
        return Moment(midnight.replace(hour=hour, minute=minute, second=second))
    except ValueError:
        return Moment(problem="is no time of day")
