"""The lists of the feedback chapter: who stands on one, and what is said of those who were not checked."""

from dagster_project.reports.chapters import feedback
from dagster_project.settings import ReportPolicy
from tests.unit.reports.made import said, table, values, writer

SEE_THE_WHOLE = "发布的数据不含专业与学院的归属，各专业的名单见全校报告。"


def rate(major, placed, graduates, measure="employment_rate", *, official=True, level="bachelor", **cells):
    version = "MOE-2020" if official else "MOE-2021"
    share = placed / graduates if placed is not None else None
    return {
        "class_year": 2020, "snapshot": "year_end", "rate_version": version, "measure": measure,
        "is_official": official, "degree_level": level, "breakdown": "major", "breakdown_value": major,
        "numerator": placed, "denominator": graduates, "rate": share, "is_suppressed": placed is None,
        "suppression_symbol": None,
    } | cells  # fmt: skip


def idle(major, not_seeking, graduates):
    return rate(major, not_seeking, graduates, "not_seeking_rate", official=False)


WHOLE = rate("all", 90, 100, level="all", breakdown="overall")


def match(major, matching, answers):
    return {
        "class_year": 2020, "snapshot": "latest", "measure": "major_match_rate", "degree_level": "all",
        "breakdown": "major", "breakdown_value": major, "numerator": matching, "denominator": answers,
        "value": matching / answers, "unit": "share", "survey_id": "t",
    }  # fmt: skip


SURVEY = {"survey_id": "t", "title_zh": "跟踪", "population": "graduates", "class_year": 2020}
MATCH_WHOLE = match("all", 50, 100) | {"breakdown": "overall"}


def chapter(rates, matches=(), **settings):
    tables = {"employment_rate": [WHOLE, *rates], "survey_quality": [SURVEY]}
    if matches:
        tables["placement_quality"] = [MATCH_WHOLE, *matches]
    written = feedback.write(writer("feedback", tables, **settings))
    return {section.key: section for section in written.sections}


def test_a_major_below_the_threshold_is_listed_with_its_counts_and_one_at_the_threshold_is_not():
    sections = chapter([rate("甲", 84, 100), rate("乙", 85, 100)])
    assert table(sections["enrolment"], "low_placement_table") == [["甲", "本科", "84", "100", "84.00%", ""]]


def test_what_was_not_checked_is_counted_by_reason():
    majors = [
        rate("甲", 84, 100),
        rate("乙", 85, 100),
        rate("丙", 5, 29),
        rate("丁", None, 50),
        rate("unknown", 0, 40),
    ]
    text = said(chapter(majors)["enrolment"])[1]
    assert "低于85.00%的专业有1个" in text
    assert "共检查2个，另有1个人数过少、1个因数据不公布而未检查" in text


def test_an_empty_list_says_what_was_checked():
    text = said(chapter([rate("甲", 95, 100), rate("乙", 30, 30)])["enrolment"])[1]
    assert text.startswith("没有毕业去向落实率低于85.00%的专业。共检查2个")


def test_levels_are_programmes_of_their_own_and_the_lowest_comes_first():
    majors = [rate("甲", 80, 100), rate("甲", 21, 30, level="doctor"), rate("甲", 101, 130, level="all")]
    listed = table(chapter(majors)["enrolment"], "low_placement_table")
    assert [row[:4] for row in listed] == [["甲", "博士", "21", "30"], ["甲", "本科", "80", "100"]]


def test_a_share_not_seeking_work_is_listed_from_the_threshold_on():
    majors = [rate("甲", 90, 100), idle("甲", 10, 100), idle("乙", 9, 100)]
    listed = table(chapter(majors)["enrolment"], "not_seeking_table")
    assert [row[0] for row in listed] == ["甲"]


def test_thresholds_are_the_offices_and_the_figure_names_the_setting():
    policy = ReportPolicy.model_validate({"warnings": {"placement_rate_below": 0.9, "min_graduates": 10}})
    section = chapter([rate("甲", 89, 100), rate("丙", 5, 29)], policy=policy)["enrolment"]
    assert [row[0] for row in table(section, "low_placement_table")] == ["丙", "甲"]
    shown = {
        value.text: value.sources[0].column
        for value in values(section)
        if value.sources[0].figure == "institution.yml"
    }
    assert shown["90.00%"] == "report.warnings.placement_rate_below"
    assert shown["10"] == "report.warnings.min_graduates"


def test_a_match_on_too_few_answers_is_not_used_and_a_small_base_is_marked():
    sections = chapter(
        [], [match("甲", 5, 19), match("乙", 11, 20), match("丙", 10, 40), match("丁", 24, 40)]
    )
    assert table(sections["programmes"], "low_match_table") == [
        ["丙", "合计", "10", "40", "25.00%", ""],
        ["乙", "合计", "11", "20", "55.00%", "基数较小"],
    ]


def test_a_major_on_two_lists_is_named_and_one_on_one_list_is_not():
    sections = chapter([rate("甲", 50, 100), rate("乙", 60, 100)], [match("甲", 10, 40)])
    text = " ".join(said(sections["programmes"]))
    assert "同时列入不止一份名单的专业有1个：甲。" in text


def test_every_list_is_followed_by_the_word_that_it_is_no_verdict():
    sections = chapter([rate("甲", 50, 100)], [match("甲", 10, 40)])
    for key in ("enrolment", "programmes"):
        assert any("不是对专业的评价" in text for text in said(sections[key], "caution"))


def test_without_a_tracking_survey_the_match_is_said_not_to_be_checked():
    text = said(chapter([rate("甲", 90, 100)])["programmes"])[0]
    assert text == "没有可用于检查各专业专业相关度的跟踪调查数据，2020届不作此项检查。"


def test_without_ratings_training_is_empty_and_says_why():
    section = chapter([])["training"]
    assert section.is_empty
    assert "没有可依据的数据" in said(section)[0]


def test_a_colleges_edition_has_no_lists_of_majors():
    sections = chapter([rate("甲", 50, 100)], college="机械学院")
    assert sections["enrolment"].is_empty
    assert said(sections["enrolment"]) == [SEE_THE_WHOLE]
