"""Feeds that used to come and do not any more: a missing file is the one mistake that no check of files sees.

The rhythm of a feed is the longest of its last gaps between two delivery days, so that a feed that comes
daily in July and monthly afterwards is measured by its slow season. What is told depends on today's date, and
so is never part of a release. Reads only, imports no Dagster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from dagster_project.settings import FEEDS, Institution

FEWEST_DAYS = 4
# Four files within a busy week are a burst, not a rhythm.
_LEAST_SPAN = 28
_GAPS = 6
_GRACE_DAYS = 7


def silences(register: Iterable[Mapping[str, Any]], institution: Institution, today: dt.date) -> list[str]:
    """One notice a feed that is late, with its rhythm, its newest file and the line that acknowledges it.

    A feed with fewer than four delivery days, or four within as many weeks, has no rhythm yet. A feed is late
    when its newest delivery is older than twice its rhythm and a week. An acknowledgement holds until
    something newer than its day comes.
    """
    landed = [row for row in register if row["status"] == "landed"]
    acknowledged = institution.quality.acknowledged_silences
    told = []
    for feed in FEEDS:
        files = {row["recorded_on"]: row["file"] for row in landed if row["feed"] == feed}
        rhythm = _rhythm(sorted(files))
        if rhythm is None:
            continue
        newest = max(files)
        if (today - newest).days <= 2 * rhythm + _GRACE_DAYS:
            continue
        if feed in acknowledged and acknowledged[feed] >= newest:
            continue
        told.append(_notice(feed, files[newest], newest, rhythm, today))
    return told


def _rhythm(days: list[dt.date]) -> int | None:
    """Days between two deliveries at the slowest, of late; None when there are too few to tell."""
    if len(days) < FEWEST_DAYS or (days[-1] - days[0]).days < _LEAST_SPAN:
        return None
    return max((later - earlier).days for earlier, later in list(pairwise(days))[-_GAPS:])


def _notice(feed: str, file: str, newest: dt.date, rhythm: int, today: dt.date) -> str:
    return (
        f"nothing of {feed} has come for {(today - newest).days} days; of late the longest gap was {rhythm}. "
        f"The newest is {file}. Ask its sender for what is due; if no more is to come, add to "
        f"institution.yml:\nquality:\n  acknowledged_silences:\n    {feed}: {newest.isoformat()}"
    )
