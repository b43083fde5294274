"""A release with two small tables, laid out by hand: these tests need no publishing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dagster_project.release import Release, read_release


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Tier internal: `employment_rate` and `fair_summary`; tier public: `employment_rate`."""
    path = tmp_path_factory.mktemp("marts") / "releases" / "r1"
    tables = {"internal": ["employment_rate", "fair_summary"], "public": ["employment_rate"]}
    for tier, names in tables.items():
        (path / tier).mkdir(parents=True)
        with duckdb.connect(str(path / tier / "marts.duckdb")) as connection:
            for name in names:
                connection.execute(
                    f"create table {name} as select 2022::bigint as class_year, "
                    "'学院' as college, 0.976::double as rate, date '2022-08-31' as as_of, "
                    "2440::bigint as graduates"
                )
    manifest = {
        "release_id": "r1",
        "tables": {tier: {name: {} for name in names} for tier, names in tables.items()},
    }
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return read_release(path)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file on this machine that SQL must never read."""
    path = tmp_path / "secret.csv"
    path.write_text("key,value\ntop,secret\n", encoding="utf-8")
    return path
