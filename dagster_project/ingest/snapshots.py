"""The snapshots of every class year whose day has come."""

from __future__ import annotations

import datetime as dt

from dagster_project.settings import Institution

# Older cohorts than this are in no file; a row for a year without deliveries does no harm.
_FIRST_CLASS_YEAR = 1990


def due_snapshots(institution: Institution, today: dt.date) -> list[tuple[int, str, dt.date]]:
    """(class year, snapshot, day) up to today, ordered; `latest` is not among them."""
    due = []
    for year in range(_FIRST_CLASS_YEAR, today.year + 1):
        for name, month_day in institution.snapshots.items():
            day = dt.date(year, int(month_day[:2]), int(month_day[3:]))
            if day <= today:
                due.append((year, name, day))
    return sorted(due, key=lambda item: (item[0], item[2], item[1]))
