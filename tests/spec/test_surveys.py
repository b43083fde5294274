"""How we count: box rules, intervals, printed percentages and survey weights, against independent oracles.

The macros and the one model that rakes are rendered and run alone, on tables made here: statsmodels, exact
decimal rounding and a fitting written in numpy say what must come out.
"""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from dagster_project.settings.surveys import Survey

DBT = Path(__file__).parents[2] / "dbt"
MACROS = "".join((DBT / "macros" / f"{name}.sql").read_text("utf-8") for name in ("figures", "intervals"))
SURVEYS = (DBT / "macros" / "surveys.sql").read_text("utf-8")
VARS = {
    "survey_raking_rounds": 20,
    "survey_raking_tolerance": 0.001,
    "survey_weight_low": 0.3,
    "survey_weight_high": 3,
}

# [practice] Scores that are satisfied where a survey gives no rule of its own.
SATISFIED = {
    4: {"top2": {3, 4}},
    5: {"top2": {4, 5}, "top3": {3, 4, 5}},
    6: {"top2": {5, 6}, "top3": {4, 5, 6}},
    7: {"top2": {6, 7}, "top3": {5, 6, 7}},
    10: {"top2": {9, 10}, "top3": {8, 9, 10}},
    11: {"top2": {9, 10}, "top3": {8, 9, 10}},
}


def rendered(text: str, **names: object) -> str:
    return jinja2.Template(MACROS + SURVEYS + text).render(names)


def satisfied(points: int, **survey: object) -> dict[str, set[int]]:
    definition = Survey.model_validate(
        {"title_zh": "满意度", "items": {1: {"kind": "scale", "points": points}}} | survey
    )
    item = definition.items["1"]
    low, high = item.bounds
    return {
        name: {score for score in range(low, high + 1) if score >= least}
        for name, least in definition.rules_of(item).items()
    }


@pytest.mark.parametrize("points", SATISFIED)
def test_who_is_satisfied_on_each_scale(points):
    assert satisfied(points) == SATISFIED[points]


def test_a_survey_can_give_its_scales_a_rule_and_five_points_keep_both_of_theirs():
    assert satisfied(7, box_rules={7: {"content": 4}}) == {"content": {4, 5, 6, 7}}
    assert satisfied(10, box_rules={7: {"content": 4}}) == SATISFIED[10]
    assert satisfied(5, box_rules={5: {"delighted": 5}}) == SATISFIED[5] | {"delighted": {5}}


def test_both_intervals_equal_statsmodels_for_every_small_sample_and_some_large_ones():
    cases = [(x, n, frame) for n in range(1, 21) for x in range(n + 1) for frame in (None, n, n + 1, 3 * n)]
    cases += [(x, 2500, frame) for x in (0, 1, 1250, 2440, 2500) for frame in (None, 2501, 7954, 10**7)]
    bound = """cast(x as double) / n as p, cast(n as double) as m,
        {{ corrected_z_squared(1.959963984540054, 'n', 'frame') }} as z"""
    ends = """{% for side in '-+' %},
        {{ clamped_share(wilson_bound(side, 'p', 'm', 'z')) }} as wilson{{ loop.index0 }},
        {{ clamped_share(agresti_coull_bound(side, 'p', 'm', 1.6448536269514722)) }} as ac{{ loop.index0 }}
        {% endfor %}"""
    connection = duckdb.connect()
    connection.execute("create table cases (x bigint, n bigint, frame bigint)")
    connection.executemany("insert into cases values (?, ?, ?)", cases)
    query = rendered(f"select x, n, frame {ends} from (select *, {bound} from cases)")
    rows = connection.sql(query).pl().to_dicts()
    assert len(rows) == len(cases)
    for row in rows:
        x, n, frame = row["x"], row["n"], row["frame"]
        if frame == n:  # everybody was asked and answered: nothing is estimated
            wilson = (x / n, x / n)
        else:
            worth = n if frame is None else n * (frame - 1) / (frame - n)
            wilson = proportion_confint(x / n * worth, worth, alpha=0.05, method="wilson")
        assert (row["wilson0"], row["wilson1"]) == pytest.approx(wilson, abs=1e-12)
        ac = proportion_confint(x, n, alpha=0.10, method="agresti_coull")
        assert (row["ac0"], row["ac1"]) == pytest.approx(ac, abs=1e-12)


