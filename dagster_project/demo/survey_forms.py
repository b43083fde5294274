"""What exports of 问卷星 have in common: metadata columns, answers drawn by weight, days and durations."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl

from dagster_project.demo.draw import weighted

SKIPPED = "(跳过)"
Choices = tuple[tuple[str, float], ...]


def picked(rng: np.random.Generator, choices: Choices, n: int) -> np.ndarray:
    """`n` answers drawn in proportion to their weights."""
    return np.array([value for value, _ in choices])[weighted(rng, [weight for _, weight in choices], n)]


def metadata(
    rng: np.random.Generator, opened: datetime, days: int, seconds: np.ndarray
) -> dict[str, pl.Series]:
    """The columns before the first question, one response a `seconds` (所用时间), in order of submission."""
    n = len(seconds)
    submitted = np.datetime64(opened, "s") + np.sort(rng.integers(days * 24 * 3600, size=n)).astype(
        "timedelta64[s]"
    )
    return {
        "序号": pl.Series(np.arange(1, n + 1).astype(str)),
        "提交答卷时间": pl.Series(
            [
                f"{t:%Y/}{t.month}/{t.day} {t:%H:%M:%S}"
                for t in submitted.astype("datetime64[s]").astype(datetime)
            ]
        ),
        "所用时间": pl.Series([f"{s}秒" for s in seconds]),
        "来源": pl.Series(picked(rng, (("手机提交", 88), ("链接", 12)), n)),
        "来源详情": pl.Series(picked(rng, (("微信", 80), ("直接访问", 20)), n)),
        # Addresses kept for documentation (RFC 5737).
        "来自IP": pl.Series([f"192.0.2.{host}(陕西-西安)" for host in rng.integers(1, 255, size=n)]),
    }


def on_scale(rng: np.random.Generator, mean: np.ndarray, spread: float, low: int, high: int) -> np.ndarray:
    """Whole scores around each respondent's mean."""
    return np.clip(np.rint(rng.normal(mean, spread)), low, high).astype(int)


def labelled(scores: np.ndarray, labels: tuple[str, ...]) -> np.ndarray:
    """Scores 1..len(labels) as labels, the lowest score's label first."""
    return np.array(labels, dtype=object)[scores - 1]


def survey_facts(survey_id: str, frame: pl.DataFrame, items: dict[str, str]) -> dict:
    """What is true of a survey: its responses, and item -> answer -> responses of who answered.

    `items`: item number -> column. `frame` holds the responses that count, no copies and none without number.
    """
    answers = {}
    for number, column in items.items():
        given = frame[column].drop_nulls()
        counts = given.filter(given != SKIPPED).value_counts().sort(column)
        answers[number] = dict(counts.iter_rows())
    return {"survey_id": survey_id, "responses": len(frame), "items": answers}
