"""The survey `guidance-2020` as a text export of 问卷星: 2,537 responses whose headline is 97.60 %.

The counts of item 5 are the centre's own (spec of the seed figures); everything else is drawn.
"""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl

from dagster_project.demo import vocabulary as words
from dagster_project.demo.delivery import Delivery, Packing, pack
from dagster_project.demo.draw import generator, texts, weighted
from dagster_project.demo.mess import ACCEPTED

SURVEY_ID = "guidance-2020"
CLASS_YEAR = 2020
HEADLINE = {"很满意": 1480, "满意": 760, "一般": 200, "不满意": 45, "很不满意": 15, "无法评价": 37}
SCORES = {"很满意": 5, "满意": 4, "一般": 3, "不满意": 2, "很不满意": 1}
RESPONSES = sum(HEADLINE.values())

_GUIDANCE = ("就业指导课程", "个体咨询", "专题讲座", "校园招聘会", "简历修改", "模拟面试", "其他〖企业参访〗")
_OPINIONS = (
    "希望多办行业专场",
    "老师很耐心",
    "讲座时间最好放在晚上",
    "希望提供更多一对一咨询",
    "很好，谢谢！",
    "无",
)
_SKIPPED = "(跳过)"


def survey_delivery(seed: int) -> Delivery:
    """The one file of the survey, as exported on 2020-10-20."""
    rng = generator(seed, "survey")
    n = RESPONSES
    overall = rng.permutation(np.repeat(list(HEADLINE), list(HEADLINE.values())))
    # Four services of five were seen by most; aspects lean to the overall judgement.
    score = np.array([SCORES.get(answer, 3) for answer in overall])
    seconds = np.sort(rng.integers(11 * 24 * 3600, size=n))
    opened = np.datetime64("2020-10-08T09:00:00")
    submitted = (opened + seconds.astype("timedelta64[s]")).astype(datetime)
    frame = pl.DataFrame(
        {
            "fate": [ACCEPTED] * n,
            "序号": np.arange(1, n + 1).astype(str),
            "提交答卷时间": [f"{t:%Y/}{t.month}/{t.day} {t:%H:%M:%S}" for t in submitted],
            "所用时间": [f"{s}秒" for s in (np.exp(rng.normal(4.7, 0.5, n))).astype(int) + 15],
            "来源": _pick(rng, (("手机提交", 88), ("链接", 12)), n),
            "来源详情": _pick(rng, (("微信", 80), ("直接访问", 20)), n),
            # Addresses kept for documentation (RFC 5737).
            "来自IP": [f"192.0.2.{host}(陕西-西安)" for host in rng.integers(1, 255, size=n)],
            "1、性别": _pick(rng, (("男", 60), ("女", 40)), n),
            "2、学历": _pick(rng, (("本科", 57), ("硕士", 34), ("博士", 9)), n),
            "3、所在校区": _pick(rng, tuple(zip(words.CAMPUSES, (58, 12, 30), strict=True)), n),
            "4、您接受过的指导服务(多选)": _several(rng, n),
            "5、您对学校就业指导服务的总体满意度 (量表题)": overall,
            "6、指导服务各方面—课程": _aspect(rng, score),
            "咨询": _aspect(rng, score),
            "讲座": _aspect(rng, score),
            "7、您对学校就业指导服务的意见和建议 (填空题)": _pick(
                rng, ((_SKIPPED, 80), *((text, 4) for text in _OPINIONS)), n
            ),
        }
    )
    return pack("survey_responses", SURVEY_ID, date(2020, 10, 20), frame, Packing("xlsx"))


def _pick(rng: np.random.Generator, choices: tuple[tuple[str, float], ...], n: int) -> np.ndarray:
    return np.array([value for value, _ in choices])[weighted(rng, [weight for _, weight in choices], n)]


def _several(rng: np.random.Generator, n: int) -> pl.Series:
    """Ticked options joined by ┋ in the order of the questionnaire; who ticked none was not asked on."""
    ticked = rng.random((n, len(_GUIDANCE))) < np.array([0.62, 0.28, 0.55, 0.7, 0.2, 0.18, 0.04])
    answers = ["┋".join(option for option, on in zip(_GUIDANCE, row, strict=True) if on) for row in ticked]
    return pl.Series([answer or _SKIPPED for answer in answers])


def _aspect(rng: np.random.Generator, score: np.ndarray) -> pl.Series:
    given = np.clip(score + rng.integers(-1, 2, size=len(score)), 1, 5)
    cells = np.char.add(given.astype(str), "分").astype(object)
    return texts(np.where(rng.random(len(score)) < 0.04, _SKIPPED, cells))
