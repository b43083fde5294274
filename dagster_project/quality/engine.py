"""The one seam to Great Expectations: a DuckDB in memory, suites in, counts out.

Nothing else in the project imports great_expectations, and this module does so only while a gate
runs (the import takes seconds). What a check means belongs in the suites, not here.

Three facts about Great Expectations 1.24 on DuckDB shape this module:

* Its SQL engine closes the connection before it fetches, which leaves duckdb-engine with an empty
  result. It keeps the connection open for the dialects that it lists as needing a persisted one;
  `persisted_duckdb_connection` puts DuckDB among them. A test fails when this is no longer needed.
* `result_format` BASIC with no partial list yields counts and no value of any row. COMPLETE, SUMMARY
  and the default list "unexpected" values and are never asked for.
* The text of a database error may quote a cell, so neither it nor the library's log is passed on.
"""

from __future__ import annotations

import contextlib
import enum
import logging
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project.release import ident, literal

COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}


@dataclass(frozen=True)
class Rule:
    """One expectation of a suite.

    check         the check it belongs to; the rules of one check of one table are reported together
    expectation   Great Expectations' name of it, with its arguments in `kwargs`
    says          what is wrong when it fails; `{n}` is the number of offending rows
    detail_sql    optional query whose first column names what is missing; only for columns that
                  identify no person (class years, snapshots, surveys, fairs)
    """

    check: str
    expectation: str
    kwargs: dict[str, Any]
    says: str
    detail_sql: str | None = None

    @classmethod
    def no_rows(cls, check: str, query: str, says: str, detail_sql: str | None = None) -> Rule:
        """A rule that holds when `query` over `{batch}`, the table, is empty. Other braces are doubled."""
        return cls(check, "unexpected_rows_expectation", {"unexpected_rows_query": query}, says, detail_sql)


@dataclass(frozen=True)
class Outcome:
    """How one rule came out: `unexpected` is the number of offending rows (or groups of rows)."""

    rule: Rule
    passed: bool
    unexpected: int


class BrokenExpectation(RuntimeError):
    """An expectation could not be computed: a fault of the program, not of the data (exit status 1)."""


class Bench:
    """A DuckDB in memory that our SQL and Great Expectations share; use it as a context manager.

    Data is attached read-only or seen through views, so a gate never writes to nor locks anything,
    and every attached database is let go at the end.
    """

    def __init__(self) -> None:
        self._resources = contextlib.ExitStack()
        self._url = f"duckdb:///:memory:gate_{uuid.uuid4().hex}"
        self._attached: list[str] = []

    def __enter__(self) -> Bench:
        import sqlalchemy

        with contextlib.ExitStack() as resources:
            resources.enter_context(persisted_duckdb_connection())
            database = sqlalchemy.create_engine(self._url, poolclass=sqlalchemy.pool.StaticPool)
            resources.callback(database.dispose)
            self._connection = resources.enter_context(database.connect())
            self._context, self._source = _open_context(self._url)
            resources.callback(_close_source, self._source)
            resources.callback(self._detach)
            self._resources = resources.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._resources.close()

    def query(self, sql: str) -> list[tuple]:
        """Run one SQL statement and return its rows."""
        with self._connection.begin():
            return [tuple(row) for row in self._connection.exec_driver_sql(sql).fetchall()]

    def attach(self, path: str, name: str) -> None:
        """Attach the DuckDB file `path` read-only as the catalog `name`."""
        self.query(f"attach {literal(path)} as {ident(name)} (read_only)")
        self._attached.append(name)

    def validate(self, table: str, rules: Sequence[Rule]) -> list[Outcome]:
        """Validate one table or view against its rules, all in one validation.

        Returns one outcome a rule, in the order of `rules`. Raises BrokenExpectation when a rule
        cannot be computed.
        """
        if not rules:
            return []
        import great_expectations as gx

        asset = self._source.add_table_asset(table, table_name=table)
        expectations = [
            {"type": rule.expectation, "kwargs": self._kwargs(table, number, rule), "meta": {"rule": number}}
            for number, rule in enumerate(rules)
        ]
        # Nothing is added to the library's stores: it would write out all it holds each time.
        suite = gx.ExpectationSuite(name=table, expectations=expectations)
        batch = asset.get_batch(asset.build_batch_request())
        found = batch.validate(suite, result_format=COUNTS_ONLY)
        _end_transaction(self._source)
        # Great Expectations gives results in an order of its own.
        by_rule = {result.expectation_config.meta["rule"]: result for result in found.results}
        return [_outcome(table, rule, by_rule[number]) for number, rule in enumerate(rules)]

    def _kwargs(self, table: str, number: int, rule: Rule) -> dict[str, Any]:
        """What to ask the library: a query over all rows is run here, since it would run it twice."""
        query = rule.kwargs.get("unexpected_rows_query")
        if query is None:
            return rule.kwargs
        try:
            self.query(f"create or replace table found_{number} as {query.format(batch=ident(table))}")
        except Exception:  # noqa: BLE001  whatever it says may quote a cell
            raise _broken(table, rule) from None
        # The library warns of a query that does not name its table.
        return {"unexpected_rows_query": f"select * from found_{number} /* of {{batch}} */"}

    def _detach(self) -> None:
        # Without this a file stays attached as long as any pooled connection lives, and whoever opens
        # it next in this process (publish) is told that the file is in use.
        for name in self._attached:
            self.query(f"detach {ident(name)}")


