"""The state of a cohort as of a day, from the rows as delivered: what the truth is counted on.

A row that must be quarantined changes nothing: its graduate keeps the earlier state, or is unknown. The
rules are those of the domain specification: the newest accepted record of each graduate with
`recorded_on` up to the day of the snapshot, on the roster and in the destinations alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from dagster_project.demo.delivery import Delivery
from dagster_project.demo.mess import ACCEPTED

IN_COHORT = ("graduate", "completed")
UNKNOWN = "unknown"
# Destination codes, with the undivided ones of files up to 2020, by what they count as in MOE-2021.
CONTRACT = ("10", "11", "27", "271", "46", "50", "502", "503", "51", "512", "519")
FLEXIBLE, START_UP = ("12", "76"), ("75",)
FURTHER_STUDY = ("80", "801", "802", "85")
PLACED = (*CONTRACT, *FLEXIBLE, *START_UP, *FURTHER_STUDY)
BY_EMPLOYER = ("10", "11", "12", "27", "271", "50", "502", "503", "51", "512", "519")


def snapshots(class_year: int) -> tuple[tuple[str, date | None], ...]:
    """The official snapshots of a class year and their days; None is all there is."""
    return (
        ("initial", date(class_year, 8, 31)),
        ("year_end", date(class_year, 12, 31)),
        ("latest", None),
    )


def newest(deliveries: Iterable[Delivery], as_of: date | None) -> pl.DataFrame:
    """The newest accepted record of each person as of a day (None: of all there is), with `recorded_on`."""
    frames = [
        delivery.rows.filter(pl.col("fate") == ACCEPTED).with_columns(
            pl.lit(delivery.recorded_on).alias("recorded_on")
        )
        for delivery in sorted(deliveries, key=lambda delivery: delivery.recorded_on)
        if as_of is None or delivery.recorded_on <= as_of
    ]
    return pl.concat(frames).unique("person", keep="last", maintain_order=True)


def state(
    people: pl.DataFrame, rosters: list[Delivery], placed: list[Delivery], as_of: date | None
) -> pl.DataFrame:
    """The cohort as of a day, one row a graduate.

    Columns: person, level, origin_region, enrolled_on, status on the roster, destination (or `unknown`), and
    of the record signed_on, uscc, identity, region, pay, host, country, evidence, match, recorded_on.
    """
    roster = newest(rosters, as_of).filter(pl.col("code").is_in(IN_COHORT)).select("person", status="code")
    record = newest(placed, as_of).drop("fate").rename({"code": "destination"})
    return (
        roster.join(people.select("person", "level", "origin_region", "enrolled_on"), on="person")
        .join(record, on="person", how="left")
        .with_columns(pl.col("destination").fill_null(UNKNOWN))
    )


def by_level(cohort: pl.DataFrame) -> Iterable[tuple[str, pl.DataFrame]]:
    """The cohort as a whole (`all`), then each level of it."""
    yield "all", cohort
    for level in sorted(cohort["level"].unique()):
        yield level, cohort.filter(pl.col("level") == level)
