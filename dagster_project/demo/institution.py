"""The `institution.yml` of the demonstration: the university that the seed figures are of, and its survey."""

from __future__ import annotations

import yaml

from dagster_project.demo import survey_employers, survey_placement
from dagster_project.demo.english_names import NAMES_EN
from dagster_project.demo.survey import CLASS_YEAR, SCORES, SURVEY_ID
from dagster_project.settings import FEEDS

NOTICE = (
    "The people in these deliveries are invented; so are their employers, identifiers and answers. "
    "Only the totals follow what the career centre reported for 2020."
)


def _scores(labels: tuple[str, ...]) -> dict[str, int]:
    return {label: score for score, label in reversed(list(enumerate(labels, 1)))}


_SCALE = {"kind": "scale", "points": 5}
_PLACEMENT = {
    "title_zh": "2019届毕业生培养质量跟踪调查",
    "title_en": "How the class of 2019 fares a year on",
    "population": "graduates",
    "class_year": survey_placement.CLASS_YEAR,
    "frame": "roster",
    "respondent_header": "您的学号",
    "min_seconds": 30,
    "headline": {"item": "5", "box_rule": "top3"},
    "items": {
        "2": {"kind": "single", "breakdown": "state"},
        **{
            number: _SCALE
            | {"options": _scores(labels), "excluded": [survey_placement.NO_ANSWER], "measure": measure}
            for number, labels, measure in (
                ("3", survey_placement.MATCH, "major_match_rate"),
                ("4", survey_placement.EXPECTATION, "expectation_match_rate"),
                ("5", survey_placement.SATISFACTION, "job_satisfaction_rate"),
            )
        },
        "6": {"kind": "single", "options": [label for label, _ in survey_placement.PAY]},
        "7": {
            "kind": "single",
            "options": [label for label, _ in survey_placement.LEFT],
            "measure": "turnover_rate",
            "counts": ["离职一次", "离职两次及以上"],
        },
        "8": _SCALE | {"rows": len(survey_placement.ASPECTS)},
        "9": {"kind": "open"},
    },
}
_FAIR_EMPLOYERS = {
    "title_zh": "2021届秋季综合双选会用人单位满意度调查",
    "title_en": "Satisfaction of the employers at the comprehensive autumn fair",
    "population": "employers",
    "class_year": 2021,
    "frame": "none",
    "headline": {"item": "2", "box_rule": "top2"},
    "items": {
        "1": {"kind": "single", "breakdown": "employer_nature"},
        "2": _SCALE | {"options": _scores(survey_placement.SATISFACTION)},
        "3": {"kind": "scale", "points": 11},
        "4": {"kind": "single"},
        "5": _SCALE | {"rows": len(survey_employers.QUALITIES)},
    },
}
# What the centre set itself for 2021. A goal without an indicator has no figure in the warehouse.
_GOALS = {
    "placement": {
        "zh": "毕业去向落实率稳中有升", "en": "placement rate up", "target": 0.93, "unit": "share",
        "indicator": "placement_rate", "snapshot": "year_end",
    },
    "quality": {
        "zh": "重点单位就业比例提升", "en": "more graduates with key employers", "target": 0.2,
        "unit": "share", "indicator": "placement_quality", "of": "key_employer_share", "snapshot": "year_end",
    },
    "start_up": {
        "zh": "支持学生创业，训练营学员60人", "en": "support for student start-ups: 60 members of the camp",
        "target": 60, "unit": "person", "indicator": "programme_members", "of": "创业训练营",
    },
    "three_campuses": {
        "zh": "一校三区就业工作一体化", "en": "one university on three campuses", "target": 3,
        "indicator": "activity_campuses",
    },
    "guidance_events": {
        "zh": "全年就业指导活动100场以上", "en": "over 100 guidance events", "target": 100, "unit": "number",
        "indicator": "activities",
    },
    "courses": {
        "zh": "开设就业指导课程6门", "en": "six courses of career guidance", "target": 6, "unit": "number",
        "indicator": "activities", "of": "course",
    },
    "platform": {"zh": "建成就业数据平台", "en": "the platform of employment data", "target": 1, "stated": 1},
    "international_base": {
        "zh": "建设国际组织人才培养基地，校级活动500人次", "en": "the base for international organisations",
        "target": 500, "unit": "person_time", "indicator": "person_times",
        "of": "international_organisation",
    },
}  # fmt: skip

# The newest delivery of the demonstration is of this day; nothing later is ever due.
_LAST_DAY = "2021-12-31"

_CONFIGURATION = {
    "institution": {
        "code": "10698",
        "name_zh": "西安交通大学",
        "name_en": "Xi'an Jiaotong University",
        "province": "61",
        "time_zone": "Asia/Shanghai",
    },
    "snapshots": {"initial": "08-31", "year_end": "12-31"},
    "policy": {"completed_counts": True},
    "quarantine": {"max_share": 0.05},
    "quality": {"acknowledged_silences": dict.fromkeys(FEEDS, _LAST_DAY)},
    "disclosure": {"profile": "default"},
    "headers": {},
    "codes": {},
    "activity_kinds": {"workshop": {"zh": "工作坊", "en": "workshop"}},
    "surveys": {
        SURVEY_ID: {
            "title_zh": "2020届毕业生就业指导服务满意度调查",
            "title_en": "Satisfaction of the 2020 graduates with career guidance",
            "population": "graduates",
            "class_year": CLASS_YEAR,
            "frame": "roster",
            "headline": {"item": "5", "box_rule": "top3"},
            "items": {
                "1": {"kind": "single", "breakdown": "gender"},
                "2": {"kind": "single", "breakdown": "degree_level"},
                "3": {"kind": "single", "breakdown": "campus"},
                "4": {"kind": "multiple"},
                "5": {
                    "kind": "scale",
                    "points": 5,
                    "options": SCORES,
                    "excluded": ["无法评价"],
                    "reported": {"percent": "97.60", "box_rule": "top3"},
                },
                "6.1": {"kind": "scale", "points": 5},
                "6.2": {"kind": "scale", "points": 5},
                "6.3": {"kind": "scale", "points": 5},
                "7": {"kind": "open"},
            },
        },
        survey_placement.SURVEY_ID: _PLACEMENT,
        survey_employers.SURVEY_ID: _FAIR_EMPLOYERS,
    },
    "goals": {name: {"year": 2021} | goal for name, goal in _GOALS.items()},
    # The class that the centre's own account is of.
    "report": {"class_year": CLASS_YEAR, "names_en": NAMES_EN},
}


def institution_yml(graduates: int, seed: int) -> bytes:
    """The file's bytes. Size and seed stand in its head, so another demonstration differs in this file."""
    head = (
        f"# {NOTICE}\n"
        f"# Written by `gradmart demo`: {graduates} graduates a class year, seed {seed}.\n"
        "# A deployment of your own has its own file and its own data folder.\n"
        "# The deliveries end in 2021: quality.acknowledged_silences says that nothing more is due.\n"
    )
    body = yaml.safe_dump(_CONFIGURATION, allow_unicode=True, sort_keys=False, width=100)
    return (head + body).encode()
