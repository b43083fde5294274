"""Primary suppression at its boundaries."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.publish.disclosure import PROFILES, TablePolicy, disclose

POLICY = TablePolicy("n", "d", ("n", "rate", "mean"), averages=("mean",), counts=("other",))
SCHEMA = {"n": pl.Int64, "d": pl.Int64, "rate": pl.Float64, "mean": pl.Float64, "other": pl.Int64}


def shown(n: int | None, d: int | None, profile: str) -> dict:
    """One cell as published: n of d, its rate, a mean and a further count of 13."""
    rate = n / d if n is not None and d else None
    frame = pl.DataFrame({"n": [n], "d": [d], "rate": [rate], "mean": [4.5], "other": [13]}, schema=SCHEMA)
    return disclose(frame, POLICY, PROFILES[profile]).row(0, named=True)


@pytest.mark.parametrize(
    ("n", "d", "symbol"),
    [
        (5, 10, None),  # smallest base that is shown
        (5, 9, "low"),
        (0, 1, "low"),
        (0, 0, "z"),
        (0, 10, None),
        (1, 100, "c"),
        (2, 100, "c"),
        (3, 100, None),
        (97, 100, None),
        (98, 100, "c"),
        (99, 100, "c"),
        (100, 100, None),
        (1, None, "c"),  # base not known: the count alone decides
        (3, None, None),
        (None, 9, "low"),
        (None, 10, None),
        (None, None, None),
    ],
)
def test_default_hides_small_cells_and_only_those(n: int | None, d: int | None, symbol: str | None) -> None:
    row = shown(n, d, "default")
    assert (row["is_suppressed"], row["suppression_symbol"]) == (symbol is not None, symbol)
    if symbol is None:
        assert (row["n"], row["d"], row["mean"], row["other"]) == (n, d, 4.5, 13)
    else:
        assert row["n"] is row["rate"] is row["mean"] is None
        assert row["d"] == d  # not listed under `suppress`


@pytest.mark.parametrize(
    ("count", "rounded"), [(0, 0), (1, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_hesa_rounds_counts_to_the_nearest_5(count: int, rounded: int) -> None:
    row = shown(count, 1000 + count, "hesa")
    assert (row["n"], row["d"], row["other"]) == (rounded, 1000 + rounded, 15)
    assert row["rate"] == count / (1000 + count)  # of unrounded counts
    assert (row["is_suppressed"], row["suppression_symbol"]) == (False, None)


@pytest.mark.parametrize(
    ("d", "rate_shown", "mean_shown", "symbol"),
    [
        (23, True, True, None),
        (22, False, True, "low"),
        (8, False, True, "low"),
        (7, False, False, "low"),
        (0, False, False, "z"),
    ],
)
def test_hesa_hides_percentages_below_22_5_and_averages_on_7(
    d: int, rate_shown: bool, mean_shown: bool, symbol: str | None
) -> None:
    row = shown(d, d, "hesa")
    assert (row["rate"] is not None, row["mean"] is not None) == (rate_shown, mean_shown)
    assert row["suppression_symbol"] == symbol
    assert row["is_suppressed"] == (symbol is not None)
    assert row["n"] is not None  # counts are rounded, not hidden


def test_hesa_takes_the_count_for_the_base_where_the_base_is_unknown() -> None:
    assert shown(22, None, "hesa")["is_suppressed"]
    assert not shown(23, None, "hesa")["is_suppressed"]


@pytest.mark.parametrize("profile", PROFILES)
@given(cells=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_rows_columns_and_types_stay_and_hidden_is_null_never_0(profile: str, cells: list) -> None:
    pairs = [(min(pair), max(pair)) for pair in cells]
    frame = pl.DataFrame(
        {
            "n": [n for n, _ in pairs],
            "d": [d for _, d in pairs],
            "rate": [n / d if d else None for n, d in pairs],
            "mean": [3.0] * len(pairs),
            "other": [10] * len(pairs),
        },
        schema=SCHEMA,
    )
    public = disclose(frame, POLICY, PROFILES[profile])
    assert public.schema == {**SCHEMA, "is_suppressed": pl.Boolean, "suppression_symbol": pl.String}
    assert public.height == frame.height
    assert public.filter(pl.col("is_suppressed") != pl.col("suppression_symbol").is_not_null()).is_empty()
    assert public.filter(pl.col("is_suppressed") & pl.col("rate").is_not_null()).is_empty()
    if profile == "default":
        seen = public.filter(~pl.col("is_suppressed"))
        assert seen.filter(pl.col("n").is_in([1, 2]) | (pl.col("d") - pl.col("n")).is_in([1, 2])).is_empty()
        assert seen.filter(pl.col("d") < 10).is_empty()


@pytest.mark.parametrize(
    ("contract", "unknown", "hidden"), [(40, 0, False), (40, 2, True), (99, 0, True), (2, 50, True)]
)
def test_a_small_count_beside_the_numerator_hides_the_row(contract: int, unknown: int, hidden: bool) -> None:
    frame = pl.DataFrame(
        {"placed": [50], "graduates": [100], "rate": [0.5], "contract": [contract], "unknown": [unknown]}
    )
    policy = TablePolicy("placed", "graduates", ("rate",), parts=("contract", "unknown"))
    shown = disclose(frame, policy, PROFILES["default"]).row(0, named=True)
    figures = [shown[name] for name in ("placed", "rate", "contract", "unknown")]
    assert figures == ([None] * 4 if hidden else [50, 0.5, contract, unknown])
    assert (shown["graduates"], shown["suppression_symbol"]) == (100, "c" if hidden else None)


def test_the_numerator_is_guarded_even_if_the_policy_forgets_it() -> None:
    frame = pl.DataFrame({"n": [1], "rate": [0.01]})
    assert disclose(frame, TablePolicy("n", None, ("rate",)), PROFILES["default"]).row(0)[:2] == (None, None)


@pytest.mark.parametrize(
    ("meta", "named"),
    [
        ({"numerator": "n", "denominator": None, "suppress": ["ratee"]}, "ratee"),
        ({"numerator": "n", "denominator": "d", "surpress": ["rate"]}, "surpress"),
    ],
)
def test_a_policy_that_names_no_column_of_the_table_stops_publishing(meta: dict, named: str) -> None:
    with pytest.raises(RuntimeError, match=f"disclosure policy of t names unknown {named}"):
        TablePolicy.from_meta(meta, {"n", "d", "rate"}, "t")


LIKE = TablePolicy("n", None, ("n", "value"), like_numerator=("value", "unit", "persons"))


@pytest.mark.parametrize(
    ("profile", "n", "unit", "value", "shown_as"),
    [
        ("hesa", 13, "persons", 13.0, 15.0),
        ("hesa", 13, "share", 0.5, None),  # a percentage on a base below 22.5
        ("hesa", 130, "share", 0.5, 0.5),
        ("default", 2, "persons", 2.0, None),
        ("default", 13, "persons", 13.0, 13.0),
    ],
)
def test_a_figure_that_repeats_the_count_is_shown_as_the_count_is(
    profile: str, n: int, unit: str, value: float, shown_as: float | None
) -> None:
    frame = pl.DataFrame({"n": [n], "value": [value], "unit": [unit]})
    assert disclose(frame, LIKE, PROFILES[profile])["value"].to_list() == [shown_as]


@pytest.mark.parametrize(("profile", "left"), [("default", [3, 40]), ("hesa", [3, 40])])
def test_a_row_that_names_an_employer_is_left_out_where_its_count_may_not_be_shown(
    profile: str, left: list[int]
) -> None:
    policy = TablePolicy("n", None, ("n",), leave_out=True)
    frame = pl.DataFrame({"employer": ["a", "b", "c", "d"], "n": [1, 2, 3, 40]})
    shown = disclose(frame, policy, PROFILES[profile])
    assert shown["employer"].to_list() == [
        name for name, n in zip("abcd", [1, 2, 3, 40], strict=True) if n in left
    ]


def test_cells_of_one_row_are_judged_each_by_itself():
    meta = {
        "numerator": "cohort", "denominator": "cohort_n", "suppress": ["share"],
        "also": [{"numerator": "people", "denominator": None, "suppress": ["times"]}],
    }  # fmt: skip
    frame = pl.DataFrame(
        {
            "cohort": [2, 20, 1, 20],
            "cohort_n": [100, 100, 100, 100],
            "share": [0.02, 0.2, 0.01, 0.2],
            "people": [3527, 2, 1, 400],
            "times": [4000, 5, 1, 500],
        }
    )
    policy = TablePolicy.from_meta(meta, set(frame.columns), "service_reach")
    shown = disclose(frame, policy, PROFILES["default"])
    assert shown["cohort"].to_list() == [None, 20, None, 20]
    assert shown["share"].to_list() == [None, 0.2, None, 0.2]
    assert shown["people"].to_list() == [3527, None, None, 400]
    assert shown["times"].to_list() == [4000, None, None, 500]
    assert shown["is_suppressed"].to_list() == [True, True, True, False]
    assert shown["suppression_symbol"].to_list() == ["c", "c", "c", None]


def test_a_column_belongs_to_one_cell_of_a_row():
    meta = {"numerator": "n", "also": [{"numerator": "m", "suppress": ["n"]}]}
    with pytest.raises(RuntimeError, match="two cells"):
        TablePolicy.from_meta(meta, {"n", "m"}, "table")
