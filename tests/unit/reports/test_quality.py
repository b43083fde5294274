"""Salaries and what a tracking survey tells, with the base of each figure."""

from datetime import date
from pathlib import Path

import yaml

from dagster_project.reports.chapters import quality
from dagster_project.reports.model import KeyFigures
from tests.unit.reports.made import said, table, values, writer


def salary(measure, value, stated=400, employed=500, **cells):
    return {
        "class_year": 2020,
        "snapshot": "year_end",
        "measure": measure,
        "measure_label": measure,
        "degree_level": "all",
        "breakdown": "overall",
        "breakdown_value": "all",
        "as_of": date(2020, 12, 31),
        "numerator": stated,
        "denominator": employed,
        "value": value,
        "unit": "yuan a month",
        "status": "shown",
        "survey_id": None,
        "is_suppressed": False,
        "suppression_symbol": None,
    } | cells


def quartiles(low, median, high, **cells):
    named = zip(quality.QUARTILES, (low, median, high), strict=True)
    return [salary(measure, value, **cells) for measure, value in named]


def answered(measure, counted, answers, **cells):
    return salary(
        measure,
        counted / answers,
        counted,
        answers,
        class_year=2019,
        snapshot="latest",
        unit="share",
        survey_id="t",
        **cells,
    )


SURVEY = {
    "survey_id": "t", "title_zh": "跟踪", "population": "graduates", "class_year": 2019, "design": "frame",
    "responses": 120, "excluded": 0, "complete": 120, "frame_n": 400, "response_rate": 0.3, "policy_zh": "无",
    "weight_status": "respondents_unknown",
}  # fmt: skip


def chapter(rows, surveys=(), **settings):
    tables = {"placement_quality": rows, "survey_quality": list(surveys)}
    written = quality.write(writer("quality", tables, **settings))
    return {section.key: section for section in written.sections}


def test_quartiles_stand_with_their_base_and_the_change_of_the_median():
    rows = [*quartiles(7400.0, 9600.0, 12600.0), *quartiles(7000.0, 9800.0, 12000.0, class_year=2019)]
    section = chapter(rows)["salary"]
    assert [
        figure.value.text
        for block in section.blocks
        if isinstance(block, KeyFigures)
        for figure in block.figures
    ] == ["7,400元", "9,600元", "12,600元"]
    text = said(section)[0]
    for part in ("已就业毕业生500人", "400人填报", "中位数为9,600元，比上年减少200元", "7,400元至12,600元"):
        assert part in text


def test_without_the_year_before_there_is_no_change():
    assert "上年无可比数据" in said(chapter(quartiles(7400.0, 9600.0, 12600.0))["salary"])[0]


def test_too_few_stated_salaries_are_not_shown_and_the_reason_is():
    rows = quartiles(None, None, None, stated=24, employed=30, status="too_few")
    section = chapter(rows)["salary"]
    assert said(section) == [
        "截至2020年12月31日，2020届已就业毕业生30人，其中填报月薪者24人。填报人数不足25人时不公布薪酬。"
    ]


def test_the_least_number_of_salaries_is_the_one_the_marts_are_made_with():
    project = yaml.safe_load((Path(__file__).parents[3] / "dbt/dbt_project.yml").read_text(encoding="utf-8"))
    shown = values(chapter(quartiles(7400.0, 9600.0, 12600.0))["salary"])
    assert project["vars"]["salary_min_n"] in {value.raw for value in shown}


def test_levels_are_listed_from_the_highest_and_one_with_too_few_has_dashes():
    rows = quartiles(7400.0, 9600.0, 12600.0)
    rows += quartiles(5000.0, 6000.0, 7000.0, degree_level="bachelor")
    rows += quartiles(None, None, None, degree_level="doctor", stated=3, employed=9, status="too_few")
    assert table(chapter(rows)["salary"], "salary_by_level_table") == [
        ["博士", "9", "3", "–", "–", "–"],
        ["本科", "500", "400", "5,000元", "6,000元", "7,000元"],
    ]


def test_colleges_are_shown_with_their_quartiles_and_a_withheld_one_by_its_symbol():
    rows = quartiles(7400.0, 9600.0, 12600.0)
    for name, median in (("甲", 9000.0), ("乙", 9500.0)):
        rows += quartiles(8000.0, median, 10000.0, breakdown="college", breakdown_value=name)
    rows += quartiles(None, None, None, breakdown="college", breakdown_value="丙", is_suppressed=True,
                      suppression_symbol="low")  # fmt: skip
    section = chapter(rows)["salary_by_college"]
    listed = table(section, "salary_by_college_table")
    assert [row[0] for row in listed] == ["乙", "甲", "丙"]
    assert listed[2][3:] == ["[low]", "[low]", "[low]"]
    assert "有足够填报人数的2个学院，月薪中位数在9,000元与9,500元之间" in said(section)[0]


def test_a_class_without_a_survey_shows_the_nearest_one_marked():
    sections = chapter([answered("major_match_rate", 60, 100)], [SURVEY])
    assert "没有面向2020届的此类调查" in said(sections["survey"], "caution")[0]
    assert (
        said(sections["major_match_rate"])[0]
        == "2019届受访的就业毕业生中，认为目前工作与所学专业相关的占60.00%（60/100）。"
    )


def test_a_rate_on_few_answers_is_said_with_care():
    sections = chapter([answered("turnover_rate", 5, 20)], [SURVEY])
    assert "25.00%（5/20，基数较小，宜谨慎解读）" in said(sections["turnover_rate"])[0]


def test_a_measure_the_survey_does_not_ask_for_is_empty_with_the_reason():
    section = chapter([answered("turnover_rate", 5, 20)], [SURVEY])["expectation_match_rate"]
    assert section.is_empty
    assert "没有设置此项题目" in said(section)[0]


def test_without_any_survey_every_measure_says_so():
    sections = chapter(quartiles(7400.0, 9600.0, 12600.0))
    for key in ("survey", *quality.TRACKED):
        assert sections[key].is_empty
        assert "2020届毕业生的跟踪调查" in said(sections[key])[0]


def test_a_colleges_edition_shows_its_own_figure_beside_the_wholes():
    college = {"breakdown": "college", "breakdown_value": "机械学院"}
    rows = [answered("major_match_rate", 60, 100), answered("major_match_rate", 30, 40, **college)]
    section = chapter(rows, [SURVEY], college="机械学院")["major_match_rate"]
    assert "75.00%（30/40）" in said(section)[0]
    assert said(section)[1] == "全校为60.00%。"
