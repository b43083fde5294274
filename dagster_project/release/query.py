"""Run one reading statement on a release and turn what DuckDB complains about into plain words.

Which statements may run is decided in `screen`, how the answer is written in `output`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from dagster_project.errors import UserError
from dagster_project.release.layout import Release, Tier
from dagster_project.release.sandbox import connect, connect_tables
from dagster_project.release.screen import screen

if TYPE_CHECKING:
    import polars as pl

MAX_ANSWER_BYTES = 1024**3
# The messages of these are about the statement; any other DuckDB error is a fault of the program.
_STATEMENT_ERRORS = (
    duckdb.ProgrammingError,
    duckdb.DataError,
    duckdb.NotSupportedError,
    duckdb.PermissionException,
    duckdb.OutOfMemoryException,
    duckdb.InvalidInputException,
)
_UNKNOWN_TABLE = re.compile(r"Table with name (.+?) does not exist")
_SUGGESTION = re.compile(r'Did you mean "(?:.+\.)?([^".]+)"')
_PREFIX = re.compile(r"^[A-Z][A-Za-z ]* Error: ")


@dataclass(frozen=True)
class QueryResult:
    """The answer to one query: `table` holds it in Arrow, `types` are DuckDB's names of the types.

    Column names are unique without regard to case: a repeated `n` becomes `n_1`.
    """

    table: pa.Table
    types: list[str]

    @property
    def columns(self) -> list[str]:
        return self.table.column_names

    @property
    def row_count(self) -> int:
        return self.table.num_rows

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of Python values (int, float, Decimal, str, bool, date, datetime, list, dict, None)."""
        for batch in self.table.to_batches(max_chunksize=10_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def frame(self) -> pl.DataFrame:
        """The rows as a polars frame (intervals have no counterpart there and raise)."""
        import polars as pl

        return pl.DataFrame(self.table)


def query(release: Release, sql: str, tier: Tier = "internal") -> QueryResult:
    """Run `sql`, one reading statement, on a tier of `release`.

    UserError when the statement does anything but read, or when DuckDB cannot understand or run it.
    """
    where = f"the {tier} tier of release {release.id}"
    return _asked(connect(release, tier), sql, release.tables(tier), where)


def query_tables(tables: Mapping[str, pa.Table], sql: str, where: str) -> QueryResult:
    """The same on tables in memory, which messages call `where`."""
    return _asked(connect_tables(tables), sql, sorted(tables), where)


def _asked(connection: duckdb.DuckDBPyConnection, sql: str, tables: list[str], where: str) -> QueryResult:
    try:
        answer = connection.sql(screen(connection, sql))
        return _result(_fetched(answer), [str(kind) for kind in answer.types])
    except RecursionError as error:
        raise _too_deep() from error
    except pa.ArrowException as error:  # one cell of more than 2 GiB
        raise _too_large() from error
    except _STATEMENT_ERRORS as error:
        raise _explained(error, tables, where) from error
    finally:
        connection.close()


def _fetched(answer: duckdb.DuckDBPyRelation) -> pa.Table:
    """The whole answer, batch by batch, since DuckDB's memory limit does not count what was fetched."""
    reader = answer.to_arrow_reader(100_000)
    batches, size = [], 0
    for batch in reader:
        size += batch.nbytes
        if size > MAX_ANSWER_BYTES:
            raise _too_large()
        batches.append(batch)
    return pa.Table.from_batches(batches, schema=reader.schema)


def _too_deep() -> UserError:
    return UserError("The statement is nested too deeply.", "Split it into simpler steps.")


def _too_large() -> UserError:
    return UserError(
        "The answer needs more memory than one query may have.", "Narrow it down with WHERE or LIMIT."
    )


def _result(table: pa.Table, types: list[str]) -> QueryResult:
    table = table.rename_columns(_unique(table.column_names))
    for position, name in enumerate(types):
        # sum() of whole numbers is a HUGEINT, which would come out as a decimal of 38 digits.
        if name == "HUGEINT":
            try:
                column = table.column(position).cast(pa.int64())
            except pa.ArrowInvalid:
                continue  # beyond 64 bits: stays an exact decimal
            table = table.set_column(position, table.column_names[position], column)
    return QueryResult(table=table, types=types)


def _unique(names: list[str]) -> list[str]:
    taken: set[str] = set()
    unique = []
    for name in names:
        candidate, number = name, 0
        while candidate.lower() in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate.lower())
        unique.append(candidate)
    return unique


def _explained(error: duckdb.Error, tables: list[str], where: str) -> UserError:
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return _too_large()
    if "Max expression depth" in text:
        return _too_deep()
    if isinstance(error, duckdb.PermissionException):
        return UserError(
            "SQL here has no access to files, the network, extensions or settings.",
            "Read the published tables only; `SHOW TABLES` lists them.",
        )
    unknown = _UNKNOWN_TABLE.search(text)
    if unknown:
        suggestion = _SUGGESTION.search(text)
        meant = f"Did you mean {suggestion[1]}? " if suggestion and suggestion[1] in tables else ""
        return UserError(
            f"There is no table {unknown[1]} in {where}.",
            f"{meant}Its tables are {', '.join(tables)}.",
        )
    # The message ends where DuckDB starts to quote the statement with a caret under it.
    message = re.split(r"\n\s*\nLINE \d+:", _PREFIX.sub("", text))[0]
    sentence = re.sub(r"\s*\n\s*", " ", message).strip().rstrip(".!")
    if isinstance(error, duckdb.ParserException):
        return UserError(f"The SQL cannot be read: {sentence}.", "Mend it and try again.")
    return UserError(
        f"The SQL cannot be run: {sentence}.", "Mend it; `DESCRIBE` and a table's name lists its columns."
    )
