"""What the marts must reproduce to the last count, computed from the rows as they were delivered.

A row that must be quarantined changes nothing: its graduate keeps the earlier state, or is unknown. The
rules are those of the domain specification: the newest accepted record of each graduate with
`recorded_on` up to the day of the snapshot, on the roster and in the destinations alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from dagster_project.demo.delivery import Delivery
from dagster_project.demo.fair_plan import FAIRS, Fair
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED, TOTALS
from dagster_project.demo.survey import CLASS_YEAR, HEADLINE, RESPONSES, SCORES, SURVEY_ID

IN_COHORT = ("graduate", "completed")
UNKNOWN = "unknown"
_FATES = {ACCEPTED: "accepted", QUARANTINED: "quarantined", DUPLICATE: "duplicates", TOTALS: "totals_rows"}


@dataclass(frozen=True)
class DemoTruth:
    """The truth of one demonstration; lists hold one dict a row, dates are ISO text.

    cohorts       class_year, snapshot, as_of (None for latest), degree_level (`all` or a level),
                  graduates (N), completed
    destinations  class_year (text) -> snapshot -> degree_level -> code as recorded (or `unknown`) ->
                  graduates; codes that nobody has are left out
    satisfaction  survey_id, item_no, responses, options (label -> responses), base, excluded,
                  frame_n (N of the class year at `latest`), box_rules (name -> satisfied, rate)
    fairs         fair_id, held_on, booths, employers, positions, headcount, recruiters, students, scans,
                  repeat_scans (scans - students), scans_outside_window, students_off_roster,
                  signed_with_attending_employer (latest record: same employer, however spelled, signed on or after)
    files         file, feed, recorded_on, sha256, bytes, rows_read, accepted, quarantined, duplicates,
                  totals_rows
    """

    notice: str
    graduates: int
    seed: int
    cohorts: list[dict] = field(default_factory=list)
    destinations: dict[str, dict] = field(default_factory=dict)
    satisfaction: dict = field(default_factory=dict)
    fairs: list[dict] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)

    def to_json(self) -> str:
        """The text of data/demo_truth.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, path: Path) -> DemoTruth:
        """The truth written beside a demonstration."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def file_truth(delivery: Delivery) -> dict:
    """The balance of one file."""
    fates = dict(delivery.rows["fate"].value_counts().iter_rows())
    return {
        "file": delivery.path,
        "feed": delivery.feed,
        "recorded_on": delivery.recorded_on.isoformat(),
        "sha256": hashlib.sha256(delivery.content).hexdigest(),
        "bytes": len(delivery.content),
        "rows_read": len(delivery.rows),
    } | {name: fates.get(fate, 0) for fate, name in _FATES.items()}


def newest(deliveries: Iterable[Delivery], as_of: date | None) -> pl.DataFrame:
    """The newest accepted record of each person as of a day (None: of all there is)."""
    frames = [
        delivery.rows.filter(pl.col("fate") == ACCEPTED)
        for delivery in sorted(deliveries, key=lambda delivery: delivery.recorded_on)
        if as_of is None or delivery.recorded_on <= as_of
    ]
    return pl.concat(frames).unique("person", keep="last", maintain_order=True)


def cohort_truth(
    people: pl.DataFrame, rosters: list[Delivery], placed: list[Delivery]
) -> tuple[list[dict], dict[str, dict]]:
    """One class year of `cohorts` and of `destinations`, as `DemoTruth` describes them."""
    year = int(people["class_year"][0])
    cohorts, destinations = [], {}
    for snapshot, as_of in (
        ("initial", date(year, 8, 31)),
        ("year_end", date(year, 12, 31)),
        ("latest", None),
    ):
        state = _state(people, rosters, placed, as_of)
        counted = destinations[snapshot] = {}
        for level in ("all", *sorted(state["level"].unique())):
            mine = state if level == "all" else state.filter(pl.col("level") == level)
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


def _state(
    people: pl.DataFrame, rosters: list[Delivery], placed: list[Delivery], as_of: date | None
) -> pl.DataFrame:
    """The cohort as of a day: person, level, status on the roster, destination."""
    roster = newest(rosters, as_of).filter(pl.col("code").is_in(IN_COHORT)).select("person", status="code")
    destination = newest(placed, as_of).select("person", destination="code")
    return (
        roster.join(people.select("person", "level"), on="person")
        .join(destination, on="person", how="left")
        .with_columns(pl.col("destination").fill_null(UNKNOWN))
    )


def satisfaction_truth(cohorts: list[dict]) -> dict:
    """The headline item of the survey under both box rules."""
    base = sum(n for option, n in HEADLINE.items() if option in SCORES)
    frame = next(
        row["graduates"]
        for row in cohorts
        if (row["class_year"], row["snapshot"], row["degree_level"]) == (CLASS_YEAR, "latest", "all")
    )
    rules = {}
    for rule, least in (("top2", 4), ("top3", 3)):
        satisfied = sum(n for option, n in HEADLINE.items() if SCORES.get(option, 0) >= least)
        rules[rule] = {"satisfied": satisfied, "rate": satisfied / base}
    return {
        "survey_id": SURVEY_ID, "item_no": "5", "responses": RESPONSES, "options": HEADLINE, "base": base,
        "excluded": RESPONSES - base, "frame_n": frame, "box_rules": rules,
    }  # fmt: skip


def fair_truth(scans: pl.DataFrame, came: pl.DataFrame, state: pl.DataFrame) -> list[dict]:
    """Rows of `fairs` in order of their day.

    `scans` and `came` hold the accepted rows of fair_attendance and fair_employers; `state` the latest
    record of each graduate (person, signed_on, identity).
    """
    return [_one_fair(fair, scans, came, state) for fair in sorted(FAIRS, key=lambda fair: fair.held_on)]


def _one_fair(fair: Fair, scans: pl.DataFrame, came: pl.DataFrame, state: pl.DataFrame) -> dict:
    scans, came = (frame.filter(pl.col("fair_id") == fair.fair_id) for frame in (scans, came))
    day = pl.col("at").dt.date()
    outside = scans.filter((day < fair.held_on) | (day > (fair.held_until or fair.held_on)))
    visitors = scans["visitor"].n_unique()
    known = scans.filter(pl.col("person") >= 0).select("person").unique().join(state, on="person")
    signed = known.filter(
        (pl.col("signed_on") >= fair.held_on) & pl.col("identity").is_in(came["identity"].implode())
    )
    return {
        "fair_id": fair.fair_id,
        "held_on": fair.held_on.isoformat(),
        "booths": fair.booths,
        "employers": came["uscc"].n_unique(),
        **{name: int(came[name].sum()) for name in ("positions", "headcount", "recruiters")},
        "students": visitors,
        "scans": len(scans),
        "repeat_scans": len(scans) - visitors,
        "scans_outside_window": len(outside),
        "students_off_roster": scans.filter(pl.col("person") < 0)["visitor"].n_unique(),
        "signed_with_attending_employer": len(signed),
    }
