"""Deliveries of one class year out of the cache, so that the next landing reads them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from dagster_project.settings import FEEDS, Institution, Paths


def forget(paths: Paths, institution: Institution, class_year: int) -> list[str]:
    """Take what was landed of the deliveries that concern a class year out of the cache; returns their files.

    They are those with a row of that class year, those stated to be of it, responses to its surveys, and
    whatever was refused, since what is in it is not known. Events and lists have no class year: they stay.
    """
    surveys = {name for name, survey in institution.surveys.items() if survey.class_year == class_year}
    files = []
    for path in sorted((paths.landing / "records").glob("*.json")):
        if path.stem in FEEDS:  # the register rows of a whole feed
            continue
        record = _record(path)
        if record is None or _concerns(paths, record, class_year, surveys):
            path.unlink()
            files.append(record["file"] if record else path.stem)
    return files


def _record(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["record"]
    except (json.JSONDecodeError, KeyError):  # of no use as a cache
        return None


def _concerns(paths: Paths, record: dict[str, Any], class_year: int, surveys: set[str]) -> bool:
    if record["status"] != "landed":
        return True
    if record["class_year"] == class_year or record["survey_id"] in surveys:
        return True
    landed = paths.landing / record["feed"] / f"{record['delivery_id']}.parquet"
    if not landed.exists() or "class_year" not in pl.read_parquet_schema(landed):
        return not landed.exists()
    years = pl.scan_parquet(landed).filter(pl.col("class_year") == class_year).head(1).collect()
    return not years.is_empty()
