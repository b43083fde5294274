"""Which day it is at the institution, and when the next night run is due. Imports no Dagster."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_TIME_ZONE = "Asia/Shanghai"
NIGHTLY_CRON = "0 2 * * *"
_NIGHTLY = time(2, 0)


def today(time_zone: str) -> date:
    """The date in that time zone now."""
    return datetime.now(ZoneInfo(time_zone)).date()


def next_nightly(now: datetime, time_zone: str) -> datetime:
    """The first 02:00 in that time zone after `now` (an aware time)."""
    local = now.astimezone(ZoneInfo(time_zone))
    due = datetime.combine(local.date(), _NIGHTLY, local.tzinfo)
    return due if due > local else datetime.combine(local.date() + timedelta(days=1), _NIGHTLY, local.tzinfo)
