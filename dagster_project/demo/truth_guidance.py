"""The truth about activities, programmes and fairs: who was there, however the lists name them."""

from __future__ import annotations

import polars as pl

from dagster_project.demo.fair_plan import FAIRS, Fair
from dagster_project.demo.guidance_plan import ACTIVITIES, KINDS
from dagster_project.demo.mess import ACCEPTED
from dagster_project.demo.state import PLACED


def service_truth(check_ins: pl.DataFrame, cohorts: dict[int, pl.DataFrame]) -> list[dict]:
    """Rows of `service_reach` of the truth: each year by kind and pillar, and by either alone (`all`).

    `check_ins`: rows of activity_attendance; `cohorts`: class year -> its latest state.
    """
    plan = pl.DataFrame(
        [(a.activity_id, a.year, KINDS[a.kind], a.pillar, a.hours, a.held_on) for a in ACTIVITIES],
        schema=["activity_id", "year", "kind", "pillar", "hours", "held_on"],
        orient="row",
    )
    visits = (
        check_ins.filter(pl.col("fate") == ACCEPTED)
        .join(plan, on="activity_id")
        .with_columns(pl.col("at").dt.date().fill_null(pl.col("held_on")).alias("day"))
    )
    rows = []
    for keys in (["year"], ["year", "kind"], ["year", "pillar"], ["year", "kind", "pillar"]):
        for part in plan.partition_by(keys, maintain_order=True):
            mine = visits.filter(pl.col("activity_id").is_in(part["activity_id"].implode()))
            year = part["year"][0]
            reached = mine.filter(pl.col("person").is_in(cohorts[year]["person"].implode()))
            rows.append(
                {
                    "year": year,
                    "kind": part["kind"][0] if "kind" in keys else "all",
                    "pillar": part["pillar"][0] if "pillar" in keys else "all",
                    "activities": len(part),
                    "participants": mine["visitor"].n_unique(),
                    "person_times": mine.select("activity_id", "visitor", "day").n_unique(),
                    "participants_off_roster": mine.filter(pl.col("person") < 0)["visitor"].n_unique(),
                    "cohort_participants": reached["person"].n_unique(),
                    "hours": part["hours"].sum(),
                }
            )
    return sorted(rows, key=lambda row: (row["year"], row["kind"], row["pillar"]))


def programme_truth(members: pl.DataFrame, cohorts: dict[int, pl.DataFrame]) -> list[dict]:
    """Rows of `special_programme` of the truth; `placed` of those in a cohort, by their latest record."""
    latest = pl.concat(cohort.select("person", "destination") for cohort in cohorts.values())
    accepted = members.filter(pl.col("fate") == ACCEPTED).unique(
        ["programme", "year", "visitor"], maintain_order=True
    )
    rows = []
    for part in accepted.sort("programme", "year").partition_by("programme", "year", maintain_order=True):
        known = part.join(latest, on="person")
        rows.append(
            {
                "programme": part["programme"][0],
                "year": part["year"][0],
                "members": len(part),
                **{
                    plural: part[name].drop_nulls().n_unique()
                    for plural, name in (
                        ("campuses", "campus"),
                        ("academies", "academy"),
                        ("colleges", "college"),
                    )
                },
                "on_roster": len(known),
                "placed": int(known["destination"].is_in(PLACED).sum()),
            }
        )
    return rows


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


def fair_outcome_truth(scans: pl.DataFrame, cohorts: dict[int, pl.DataFrame]) -> list[dict]:
    """Graduates of each class year and level, and those placed, by how many fairs they went to (0 .. 3+)."""
    fairs = scans.filter(pl.col("person") >= 0).group_by("person").agg(pl.col("fair_id").n_unique())
    rows = []
    for year, cohort in cohorts.items():
        attended = (
            cohort.join(fairs, on="person", how="left")
            .with_columns(
                pl.col("fair_id").fill_null(0).clip(0, 3).alias("fairs"),
                pl.col("destination").is_in(PLACED).alias("is_placed"),
            )
            .group_by("level", "fairs")
            .agg(pl.len().alias("graduates"), pl.col("is_placed").sum().cast(pl.Int64))
            .sort("level", "fairs")
        )
        rows += [
            {
                "class_year": year,
                "degree_level": level,
                "fairs_attended": "3+" if n == 3 else str(n),
                "graduates": graduates,
                "placed": placed,
            }
            for level, n, graduates, placed in attended.iter_rows()
        ]
    return rows
