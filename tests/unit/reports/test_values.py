"""A value is shown as its kind demands, and what is made of values knows all cells it is made from."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reports.values import Source, bound, difference, number_of, shown, total, withheld

ONE, OTHER = Source("employment_rate/000000000001", "rate"), Source("employment_rate/000000000002", "rate")


@pytest.mark.parametrize(
    ("raw", "kind", "zh", "en"),
    [
        (7954, "count", "7,954", "7,954"),
        (0.9065878803117928, "share", "90.66%", "90.66%"),
        (0.0, "share", "0.00%", "0.00%"),
        (8500, "amount", "8,500元", "CNY 8,500"),
        (4.256, "score", "4.26", "4.26"),
        (date(2020, 8, 31), "date", "2020年8月31日", "31 August 2020"),
        (2020, "year", "2020", "2020"),
        ("外国语学院", "text", "外国语学院", "外国语学院"),
        (None, "count", "–", "–"),
    ],
)
def test_a_value_is_shown_as_its_kind_demands(raw, kind, zh, en):
    assert shown(raw, kind, "zh") == zh
    assert shown(raw, kind, "en") == en


def test_two_rates_differ_by_percentage_points_without_a_sign_and_name_both_cells():
    moved = difference(bound(0.9066, "share", "zh", [ONE]), bound(0.9374, "share", "zh", [OTHER]), "zh")
    assert (moved.text, moved.kind) == ("3.08", "points")
    assert moved.raw == pytest.approx(-0.0308)
    assert moved.sources == (ONE, OTHER)


def test_nothing_is_told_of_a_difference_or_a_sum_with_a_withheld_part():
    hidden, open_ = withheld("c", "share", [ONE]), bound(0.5, "share", "zh", [OTHER])
    for made in (
        difference(hidden, open_, "zh"),
        difference(open_, hidden, "zh"),
        total([open_, hidden], "zh"),
    ):
        assert made.withheld
        assert made.raw is None
        assert not any(sign.isdigit() for sign in made.text)


def test_a_difference_with_nothing_is_nothing():
    gone = difference(bound(None, "share", "zh", [ONE]), bound(0.5, "share", "zh", [OTHER]), "zh")
    assert gone.is_missing
    assert not gone.withheld


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_sum_is_that_of_its_parts_and_names_each_of_their_cells(numbers):
    parts = [bound(n, "count", "en", [Source(f"t/{at}", "n")]) for at, n in enumerate(numbers)]
    made = total(parts, "en")
    assert made.raw == sum(numbers)
    assert made.text == f"{sum(numbers):,}"
    assert made.sources == tuple(part.sources[0] for part in parts)
    assert number_of(parts, "en").raw == len(numbers)