@contextlib.contextmanager
def persisted_duckdb_connection() -> Iterator[None]:
    """While open, Great Expectations keeps its DuckDB connection until the rows are fetched."""
    _quiet()
    from great_expectations.execution_engine import sqlalchemy_execution_engine as module

    before = module._PERSISTED_CONNECTION_DIALECTS
    module._PERSISTED_CONNECTION_DIALECTS = (*before, _Dialect.DUCKDB)
    try:
        yield
    finally:
        module._PERSISTED_CONNECTION_DIALECTS = before


class _Dialect(enum.StrEnum):
    """Stands in for a member of the library's enumeration of dialects, which has no DuckDB."""

    DUCKDB = "duckdb"


def _quiet() -> None:
    """No telemetry, and no log lines of the library: its error log quotes database messages, so cells."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)


def _open_context(url: str) -> tuple[Any, Any]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    # Said in full, since the short form leaves a temporary folder behind for data docs nobody writes.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = gx.get_context(
        mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=stores)
    )
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    return context, context.data_sources.add_sql("bench", connection_string=url)


def _end_transaction(source: Any) -> None:
    """A persisted connection stays in its first transaction, which would not see a view made later."""
    connection = source.get_execution_engine()._connection
    if connection is not None:
        connection.rollback()


def _close_source(source: Any) -> None:
    engine = source.get_execution_engine()
    if engine._connection is not None:
        engine._connection.close()
    engine.engine.dispose()
    source.get_engine().dispose()


def _outcome(table: str, rule: Rule, result: Any) -> Outcome:
    if _raised(result.exception_info):
        raise _broken(table, rule)
    counts = result.result
    unexpected = counts.get("unexpected_count", counts.get("observed_value"))
    # Expectations about the table (its columns) have no count: they fail as a whole.
    return Outcome(rule, bool(result.success), unexpected if isinstance(unexpected, int) else 0)


def _broken(table: str, rule: Rule) -> BrokenExpectation:
    return BrokenExpectation(
        f"Expectation {rule.expectation} of check {rule.check!r} on table {table} could not be computed; "
        "the database's message is withheld because it may quote a cell."
    )


def _raised(info: dict[str, Any]) -> bool:
    """Great Expectations reports one exception, or one for each metric by the metric's id."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(entry.get("raised_exception") for entry in info.values())
