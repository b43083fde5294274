"""The seam to Great Expectations: needed, harmless, silent about values, and free of locks."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys

import duckdb
import pytest

from dagster_project.quality import engine
from dagster_project.quality.engine import Bench, BrokenExpectation, Rule

NOT_NULL = Rule("required", "expect_column_values_to_not_be_null", {"column": "a"}, "{n} row(s) have no a")


@pytest.fixture
def bench():
    with Bench() as open_bench:
        open_bench.query("create table t as select i as a, 'recognisable' as k from range(10) as r(i)")
        yield open_bench


def test_a_rule_that_holds_and_one_that_does_not(bench):
    even = Rule.no_rows("even", "select 1 from {batch} where a % 2 = 1", "{n} odd")
    assert [(found.passed, found.unexpected) for found in bench.validate("t", [NOT_NULL, even])] == [
        (True, 0),
        (False, 5),
    ]


def test_a_view_made_after_a_validation_is_seen_by_the_next(bench):
    bench.validate("t", [Rule.no_rows("none", "select 1 from {batch} where a < 0", "")])
    bench.query("create view later as select * from t")
    assert bench.validate("later", [Rule.no_rows("none", "select 1 from {batch} where a < 0", "")])[0].passed


def test_without_the_seam_the_library_still_gets_nothing_from_duckdb(monkeypatch):
    """When this fails, upstream has mended it: delete `persisted_duckdb_connection` and this test."""
    monkeypatch.setattr(engine, "persisted_duckdb_connection", contextlib.nullcontext)
    with Bench() as bare:
        bare.query("create table t as select 1 as a")
        with pytest.raises(BrokenExpectation):
            bare.validate("t", [NOT_NULL])


def test_the_seam_leaves_the_library_as_it_was():
    from great_expectations.execution_engine import sqlalchemy_execution_engine as module

    before = module._PERSISTED_CONNECTION_DIALECTS
    with Bench():
        assert len(module._PERSISTED_CONNECTION_DIALECTS) == len(before) + 1
    assert before == module._PERSISTED_CONNECTION_DIALECTS


def test_no_result_of_the_library_holds_a_value(bench, monkeypatch):
    """Every type of expectation in use fails on a recognisable value; the whole result is searched."""
    from great_expectations.datasource.fluent.interfaces import Batch

    results = []
    validate = Batch.validate
    monkeypatch.setattr(
        Batch, "validate", lambda *args, **kw: results.append(validate(*args, **kw)) or results[-1]
    )
    bench.query("create table leaky as select null as a, 'recognisable' as k, -77665 as n")
    rules = [
        NOT_NULL,
        Rule.no_rows("keys", "select k from {batch}", ""),
        Rule("schema", "expect_table_columns_to_match_set", {"column_set": ["a"], "exact_match": True}, ""),
        Rule("counts", "expect_column_values_to_be_between", {"column": "n", "min_value": 0}, ""),
    ]
    assert not any(outcome.passed for outcome in bench.validate("leaky", rules))
    whole = json.dumps(results[0].to_json_dict(), default=str)
    assert "recognisable" not in whole
    assert "77665" not in whole


def test_a_broken_expectation_says_so_without_quoting_a_cell(bench):
    cast = Rule.no_rows("odd", "select 1 from {batch} where cast(k as integer) = 1", "")
    with pytest.raises(BrokenExpectation, match="check 'odd' on table t") as caught:
        bench.validate("t", [cast])
    assert "recognisable" not in str(caught.value)


def test_an_attached_file_is_only_read_and_let_go(tmp_path):
    path = tmp_path / "build.duckdb"
    with duckdb.connect(path) as database:
        database.execute("create table t as select 1 as a")
    with Bench() as bench:
        bench.attach(str(path), "build")
        bench.query("create view t as select * from build.main.t")
        assert bench.validate("t", [NOT_NULL])[0].passed
        with pytest.raises(Exception, match="read-only"):
            bench.query("create table build.main.u (a integer)")
    with duckdb.connect(path) as database:
        database.execute("create table u (a integer)")


def test_checking_needs_no_network(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with Bench() as bench:
        bench.query("create table t as select 1 as a")
        assert bench.validate("t", [NOT_NULL])[0].passed


def test_importing_the_package_does_not_import_the_library():
    program = "import sys, dagster_project.quality; print('great_expectations' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
