"""The SQL of an explanation: what may stand in a yml, and what becomes of it for one row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dagster_project.release.templates import Explanation, fill, sql_value

GRAIN = ["institution_code", "class_year", "snapshot", "degree_level", "breakdown", "breakdown_value"]
ROW = {
    "institution_code": "10698", "class_year": 2020, "snapshot": "year_end", "degree_level": "all",
    "breakdown": "overall", "breakdown_value": "all", "numerator": 3,
}  # fmt: skip


def test_all_and_overall_are_no_conditions():
    wanted = "institution_code = '10698' and class_year = 2020 and snapshot = 'year_end'"
    assert fill("{row}", ROW, GRAIN) == wanted


def test_level_and_breakdown_are_conditions_of_the_records():
    row = ROW | {"degree_level": "master", "breakdown": "college", "breakdown_value": "O'Neill"}
    assert fill("{row:g}", row, GRAIN) == (
        "g.institution_code = '10698' and g.class_year = 2020 and g.snapshot = 'year_end' "
        "and g.degree_level = 'master' and coalesce(g.college, 'unknown') = 'O''Neill'"
    )


def test_only_what_is_in_the_grain_is_a_condition():
    assert fill("where {row} and n = {numerator}", ROW, ["class_year"]) == "where class_year = 2020 and n = 3"


@pytest.mark.parametrize(
    ("value", "sql"),
    [
        (None, "null"), (True, "true"), (7, "7"), (0.1, "0.1"), (Decimal("2.50"), "2.50"),
        (date(2020, 12, 31), "date '2020-12-31'"), ("it's", "'it''s'"),
    ],
)  # fmt: skip
def test_a_cell_becomes_a_literal(value, sql):
    assert sql_value(value) == sql


@pytest.mark.parametrize(
    ("meta", "complaint"),
    [
        ({"numerator": "select {numreator}"}, "names {numreator}, which m has not"),
        ({"share": "select 1"}, "names share, which m has not"),
        ({"deliveries": "select 'd'"}, "has no figure"),
        ("records", "is neither `record` nor SQL by column"),
        ({"numerator": 7}, "is neither `record` nor SQL by column"),
    ],
)
def test_an_explanation_that_does_not_fit_its_table_is_refused(meta, complaint):
    with pytest.raises(RuntimeError, match=complaint.replace("{", r"\{")):
        Explanation.from_meta(meta, GRAIN, [*GRAIN, "numerator"], "m")


def test_the_row_needs_a_column_that_the_records_have():
    with pytest.raises(RuntimeError, match=r"names \{row\}, which m has not"):
        Explanation.from_meta({"n": "select {row}"}, ["fair_id"], ["fair_id", "n"], "m")


def test_what_is_written_to_a_release_is_read_back():
    meta = {"numerator": "select {class_year}", "deliveries": "select 'd'", "definition": "select 1 as one"}
    found = Explanation.from_meta(meta, GRAIN, [*GRAIN, "numerator"], "m")
    assert found.to_meta() == meta
    assert Explanation.from_meta("record", [], [], "m").to_meta() == "record"
