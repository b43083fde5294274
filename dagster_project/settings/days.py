"""Days of every year (`MM-DD`), as snapshots and seasons name them. Imports nothing of ours."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def in_year(day: str, year: int) -> dt.date:
    """`08-31` in that year."""
    return dt.date(year, int(day[:2]), int(day[3:]))


def _of_every_year(day: str) -> str:
    try:  # 2019 is no leap year
        in_year(day, 2019)
    except ValueError:
        raise ValueError(f"{day} is not a day of every year") from None
    return day


MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
EveryYear = Annotated[MonthDay, AfterValidator(_of_every_year)]
