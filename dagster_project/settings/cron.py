"""Times that come again, written as cron writes them: which are legal, and when the next one is due.

Only what crontab(5) and Dagster both understand: five fields of numbers, `*`, lists, ranges and steps. No
names of days, no `@daily`. Imports nothing of ours.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_PART = re.compile(r"(?:\*|(\d+)-(\d+))(?:/([1-9]\d*))?|(\d+)")
# Every day of the calendar comes within eight years, 29 February too.
_HORIZON = 8 * 366


def next_due(cron: str, after: dt.datetime) -> dt.datetime:
    """The first time of `cron` after `after`, in the time zone of `after`. ValueError: never, or no cron."""
    minutes, hours, days, months, weekdays = _allowed(cron)
    any_day, any_weekday = (cron.split()[place] == "*" for place in (2, 4))
    for ahead in range(_HORIZON):
        day = after.date() + dt.timedelta(days=ahead)
        in_days, in_weekdays = day.day in days, day.isoweekday() % 7 in weekdays
        # cron's own rule: a day of the month and a weekday, both given, mean either of them.
        fits = in_days and in_weekdays if any_day or any_weekday else in_days or in_weekdays
        if not fits or day.month not in months:
            continue
        for hour in sorted(hours):
            for minute in sorted(minutes):
                due = dt.datetime.combine(day, dt.time(hour, minute), after.tzinfo)
                if due > after:
                    return due
    raise ValueError(f"{cron!r} never comes")


def _allowed(cron: str) -> tuple[frozenset[int], ...]:
    """The values of each field, Sunday as 0. ValueError in a person's words."""
    fields = cron.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(f"{cron!r} is no time of cron: it needs five fields, such as '0 2 * * *' for 02:00")
    found = []
    for text, (name, low, high) in zip(fields, _FIELDS, strict=True):
        values: set[int] = set()
        for part in text.split(","):
            values |= _values(part, name, low, high)
        found.append(frozenset(value % 7 for value in values) if name == "weekday" else frozenset(values))
    return tuple(found)


def _values(part: str, name: str, low: int, high: int) -> set[int]:
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(
            f"{part!r} is no {name} of cron; legal are numbers, *, 1,2 and 1-5, and steps as */15"
        )
    start, end, step, single = match.groups()
    if single is not None:
        start = end = single
    first, last = int(start or low), int(end or high)
    # Dagster takes a range of one value, such as 0-0, for every value.
    if not low <= first <= last <= high or (single is None and first == last):
        raise ValueError(f"{part!r} is no {name} of cron; it goes from {low} to {high}")
    return set(range(first, last + 1, int(step or 1)))


def _legal(cron: str) -> str:
    next_due(cron, dt.datetime(2024, 1, 1))
    return cron


Cron = Annotated[str, AfterValidator(_legal)]
