"""The register: one row per file found, what became of it and why. `landing.deliveries` of dbt."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import polars as pl

from dagster_project.ingest.deliveries import NOTHING_SHARED, FoundDelivery, Shared, find_strays
from dagster_project.ingest.files import remove_leftovers, write_json, write_parquet, write_schema
from dagster_project.ingest.landed import Landed, top_reasons
from dagster_project.ingest.masking import mask
from dagster_project.ingest.quarantine import QUARANTINE
from dagster_project.settings import FEEDS, Paths

REGISTER = {
    "delivery_id": pl.String,
    "feed": pl.String,
    "file": pl.String,
    "sha256": pl.String,
    "recorded_on": pl.Date,
    "mode": pl.String,
    "class_year": pl.Int64,
    "survey_id": pl.String,
    "format": pl.String,
    "encoding": pl.String,
    "sheet": pl.String,
    "header_row": pl.Int64,
    "rows_read": pl.Int64,
    "accepted": pl.Int64,
    "quarantined": pl.Int64,
    "duplicates": pl.Int64,
    "totals_rows": pl.Int64,
    "top_reasons": pl.String,
    "status": pl.String,
    "reason": pl.String,
    "what_to_do": pl.String,
    "notes": pl.String,
    "dropped_columns": pl.String,
}
# Labels nothing knows, for review: kept with the record of their delivery, published as a table of their own.
UNKNOWN_LABELS = {
    "delivery_id": pl.String,
    "column_name": pl.String,
    "label": pl.String,
    "rows": pl.Int64,
    "effect": pl.String,
}
# What became of the lines of the ledger of corrections in each delivery.
CORRECTION_USES = {"delivery_id": pl.String, "line": pl.Int64, "outcome": pl.String, "rows": pl.Int64}
Record = dict[str, Any]


def blank_record(found: FoundDelivery) -> Record:
    """The register row of a file before anything of it is read: all counts 0, status `refused`."""
    kind, inner = found.extensions
    record: Record = dict.fromkeys(REGISTER)
    return record | {
        "delivery_id": found.delivery_id,
        "feed": found.feed,
        "file": found.file,
        "sha256": found.sha256,
        "recorded_on": found.recorded_on,
        "mode": found.sidecar.mode,
        "class_year": found.sidecar.class_year,
        "survey_id": mask(found.sidecar.survey_id) if found.sidecar.survey_id else None,
        "format": f"{inner}.{kind}" if inner else kind,
        "rows_read": 0,
        "accepted": 0,
        "quarantined": 0,
        "duplicates": 0,
        "totals_rows": 0,
        "status": "refused",
        # Beside the register's columns: what waits for a person, and what later deliveries are compared with.
        "unknown_labels": [],
        "totals_disagree": [],
        "corrections": [],
        "unknown_headers": [],
        "columns": [],
        "confirmed": list(found.sidecar.confirmed),
    }


def landed_record(found: FoundDelivery, landed: Landed) -> Record:
    """The register row of a file that was read, with what waits for a person beside it."""
    record = blank_record(found) | {
        "class_year": landed.class_year,
        "survey_id": landed.survey_id,
        "encoding": landed.table.encoding,
        "sheet": landed.table.sheet,
        "header_row": landed.table.header_row,
        "rows_read": landed.rows_read,
        "accepted": landed.accepted,
        "quarantined": len(landed.rejected),
        "duplicates": landed.duplicates,
        "totals_rows": landed.totals_rows,
        "top_reasons": top_reasons(landed.rejected) or None,
        "status": "landed",
        "notes": "; ".join([*landed.notes, *_withdraws_nobody(found, landed)]) or None,
        "dropped_columns": ", ".join(landed.dropped) or None,
        "unknown_labels": landed.unknown,
        "totals_disagree": landed.table.disagreements,
        "corrections": landed.corrections,
        "columns": landed.columns,
        # Of a file that was read: the name of another may hold what must not be shown.
        "stem": found.stem,
    }
    return record if landed.refusal is None else refused(record, landed.refusal.what, landed.refusal.do)


def _withdraws_nobody(found: FoundDelivery, landed: Landed) -> list[str]:
    """The note on a full list that does not count as one (dbt's macro `landed` decides it, by the counts)."""
    if found.sidecar.mode != "full" or not landed.rejected:
        return []
    return [
        f"a full list with {len(landed.rejected)} rows in quarantine withdraws nobody: who they are is open"
    ]


def save_feed(paths: Paths, feed: str, records: list[Record]) -> None:
    """Keep the register rows of one feed until the register is written."""
    write_json(records, paths.landing / "records" / f"{feed}.json")


def read_records(paths: Paths, shared: Shared = NOTHING_SHARED) -> list[Record]:
    """The register rows of every feed as last landed, and of files that no feed reads."""
    records: list[Record] = []
    for feed in FEEDS:
        path = paths.landing / "records" / f"{feed}.json"
        if path.exists():
            records += [parse_record(item) for item in json.loads(path.read_text(encoding="utf-8"))]
    strays = find_strays(paths, shared)
    return records + [
        refused(blank_record(found), found.refusal.what, found.refusal.do)
        for found in strays
        if found.refusal
    ]


def parse_record(item: Record) -> Record:
    """A register row as JSON keeps it, with its day as a day."""
    day = item["recorded_on"]
    return item | {"recorded_on": dt.date.fromisoformat(day) if isinstance(day, str) else day}


def refused(record: Record, reason: str, what_to_do: str) -> Record:
    """The same row as refused."""
    return record | {"status": "refused", "reason": reason, "what_to_do": what_to_do}


def write_register(
    paths: Paths, records: list[Record], refusals: dict[str, tuple[str, str]] | None = None
) -> pl.DataFrame:
    """Write `landing/deliveries/register.parquet` and return it, ordered by feed, day and file.

    Beside it `landing/unknown_labels` and `landing/correction_uses` are written from the same records.

    `refusals` (delivery_id -> (reason, what to do)) are those of the plausibility gate: a refused delivery
    stays in landing but counts no more. Raises KeyError for a delivery that is not in the register.
    """
    by_id = {record["delivery_id"]: record for record in records}
    for delivery_id, (reason, what_to_do) in (refusals or {}).items():
        by_id[delivery_id] = refused(by_id[delivery_id], reason, what_to_do)
    rows = sorted(
        by_id.values(),
        key=lambda item: (
            item["feed"],
            item["recorded_on"] or dt.date.min,
            item["file"],
            item["delivery_id"],
        ),
    )
    frame = pl.DataFrame([[row[name] for name in REGISTER] for row in rows], schema=REGISTER, orient="row")
    for folder, schema in (
        (paths.landing / "deliveries", REGISTER),
        (paths.landing / "quarantine", QUARANTINE),
        (paths.landing / "unknown_labels", UNKNOWN_LABELS),
        (paths.landing / "correction_uses", CORRECTION_USES),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        write_schema(folder, schema)
    write_parquet(frame, paths.landing / "deliveries" / "register.parquet")
    for table, part, schema in (
        ("unknown_labels", "unknown_labels", UNKNOWN_LABELS),
        ("correction_uses", "corrections", CORRECTION_USES),
    ):
        write_parquet(_listed(rows, part, schema), paths.landing / table / f"{table}.parquet")
    return frame


def _listed(records: list[Record], part: str, schema: dict[str, Any]) -> pl.DataFrame:
    """The entries that the records hold under `part`, each with its delivery."""
    rows = [
        [record["delivery_id"], *(entry[name] for name in list(schema)[1:])]
        for record in records
        for entry in record[part]
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")
