"""A small landing for the gate tests: good rows of every feed, written as ingest lands them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from dagster_project.contracts import CONTRACTS, META
from dagster_project.settings import Paths

TODAY = date(2020, 12, 31)
POLARS = {
    "text": pl.String,
    "int": pl.Int64,
    "double": pl.Float64,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
}


def key(person: object) -> str:
    """A 64-hex pseudonym, as landing holds it."""
    return hashlib.sha256(str(person).encode()).hexdigest()


GOOD: dict[str, dict[str, Any]] = {
    "graduates": {
        "class_year": 2020,
        "degree_code": "31",
        "college": "机械学院",
        "major_name": "机械工程",
        "gender": "1",
        "birth_year": 1998,
        "enrolled_on": date(2016, 9, 1),
        "graduated_on": date(2020, 6, 30),
        "roster_status": "graduate",
    },
    "destinations": {
        "class_year": 2020,
        "destination": "10",
        "signed_on": date(2020, 6, 1),
        "industry": "22",
        "monthly_salary": 8000.0,
    },
    "fairs": {
        "fair_name": "秋季双选会",
        "held_on": date(2020, 11, 2),
        "held_until": date(2020, 11, 2),
        "kind": "general",
        "booths": 160,
    },
    "fair_employers": {"fair_id": "F1", "positions": 12},
    "fair_attendance": {"fair_id": "F1", "checked_in_at": datetime(2020, 11, 2, 9, 30)},
    "survey_responses": {
        "survey_id": "guidance-2020",
        "item_no": "5",
        "item": "总体满意度",
        "answer": "很满意",
        "score": 5.0,
        "status": "answered",
        "submitted_at": datetime(2020, 12, 1, 8, 0),
    },
    "activities": {
        "activity_name": "生涯讲座",
        "kind": "lecture",
        "held_on": date(2020, 10, 12),
        "held_until": date(2020, 10, 12),
    },
    "activity_attendance": {"activity_id": "A1"},
    "programme_members": {"programme": "选调生", "year": 2020},
    "employer_lists": {"list_name": "fortune500", "list_year": 2020},
}
PERSON = {
    "fairs": "fair_id",
    "fair_employers": "employer_name",
    "survey_responses": "response_no",
    "activities": "activity_id",
    "employer_lists": "employer_name",
}


class Landing:
    """Landed deliveries and their register, row by row changeable."""

    def __init__(self, data: Path) -> None:
        self.paths = Paths(data)
        self.register: list[dict[str, Any]] = []
        for feed in CONTRACTS:
            self._write(feed, "_schema", pl.DataFrame(schema=schema_of(feed)))

    def deliver(
        self,
        feed: str,
        people: range,
        *,
        on: date = date(2020, 9, 1),
        change: dict[str, Any] | None = None,
        first: dict[str, Any] | None = None,
        add: dict[str, Any] | None = None,
        drop: tuple[str, ...] = (),
        **register: Any,
    ) -> str:
        """One delivery with a row for each person; returns its id.

        change replaces cells of all rows, first of the first row; add adds and drop removes columns.
        """
        delivery = f"{feed}-{len(self.register):016x}"
        rows = [
            self._row(feed, delivery, line, person, on) | (change or {}) for line, person in enumerate(people)
        ]
        if rows and first:
            rows[0] |= first
        frame = pl.DataFrame(rows, schema=schema_of(feed), orient="row")
        frame = frame.with_columns(*(pl.lit(value).alias(name) for name, value in (add or {}).items()))
        self._write(feed, delivery, frame.drop(drop))
        accepted = frame["response_no"].n_unique() if feed == "survey_responses" else frame.height
        entry = {
            "delivery_id": delivery,
            "feed": feed,
            "file": f"{feed}/{on}_{len(self.register)}.csv",
            "recorded_on": on,
            "mode": "delta",
            "class_year": None,
            "survey_id": None,
            "rows_read": accepted,
            "accepted": accepted,
            "quarantined": 0,
            "status": "landed",
        }
        self.register.append(entry | register)
        return delivery

    def deliver_all(self, people: range) -> None:
        """One good delivery of every feed."""
        for feed in CONTRACTS:
            self.deliver(feed, people)

    def _row(self, feed: str, delivery: str, line: int, person: int, on: date) -> dict[str, Any]:
        meta = {
            "delivery_id": delivery,
            "recorded_on": on,
            "source_file": f"{feed}/x.csv",
            "source_line": line + 2,
        }
        row = dict.fromkeys(schema_of(feed)) | GOOD[feed] | meta
        if feed in PERSON:
            row[PERSON[feed]] = f"{person}"
        elif "graduate_key" in row:
            row["graduate_key"] = key(person)
        return row

    def _write(self, feed: str, name: str, frame: pl.DataFrame) -> None:
        folder = self.paths.landing / feed
        folder.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / f"{name}.parquet")


def schema_of(feed: str) -> dict[str, Any]:
    """The landed columns of a feed with their polars types."""
    return {name: POLARS[kind] for name, kind in (CONTRACTS[feed].landed | META).items()}
