"""What earlier runs left behind: register, quarantine and last release. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from dagster_project.errors import UserError
from dagster_project.release import Release, current
from dagster_project.settings import Paths

_OF_AN_EARLIER_VERSION = "Run `gradmart run`: an earlier version of the program kept it out."


def read_register(paths: Paths) -> list[dict[str, Any]]:
    """The rows of `landing.deliveries`, ordered by feed, day and file; none before the first run."""
    file = paths.landing / "deliveries" / "register.parquet"
    return pl.read_parquet(file).to_dicts() if file.exists() else []


def last_release(paths: Paths) -> Release | None:
    """The current release; None when there is none, or when it is damaged and has to be published anew."""
    try:
        return current(paths.marts)
    except UserError:
        return None


def published_deliveries(paths: Paths) -> dict[str, str]:
    """Delivery id -> file of every delivery that counts in the current release, if there is one."""
    last = last_release(paths)
    inputs = [] if last is None else last.manifest["inputs"]
    return {entry["delivery_id"]: entry["file"] for entry in inputs if entry["status"] == "landed"}


def read_quarantine(paths: Paths, delivery_ids: Iterable[str]) -> list[dict[str, Any]]:
    """The quarantined rows of these deliveries, in their order and by line; no cell of them is personal."""
    files = (paths.landing / "quarantine" / f"{delivery_id}.parquet" for delivery_id in delivery_ids)
    rows = [row for file in files if file.exists() for row in pl.read_parquet(file).to_dicts()]
    # What an earlier version landed tells both in `reason` alone, until a run lands it again.
    return [
        row if "what" in row else row | {"what": row["reason"], "what_to_do": _OF_AN_EARLIER_VERSION}
        for row in rows
    ]
