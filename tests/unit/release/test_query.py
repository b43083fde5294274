"""What a person is told when their SQL is wrong, and what an answer is."""

from __future__ import annotations

import sys
from datetime import date

import polars as pl
import pytest

from dagster_project.errors import UserError
from dagster_project.release import QueryResult, Release, query


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "from employment_rates",
            "There is no table employment_rates in the internal tier of release r1. "
            "Did you mean employment_rate? Its tables are employment_rate, fair_summary.",
        ),
        (
            "select raet from employment_rate",
            'The SQL cannot be run: Referenced column "raet" not found in FROM clause! '
            'Candidate bindings: "rate", "graduates". '
            "Mend it; `DESCRIBE` and a table's name lists its columns.",
        ),
        ("selec 1", 'The SQL cannot be read: syntax error at or near "selec". Mend it and try again.'),
        ("", "There is no SQL statement. Give one SELECT, WITH, VALUES, FROM,"),
        ("-- nothing", "There is no SQL statement."),
        ("select 1; select 2", "2 SQL statements were given. Give one statement at a time."),
        (
            "drop table employment_rate",
            "DROP is not allowed: published tables can only be read. "
            "Give one SELECT, WITH, VALUES, FROM, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN statement.",
        ),
        (
            "from 'x.csv'",
            "SQL here has no access to files, the network, extensions or settings. "
            "Read the published tables only; `SHOW TABLES` lists them.",
        ),
        ("from read_csv('x.csv')", "read_csv() is not allowed: SQL here has no access to files,"),
        ("pivot employment_rate on college using sum(rate)", "A PIVOT without the values of its columns"),
        ("select cast('a' as integer)", "The SQL cannot be run: Could not convert string 'a' to INT32."),
        ("select ?", "The SQL cannot be run: "),
        ("select " + "not " * 900 + "true", "The statement is nested too deeply. Split it"),
        ("select " + "(select " * 900 + "1" + ")" * 900, "The statement is nested too deeply. Split it"),
    ],
)
def test_a_wrong_statement_is_answered_in_two_sentences(release: Release, sql: str, message: str) -> None:
    with pytest.raises(UserError) as refusal:
        query(release, sql)
    assert str(refusal.value).startswith(message)
    assert "LINE 1" not in str(refusal.value)
    assert refusal.value.exit_code == 2


def test_an_endless_answer_is_stopped_before_it_fills_the_memory(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[QueryResult.__module__], "MAX_ANSWER_BYTES", 10_000_000)
    with pytest.raises(UserError, match="The answer needs more memory than one query may have"):
        query(release, "from range(100_000_000_000)")


def test_an_answer_has_columns_types_rows_and_a_frame(release: Release) -> None:
    answer = query(release, "from employment_rate")
    assert answer.columns == ["class_year", "college", "rate", "as_of", "graduates"]
    assert answer.types == ["BIGINT", "VARCHAR", "DOUBLE", "DATE", "BIGINT"]
    assert list(answer.rows()) == [(2022, "学院", 0.976, date(2022, 8, 31), 2440)]
    assert answer.frame()["graduates"].to_list() == [2440]
    assert isinstance(answer.frame(), pl.DataFrame)


def test_an_answer_without_rows_keeps_its_columns(release: Release) -> None:
    answer = query(release, "from employment_rate where false")
    assert (answer.row_count, len(answer.columns), list(answer.rows())) == (0, 5, [])


def test_sums_of_whole_numbers_are_whole_numbers(release: Release) -> None:
    answer = query(
        release,
        "select sum(graduates) as n, 170141183460469231731687303715884105727 as big from employment_rate",
    )
    ((small, big),) = answer.rows()
    assert (small, type(small), int(big)) == (2440, int, 2**127 - 1)


def test_columns_of_one_name_are_told_apart(release: Release) -> None:
    assert query(release, "select 1 as n, 2 as N, 3 as n, 4 as n_1").columns == ["n", "N_1", "n_2", "n_1_1"]
