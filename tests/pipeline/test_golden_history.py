"""Weeks, restatements and histories of the demonstration, counted again from the landed files, in Python.

Nothing here is copied from the models: the deliveries are replayed one after the other and the state of each
day is read off. If this file and the marts differ, one of them has misread what a later delivery does to an
earlier one: settle which before changing it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from tests.pipeline.test_golden_marts import CATEGORY, COMPLETED_DEGREES, DEGREE_LEVEL, landed, mart, parent

PLACED = {"contract", "startup", "flexible", "further_study"}
NO_GRADUATE = {"65", "dropped_out"}  # what a destination column says of people who are held back or gone


@dataclass
class Cohort:
    """What has been delivered of one class year up to now; `take` a delivery, then read `graduates`."""

    completed_counts: bool
    roster: dict[str, dict] = field(default_factory=dict)
    records: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    exam_owner: dict[str, str] = field(default_factory=dict)
    taken: int = 0

    def take(self, feed: str, rows: list[dict]) -> None:
        if rows[0]["mode"] == "full":
            (self.roster if feed == "graduates" else self.records).clear()
        for row in rows:
            self.taken += 1
            if feed == "destinations":
                key = row["graduate_key"] or f"exam:{row['exam_key']}"
                self.records[key] = (self.taken, row["destination"])
                continue
            key = row["graduate_key"]
            before = self.roster.get(key, {})
            self.roster[key] = {
                "status": row["roster_status"] or before.get("status") or "graduate",
                "degree_code": row["degree_code"],
            }
            if row["exam_key"]:
                self.exam_owner[row["exam_key"]] = key

    def graduates(self) -> dict[str, tuple[str, str]]:
        """N as of now: graduate -> (degree level, destination code)."""
        newest: dict[str, tuple[int, str | None]] = {}
        for key, record in self.records.items():
            owner = self.exam_owner.get(key[5:]) if key.startswith("exam:") else key
            if owner is not None and record > newest.get(owner, (0, None)):
                newest[owner] = record
        found = {}
        for key, one in self.roster.items():
            code = newest.get(key, (0, None))[1] or "unknown"
            completed = one["status"] == "completed" or one["degree_code"] in COMPLETED_DEGREES
            if one["status"] not in ("graduate", "completed") or code in NO_GRADUATE:
                continue
            if self.completed_counts or not completed:
                found[key] = (DEGREE_LEVEL.get(one["degree_code"], "unknown"), code)
        return found


@dataclass
class Told:
    """One class year: its deliveries in order, as (day, feed, rows)."""

    deliveries: list[tuple[date, str, list[dict]]]
    completed_counts: bool

    @property
    def first(self) -> date:
        return max(min(day for day, feed, _ in self.deliveries if feed == one) for one in FEEDS)

    @property
    def last(self) -> date:
        return max(day for day, _, _ in self.deliveries)

    def as_of(self, days: list[date]) -> Iterator[tuple[date, dict[str, tuple[str, str]]]]:
        """The graduates of each day, days in order, every delivery replayed once."""
        cohort, pending = Cohort(self.completed_counts), list(self.deliveries)
        for day in days:
            while pending and pending[0][0] <= day:
                cohort.take(*pending.pop(0)[1:])
            yield day, cohort.graduates()


FEEDS = ("graduates", "destinations")


@pytest.fixture(scope="module")
def data(demo) -> Path:
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def told(data) -> dict[int, Told]:
    completed = pl.read_parquet(data / "landing" / "institution" / "*.parquet")["completed_counts"].item()
    found: dict[int, dict] = defaultdict(lambda: defaultdict(list))
    for feed in FEEDS:
        for row in landed(data, feed):
            order = (row["recorded_on"], feed, row["source_file"], row["delivery_id"])
            found[row["class_year"]][order].append(row)
    return {
        year: Told([(key[0], key[1], rows) for key, rows in sorted(groups.items())], completed)
        for year, groups in found.items()
    }


def sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def test_every_week_of_every_cohort(data, told):
    expected = {}
    for year, cohort in told.items():
        weeks = (sunday(cohort.last) - sunday(cohort.first)).days // 7 + 1
        sundays = [sunday(cohort.first) + timedelta(weeks=n) for n in range(weeks)]
        for week, graduates in cohort.as_of(sundays):
            for level in {"all"} | {level for level, _ in graduates.values()}:
                n = Counter(
                    CATEGORY[parent(code)] for own, code in graduates.values() if level in ("all", own)
                )
                placed = sum(n[category] for category in PLACED)
                expected[year, week, level] = (
                    n.total(), placed, placed / n.total(), n["contract"], n["further_study"], n["unknown"],
                )  # fmt: skip
    rows = mart(data, "employment_progress").select(
        "class_year", "week_ending", "degree_level", "graduates", "placed", "placement_rate", "contract",
        "further_study", "unknown",
    )  # fmt: skip
    published = {row[:3]: row[3:] for row in rows.iter_rows()}
    assert len(published) == rows.height > 300
    assert published == expected
    # Every cohort's first week is worse than its last: the line is not flat by mistake.
    for year in told:
        line = sorted(
            (week, figures[2])
            for (y, week, level), figures in expected.items()
            if (y, level) == (year, "all")
        )
        assert line[0][1] < line[-1][1]
        assert all(later[0] - earlier[0] == timedelta(weeks=1) for earlier, later in pairwise(line))


def test_every_move_between_every_two_snapshots(data, told):
    expected: Counter[tuple] = Counter()
    for year, cohort in told.items():
        days = {"initial": date(year, 8, 31), "year_end": date(year, 12, 31)}
        days = {name: day for name, day in days.items() if day >= cohort.first} | {"latest": cohort.last}
        states = {name: dict(cohort.as_of([day]))[day] for name, day in days.items()}
        for at, earlier in enumerate(states):
            for later in list(states)[at + 1 :]:
                before, after = states[earlier], states[later]
                for key in before.keys() | after.keys():
                    codes = (side[key][1] if key in side else "not_on_roster" for side in (before, after))
                    expected[year, earlier, later, *codes] += 1
    rows = mart(data, "restatement").select(
        "class_year", "from_snapshot", "to_snapshot", "from_code", "to_code", "graduates"
    )
    published = {row[:5]: row[5] for row in rows.iter_rows()}
    assert len(published) == rows.height > 300
    assert published == expected
    kinds = {(move[3] == "not_on_roster", move[4] == "not_on_roster") for move in expected}
    assert kinds == {(False, False), (True, False), (False, True)}, (
        "the demonstration has joiners and leavers"
    )


def test_the_history_holds_every_snapshot(data):
    history = mart(data, "graduate_history")
    outcomes = mart(data, "graduate_outcome").select(
        "class_year", "snapshot", "as_of", "graduate_key", "destination_code", "degree_level", "is_counted"
    )
    for (year, snapshot, as_of), people in outcomes.group_by("class_year", "snapshot", "as_of"):
        then = history.filter(
            (pl.col("class_year") == year)
            & (pl.col("from_day") <= as_of)
            & (pl.col("until_day").is_null() | (pl.col("until_day") > as_of))
            & pl.col("is_on_roster")
        )
        columns = ["graduate_key", "destination_code", "degree_level", "is_counted"]
        assert then.select(columns).sort(columns).equals(people.select(columns).sort(columns)), (
            year,
            snapshot,
        )
