"""Releases of a handful of graduates, laid out by hand from who was placed and which delivery said so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.release import Release, read_release

# Number, college, placed, delivery that says so.
Graduate = tuple[int, str, bool, str]
GRAIN = ["class_year", "snapshot", "degree_level", "breakdown", "breakdown_value"]
EXPLAIN = {
    "employment_rate": {
        "numerator": "select count(*) from graduate_outcome where {row} and placed",
        "denominator": "select count(*) from graduate_outcome where {row}",
        "deliveries": "select delivery_id from graduate_outcome where {row}",
    },
    "graduate_outcome": "record",
    "correction": {"rows_corrected": "select {rows_corrected}"},
    "correction_use": "record",
}
GRAINS = {
    "employment_rate": GRAIN,
    "graduate_outcome": ["graduate_no"],
    "correction": ["ledger_line"],
    "correction_use": ["ledger_line", "delivery_id"],
}


def delivery(identity: str, **changes: Any) -> dict[str, Any]:
    """An input of a manifest: a list of destinations of 2 rows."""
    row = {
        "delivery_id": identity, "feed": "destinations", "file": f"destinations/{identity}.csv",
        "sha256": identity, "recorded_on": "2020-08-31", "mode": "delta", "class_year": 2020,
        "survey_id": None, "status": "landed", "rows_read": 2, "accepted": 2, "quarantined": 0,
        "duplicates": 0, "totals_rows": 0,
    }  # fmt: skip
    return row | changes


def write_release(
    path: Path,
    graduates: Sequence[Graduate],
    inputs: Sequence[dict[str, Any]],
    corrections: Sequence[tuple[int, str]] = (),
    **manifest: Any,
) -> Release:
    """A release with the rate of each college and of all; `corrections` are (line, where it applied)."""
    rows = ", ".join(f"({n}, '{college}', {placed}, '{d}')" for n, college, placed, d in graduates)
    lines = ", ".join(f"({line}, '{d}')" for line, d in corrections) or "(0, '')"
    people = f"""
        select n::bigint as graduate_no, 2020::bigint as class_year, 'latest' as snapshot,
               'bachelor' as degree_level, college, placed, delivery_id
        from (values {rows}) as people (n, college, placed, delivery_id)"""
    counted = "count(*) filter (placed) as numerator, count(*) as denominator, avg(placed::int) as rate"
    tables = {
        "graduate_outcome": people,
        "employment_rate": f"""
            select 2020::bigint as class_year, 'latest' as snapshot, 'all' as degree_level,
                   if(college is null, 'overall', 'college') as breakdown,
                   coalesce(college, 'all') as breakdown_value, {counted}
            from ({people}) group by grouping sets ((), (college))""",
        "correction": f"""
            select n::bigint as ledger_line, 'destinations' as feed, 'destination' as column_name,
                   'contract seen' as reason, 1::bigint as rows_corrected
            from (values {lines}) as ledger (n, d) where n > 0""",
        "correction_use": f"""
            select n::bigint as ledger_line, d as delivery_id, 'applied' as outcome
            from (values {lines}) as ledger (n, d) where n > 0""",
    }
    path.mkdir(parents=True)
    checksums = {
        tier: _write_tier(path / tier, {name: tables[name] for name in names})
        for tier, names in {"internal": [*tables], "public": ["employment_rate"]}.items()
    }
    content = {
        "release_id": path.name,
        "code_version": "0.2.0",
        "libraries": {"duckdb": "1.5.6"},
        "inputs": [*inputs],
        "tables": checksums,
        "code_fingerprint": "c0de" * 16,
        "key_fingerprint": "k" * 16,
        "as_of": "2020-08-31",
        "newest_snapshot": "2020-08-31",
        "configuration": {"institution.code": "a"},
        "ledgers": {"corrections": [], "employer_decisions": []},
        "sidecars": {},
    }
    (path / "manifest.json").write_text(json.dumps(content | manifest), encoding="utf-8")
    resources = [_resource(tier, name, path / tier) for tier, tables in checksums.items() for name in tables]
    (path / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return read_release(path)


def _write_tier(folder: Path, tables: dict[str, str]) -> dict[str, dict[str, str]]:
    folder.mkdir()
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        for name, select in tables.items():
            connection.execute(f"create table {name} as {select}")
        content = {name: sorted(connection.execute(f"from {name}").fetchall(), key=str) for name in tables}
    return {
        name: {"table_checksum": hashlib.sha256(str(rows).encode()).hexdigest()}
        for name, rows in content.items()
    }


def _resource(tier: str, name: str, folder: Path) -> dict[str, Any]:
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as connection:
        columns = [row[0] for row in connection.execute(f"describe {name}").fetchall()]
    fields = [{"name": c, "type": "string", "title": c, "description": c} for c in columns]
    return {
        "name": f"{tier}-{name}",
        "title": name,
        "description": name,
        "schema": {"fields": fields, "primaryKey": GRAINS[name]},
        "explain": EXPLAIN[name],
    }
