"""The survey `placement-2019`: how the class of 2019 fares a year on, for the quality of training.

Most respondents gave their student number. Women and bachelors answered more often, and they are the more
satisfied ones: a weighted figure lies below the unweighted one. A few hurried through, ticked one column
throughout, or answered twice.
"""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl

from dagster_project.demo.delivery import Delivery, Packing, pack
from dagster_project.demo.draw import generator, some, texts
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED
from dagster_project.demo.survey_forms import SKIPPED, labelled, metadata, on_scale, picked, survey_facts

SURVEY_ID, CLASS_YEAR = "placement-2019", 2019
RESPONSES, TWICE, HURRIED, STRAIGHT = 2_140, 18, 42, 55
HURRIED_BELOW = 30  # seconds
MATCH = ("很不相关", "不太相关", "一般", "比较相关", "很相关")
EXPECTATION = ("很不吻合", "不太吻合", "一般", "比较吻合", "很吻合")
SATISFACTION = ("很不满意", "不满意", "一般", "满意", "很满意")
NO_ANSWER = "无法评价"
STATES = (("已就业", 74), ("国内升学", 17), ("出国（境）深造", 5), ("待就业", 4))
PAY = (
    ("5000元以下", 9), ("5000-8000元", 31), ("8000-12000元", 34), ("12000元以上", 18), ("不便透露", 8),
)  # fmt: skip
LEFT = (("没有离职", 79), ("离职一次", 17), ("离职两次及以上", 4))
ASPECTS = ("课程教学", "实践教学", "就业指导", "学风", "学生管理", "学习条件")


def placement_survey(people: pl.DataFrame, seed: int) -> Delivery:
    """The one file, exported on 2020-12-15. `people`: those whom a roster has brought, all class years."""
    rng = generator(seed, "survey", SURVEY_ID)
    mine = people.filter(pl.col("class_year") == CLASS_YEAR)
    chosen = mine[_respondents(rng, mine)]
    n = len(chosen)
    lean = np.where(chosen["gender"] == "2", 0.35, -0.15) + np.where(chosen["level"] == "bachelor", 0.1, -0.2)
    seconds = np.exp(rng.normal(5.1, 0.45, n)).astype(int) + 40
    odd = rng.permutation(n)
    seconds[odd[:HURRIED]] = rng.integers(9, HURRIED_BELOW, size=HURRIED)
    state = picked(rng, STATES, n)
    works = state == "已就业"
    aspects = [on_scale(rng, 4.0 + lean, 0.8, 1, 5) for _ in ASPECTS]
    # Who ticks one column throughout: hurried or not, and always the same score in all rows.
    straight = odd[HURRIED // 2 : HURRIED // 2 + STRAIGHT]
    for row in aspects:
        row[straight] = aspects[0][straight]
    frame = pl.DataFrame(
        metadata(rng, datetime(2020, 11, 20, 9), 20, seconds)
        | {
            _NUMBER: texts(np.where(rng.random(n) < 0.86, chosen["student_no"], SKIPPED)),
            "2、您目前的状态 (单选题)": texts(state),
            "3、您目前的工作与所学专业的相关程度 (量表题)": _of_those(works, rng, MATCH, 3.8 + lean),
            "4、您目前的工作与职业期待的吻合程度 (量表题)": _of_those(works, rng, EXPECTATION, 3.6 + lean),
            "5、您对目前工作的总体满意度 (量表题)": _of_those(works, rng, SATISFACTION, 3.9 + lean),
            "6、您目前的税前月薪 (单选题)": texts(np.where(works, picked(rng, PAY, n), SKIPPED)),
            "7、毕业以来您是否离职过 (单选题)": texts(np.where(works, picked(rng, LEFT, n), SKIPPED)),
        }
        | {
            f"8、您对母校各方面的满意程度 (矩阵量表题)—{aspect}" if not order else aspect:
            texts(np.char.add(aspects[order].astype(str), "分").astype(object))
            for order, aspect in enumerate(ASPECTS)
        }
        | {"9、您对母校人才培养的建议 (填空题)": texts(picked(rng, _OPINIONS, n).astype(object))}
    ).with_columns(pl.lit(ACCEPTED).alias("fate"), chosen["person"].alias("person"))  # fmt: skip
    numbers = ("2", "3", "4", "5", "6", "7", *(f"8.{row}" for row in range(1, len(ASPECTS) + 1)))
    facts = survey_facts(SURVEY_ID, frame, dict(zip(numbers, frame.columns[7:-3], strict=True)))
    facts |= _oddities(frame, seconds)
    # One row exported twice, and one that lost its number.
    again = frame[some(rng, n, 2)].with_columns(pl.lit(DUPLICATE).alias("fate"))
    lost = frame[:1].with_columns(pl.lit(None, pl.String).alias("序号"), pl.lit(QUARANTINED).alias("fate"))
    return pack(
        "survey_responses",
        SURVEY_ID,
        date(2020, 12, 15),
        pl.concat([frame, again, lost]),
        Packing("xlsx"),
        facts,
    )


def _oddities(frame: pl.DataFrame, seconds: np.ndarray) -> dict:
    """Responses with a number, people they are of, and those hurried through or ticked straight down."""
    told = frame.filter(pl.col(_NUMBER) != SKIPPED)
    rows = frame.select(name for name in frame.columns if name.startswith("8、") or name in ASPECTS)
    straight = rows.select(pl.all_horizontal(pl.all() == pl.first())).to_series()
    return {
        "with_student_no": len(told),
        "respondents_with_student_no": told[_NUMBER].n_unique(),
        "hurried": int((seconds < HURRIED_BELOW).sum()),
        "straight": int(straight.sum()),
    }


_NUMBER = "1、您的学号 (填空题)"
_OPINIONS = ((SKIPPED, 82), ("多开实践课", 7), ("希望加强实习", 6), ("无", 5))


def _respondents(rng: np.random.Generator, mine: pl.DataFrame) -> np.ndarray:
    """Rows of those who answered: women and bachelors more often; some of them come a second time."""
    bias = np.where(mine["gender"] == "2", 2.2, 1.0) * np.where(mine["level"] == "bachelor", 1.8, 1.0)
    # The smallest of exponential times is a draw without replacement in proportion to the weights.
    order = np.argsort(rng.exponential(size=len(mine)) / bias, kind="stable")
    first = order[: RESPONSES - TWICE]
    return rng.permutation(np.concatenate([first, first[:TWICE]]))


def _of_those(
    works: np.ndarray, rng: np.random.Generator, labels: tuple[str, ...], mean: np.ndarray
) -> pl.Series:
    """Answers of those who work; one in forty cannot say, the others were not asked."""
    answers = labelled(on_scale(rng, mean, 0.85, 1, 5), labels)
    answers = np.where(rng.random(len(works)) < 0.025, NO_ANSWER, answers)
    return texts(np.where(works, answers, SKIPPED))
