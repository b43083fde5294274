"""The truth about how one cohort moved: counts on each day with a delivery, and from state to state."""

from __future__ import annotations

from datetime import date

import polars as pl

from dagster_project.demo.delivery import Delivery
from dagster_project.demo.state import CONTRACT, FURTHER_STUDY, PLACED, UNKNOWN, by_level, snapshots, state

OFF_ROSTER = "not_on_roster"


def cohort_truth(year: int, states: dict[str, pl.DataFrame]) -> tuple[list[dict], dict[str, dict]]:
    """One class year of `cohorts` and of `destinations`; `states` by snapshot."""
    cohorts, destinations = [], {}
    for snapshot, as_of in snapshots(year):
        counted = destinations[snapshot] = {}
        for level, mine in by_level(states[snapshot]):
            counted[level] = dict(mine.group_by("destination").len().sort("destination").iter_rows())
            cohorts.append(
                {
                    "class_year": year,
                    "snapshot": snapshot,
                    "as_of": as_of.isoformat() if as_of else None,
                    "degree_level": level,
                    "graduates": len(mine),
                    "completed": int((mine["status"] == "completed").sum()),
                }
            )
    return cohorts, destinations


def progress(people: pl.DataFrame, rosters: list[Delivery], placed: list[Delivery]) -> list[dict]:
    """Counts as of each day with a delivery on it, from the first day that has both a roster and records."""
    days = sorted({delivery.recorded_on for delivery in (*rosters, *placed)})
    first = max(min(one.recorded_on for one in many) for many in (rosters, placed))
    return [row for day in days if day >= first for row in _on_day(day, state(people, rosters, placed, day))]


def _on_day(day: date, cohort: pl.DataFrame) -> list[dict]:
    rows = []
    for level, mine in by_level(cohort):
        destination = mine["destination"]
        rows.append(
            {
                "as_of": day.isoformat(),
                "degree_level": level,
                "graduates": len(mine),
                "placed": int(destination.is_in(PLACED).sum()),
                "contract": int(destination.is_in(CONTRACT).sum()),
                "further_study": int(destination.is_in(FURTHER_STUDY).sum()),
                "unknown": int((destination == UNKNOWN).sum()),
            }
        )
    return rows


def restatement(states: dict[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """`from>to` (snapshots) -> `code>code` -> graduates, those who stayed or were off the roster included."""
    moves = {}
    for before, after in (("initial", "year_end"), ("year_end", "latest"), ("initial", "latest")):
        both = states[before].select("person", was="destination").join(
            states[after].select("person", now="destination"), on="person", how="full", coalesce=True
        )  # fmt: skip
        codes = both.select(
            pl.format("{}>{}", *(pl.col(name).fill_null(OFF_ROSTER) for name in ("was", "now"))).alias("move")
        )
        moves[f"{before}>{after}"] = dict(sorted(codes["move"].value_counts().iter_rows()))
    return moves


def selected_graduates(
    year: int, states: dict[str, pl.DataFrame], lists: list[Delivery], programme: str
) -> list[dict]:
    """选调生 by snapshot and level: filed under 512, on the list known by then, and the union of both."""
    rows = []
    for snapshot, as_of in snapshots(year):
        known = [one.rows for one in lists if as_of is None or one.recorded_on <= as_of]
        listed = (
            pl.concat(known)
            .filter(
                (pl.col("fate") == "accepted") & (pl.col("programme") == programme) & (pl.col("year") == year)
            )["person"]
            .unique()
        )
        for level, mine in by_level(states[snapshot]):
            filed, on_list = mine["destination"] == "512", mine["person"].is_in(listed.implode())
            rows.append(
                {
                    "class_year": year,
                    "snapshot": snapshot,
                    "degree_level": level,
                    "filed_512": int(filed.sum()),
                    "listed": int(on_list.sum()),
                    "union": int((filed | on_list).sum()),
                    "filed_not_listed": int((filed & ~on_list).sum()),
                }
            )
    return rows