def test_a_printed_percentage_is_reached_as_exact_decimal_rounding_says():
    connection = duckdb.connect()
    for n, decimals in itertools.product((1, 3, 7, 8, 16, 40, 125), (0, 1, 2)):
        unit = 10**decimals
        honest = {
            (k, int((Decimal(100 * k) / n * unit).quantize(Decimal(1), way)))
            for k in range(n + 1)
            for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)
        }
        query = rendered(
            "select k, scaled from range({{ n }} + 1) as a(k), range(100 * {{ unit }} + 1) as b(scaled) "
            "where {{ rounds_to('k', n, 'scaled', unit) }}",
            n=n,
            unit=unit,
        )
        assert set(connection.sql(query).fetchall()) == honest, (n, decimals)


def weights(groups: pl.DataFrame) -> pl.DataFrame:
    """int_survey_weight of these groups: survey_id, weight_cell, weight_gender, frame_n, responses_n."""
    connection = duckdb.connect()
    connection.register("cells", groups)
    model = DBT / "models" / "intermediate"
    names = {
        "var": VARS.__getitem__,
        "ref": {"int_survey_weight_cell": "cells", "int_survey_weight_group": "grouped"}.__getitem__,
        "run_once": lambda: "materialized",
    }
    grouped = rendered((model / "int_survey_weight_group.sql").read_text("utf-8"), **names)
    connection.execute(f"create table grouped as {grouped}")
    query = rendered((model / "int_survey_weight.sql").read_text("utf-8"), **names)
    return connection.sql(query).pl().sort("survey_id", "weight_cell", "weight_gender")


def raked_by_numpy(frame: np.ndarray, responses: np.ndarray) -> np.ndarray:
    """Weights of mean 1 whose rows and columns have the shares of the frame, by many rounds of fitting."""
    fitted = responses / responses.sum()
    share = frame / frame.sum()
    for _ in range(2000):
        fitted = fitted * (share.sum(1) / fitted.sum(1))[:, None]
        fitted = fitted * (share.sum(0) / fitted.sum(0))[None, :]
    return fitted * responses.sum() / responses


def table(survey: str, frame: np.ndarray, responses: np.ndarray) -> pl.DataFrame:
    cells = [(f"c{i:02}", f"g{j}") for i in range(frame.shape[0]) for j in range(frame.shape[1])]
    return pl.DataFrame(
        {
            "survey_id": survey,
            "weight_cell": [cell for cell, _ in cells],
            "weight_gender": [gender for _, gender in cells],
            "frame_n": frame.ravel(),
            "responses_n": responses.ravel(),
        }
    )


def test_a_two_by_two_table_worked_by_hand():
    """Respondents 2 1 / 1 1 of 5, frame half and half on both sides.

    Fitted p 1/2-p / 1/2-p p keeps the odds ratio 2: p^2 = 2 (1/2-p)^2, p = 0.29289. Weight of the first cell
    5 p / 2 = 0.73223, of the second 5 (1/2 - p) = 1.03553, of the last 5 p = 1.46447.
    """
    found = weights(table("s", np.array([[25, 25], [25, 25]]), np.array([[2, 1], [1, 1]])))
    assert found["weight"].to_list() == pytest.approx([0.73223, 1.03553, 1.03553, 1.46447], abs=5e-6)
    assert found["is_converged"].all()
    assert not found["is_trimmed"].any()


@pytest.mark.parametrize("seed", range(6))
def test_raked_weights_equal_a_fitting_written_in_numpy_and_meet_the_margins(seed):
    rng = np.random.default_rng(seed)
    frame = rng.integers(50, 400, (rng.integers(2, 30), 2))
    responses = np.maximum(5, (frame * rng.uniform(0.1, 0.6, frame.shape)).astype(int))
    found = weights(table("s", frame, responses))
    expected = raked_by_numpy(frame, responses).ravel()
    assert found["raked_weight"].to_list() == pytest.approx(expected.tolist(), rel=1e-6)
    assert found["weight"].to_list() == pytest.approx(np.clip(expected, 0.3, 3).tolist(), rel=1e-6)
    weighted = found["raked_weight"].to_numpy().reshape(frame.shape) * responses
    for axis in (0, 1):
        assert weighted.sum(axis) / weighted.sum() == pytest.approx(frame.sum(axis) / frame.sum(), abs=1e-6)


def test_margins_that_contradict_each_other_are_told_and_two_surveys_do_not_mix():
    # Only women of the first cell and only men of the second answered: the frame's genders cannot be met.
    crooked = table("crooked", np.array([[50, 50], [20, 80]]), np.array([[10, 0], [0, 10]]))
    sound = table("sound", np.array([[60, 40], [40, 60]]), np.array([[10, 10], [10, 10]]))
    found = weights(pl.concat([crooked, sound]))
    converged = dict(found.group_by("survey_id").agg(pl.col("is_converged").all()).iter_rows())
    assert converged == {"crooked": False, "sound": True}
    alone = weights(sound)["weight"].to_list()
    assert found.filter(survey_id="sound")["weight"].to_list() == alone
