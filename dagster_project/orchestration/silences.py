"""Feeds that are due and have not come: a missing file is the one mistake that no check of files sees.

When a feed is due, `freshness` of institution.yml says. A feed it does not name is measured by its own
rhythm, the longest of its last gaps between two delivery days, so that a feed that comes daily in July and
monthly afterwards is measured by its slow season. What is told depends on today's date, and so is never part
of a release. Reads only, imports no Dagster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dagster_project.settings import FEEDS, Freshness, Institution
from dagster_project.settings.days import in_year

FEWEST_DAYS = 4
# Four files within a busy week are a burst, not a rhythm.
_LEAST_SPAN = 28
_GAPS = 6
_GRACE_DAYS = 7


@dataclass(frozen=True)
class Due:
    """When something new of a feed is due. `newest` and `file`: the newest delivery that landed, if any."""

    feed: str
    due: dt.date
    newest: dt.date | None
    file: str | None
    rhythm: int | None = None
    rule: Freshness | None = None

    def is_late(self, today: dt.date) -> bool:
        return today > self.due

    def notice(self, today: dt.date) -> str:
        """What is late, since when, and the line that acknowledges it."""
        if self.rule is None:
            days = f"for {(today - self.newest).days} days" if self.newest else ""
            told = f"nothing of {self.feed} has come {days}; of late the longest gap was {self.rhythm}."
            return f"{told} The newest is {self.file}. {_acknowledge(self.feed, self.newest or today)}"
        every = f"expects it every {self.rule.every_days} days{_season(self.rule)}"
        came = f"since {self.newest} ({self.file})" if self.newest else "yet"
        until = _last_day(self.rule, today)
        return (
            f"nothing of {self.feed} has come {came}. institution.yml {every}, so it was due on {self.due}. "
            + _acknowledge(self.feed, until)
        )


def silences(register: Iterable[Mapping[str, Any]], institution: Institution, today: dt.date) -> list[str]:
    """One notice a feed that is late."""
    return [due.notice(today) for due in dues(register, institution, today) if due.is_late(today)]


def dues(register: Iterable[Mapping[str, Any]], institution: Institution, today: dt.date) -> list[Due]:
    """One entry a feed of which something is expected.

    `quality.acknowledged_silences` names a day: for a feed with `freshness` it counts like a delivery of
    that day; a feed with a mere rhythm is not expected until something newer than that day comes. A feed with
    fewer than four delivery days, or four within as many weeks, has no rhythm yet. It is late when its newest
    delivery is older than twice its rhythm and a week.
    """
    landed = [row for row in register if row["status"] == "landed"]
    found = []
    for feed in FEEDS:
        files = {row["recorded_on"]: row["file"] for row in landed if row["feed"] == feed}
        acknowledged = institution.quality.acknowledged_silences.get(feed)  # type: ignore[call-overload]
        rule = institution.freshness.get(feed)  # type: ignore[call-overload]
        newest = max(files, default=None)
        if rule is not None:
            known = max((day for day in (newest, acknowledged) if day), default=None)
            due = due_day(rule, known, today)
            found.append(Due(feed, due, newest, files.get(newest), rule=rule))
            continue
        rhythm = _rhythm(sorted(files))
        if rhythm is None or newest is None or (acknowledged and acknowledged >= newest):
            continue
        due = newest + dt.timedelta(days=2 * rhythm + _GRACE_DAYS)
        found.append(Due(feed, due, newest, files[newest], rhythm=rhythm))
    return found


def due_day(rule: Freshness, newest: dt.date | None, today: dt.date) -> dt.date:
    """The last day on which the next delivery is still in time.

    Within a season that is `every_days` after the newest; the first of a season is due `every_days` after its
    start. What fell due in a season stays due after its end. Where nothing ever came, the season counts that
    began last.
    """
    every = dt.timedelta(days=rule.every_days)
    years = range((newest or today).year - 1, (newest or today).year + 3)
    seasons = [_season_of(rule, year) for year in years]
    if newest is None:
        return max(start for start, _ in seasons if start <= today) + every
    if _is_all_year(rule):
        return newest + every
    for start, end in seasons:
        if start <= newest and newest + every <= end:
            return newest + every
    return min(start for start, _ in seasons if start > newest) + every


def _is_all_year(rule: Freshness) -> bool:
    """Whether one season begins on the day after the last one ended."""
    end, start = _season_of(rule, 2019)[1], _season_of(rule, 2020)[0]
    return end + dt.timedelta(days=1) >= start


def _season_of(rule: Freshness, year: int) -> tuple[dt.date, dt.date]:
    """First and last day of the season that begins in that year."""
    return in_year(rule.since, year), in_year(rule.until, year + (rule.until < rule.since))


def _season(rule: Freshness) -> str:
    return "" if _is_all_year(rule) else f" from {rule.since} until {rule.until}"


def _last_day(rule: Freshness, today: dt.date) -> dt.date:
    """The end of the season that has begun: acknowledged up to it, a feed is quiet until the next one."""
    if _is_all_year(rule):
        return today
    begun = [_season_of(rule, year) for year in (today.year - 1, today.year)]
    return max(end for start, end in begun if start <= today)


def _acknowledge(feed: str, day: dt.date) -> str:
    return (
        "Ask its sender for what is due; if no more is to come, add to "
        f"institution.yml:\nquality:\n  acknowledged_silences:\n    {feed}: {day.isoformat()}"
    )


def _rhythm(days: list[dt.date]) -> int | None:
    """Days between two deliveries at the slowest, of late; None when there are too few to tell."""
    if len(days) < FEWEST_DAYS or (days[-1] - days[0]).days < _LEAST_SPAN:
        return None
    return max((later - earlier).days for earlier, later in list(pairwise(days))[-_GAPS:])
