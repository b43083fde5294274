"""What a release is: its layout and manifest, opened read-only and sandboxed.

`layout` says where things are and finds releases; `sandbox` opens one; `screen` decides which SQL of
a user may run; `query` runs it; `output` writes the answer. Publishing (the only writer of releases)
lives in `publish`, formatting for the report in `reports`.
"""

from dagster_project.release.layout import (
    DATABASE,
    DATAPACKAGE,
    DICTIONARY,
    MANIFEST,
    SCHEMA,
    TIERS,
    Release,
    Tier,
    current,
    current_link,
    read_release,
    releases,
    releases_dir,
)
from dagster_project.release.output import to_csv, to_json, to_parquet, to_table
from dagster_project.release.query import QueryResult, query
from dagster_project.release.sandbox import connect, literal

__all__ = [
    "DATABASE",
    "DATAPACKAGE",
    "DICTIONARY",
    "MANIFEST",
    "SCHEMA",
    "TIERS",
    "QueryResult",
    "Release",
    "Tier",
    "connect",
    "current",
    "current_link",
    "literal",
    "query",
    "read_release",
    "releases",
    "releases_dir",
    "to_csv",
    "to_json",
    "to_parquet",
    "to_table",
]
