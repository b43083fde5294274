"""How much memory DuckDB may take in a run: it must neither fill the machine nor fail for want of memory.

Left alone it keeps what it has read until four fifths of the machine are full. With less it writes to disk
what it does not need at the moment, which costs a tenth of the time; with too little a query fails.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from dagster_project.errors import ConfigurationError, UserError
from dagster_project.settings import Paths

MIB = 1024**2
# The limit in the environment of a run; who sets it knows better.
VARIABLE = "GRADMART_ENGINE_MEMORY"
# A million graduates are built with it, and with 2500 MiB one query fails. More of them need more.
LEAST = 3500 * MIB
TIMES_LANDED = 6
# Of that, what publishing takes: measured, it is no slower with it.
PUBLISHING = 0.6
# Two models at a time are faster where each takes a moment; a large one takes all cores alone, and a second
# the memory of two.
_LANDED_FOR_ONE = 200 * MIB

_UNITS = {"bytes": 1, "KiB": 1024, "MiB": MIB, "GiB": 1024 * MIB, "TiB": 1024**2 * MIB}


def engine_memory(paths: Paths) -> str:
    """The limit as DuckDB is told: the environment's, else one for what is landed, never above its own.

    Raises ConfigurationError when the environment's is no amount of memory.
    """
    return _limit(paths, 1.0)


def publishing_memory(paths: Paths) -> str:
    """The same for publishing, which has one table in hand at a time and the report's processes beside it."""
    return _limit(paths, PUBLISHING)


def _limit(paths: Paths, share: float) -> str:
    if given := os.environ.get(VARIABLE):
        return _checked(given)
    wanted = share * max(LEAST, TIMES_LANDED * _landed(paths))
    return f"{int(min(wanted, _own_limit())) // MIB}MiB"


def too_little(what: str, limit: str) -> UserError:
    """What is told when the engine failed for want of memory in `what`."""
    return UserError(
        f"The database had too little memory for {what}: it may take {limit}.",
        f"Give it more, as far as the machine has it: {VARIABLE}=8000MiB, or more, in the environment of the "
        "run, and run again; until then the last release stays.",
    )


@contextmanager
def want_told(what: str, limit: str) -> Iterator[None]:
    """Turn the engine's own words for want of memory, in this process, into those of `too_little`."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise too_little(what, limit) from error


def models_at_once(paths: Paths) -> int:
    """How many models to build side by side."""
    return 2 if _landed(paths) < _LANDED_FOR_ONE else 1


def _landed(paths: Paths) -> int:
    return sum(file.stat().st_size for file in paths.landing.glob("*/*.parquet"))


def _checked(given: str) -> str:
    try:
        duckdb.connect(config={"memory_limit": given}).close()
    except duckdb.Error as error:
        raise ConfigurationError(
            f"{VARIABLE} is {given!r}, which is no amount of memory.",
            "Write a number with its unit, like 8000MiB, or take the variable out of the environment.",
        ) from error
    return given


def _own_limit() -> int:
    """What DuckDB would take of this machine (or container), in bytes."""
    with duckdb.connect() as connection:
        ((told,),) = connection.execute("select current_setting('memory_limit')").fetchall()
    match = re.fullmatch(r"([\d.]+) (\w+)", told)
    assert match is not None, told
    return int(float(match[1]) * _UNITS[match[2]])
