"""How much memory DuckDB may take in a run: it must neither fill the machine nor fail for want of memory.

Left alone it keeps what it has read until four fifths of the machine are full. With less it writes to disk
what it does not need at the moment, which costs a tenth of the time; with too little a query fails.
"""

from __future__ import annotations

import os
import re

import duckdb

from dagster_project.settings import Paths

MIB = 1024**2
# The limit in the environment of a run; who sets it knows better.
VARIABLE = "GRADMART_ENGINE_MEMORY"
# Half as much again as a million graduates need, measured; what more graduates need grows with their landing.
LEAST = 4000 * MIB
TIMES_LANDED = 6
# Two models at a time are a fifth faster where each takes a moment; a large one takes all cores alone, and
# two of them twice the memory.
_LANDED_FOR_ONE = 200 * MIB

_UNITS = {"bytes": 1, "KiB": 1024, "MiB": MIB, "GiB": 1024 * MIB, "TiB": 1024**2 * MIB}


def engine_memory(paths: Paths) -> str:
    """The limit for what is landed, as DuckDB is told: never more than it would take by itself."""
    if given := os.environ.get(VARIABLE):
        return given
    return f"{min(max(LEAST, TIMES_LANDED * _landed(paths)), _own_limit()) // MIB}MiB"


def models_at_once(paths: Paths) -> int:
    """How many models to build side by side."""
    return 2 if _landed(paths) < _LANDED_FOR_ONE else 1


def _landed(paths: Paths) -> int:
    return sum(file.stat().st_size for file in paths.landing.glob("*/*.parquet"))


def _own_limit() -> int:
    """What DuckDB would take of this machine (or container), in bytes."""
    with duckdb.connect() as connection:
        ((told,),) = connection.execute("select current_setting('memory_limit')").fetchall()
    match = re.fullmatch(r"([\d.]+) (\w+)", told)
    assert match is not None, told
    return int(float(match[1]) * _UNITS[match[2]])
