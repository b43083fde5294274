"""Answers as text table, CSV, JSON and Parquet."""

from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.errors import UserError
from dagster_project.release import QueryResult, Release, query, to_csv, to_json, to_parquet, to_table

VARIED = """select 1 as n, -2.5 as d, '学院' as college, date '2022-08-31' as day, true as yes,
    null as nothing, timestamp '2022-08-31 10:00:00' as moment, [1, 2] as list, {'a': '甲'} as record,
    1.50::decimal(9, 2) as money, time '10:00' as clock, 'nan'::double as nan, '\\xAA'::blob as bytes"""


def text_result(*cells: str, name: str = "cell") -> QueryResult:
    return QueryResult(pl.DataFrame({name: list(cells)}, schema={name: pl.String}).to_arrow(), ["VARCHAR"])


def test_a_table_is_aligned_also_with_chinese_in_it(release: Release) -> None:
    answer = query(release, "values ('电信学院', 0.9, null), ('all', 12.25, 'x')")
    assert to_table(answer) == "\n".join([
        "col0       col1  col2",
        "--------  -----  ----",
        "电信学院   0.90  NULL",
        "all       12.25  x",
        "(2 rows)",
    ])  # fmt: skip


def test_a_long_table_can_be_cut_and_says_so(release: Release) -> None:
    assert to_table(query(release, "from range(5)"), max_rows=2).splitlines()[2:] == [
        "    0", "    1", "(5 rows, 3 not shown)",
    ]  # fmt: skip
    assert to_table(query(release, "select 1 as a")).endswith("(1 row)")
    assert to_table(query(release, "select 1 as a where false")) == "a\n-\n(0 rows)"


def test_a_plan_is_printed_as_it_is(release: Release) -> None:
    assert to_table(query(release, "explain select 1")).startswith(("┌", "╭"))


def test_a_cell_cannot_steer_the_terminal() -> None:
    table = to_table(text_result("\x1b[2Jgone\nnext", name="na\x1bme"))
    assert "\x1b" not in table
    assert "\\x1b[2Jgone\\nnext" in table
    assert len(table.splitlines()) == 4


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cells_that_a_spreadsheet_would_run_are_neutralised(start: str) -> None:
    cell = f"{start}cmd|' /C calc'!A0"
    text = to_csv(text_result(cell, name=cell))
    header, row = csv.reader(io.StringIO(text, newline=""))
    assert header == row == ["'" + cell]


def test_csv_leaves_numbers_and_other_text_alone(release: Release) -> None:
    answer = query(
        release, "select -5 as n, -0.5 as d, 'a-b' as t, '学院,\"一\"' as q, null as nothing, '' as empty"
    )
    assert to_csv(answer) == 'n,d,t,q,nothing,empty\n-5,-0.5,a-b,"学院,""一""",,\n'


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_csv_loses_nothing_but_gains_the_apostrophe(cells: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(text_result(*cells)), newline="")))[1:]
    assert [row[0] if row else "" for row in rows] == [
        "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells
    ]


def test_json_is_strict_and_readable(release: Release) -> None:
    text = to_json(query(release, VARIED))
    assert json.loads(text, parse_constant=pytest.fail) == [
        {
            "n": 1, "d": -2.5, "college": "学院", "day": "2022-08-31", "yes": True, "nothing": None,
            "moment": "2022-08-31T10:00:00", "list": [1, 2], "record": {"a": "甲"}, "money": 1.5,
            "clock": "10:00:00", "nan": None, "bytes": "aa",
        }
    ]  # fmt: skip
    assert "学院" in text
    assert to_json(query(release, "select 1 where false")) == "[]"


def test_nested_values_are_json_in_csv_and_table(release: Release) -> None:
    answer = query(
        release,
        "select [1, 2] as list, {'a': '甲'} as record, interval '1' day as span, "
        "timestamp '2022-08-31 10:00:00' as moment",
    )
    assert to_csv(answer).splitlines()[1] == '"[1, 2]","{""a"": ""甲""}",P0M1DT0S,2022-08-31 10:00:00'
    assert '{"a": "甲"}' in to_table(answer)


def test_parquet_keeps_types(release: Release) -> None:
    frame = pl.read_parquet(io.BytesIO(to_parquet(query(release, "from employment_rate"))))
    assert frame.schema == {
        "class_year": pl.Int64, "college": pl.String, "rate": pl.Float64,
        "as_of": pl.Date, "graduates": pl.Int64,
    }  # fmt: skip
    assert frame.item(0, "rate") == 0.976


def test_parquet_says_which_type_it_cannot_hold(release: Release) -> None:
    with pytest.raises(UserError, match=r"Parquet cannot hold this answer: .*interval"):
        to_parquet(query(release, "select interval '1' day as span"))
