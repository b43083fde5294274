"""What a survey definition means: the labels of a scale with their scores, and the tables dbt reads.

The legality of a definition is settled in `settings.surveys`; no answers are read here.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dagster_project.settings import Institution
from dagster_project.settings.survey_items import SurveyItem
from dagster_project.settings.surveys import Survey

# Where a five-point item gives no options: the two families of labels that mean the same everywhere.
# 比较满意, 基本满意 and the like stand at different points in different questionnaires: never guessed.
DEFAULT_LABELS: dict[str, float] = {
    "很满意": 5,
    "非常满意": 5,
    "满意": 4,
    "一般": 3,
    "不满意": 2,
    "很不满意": 1,
    "非常不满意": 1,
}
# Leave the base of every scale, declared or not (domain, section 6).
ALWAYS_EXCLUDED = ("无法评价", "不清楚")

SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    "surveys": {
        "survey_id": pl.String,
        "title_zh": pl.String,
        "title_en": pl.String,
        "population": pl.String,
        "class_year": pl.Int64,
        "frame": pl.String,
        "frame_n": pl.Int64,
        "headline_item": pl.String,
        "headline_box_rule": pl.String,
        "complete_share": pl.Float64,
        "min_seconds": pl.Int64,
        "straight_line_items": pl.Int64,
        "excludes_speeders": pl.Boolean,
        "excludes_straight_liners": pl.Boolean,
        "excludes_duplicates": pl.Boolean,
        "excludes_repeats": pl.Boolean,
        "excludes_incomplete": pl.Boolean,
        "policy": pl.String,
        "policy_zh": pl.String,
    },
    "survey_items": {
        "survey_id": pl.String,
        "item_no": pl.String,
        "item": pl.String,
        "kind": pl.String,
        "scale_points": pl.Int64,
        "breakdown": pl.String,
        "measure": pl.String,
        "measure_box_rule": pl.String,
        "reported_percent": pl.String,
        "reported_box_rule": pl.String,
    },
    "survey_options": {
        "survey_id": pl.String,
        "item_no": pl.String,
        "option": pl.String,
        "score": pl.Float64,
        "is_excluded": pl.Boolean,
        "position": pl.Int64,
    },
    "survey_groups": {
        "survey_id": pl.String,
        "item_no": pl.String,
        "answer": pl.String,
        "breakdown_value": pl.String,
    },
    "survey_measure_options": {
        "survey_id": pl.String,
        "item_no": pl.String,
        "option": pl.String,
    },
    "survey_box_rules": {
        "survey_id": pl.String,
        "item_no": pl.String,
        "box_rule": pl.String,
        "min_score": pl.Float64,
    },
    "college_groups": {"college_group": pl.String, "college": pl.String},
}


@dataclass(frozen=True)
class Option:
    """One answer an item knows. `score` is None when it counts for none."""

    label: str
    score: float | None
    is_excluded: bool


def declared_options(item: SurveyItem) -> list[Option]:
    """Options as institution.yml gives them, in the questionnaire's order; further exclusions come last."""
    scores = item.options | {label: None for label in item.excluded if label not in item.options}
    return [Option(label, score, label in item.excluded) for label, score in scores.items()]


def known_options(item: SurveyItem) -> list[Option]:
    """Declared options, and what every scale knows: default labels of five points, exclusions."""
    options = declared_options(item)
    if item.kind != "scale":
        return options
    if item.points == 5 and not item.options:
        defaults = [Option(label, score, False) for label, score in DEFAULT_LABELS.items()]
        excluded = {option.label for option in options}
        options = [option for option in defaults if option.label not in excluded] + options
    labels = {option.label for option in options}
    return options + [Option(label, None, True) for label in ALWAYS_EXCLUDED if label not in labels]


def survey_tables(institution: Institution) -> dict[str, pl.DataFrame]:
    """The tables of `SCHEMAS` of an institution: its surveys, and the college groups of their weights.

    A matrix declared with `rows` has one row per matrix row, numbered as it lands (13.1, 13.2 …).
    """
    rows: dict[str, list[tuple]] = {name: [] for name in SCHEMAS}
    for survey_id, survey in institution.surveys.items():
        rows["surveys"].append(_survey_row(survey_id, survey))
        for number, item in survey.single_items.items():
            key = (survey_id, number)
            rows["survey_items"].append((*key, *_item_row(item)))
            rows["survey_options"] += [
                (*key, option.label, option.score, option.is_excluded, position)
                for position, option in enumerate(known_options(item), 1)
            ]
            rows["survey_box_rules"] += [(*key, rule, score) for rule, score in survey.rules_of(item).items()]
            rows["survey_groups"] += [(*key, answer, group) for answer, group in item.groups.items()]
            counted = item.counts if isinstance(item.counts, tuple) else ()
            rows["survey_measure_options"] += [(*key, option) for option in counted]
    rows["college_groups"] += [
        (group, college) for group, colleges in institution.college_groups.items() for college in colleges
    ]
    return {name: pl.DataFrame(rows[name], schema=schema, orient="row") for name, schema in SCHEMAS.items()}


def _item_row(item: SurveyItem) -> tuple:
    # The wording of a matrix row stands in the file's header only: its title is the stem of all rows.
    title = None if item.rows else item.title
    by_rule = item.measure is not None and item.kind == "scale"
    return (
        title,
        item.kind,
        item.points,
        item.breakdown,
        item.measure,
        (item.counts or "top2") if by_rule else None,
        item.reported.percent if item.reported else None,
        item.reported.box_rule if item.reported else None,
    )


def _survey_row(survey_id: str, survey: Survey) -> tuple:
    frame = "fixed" if isinstance(survey.frame, int) else survey.frame
    flags = ("speeders", "straight_liners", "duplicates", "repeats", "incomplete")
    return (
        survey_id,
        survey.title_zh,
        survey.title_en or None,
        survey.population,
        survey.class_year,
        frame,
        survey.frame if frame == "fixed" else None,
        survey.headline.item if survey.headline else None,
        survey.headline.box_rule if survey.headline else None,
        survey.complete_share,
        survey.min_seconds,
        survey.straight_line_items,
        *(flag in survey.exclude for flag in flags),
        *policy_texts(survey),
    )


_FLAGS = {
    "duplicates": ("duplicates", "同一人的重复答卷"),
    "repeats": ("repeats", "内容与时间全同的答卷"),
    "incomplete": ("incomplete responses", "未完成答卷"),
    "speeders": ("speeders", "过快答卷"),
    "straight_liners": ("straight-liners", "同一选项到底的答卷"),
}


def policy_texts(survey: Survey) -> tuple[str, str]:
    """Which responses count, as an English and a Chinese line to stand beside the figures."""
    left_out = [texts for flag, texts in _FLAGS.items() if flag in survey.exclude]
    english = ", ".join(text for text, _ in left_out) or "none"
    chinese = "、".join(text for _, text in left_out) or "无"
    floor = f"under {survey.min_seconds} s" if survey.min_seconds else "not checked"
    floor_zh = f"用时少于 {survey.min_seconds} 秒" if survey.min_seconds else "不检查"
    share, items = survey.complete_share, survey.straight_line_items
    return (
        f"excluded: {english}; complete: at least {share:.0%} of the shown scale items answered; "
        f"speeder: {floor}; straight-liner: {items} or more equal answers in a matrix or scale",
        f"剔除：{chinese}；完成：至少作答 {share:.0%} 的已显示量表题；"
        f"过快：{floor_zh}；同一选项到底：同一矩阵或量表 {items} 题及以上答案全同",
    )
