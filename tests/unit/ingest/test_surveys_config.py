"""Survey definitions of institution.yml: what is legal, and the tables dbt reads of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.survey_config import SCHEMAS, survey_tables
from dagster_project.settings import Institution, load_institution
from tests.deployments import write_institution

TITLE = {"title_zh": "满意度"}


def institution(data: Path, **surveys: dict) -> Institution:
    write_institution(
        data, surveys={name.replace("_", "-"): TITLE | content for name, content in surveys.items()}
    )
    return load_institution(data / "raw" / "institution.yml")


def mistakes(data: Path, **content: object) -> list[str]:
    with pytest.raises(ConfigurationError) as error:
        institution(data, s={**content})
    return [line.removeprefix("  - surveys.s.") for line in error.value.what.splitlines()[1:]]


def test_five_points_always_have_both_rules_and_other_scales_their_own(tmp_path: Path) -> None:
    items = {
        1: {"kind": "scale", "points": 5},
        2: {"kind": "scale", "points": 5, "box_rules": {"delighted": 5}},
        3: {"kind": "scale", "points": 10, "box_rules": {"satisfied": 7}},
        4: {"kind": "scale", "points": 11},
        5: {"kind": "single"},
    }
    rules = survey_tables(institution(tmp_path, s={"items": items}))["survey_box_rules"]
    assert rules.drop("survey_id").rows() == [
        ("1", "top2", 4),
        ("1", "top3", 3),
        ("2", "top2", 4),
        ("2", "top3", 3),
        ("2", "delighted", 5),
        ("3", "satisfied", 7),
        ("4", "top2", 9),
        ("4", "top3", 8),
    ]


def test_options_carry_score_exclusion_and_position(tmp_path: Path) -> None:
    items = {
        1: {
            "kind": "scale",
            "points": 4,
            "options": {"好": 4, "说不清": None, "不好": 1},
            "excluded": ["说不清"],
        },
        2: {"kind": "single", "options": ["男", "女"]},
    }
    options = survey_tables(institution(tmp_path, s={"items": items}))["survey_options"]
    assert options.drop("survey_id").rows() == [
        ("1", "好", 4, False, 1),
        ("1", "说不清", None, True, 2),
        ("1", "不好", 1, False, 3),
        ("1", "无法评价", None, True, 4),
        ("1", "不清楚", None, True, 5),
        ("2", "男", None, False, 1),
        ("2", "女", None, False, 2),
    ]


def test_default_labels_stand_in_for_missing_options_of_five_points(tmp_path: Path) -> None:
    options = survey_tables(institution(tmp_path, s={"items": {1: {"kind": "scale", "points": 5}}}))[
        "survey_options"
    ]
    scores = dict(options.filter(is_excluded=False).select("option", "score").rows())
    assert scores == {
        "很满意": 5, "非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "很不满意": 1, "非常不满意": 1
    }  # fmt: skip
    assert options.filter(is_excluded=True)["option"].to_list() == ["无法评价", "不清楚"]


def test_a_matrix_with_rows_stands_for_each_of_its_rows(tmp_path: Path) -> None:
    items = {
        13: {"kind": "scale", "points": 5, "rows": 3},
        "13.2": {"kind": "scale", "points": 5, "title": "咨询"},
    }
    tables = survey_tables(institution(tmp_path, s={"items": items}))
    assert tables["survey_items"].select("item_no", "item").rows() == [
        ("13.1", None),
        ("13.2", "咨询"),
        ("13.3", None),
    ]
    assert tables["survey_box_rules"].height == 6


def test_frames_and_headlines(tmp_path: Path) -> None:
    scale = {"items": {5: {"kind": "scale", "points": 5}}}
    tables = survey_tables(
        institution(
            tmp_path,
            a=scale | {"frame": "roster", "class_year": 2020, "headline": {"item": 5, "box_rule": "top3"}},
            b={"frame": 420, "population": "employers", "title_en": "Employers"},
            c={},
        )
    )
    columns = ["survey_id", "title_en", "population", "class_year", "frame", "frame_n"]
    assert tables["surveys"].select(*columns, "headline_item", "headline_box_rule").rows() == [
        ("a", None, "graduates", 2020, "roster", None, "5", "top3"),
        ("b", "Employers", "employers", None, "fixed", 420, None, None),
        ("c", None, "graduates", None, "none", None, None, None),
    ]


def test_no_surveys_make_empty_tables_of_the_same_shape(tmp_path: Path) -> None:
    for name, table in survey_tables(institution(tmp_path)).items():
        assert table.is_empty()
        assert dict(table.schema) == SCHEMAS[name]


def test_all_mistakes_are_told_at_once_with_what_is_legal(tmp_path: Path) -> None:
    items = {
        1: {"kind": "scale"},
        2: {
            "kind": "scale",
            "points": 5,
            "box_rules": {"top2": 3, "own": 9},
            "options": {"好": 7, "坏": None},
        },
        3: {"kind": "single", "points": 5, "box_rules": {"own": 2}, "breakdown": "gender"},
        4: {"kind": "open", "breakdown": "gender"},
        5: {"kind": "scale", "points": 4, "options": {"好": 4}, "excluded": ["好"]},
    }
    assert mistakes(tmp_path, frame="roster", items=items, headline={"item": 9}) == [
        "class_year: frame 'roster' needs the class year whose roster it is",
        "items.1.points: a scale needs its number of points; legal are 4, 5, 6, 7, 10, 11 (0 to 10)",
        "items.2.box_rules: top2 of five points is always 4 and more; give your rule a name of its own "
        "(given: 3.0)",
        "items.2.box_rules: own is out of range; legal is above 1, up to 5 (given: 9.0)",
        "items.2.options: score of '好' is out of range; legal is 1 to 5 (given: 7.0)",
        "items.2.options: '坏' needs a score from 1 to 5, or a place under excluded",
        "items.3.points: only kind 'scale' has points, this is 'single' (given: 5)",
        "items.3.box_rules: only kind 'scale' has box rules, this is 'single' (given: {'own': 2.0})",
        "items.4.breakdown: a breakdown needs one item of kind 'single' or 'scale' (given: 'gender')",
        "items.4.breakdown: item 3 supplies this breakdown already; give another name (given: 'gender')",
        "items.5.excluded: '好' has a score under options: either it counts or it is excluded (given: '好')",
        "headline.item: there is no such scale item; legal are 1, 2, 5 (given: '9')",
    ]


def test_a_headline_needs_a_rule_of_its_item(tmp_path: Path) -> None:
    items = {1: {"kind": "scale", "points": 4}}
    assert mistakes(tmp_path, items=items, headline={"item": "1", "box_rule": "top3"}) == [
        "headline.box_rule: item 1 has no such rule; legal are top2 (given: 'top3')"
    ]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("13.10", "put the number of a matrix row in quotes, as in '13.1'"),
        ("q5", "that is no item number; legal are such as 5, '13.2' (second row of matrix 13)"),
    ],
)
def test_item_numbers_that_yaml_or_people_get_wrong(tmp_path: Path, number: str, message: str) -> None:
    items = yaml.safe_load(f"{number}: {{kind: open}}")
    (line,) = mistakes(tmp_path, items=items)
    assert message in line
