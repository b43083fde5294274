"""What a release is: its layout and manifest, opened read-only and sandboxed.

`layout` says where things are and finds releases; `sandbox` opens one; `screen` decides which SQL of
a user may run; `query` runs it; `output` writes the answer. `catalogue` tells what the tables are,
`figures` which row is meant, `templates` how its figures are counted, `explain` puts them together.
Publishing (the only writer of releases) lives in `publish`, formatting for the report in `reports`.
"""

from dagster_project.release.catalogue import Field, Table, catalogue, split_example
from dagster_project.release.choosing import before, named, pick
from dagster_project.release.difference import Difference, compare
from dagster_project.release.explain import Explained, Recount, explain, recount
from dagster_project.release.figures import Figure, figures, id_sql
from dagster_project.release.layout import (
    DATABASE,
    DATAPACKAGE,
    DICTIONARY,
    MANIFEST,
    OFFICE_TEXTS,
    REPORT,
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
from dagster_project.release.output import FORMULA_STARTS, to_csv, to_json, to_parquet, to_table
from dagster_project.release.query import QueryResult, query, query_tables
from dagster_project.release.sandbox import connect, ident, literal
from dagster_project.release.templates import Explanation, sql_value

__all__ = [
    "DATABASE",
    "DATAPACKAGE",
    "DICTIONARY",
    "FORMULA_STARTS",
    "MANIFEST",
    "OFFICE_TEXTS",
    "REPORT",
    "SCHEMA",
    "TIERS",
    "Difference",
    "Explained",
    "Explanation",
    "Field",
    "Figure",
    "QueryResult",
    "Recount",
    "Release",
    "Table",
    "Tier",
    "before",
    "catalogue",
    "compare",
    "connect",
    "current",
    "current_link",
    "explain",
    "figures",
    "id_sql",
    "ident",
    "literal",
    "named",
    "pick",
    "query",
    "query_tables",
    "read_release",
    "recount",
    "releases",
    "releases_dir",
    "split_example",
    "sql_value",
    "to_csv",
    "to_json",
    "to_parquet",
    "to_table",
]
