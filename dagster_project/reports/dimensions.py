"""Orders that several chapters share: degree levels as a report lists them."""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.reports.marts import Row

LEVELS = (
    "doctor", "master", "postgraduate", "second_bachelor", "bachelor", "junior_college", "unknown"
)  # fmt: skip


def by_level(rows: Sequence[Row]) -> list[Row]:
    """Rows of single degree levels, highest first, otherwise as they came; `all` is left out."""
    return sorted(
        (row for row in rows if row["degree_level"] in LEVELS),
        key=lambda row: LEVELS.index(row["degree_level"]),
    )
