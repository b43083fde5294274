"""Which day it is at the institution, and when the next night run is due. Imports no Dagster."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dagster_project.settings.cron import next_due

# Of most institutions; where there is no configuration yet.
DEFAULT_TIME_ZONE = "Asia/Shanghai"


def today(time_zone: str) -> date:
    """The date in that time zone now."""
    return datetime.now(ZoneInfo(time_zone)).date()


def next_nightly(now: datetime, time_zone: str, cron: str = "0 2 * * *") -> datetime:
    """The first time of `cron` in that time zone after `now` (an aware time)."""
    return next_due(cron, now.astimezone(ZoneInfo(time_zone)))
