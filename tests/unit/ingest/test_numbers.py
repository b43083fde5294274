"""Whole numbers, counts, salaries, class years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.numbers import (
    read_birth_year,
    read_class_year,
    read_count,
    read_int,
    read_money,
)


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("1,200", 1200), ("12.0", 12), ("12人", 12), ("0", 0)]
)
def test_whole_numbers(text: str, value: int) -> None:
    assert read_int(text) == (value, None, None)


@pytest.mark.parametrize("text", ["12.5", "-3", "十二", "1,2", "13812345678901"])
def test_what_is_no_whole_number(text: str) -> None:
    assert read_int(text).value is None
    assert read_int(text).problem


@given(st.integers(0, 10**9))
def test_separators_change_nothing(number: int) -> None:
    assert read_int(f"{number:,}").value == read_int(str(number)).value == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2000+", 2000),
        ("约2000", 2000),
        ("2,000余", 2000),
        ("近1万", 10_000),
        ("1.5万余人", 15_000),
        ("2000人以上", 2000),
    ],
)
def test_a_rounded_count_keeps_how_it_was_stated(text: str, value: int) -> None:
    assert read_count(text) == (value, None, f"stated as {text}")


def test_an_exact_count_needs_no_remark() -> None:
    assert read_count("3,500") == (3500, None, None)


@pytest.mark.parametrize("text", ["0", "面议", "保密", "0.0"])
def test_no_salary_is_a_missing_value_not_a_zero(text: str) -> None:
    assert read_money(text) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("5000", 5000, 5000, 5000),
        ("4600-5500", 5050, 4600, 5500),
        ("4600~5500元/月", 5050, 4600, 5500),
        ("8-10k", 9000, 8000, 10_000),
        ("0.8万", 8000, 8000, 8000),
        ("¥6,500", 6500, 6500, 6500),
    ],
)
def test_salaries_keep_both_ends(text: str, value: float, low: float, high: float) -> None:
    assert read_money(text) == (value, low, high, None)


@pytest.mark.parametrize("text", ["5500-4600", "2000万", "8000以上", "高"])
def test_what_is_no_monthly_sum(text: str) -> None:
    assert read_money(text).problem == "is not a monthly sum"


@pytest.mark.parametrize("text", ["2020", "2020届", "2020年", "2020.0", "2020届毕业生"])
def test_class_years(text: str) -> None:
    assert read_class_year(text).value == 2020


@pytest.mark.parametrize("text", ["2016级", "20", "1020", "届"])
def test_the_year_of_enrolment_is_no_class_year(text: str) -> None:
    assert read_class_year(text).problem == "is no class year"


@pytest.mark.parametrize("text", ["1998-03-04", "19980304", "1998年3月", "1998"])
def test_only_the_year_of_birth_is_kept(text: str) -> None:
    assert read_birth_year(text).value == 1998


@pytest.mark.parametrize("text", ["9" * 21, "9" * 400 + "+", "9" * 5000, "约99999999万"])
def test_a_count_beyond_reason_is_no_number_and_no_fault(text: str) -> None:
    assert read_count(text).problem == "is too large"
