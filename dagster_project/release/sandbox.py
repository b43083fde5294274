"""A DuckDB connection on one release that can do nothing but read that release.

This is the second wall; the first is `screen`, which refuses the SQL of a user before it gets here.
DuckDB alone is not enough: it lets SQL read (and a COPY write beside) the attached file itself, make
temporary tables, and see the paths of this machine in its settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import duckdb

from dagster_project.errors import UserError
from dagster_project.release.layout import DATABASE, SCHEMA, Release, Tier

if TYPE_CHECKING:
    import pyarrow as pa

# Without a temporary directory a huge query fails instead of spilling into the published folder;
# with a limit it fails before the machine does.
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "4GB",
}


def connect(release: Release, tier: Tier = "internal") -> duckdb.DuckDBPyConnection:
    """Open a tier of `release` read-only, without files, network, extensions or settings.

    Tables are found as `employment_rate` or `marts.employment_rate`, as in the opened file itself.
    Close it after use.
    UserError when the tier's file is missing or is not a database.
    """
    return _opened({SCHEMA: release}, tier)


def connect_both(old: Release, new: Release, tier: Tier = "internal") -> duckdb.DuckDBPyConnection:
    """Open a tier of two releases in the same way; tables are found as `old.<table>` and `new.<table>`."""
    return _opened({"old": old, "new": new}, tier)


def _opened(releases: Mapping[str, Release], tier: Tier) -> duckdb.DuckDBPyConnection:
    for release in releases.values():
        if not release.database(tier).is_file():
            raise UserError(
                f"Release {release.id} has no {tier}/{release.database(tier).name}.",
                "Run `gradmart run` to publish again, or `gradmart rollback` to go to another release.",
            )
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        for name, release in releases.items():
            connection.execute(f"attach {literal(str(release.database(tier)))} as {name} (read_only)")
        connection.execute(f"use {next(iter(releases))}")
        _lock(connection)
    except (duckdb.IOException, duckdb.SerializationException) as error:
        connection.close()
        raise UserError(
            f"{tier}/{DATABASE} of release {release.id} cannot be opened: it is damaged or not a database.",
            "Remove the folder of that release and run `gradmart run` to publish it again.",
        ) from error
    return connection


def connect_tables(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """Open these tables, and nothing else, within the same walls. Close it after use."""
    connection = duckdb.connect(":memory:", config=_CONFIG)
    for name, table in tables.items():
        connection.register("arriving", table)
        connection.execute(f"create table {ident(name)} as from arriving")
        connection.unregister("arriving")
    _lock(connection)
    return connection


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def literal(text: str) -> str:
    """`text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def ident(name: str) -> str:
    """`name` as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
