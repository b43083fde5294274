"""The survey `fair-employers-2020`: what employers at the fair of 2020-11-02 say. It has no frame."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl

from dagster_project.demo.delivery import UTF8_BOM, Delivery, pack
from dagster_project.demo.draw import generator, texts
from dagster_project.demo.mess import ACCEPTED
from dagster_project.demo.survey_forms import labelled, metadata, on_scale, picked, survey_facts
from dagster_project.demo.survey_placement import SATISFACTION

SURVEY_ID = "fair-employers-2020"
RESPONSES = 214
NATURES = (("国有企业", 34), ("民营企业", 46), ("三资企业", 8), ("事业单位", 9), ("其他", 3))
AGAIN = (("愿意", 91), ("未定", 8), ("不愿意", 1))
QUALITIES = ("专业知识", "实践能力", "沟通能力", "职业素养")


def employer_survey(seed: int) -> Delivery:
    """The one file, exported the day after the fair: points of 0 to 10 as bare numbers."""
    rng = generator(seed, "survey", SURVEY_ID)
    n = RESPONSES
    mood = rng.normal(0, 0.4, n)
    seconds = np.exp(rng.normal(4.4, 0.4, n)).astype(int) + 20
    columns = metadata(rng, datetime(2020, 11, 2, 9), 1, seconds) | {
        "1、贵单位的性质 (单选题)": texts(picked(rng, NATURES, n).astype(object)),
        "2、您对本次双选会组织与服务的总体满意度 (量表题)": texts(
            labelled(on_scale(rng, 4.5 + mood, 0.6, 1, 5), SATISFACTION)
        ),
        "3、您向其他单位推荐本校双选会的意愿 (量表题)": texts(
            on_scale(rng, 8.4 + 2 * mood, 1.3, 0, 10).astype(str).astype(object)
        ),
        "4、贵单位明年是否愿意再来 (单选题)": texts(picked(rng, AGAIN, n).astype(object)),
    }  # fmt: skip
    for order, quality in enumerate(QUALITIES):
        scores = on_scale(rng, 4.2 + mood, 0.7, 1, 5).astype(str)
        name = f"5、您对本校毕业生的评价 (矩阵量表题)—{quality}" if not order else quality
        columns[name] = texts(np.char.add(scores, "分").astype(object))
    frame = pl.DataFrame(columns).with_columns(pl.lit(ACCEPTED).alias("fate"))
    numbers = ("1", "2", "3", "4", *(f"5.{row}" for row in range(1, len(QUALITIES) + 1)))
    questions = frame.columns[6:-1]
    facts = survey_facts(SURVEY_ID, frame, dict(zip(numbers, questions, strict=True)))
    return pack("survey_responses", SURVEY_ID, date(2020, 11, 3), frame, UTF8_BOM, facts)
