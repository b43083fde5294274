"""The `institution.yml` of the demonstration: the university that the seed figures are of, and its survey."""

from __future__ import annotations

import yaml

from dagster_project.demo.survey import CLASS_YEAR, SCORES, SURVEY_ID

NOTICE = (
    "The people in these deliveries are invented; so are their employers, identifiers and answers. "
    "Only the totals follow what the career centre reported for 2020."
)

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
    "disclosure": {"profile": "default"},
    "headers": {},
    "codes": {},
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
                "5": {"kind": "scale", "points": 5, "options": SCORES, "excluded": ["无法评价"]},
                "6.1": {"kind": "scale", "points": 5},
                "6.2": {"kind": "scale", "points": 5},
                "6.3": {"kind": "scale", "points": 5},
                "7": {"kind": "open"},
            },
        }
    },
}


def institution_yml(graduates: int, seed: int) -> bytes:
    """The file's bytes. Size and seed stand in its head, so another demonstration differs in this file."""
    head = (
        f"# {NOTICE}\n"
        f"# Written by `gradmart demo`: {graduates} graduates a class year, seed {seed}.\n"
        "# A deployment of your own has its own file and its own data folder.\n"
    )
    body = yaml.safe_dump(_CONFIGURATION, allow_unicode=True, sort_keys=False, width=100)
    return (head + body).encode()
