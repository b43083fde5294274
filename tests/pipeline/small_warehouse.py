"""The models of the warehouse on tables of a few rows, in memory: the compiled SQL of a finished run.

A run of the command line costs a minute; a property wants many small worlds. So the SQL that dbt compiled for
the demonstration is executed as it is, in the order dbt says, with the landing files replaced by tables.
Kept out: anything that would make the SQL differ from what was published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.landed import landed_schema
from dagster_project.ingest.register import REGISTER

_LANDED = re.compile(r"read_parquet\('landing/(\w+)/\*\.parquet', union_by_name=true\)")


@dataclass(frozen=True)
class Delivery:
    """One delivered file of a feed: its day, its mode and its rows (columns as landed; others are null)."""

    feed: str
    recorded_on: date
    rows: tuple[Mapping[str, Any], ...]
    mode: str = "delta"
    quarantined: int = 0


class SmallWarehouse:
    """`deliver` a list of deliveries, then read any model of the lineage with `rows`."""

    def __init__(self, data: Path, targets: tuple[str, ...]) -> None:
        manifest = json.loads((data / "build" / "dbt" / "manifest.json").read_text(encoding="utf-8"))
        self._nodes = manifest["nodes"]
        self._models = self._lineage([f"model.gradmart.{name}" for name in targets])
        self._connection = duckdb.connect()
        self._connection.execute("set threads = 1")
        self._connection.execute("attach ':memory:' as build")
        for schema in ("codes", "landing", "staging", "intermediate", "core", "marts"):
            self._connection.execute(f"create schema build.{schema}")
        self._copy_seeds(data / "build" / "build.duckdb")
        # What a world does not deliver is empty, and not missing.
        for schema_file in sorted((data / "landing").glob("*/_schema.parquet")):
            self._connection.execute(
                f"create table build.landing.{schema_file.parent.name} as from read_parquet('{schema_file}')"
            )

    def _lineage(self, targets: list[str]) -> list[str]:
        """The targets and all models they stand on, each after those it reads."""
        order: dict[str, None] = {}

        def visit(key: str) -> None:
            for parent in self._nodes[key]["depends_on"].get("nodes", []):
                if parent in self._nodes and parent not in order:
                    visit(parent)
            order[key] = None

        for target in targets:
            visit(target)
        return list(order)

    def _copy_seeds(self, built: Path) -> None:
        self._connection.execute(f"attach '{built}' as made (read_only)")
        for key in self._models:
            if key.startswith("seed."):
                name = self._nodes[key]["name"]
                self._connection.execute(
                    f"create table build.codes.{name} as select * from made.codes.{name}"
                )
        self._connection.execute("detach made")

    def deliver(
        self,
        deliveries: list[Delivery],
        snapshots: list[tuple[int, str, date]],
        completed_counts: bool = True,
    ) -> None:
        """Build every model from these deliveries; what was built before is replaced."""
        feeds = {feed: _landed(feed, deliveries) for feed in ("graduates", "destinations")}
        own = {"deliveries": _register(deliveries)} | configuration(snapshots, completed_counts)
        self.build(feeds | own)

    def build(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Build every model from landed tables: feeds, deliveries, snapshots and institution."""
        for name, frame in tables.items():
            self._connection.register("frame", frame)
            self._connection.execute(f"create or replace table build.landing.{name} as select * from frame")
        for key in self._models:
            node = self._nodes[key]
            if key.startswith("model."):
                kind = node["config"]["materialized"]
                query = _LANDED.sub(r"build.landing.\1", node["compiled_code"])
                self._connection.execute(f"create or replace {kind} {node['relation_name']} as {query}")

    def rows(self, query: str) -> list[tuple]:
        """Rows of a query over `build.<layer>.<model>`, sorted."""
        found = self._connection.execute(query).fetchall()
        return sorted(found, key=repr)


def configuration(
    snapshots: list[tuple[int, str, date]], completed_counts: bool = True
) -> dict[str, pl.DataFrame]:
    """The configuration as landed tables; snapshots are (class year, name, day)."""
    institution = {
        "institution_code": "99999",
        "name_zh": "示例大学",
        "name_en": "Example University",
        "province_code": "61",
        "time_zone": "Asia/Shanghai",
        "completed_counts": completed_counts,
    }
    schema = {"class_year": pl.Int64, "snapshot": pl.String, "as_of": pl.Date}
    return {
        "snapshots": pl.DataFrame(snapshots, schema=schema, orient="row"),
        "institution": pl.DataFrame([institution]),
    }


def _landed(feed: str, deliveries: list[Delivery]) -> pl.DataFrame:
    schema = landed_schema(CONTRACTS[feed])
    rows = [
        {
            **dict.fromkeys(schema),
            "delivery_id": f"{feed}-{number}",
            "recorded_on": delivery.recorded_on,
            "source_file": f"{feed}/{number:03d}.csv",
            "source_line": line,
            **row,
        }
        for number, delivery in enumerate(deliveries)
        if delivery.feed == feed
        for line, row in enumerate(delivery.rows, start=2)
    ]
    return pl.DataFrame(rows, schema=schema)


def _register(deliveries: list[Delivery]) -> pl.DataFrame:
    rows = [
        {
            **dict.fromkeys(REGISTER),
            "delivery_id": f"{delivery.feed}-{number}",
            "feed": delivery.feed,
            "recorded_on": delivery.recorded_on,
            "mode": delivery.mode,
            "quarantined": delivery.quarantined,
            "status": "landed",
        }
        for number, delivery in enumerate(deliveries)
    ]
    return pl.DataFrame(rows, schema=REGISTER)
