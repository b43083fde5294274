"""What a survey definition says of policy, measures and printed figures: what is legal, what dbt reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.survey_config import survey_tables
from dagster_project.settings import load_institution
from tests.deployments import write_institution
from tests.unit.ingest.test_surveys_config import TITLE, institution, mistakes


def test_the_policy_of_a_survey_lands_as_settings_and_in_words(tmp_path: Path) -> None:
    tables = survey_tables(
        institution(
            tmp_path,
            a={"min_seconds": 30, "exclude": ["speeders"], "complete_share": 0.8, "straight_line_items": 7},
            b={},
        )
    )
    columns = [
        "complete_share",
        "min_seconds",
        "straight_line_items",
        "excludes_speeders",
        "excludes_duplicates",
    ]
    assert tables["surveys"].select(columns).rows() == [
        (0.8, 30, 7, True, False),
        (0.5, None, 5, False, True),
    ]
    assert tables["surveys"]["policy"].to_list() == [
        "excluded: speeders; complete: at least 80% of the shown scale items answered; speeder: under 30 s; "
        "straight-liner: 7 or more equal answers in a matrix or scale",
        "excluded: duplicates; complete: at least 50% of the shown scale items answered; "
        "speeder: not checked; straight-liner: 5 or more equal answers in a matrix or scale",
    ]


def test_a_reported_percentage_keeps_the_decimals_it_was_written_with(tmp_path: Path) -> None:
    """97.60 claims more than 97.6; YAML knows one number only, quotation marks or not."""
    write_institution(tmp_path)
    file = tmp_path / "raw" / "institution.yml"
    item = "{kind: scale, points: 5, reported: {percent: %s, box_rule: top3}}"
    written = ["97.60", "97.6", "'97.60'", "98"]
    items = ", ".join(f"{place}: {item % text}" for place, text in enumerate(written, 1))
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}surveys: {{s: {{title_zh: 满意度, items: {{{items}}}}}}}\n", encoding="utf-8")
    found = survey_tables(load_institution(file))["survey_items"]
    assert found["reported_percent"].to_list() == ["97.60", "97.6", "97.60", "98"]
    assert found["reported_box_rule"].unique().to_list() == ["top3"]


def test_a_measure_names_its_numerator(tmp_path: Path) -> None:
    items = {
        1: {"kind": "scale", "points": 5, "measure": "major_match_rate", "counts": "top3"},
        2: {"kind": "scale", "points": 5, "measure": "job_satisfaction_rate"},
        3: {"kind": "single", "measure": "turnover_rate", "counts": ["离职"]},
        4: {"kind": "single", "breakdown": "college", "groups": {"电气": "电气工程学院"}},
    }
    tables = survey_tables(institution(tmp_path, s={"class_year": 2020, "items": items}))
    assert tables["survey_items"].select("measure", "measure_box_rule").rows() == [
        ("major_match_rate", "top3"),
        ("job_satisfaction_rate", "top2"),
        ("turnover_rate", None),
        (None, None),
    ]
    assert tables["survey_measure_options"].rows() == [("s", "3", "离职")]
    assert tables["survey_groups"].rows() == [("s", "4", "电气", "电气工程学院")]


def test_college_groups_land_one_college_a_row(tmp_path: Path) -> None:
    write_institution(tmp_path, college_groups={"工科": ["电气工程学院", "机械工程学院"]})
    tables = survey_tables(load_institution(tmp_path / "raw" / "institution.yml"))
    assert tables["college_groups"].rows() == [("工科", "电气工程学院"), ("工科", "机械工程学院")]


def test_mistakes_of_policy_measure_and_reported_figure_are_told_with_what_is_legal(tmp_path: Path) -> None:
    items = {
        1: {"kind": "scale", "points": 5, "measure": "major_match_rate", "counts": "top4"},
        2: {"kind": "single", "options": ["离职", "在职"], "measure": "turnover_rate", "counts": ["辞职"]},
        3: {"kind": "single", "measure": "expectation_match_rate"},
        4: {"kind": "multiple", "measure": "job_satisfaction_rate"},
        5: {"kind": "scale", "points": 7, "reported": {"percent": 97.5, "box_rule": "top4"}},
        6: {
            "kind": "single",
            "reported": {"percent": "97.5"},
            "counts": ["好"],
            "groups": {"电气": "电气工程学院"},
        },
    }
    box_rules = {7: {"own": 8}}
    assert mistakes(tmp_path, exclude=["speeders"], items=items, class_year=2020, box_rules=box_rules) == [
        "exclude: speeders are told by min_seconds: give it, or take speeders out (given: 'speeders')",
        "box_rules.7: own is out of range; legal is above 1, up to 7 (given: 8.0)",
        "items.1.counts: a scale counts by one of its rules; legal are top2, top3 (given: 'top4')",
        "items.2.counts: '辞职' is no option; legal are 离职, 在职 (given: '辞职')",
        "items.3.counts: list the options that count; legal are those of the question",
        "items.4.measure: a measure needs one item of kind 'single' or 'scale' "
        "(given: 'job_satisfaction_rate')",
        "items.5.reported: the item has no such rule; legal are own (given: 'top4')",
        "items.6.groups: only an item with a breakdown has groups (given: {'电气': '电气工程学院'})",
        "items.6.reported: a reported figure is of one item of kind 'scale' (given: '97.5')",
        "items.6.counts: only an item with a measure says what counts for it (given: ('好',))",
    ]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"exclude": ["bots"]}, "Input should be 'speeders', 'straight_liners', 'duplicates', 'repeats' or"),
        ({"items": {1: {"kind": "single", "measure": "happiness"}}}, "Input should be 'major_match_rate', "),
        (
            {"items": {1: {"kind": "scale", "points": 5, "reported": {"percent": 101}}}},
            "that is no percentage",
        ),
        ({"items": {1: {"kind": "scale", "points": 5, "counts": 5}}}, "the name of a box rule, or a list of"),
        ({"complete_share": 80}, "complete_share: Input should be less than or equal to 1 (given: 80)"),
    ],
)
def test_illegal_words_are_told_with_the_legal_ones(tmp_path: Path, setting: dict, told: str) -> None:
    [mistake] = mistakes(tmp_path, **setting)
    assert told in mistake


def test_a_measure_of_a_year_is_answered_once_and_a_college_is_in_one_group(tmp_path: Path) -> None:
    item = {"kind": "single", "measure": "turnover_rate", "counts": ["离职"]}
    survey = TITLE | {"class_year": 2020, "items": {1: item}}
    write_institution(
        tmp_path, surveys={"a": survey, "b": survey}, college_groups={"工科": ["机械"], "理科": ["机械"]}
    )
    with pytest.raises(ConfigurationError) as error:
        load_institution(tmp_path / "raw" / "institution.yml")
    assert "b.items.1.measure: a.items.1 answers turnover_rate of the class of 2020 already" in str(
        error.value
    )
    assert "college_groups: a college is in one group only, and in two are 机械" in str(error.value)
