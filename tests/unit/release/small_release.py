"""A release of six graduates in two colleges, laid out by hand with its datapackage.json."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from dagster_project.release import Release, read_release

TABLES = {
    "graduate_outcome": """
        select i::bigint as graduate_no, '1' as institution_code, 2022::bigint as class_year, s as snapshot,
               if(i < 4, 'bachelor', 'master') as degree_level, if(i % 2 = 0, '电信', '机械') as college,
               if(i = 1, 'unknown', '10') as destination_code, 'graduates-' || (i % 2) as roster_delivery_id
        from range(6) as people (i), (values ('year_end'), ('latest')) as snapshots (s)""",
    "delivery_quality": """
        select 'graduates-' || i as delivery_id, 'graduates' as feed,
               'graduates/list_' || i || '.csv' as file, date '2022-06-30' + i::integer as recorded_on
        from range(30) as deliveries (i)""",
    "placed": """
        select '1' as institution_code, class_year, snapshot, degree_level, breakdown, breakdown_value,
               graduates::bigint as graduates, base::bigint as base, graduates / base as share
        from (values (2022, 'all', 'overall', 'all', 5, 6), (2022, 'bachelor', 'overall', 'all', 3, 4),
                     (2022, 'master', 'overall', 'all', 2, 2), (2022, 'all', 'college', '电信', 3, 3),
                     (2022, 'all', 'college', '机械', 2, 9))
             as cells (class_year, degree_level, breakdown, breakdown_value, graduates, base),
             (values ('year_end'), ('latest')) as snapshots (snapshot)""",
}
GRAINS = {
    "graduate_outcome": ["graduate_no", "snapshot"],
    "delivery_quality": ["delivery_id"],
    "placed": ["institution_code", "class_year", "snapshot", "degree_level", "breakdown", "breakdown_value"],
}
EXPLAIN = {
    "graduate_outcome": "record",
    "delivery_quality": "record",
    "placed": {
        "graduates": "select count(*) from graduate_outcome where {row} and destination_code <> 'unknown'",
        "base": "select count(*) from graduate_outcome as o where {row:o}",
        "deliveries": "select roster_delivery_id from graduate_outcome where {row}",
        "definition": "select 'notice of {class_year}' as source",
    },
}


def write_release(path: Path) -> Release:
    """Tier internal: all tables; tier public: `placed`, with the share of masters hidden."""
    resources = []
    for tier, names in {"internal": list(TABLES), "public": ["placed"]}.items():
        (path / tier).mkdir(parents=True)
        with duckdb.connect(str(path / tier / "marts.duckdb")) as connection:
            for name in names:
                connection.execute(f"create table {name} as {TABLES[name]}")
            if tier == "public":
                hidden = "degree_level = 'master'"
                connection.execute(
                    "create or replace table placed as select * replace "
                    f"(if({hidden}, null, graduates) as graduates, if({hidden}, null, share) as share), "
                    f"{hidden} as is_suppressed, if({hidden}, 'low', null) as suppression_symbol from placed"
                )
            for name in names:
                columns = [row[0] for row in connection.execute(f"describe {name}").fetchall()]
                resources.append(_resource(tier, name, columns))
    manifest = {
        "release_id": path.name,
        "code_version": "0.1.0",
        "tables": {"internal": {name: {} for name in TABLES}, "public": {"placed": {}}},
    }
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    package = json.dumps({"resources": resources}, ensure_ascii=False)
    (path / "datapackage.json").write_text(package, encoding="utf-8")
    return read_release(path)


def _resource(tier: str, name: str, columns: list[str]) -> dict:
    fields = [
        {"name": c, "type": "string", "title": f"{c} 的说明", "description": f"What {c} says."}
        for c in columns
    ]
    return {
        "name": f"{tier}-{name}",
        "title": f"{name} 表",
        "description": f"What {name} holds. Example: `select * from {name}`",
        "schema": {"fields": fields, "primaryKey": GRAINS[name]},
        "explain": EXPLAIN[name],
    }
