"""How a mart is written: Parquet that is stable in its bytes, and a table in the tier's DuckDB file.

What is written where is decided in `publication`; what may be shown to whom in `disclosure`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dagster_project.publish.marts import Mart
from dagster_project.release import ident, literal

# Readable by every DuckDB since 1.0, so by tools that are older than the one that writes.
STORAGE_VERSION = "v1.0.0"


@contextmanager
def new_database(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    """Create the DuckDB file of one tier at `path`; yields its catalog name in `connection`."""
    connection.execute(f"attach {literal(str(path))} as tier (storage_version {literal(STORAGE_VERSION)})")
    # To try it on every column of texts takes longer than all else, and what repeats is kept as a dictionary.
    connection.execute("set disabled_compression_methods = 'fsst'")
    try:
        yield "tier"
    finally:
        connection.execute("detach tier")  # writes the log into the file, so that one file remains


@contextmanager
def written_database(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    """Open the finished DuckDB file at `path` as a reader would; yields its catalog name."""
    connection.execute(f"attach {literal(str(path))} as tier (read_only)")
    try:
        yield "tier"
    finally:
        connection.execute("detach tier")


def write_parquet(connection: duckdb.DuckDBPyConnection, mart: Mart, relation: str, path: Path) -> int:
    """Write `relation` in the mart's order to `path`; returns the number of rows."""
    form = "format parquet, compression zstd, compression_level 1"  # higher levels are slower and no smaller
    ((rows,),) = connection.execute(
        f"copy ({mart.ordered(relation)}) to {literal(str(path))} ({form})"
    ).fetchall()
    return rows


def write_table(connection: duckdb.DuckDBPyConnection, mart: Mart, parquet: Path, catalog: str) -> None:
    """Make the mart's table in `catalog` from its Parquet file, with comments in both languages."""
    table = f"{catalog}.{ident(mart.name)}"
    words = [f"comment on table {table} is {literal(both(mart.description, mart.zh))}"]
    words += [
        f"comment on column {table}.{ident(column.name)} is {literal(both(column.description, column.zh))}"
        for column in mart.columns
    ]
    # One transaction: each of its own would wait for the disk, 1,300 times a release.
    connection.execute("begin")
    connection.execute(f"create table {table} as select * from read_parquet({literal(str(parquet))})")
    connection.execute(";\n".join(words))
    connection.execute("commit")


def checksum(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """SHA-256 of a relation's columns with their types, its number of rows, and what their hashes come to.

    Two tables have the same checksum when they hold the same rows under the same columns, in whatever order,
    file or storage version they are kept. A row's hash is the engine's own, of 64 bits: it finds what was
    damaged or made differently by one version of the engine (the manifest names it), not what was forged;
    against that stand the SHA-256 of the files.
    """
    columns = [row[:2] for row in connection.execute(f"describe select * from {relation}").fetchall()]
    cells = ", ".join(ident(name) for name, _ in columns)
    found = connection.execute(
        f"with hashes as (select hash({cells}) as h from {relation} as content) "
        "select count(*), coalesce(sum(h), 0)::varchar, coalesce(bit_xor(h), 0)::varchar from hashes"
    ).fetchone()
    return hashlib.sha256(json.dumps([columns, found]).encode("utf-8")).hexdigest()


def both(english: str, chinese: str) -> str:
    """A comment in both languages, English first."""
    return f"{english}\n{chinese}" if chinese else english
