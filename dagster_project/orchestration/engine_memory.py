"""How much memory DuckDB may take in a run: it must neither fill the machine nor fail for want of memory.

Left alone it keeps what it has read until four fifths of the machine are full. With less it writes to disk
what it does not need at the moment, which costs a tenth of the time; with too little a query fails.
"""

from __future__ import annotations

import re

import duckdb

from dagster_project.settings import Paths

MIB = 1024**2
# What the queries over a million graduates need, measured; what more graduates need grows with their landing.
LEAST = 4000 * MIB
TIMES_LANDED = 6

_UNITS = {"bytes": 1, "KiB": 1024, "MiB": MIB, "GiB": 1024 * MIB, "TiB": 1024**2 * MIB}


def engine_memory(paths: Paths) -> str:
    """The limit for what is landed, as DuckDB is told: never more than it would take by itself."""
    landed = sum(file.stat().st_size for file in paths.landing.glob("*/*.parquet"))
    return f"{min(max(LEAST, TIMES_LANDED * landed), _own_limit()) // MIB}MiB"


def _own_limit() -> int:
    """What DuckDB would take of this machine (or container), in bytes."""
    with duckdb.connect() as connection:
        ((told,),) = connection.execute("select current_setting('memory_limit')").fetchall()
    match = re.fullmatch(r"([\d.]+) (\w+)", told)
    assert match is not None, told
    return int(float(match[1]) * _UNITS[match[2]])
