"""The configuration as the tables that dbt reads."""

from __future__ import annotations

import datetime as dt

import polars as pl

from dagster_project.contracts.codes import code_rows
from dagster_project.ingest.corrections import corrections_frame, read_corrections
from dagster_project.ingest.decisions import read_decisions
from dagster_project.ingest.files import remove_leftovers, write_parquet, write_schema
from dagster_project.ingest.snapshots import due_snapshots
from dagster_project.ingest.survey_config import survey_tables
from dagster_project.settings import Institution, Paths

_GOALS = {
    "goal_id": pl.String,
    "year": pl.Int64,
    "goal": pl.String,
    "goal_en": pl.String,
    "target": pl.Float64,
    "unit": pl.String,
    "indicator": pl.String,
    "indicator_of": pl.String,
    "snapshot": pl.String,
    "stated": pl.Float64,
    "direction": pl.String,
}


def write_configuration(paths: Paths, institution: Institution, today: dt.date) -> None:
    """Write the tables of the configuration to landing, one Parquet file each."""
    tables = _tables(institution, today) | {
        "employer_decisions": read_decisions(paths.employer_decisions_file),
        "corrections": corrections_frame(read_corrections(paths.corrections_file, institution)),
    }
    for name, frame in tables.items():
        folder = paths.landing / name
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        write_schema(folder, dict(frame.schema))
        write_parquet(frame, folder / f"{name}.parquet")


def _tables(institution: Institution, today: dt.date) -> dict[str, pl.DataFrame]:
    who = institution.institution
    row = {
        "institution_code": who.code,
        "name_zh": who.name_zh,
        "name_en": who.name_en,
        "province_code": who.province,
        "time_zone": who.time_zone,
        "completed_counts": institution.policy.completed_counts,
    }
    snapshots = pl.DataFrame(
        due_snapshots(institution, today),
        schema={"class_year": pl.Int64, "snapshot": pl.String, "as_of": pl.Date},
        orient="row",
    )
    return {
        "institution": pl.DataFrame([row]),
        "snapshots": snapshots,
        "activity_kinds": _code_frame("activity_kind", institution),
        "lists": _code_frame("employer_list", institution),
        "goals": _goals(institution),
    } | survey_tables(institution)


def _code_frame(name: str, institution: Institution) -> pl.DataFrame:
    """A code table that an institution can add to, with the columns of its seed."""
    return pl.DataFrame(code_rows(name, institution))


def _goals(institution: Institution) -> pl.DataFrame:
    rows = [
        (
            goal_id,
            goal.year,
            goal.zh,
            goal.en or None,
            goal.target,
            goal.unit,
            goal.indicator,
            goal.of,
            goal.snapshot,
            goal.stated,
            goal.direction,
        )
        for goal_id, goal in institution.goals.items()
    ]
    return pl.DataFrame(rows, schema=_GOALS, orient="row")
