"""A small build as dbt would leave it: a DuckDB file with four marts and the manifest that describes them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from dagster_project.publish import ReleaseFacts
from dagster_project.settings import DisclosurePolicy, InstitutionId

# college, numerator, denominator: shown; small numerator; small complement; small base; nobody.
COLLEGES = [
    ("all", 180, 200),
    ("机械学院", 2, 50),
    ("电信学院", 49, 50),
    ("医学部", 4, 9),
    ("钱学森学院", 0, 0),
]

TABLES = {
    "employment_rate": f"""
        select '10698' as institution_code, 2022::bigint as class_year, 'initial' as snapshot,
               'MOE-2021' as rate_version, 'placement_rate' as measure, 'all' as degree_level,
               if(college = 'all', 'overall', 'college') as breakdown, college as breakdown_value,
               date '2022-08-31' as as_of, true as is_official, numerator::bigint as numerator,
               denominator::bigint as denominator, numerator / nullif(denominator, 0) as rate
        from (values {", ".join(map(str, COLLEGES))}) as cells (college, numerator, denominator)""",
    "fair_summary": """
        select 'F1' as fair_id, '=cmd|''calc''' as fair_name, 160::bigint as booths,
               1::bigint as signed_with_attending_employer""",
    "survey_item": """
        select 'guidance-2020' as survey_id, '5' as item_no, option, responses::bigint as responses
        from (values ('满意', 1480), ('一般', 200)) as answers (option, responses)""",
    "graduate_outcome": """
        select md5(i::varchar) as graduate_key, 'latest' as snapshot, (i % 7)::bigint as college_no,
               nullif(i % 3, 0)::double as monthly_salary from range(3000) as people (i)""",
}
META = {
    "employment_rate": {
        "zh": "就业率",
        "grain": ["institution_code", "class_year", "snapshot", "rate_version", "measure",
                  "degree_level", "breakdown", "breakdown_value"],
        "tiers": ["internal", "public"],
        "disclosure": {
            "numerator": "numerator", "denominator": "denominator", "suppress": ["numerator", "rate"],
        },
        "explain": {"numerator": "select count(*) from graduate_outcome where college_no < {class_year}"},
    },
    "fair_summary": {
        "zh": "招聘会汇总",
        "grain": ["fair_id"],
        "tiers": ["internal", "public"],
        "disclosure": {
            "numerator": "signed_with_attending_employer", "denominator": None,
            "suppress": ["signed_with_attending_employer"],
        },
    },
    "survey_item": {
        "zh": "调查选项", "grain": ["survey_id", "item_no", "option"], "tiers": ["internal", "public"],
        "disclosure": None,
    },
    "graduate_outcome": {
        "zh": "毕业生去向", "grain": ["graduate_key", "snapshot"], "tiers": ["internal"],
        "explain": "record",
    },
}  # fmt: skip
EXAMPLE = "select breakdown_value, rate from employment_rate where breakdown = 'college'"


def write_build(folder: Path, *, shuffled: bool = False) -> tuple[Path, Path]:
    """Write build.duckdb and manifest.json into `folder`; `shuffled` stores the rows in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    build_db, manifest = folder / "build.duckdb", folder / "manifest.json"
    nodes = {}
    with duckdb.connect(str(build_db)) as connection:
        connection.execute("create schema marts")
        for name, select in TABLES.items():
            order = " order by hash(content)" if shuffled else ""
            connection.execute(f"create table marts.{name} as select * from ({select}) as content{order}")
            columns = [row[0] for row in connection.execute(f"describe marts.{name}").fetchall()]
            nodes[f"model.gradmart.{name}"] = node(name, columns)
    nodes["model.gradmart.dim_x"] = {**node("dim_x", []), "schema": "core"}
    nodes["test.gradmart.unique"] = {"resource_type": "test", "schema": "marts", "name": "unique"}
    manifest.write_text(json.dumps({"nodes": nodes}, ensure_ascii=False), encoding="utf-8")
    return build_db, manifest


def node(name: str, columns: list[str]) -> dict:
    """A model as it stands in dbt's manifest (schema v12), reduced to what publishing reads."""
    example = f"\nExample:\n  {EXAMPLE}\n" if name == "employment_rate" else ""
    return {
        "resource_type": "model",
        "schema": "marts",
        "name": name,
        "alias": name,
        "description": f"What {name} says, | one row per thing.{example}",
        "config": {"meta": META.get(name, {})},
        "columns": {
            column: {
                "name": column,
                "description": f"The {column}, a count;\n  from the roster.",
                "config": {"meta": {"zh": f"{column} 的说明"}},
                "meta": {},
            }
            for column in columns
        },
    }


def facts(release_id: str = "20221226-0123456789ab", profile: str = "default") -> ReleaseFacts:
    return ReleaseFacts(
        release_id=release_id,
        inputs_fingerprint="f" * 64,
        code_version="0.1.0",
        institution=InstitutionId(code="10698", name_zh="西安交通大学", name_en="XJTU", province="61"),
        disclosure=DisclosurePolicy(profile=profile),
        inputs=[
            {"delivery_id": "graduates-1", "feed": "graduates", "file": "graduates/roster.xlsx",
             "sha256": "a" * 64, "recorded_on": "2022-08-31", "rows_read": 9, "notes": "left out"},
        ],
        checks=[{"name": "rates", "asset": "marts", "passed": True, "severity": "error", "summary": "ok"}],
    )  # fmt: skip
