"""Every form of a date that offices write (feeds, row 4), and what is refused rather than guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.dates import EPOCH_1900, read_day, read_moment, read_span

DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2020/6/22",
        "2020-06-22",
        "2020.6.22",
        "2020年6月22日",
        "20200622",
        "44004",
        "44004.0",
        "2020-06-22 00:00:00",
    ],
)
def test_a_day_is_read_in_every_form(text: str) -> None:
    assert read_day(text) == (dt.date(2020, 6, 22), "day", None)


@pytest.mark.parametrize("text", ["202006", "2020年6月", "2020-06", "2020/6", "2020.06"])
def test_a_month_stays_a_month(text: str) -> None:
    assert read_day(text) == (dt.date(2020, 6, 1), "month", None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("60", "is serial 60, a day that never was"),
        ("2020", "is a year, not a date"),
        ("2020.1", "may be January or October"),
        ("2020-02-30", "is no day of the calendar"),
        ("20201345", "is no day of the calendar"),
        ("1820-06-22", "is outside 1900-2100"),
        ("20/6/22", "is no date"),
        ("下周", "is no date"),
        ("2020-06-22x", "is no date"),
    ],
)
def test_what_cannot_be_a_date_is_not_guessed(text: str, problem: str) -> None:
    assert read_day(text) == (None, None, problem)


def test_serials_before_the_day_that_never_was() -> None:
    assert read_day("59").value == dt.date(1900, 2, 28)
    assert read_day("61").value == dt.date(1900, 3, 1)


def test_serials_of_a_1904_workbook_count_from_1904() -> None:
    assert read_day("42542", dt.date(1904, 1, 1)).value == dt.date(2020, 6, 22)


@given(DAYS)
def test_every_day_comes_back_from_every_form(day: dt.date) -> None:
    serial = (day - EPOCH_1900).days
    for text in (
        day.isoformat(),
        day.strftime("%Y%m%d"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        str(serial),
    ):
        assert read_day(text) == (day, "day", None), text


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 31)))
def test_every_moment_comes_back_to_the_second(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S"):
        assert read_moment(moment.strftime(form)).value == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020/9/25 14:03:11", dt.datetime(2020, 9, 25, 14, 3, 11)),
        ("2020-09-25 9:05", dt.datetime(2020, 9, 25, 9, 5)),
        ("2020年9月25日 下午2:03", dt.datetime(2020, 9, 25, 14, 3)),
        ("2020年9月25日14时03分11秒", dt.datetime(2020, 9, 25, 14, 3, 11)),
        ("2020-09-25T14:03:11+08:00", dt.datetime(2020, 9, 25, 14, 3, 11)),
        ("44099.5", dt.datetime(2020, 9, 25, 12)),
        ("2020-09-25", dt.datetime(2020, 9, 25)),
    ],
)
def test_moments(text: str, expected: dt.datetime) -> None:
    assert read_moment(text).value == expected


@pytest.mark.parametrize("text", ["2020-09-25 25:00", "2020-09", "14:03", "2020-09-25T14:03:11Z"])
def test_what_is_no_local_moment(text: str) -> None:
    assert read_moment(text).value is None
    assert read_moment(text).problem


@pytest.mark.parametrize(
    "text",
    [
        "2020-09-25至2020-09-26",
        "2020-09-25~2020-09-26",
        "2020/9/25-2020/9/26",
        "2020年9月25日-26日",
        "2020.9.25-9.26",
        "2020年9月25日至9月26日",
        "2020-09-25 — 2020-09-26",
        "20200925-20200926",
    ],
)
def test_a_fair_of_two_days(text: str) -> None:
    assert read_span(text) == (dt.date(2020, 9, 25), dt.date(2020, 9, 26), None)


@pytest.mark.parametrize(
    "text", ["2020-09-25", "2020-09-25 09:00", "2020/9/25 9:00-17:00", "2020年9月25日9:00至17:00"]
)
def test_a_fair_of_one_day_ends_on_it(text: str) -> None:
    assert read_span(text) == (dt.date(2020, 9, 25), dt.date(2020, 9, 25), None)


def test_a_range_that_runs_backwards_is_no_range() -> None:
    assert read_span("2020-09-26至2020-09-25").problem


@given(st.datetimes(dt.datetime(1850, 1, 1), dt.datetime(2150, 12, 31)))
def test_what_machines_write_is_read_as_what_people_write(moment):
    machine = f"{moment:%Y-%m-%d %H:%M:%S}"
    assert read_moment(machine) == read_moment(machine.replace("-", "/"))


@pytest.mark.parametrize("text", ["2020-02-30 09:00:00", "2020-09-25 24:00:00", "2020-09-25 09:61:00"])
def test_what_looks_like_a_machine_and_is_no_moment_is_refused(text):
    assert read_moment(text).value is None
    assert read_moment(text).problem
