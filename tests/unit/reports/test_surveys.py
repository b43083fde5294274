"""Which survey a chapter shows: found by what it is, of the report's class or the nearest one, and marked."""

import pytest

from dagster_project.reports.survey_blocks import basis, cautions, quoted, rule
from dagster_project.reports.surveys import divisions, employers, guidance, headline, scales, tracking
from tests.unit.reports.made import plain_text, writer


def quality(survey_id, class_year, population="graduates", **cells):
    return {
        "survey_id": survey_id,
        "title_zh": f"调查{survey_id}",
        "population": population,
        "class_year": class_year,
        "design": "frame",
        "responses": 120,
        "excluded": 20,
        "complete": 90,
        "frame_n": 300,
        "response_rate": 0.3,
        "policy": "excluded: duplicates",
        "policy_zh": "剔除：重复答卷",
        "weight_status": "respondents_unknown",
        "weighted": 0,
        "deff": None,
        "n_eff": None,
    } | cells


def item(survey_id, item_no, rule="top2", rate=0.8, **cells):
    return {
        "survey_id": survey_id,
        "item_no": item_no,
        "box_rule": rule,
        "breakdown": "overall",
        "breakdown_value": "all",
        "item": f"方面—{item_no}",
        "min_score": {"top2": 4.0, "top3": 3.0}[rule],
        "satisfied_n": 80,
        "base_n": 100,
        "excluded_n": 0,
        "frame_n": 300,
        "response_rate": 0.3,
        "rate": rate,
        "wilson_low": 0.71,
        "wilson_high": 0.87,
        "weighted_rate": None,
        "reported_rate": None,
        "reliability": "ok",
        "is_headline": False,
        "class_year": 2020,
    } | cells


def answered(survey_id, class_year):
    return {"measure": "job_satisfaction_rate", "degree_level": "all", "breakdown": "overall",
            "breakdown_value": "all", "survey_id": survey_id, "class_year": class_year}  # fmt: skip


@pytest.mark.parametrize(
    ("class_years", "shown"),
    [
        ([2018, 2019, 2020, 2021], 2020),
        ([2017, 2019, 2021], 2019),
        ([2017, 2021], 2017),
        ([2023, 2022], 2022),
        ([None, 2022], 2022),
        ([None], None),
    ],
)
def test_the_survey_of_the_class_is_shown_else_the_newest_before_it_else_the_first_after_it(
    class_years, shown
):
    tables = {"survey_quality": [quality(f"s{year}", year, "employers") for year in class_years]}
    found = employers(writer("employers", tables))
    assert found.row["class_year"] == shown
    assert found.is_of_class == (shown == 2020)


def test_a_survey_of_another_class_is_marked_with_both_classes():
    w = writer("employers", {"survey_quality": [quality("x", 2019, "employers")]})
    (caution,) = cautions(w, employers(w))
    assert caution.role == "caution"
    assert "2020届的此类调查" in plain_text(caution.runs)
    assert "对应2019届" in plain_text(caution.runs)


def test_no_mark_on_the_survey_of_the_class_itself():
    w = writer("employers", {"survey_quality": [quality("x", 2020, "employers")]})
    assert cautions(w, employers(w)) == []


def test_the_tracking_survey_answers_measures_of_placement_quality_and_the_one_on_guidance_does_not():
    tables = {
        "survey_quality": [quality("a", 2019), quality("b", 2020), quality("c", 2020)],
        "placement_quality": [answered("a", 2019)],
        "satisfaction": [item("a", "5", is_headline=True), item("b", "7", is_headline=True), item("c", "1")],
    }
    w = writer("service", tables)
    assert tracking(w).id == "a"
    assert guidance(w).id == "b"


def test_without_surveys_there_is_none():
    w = writer("service", {})
    assert (tracking(w), guidance(w), employers(w)) == (None, None, None)


def test_items_follow_the_questionnaire_and_the_strictest_rule_comes_first():
    rows = [item("a", "10"), item("a", "2", "top3"), item("a", "2"), item("a", "8.1"), item("b", "1")]
    w = writer("service", {"survey_quality": [quality("a", 2020, "employers")], "satisfaction": rows})
    survey = employers(w)
    assert [(row["item_no"], row["box_rule"]) for row in scales(w, survey)] == [
        ("2", "top2"), ("2", "top3"), ("8.1", "top2"), ("10", "top2")
    ]  # fmt: skip
    assert [row["item_no"] for row in scales(w, survey, aspects=True)] == ["8.1"]


def test_the_quoted_item_stands_under_all_its_rules_and_is_divided_by_the_strictest():
    groups = {"breakdown": "degree_level"}
    rows = [
        item("a", "5"),
        item("a", "5", "top3", is_headline=True),
        item("a", "6"),
        item("a", "5", breakdown_value="bachelor", **groups),
        item("a", "5", breakdown_value="doctor", **groups),
        item("a", "5", "top3", breakdown_value="doctor", **groups),
        item("a", "5", breakdown="gender", breakdown_value="male"),
    ]
    w = writer("service", {"survey_quality": [quality("a", 2020, "employers")], "satisfaction": rows})
    survey = employers(w)
    assert [row["box_rule"] for row in headline(w, survey)] == ["top2", "top3"]
    assert [row["breakdown_value"] for row in divisions(w, survey, ("gender", "degree_level"))] == [
        "male", "doctor", "bachelor"
    ]  # fmt: skip


def test_a_figure_is_said_with_counts_rule_lowest_score_interval_and_what_left_the_base():
    row_cells = item("a", "5", "top3", rate=0.976, satisfied_n=2440, base_n=2500, excluded_n=37,
                     wilson_low=0.9705, wilson_high=0.9805, item="总体满意度")  # fmt: skip
    w = writer("service", {"satisfaction": [row_cells]})
    text = plain_text(quoted(w, w.marts.rows("satisfaction")[0]).runs)
    for part in (
        "总体满意度",
        "2,440",
        "2,500",
        "97.60%",
        "最高3档",
        "3分及以上",
        "95%",
        "97.05%",
        "98.05%",
        "37份",
    ):
        assert part in text


def test_nothing_is_said_of_answers_outside_the_base_when_there_are_none():
    w = writer("service", {"satisfaction": [item("a", "5")]})
    assert "不计入分母" not in plain_text(quoted(w, w.marts.rows("satisfaction")[0]).runs)


def test_a_rule_of_the_institutions_own_is_called_by_its_name():
    w = writer("service", {"satisfaction": [item("a", "5") | {"box_rule": "promoters"}]})
    assert rule(w, w.marts.rows("satisfaction")[0]).text == "promoters"


def test_a_survey_without_a_frame_says_so_and_has_no_response_rate():
    cells = quality("a", 2020, "employers", design="non_probability", frame_n=None, response_rate=None)
    w = writer("employers", {"survey_quality": [cells]})
    text = " ".join(plain_text(block.runs) for block in basis(w, employers(w)))
    assert "非概率样本" in text
    assert "%" not in text


def test_a_survey_with_a_frame_says_frame_answers_and_response_rate():
    w = writer("employers", {"survey_quality": [quality("a", 2020, "employers")]})
    text = plain_text(basis(w, employers(w))[0].runs)
    for part in ("样本框为300人", "答卷120份", "剔除20份", "完成答卷90份", "30.00%"):
        assert part in text
