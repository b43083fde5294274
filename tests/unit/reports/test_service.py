"""Guidance: activities and reach of a year, satisfaction with it, programmes and goals."""

from dagster_project.reports.chapters import service
from dagster_project.reports.model import KeyFigures
from tests.unit.reports.made import plain_text, said, table, writer
from tests.unit.reports.test_surveys import item, quality


def reach(kind, pillar="all", year=2020, **cells):
    return {
        "year": year,
        "kind": kind,
        "pillar": pillar,
        "kind_label": kind,
        "kind_label_en": kind,
        "activities": 10,
        "activities_online": 4,
        "hours": 20.0,
        "activities_with_hours": 9,
        "activities_with_records": 8,
        "participants": 300,
        "person_times": 350,
        "cohort_participants": 50,
        "cohort_n": 200,
        "share_of_cohort": 0.25,
        "is_suppressed": False,
        "suppression_symbol": None,
    } | cells


def goal(goal_id, met, **cells):
    return {
        "year": 2020,
        "goal_id": goal_id,
        "goal": goal_id,
        "goal_en": goal_id,
        "snapshot": "latest",
        "direction": "at_least",
        "target": 100.0,
        "actual": 120.0,
        "unit": "number",
        "is_stated": False,
        "met": met,
    } | cells


def chapter(tables, **settings):
    written = service.write(writer("service", tables, **settings))
    return {section.key: section for section in written.sections}


def test_activities_of_the_year_stand_beside_those_of_the_year_before():
    rows = [
        reach("all"),
        reach("all", year=2019, activities=7),
        reach("lecture"),
        reach("unknown", kind_label=None),
    ]
    section = chapter({"service_reach": rows})["activities"]
    assert "就业指导活动10场，比上年增加3，其中线上4场；共300人参加，累计350人次" in said(section)[0]
    assert [row[0] for row in table(section, "activities_table")] == ["lecture", "类别不明", "合计"]
    assert "有签到名单的8场" in said(section, "note")[0]


def test_reach_is_a_share_of_the_class_with_its_counts_and_change_in_points():
    rows = [
        reach("all"),
        reach("all", year=2019, share_of_cohort=0.13),
        reach("all", "就业指导", share_of_cohort=0.2),
    ]
    assert "占25.00%（50/200），比上年提高12.00个百分点" in said(chapter({"service_reach": rows})["reach"])[0]


def test_no_activities_are_said_with_the_year():
    section = chapter({})["activities"]
    assert section.is_empty
    assert "2020年的指导活动" in said(section)[0]


def test_programmes_show_members_and_call_the_rate_an_association():
    cells = {
        "year": 2020,
        "programme": "选调生",
        "members": 194,
        "campuses": 3,
        "colleges": 25,
        "academies": 7,
        "members_on_roster": None,
        "placed": None,
        "placement_rate": None,
        "is_suppressed": True,
        "suppression_symbol": "c",
    }
    section = chapter({"special_programme": [cells]})["programmes"]
    assert table(section, "programmes_table") == [["选调生", "194", "3", "25", "7", "[c]", "[c]", "[c]"]]
    assert "仅为关联" in said(section, "caution")[0]


GUIDANCE = {
    "survey_quality": [quality("g", 2020)],
    "satisfaction": [
        item("g", "5", rate=0.896, satisfied_n=2240, base_n=2500),
        item(
            "g",
            "5",
            "top3",
            rate=0.976,
            satisfied_n=2440,
            base_n=2500,
            is_headline=True,
            weighted_rate=0.9762,
            reported_rate=0.976,
            reported_agrees=True,
        ),
        item("g", "5", breakdown="gender", breakdown_value="male"),
        item("g", "6.1"),
    ],
}


def test_both_box_rules_stand_side_by_side_and_the_headline_is_told_in_full():
    section = chapter(GUIDANCE)["satisfaction"]
    (figures,) = [block.figures for block in section.blocks if isinstance(block, KeyFigures)]
    shown = [(figure.label.text, figure.value.text, plain_text(figure.note)) for figure in figures]
    assert shown == [("最高2档", "89.60%", "2,240/2,500"), ("最高3档", "97.60%", "2,440/2,500")]
    text = " ".join(said(section))
    assert "样本框为300人" in text
    assert "满意率为97.60%；口径为最高3档，即3分及以上计为满意" in text


def test_the_weighted_rate_and_the_published_one_are_compared_with_the_headline():
    text = " ".join(said(chapter(GUIDANCE)["satisfaction"]))
    assert "加权后为97.62%，与未加权结果相差0.02个百分点" in text
    assert "此前公布的数字为97.60%，与本库数据核对一致" in text


def test_a_published_figure_that_does_not_agree_is_said_to_differ():
    rows = [row | {"reported_agrees": False} for row in GUIDANCE["satisfaction"]]
    text = " ".join(said(chapter(GUIDANCE | {"satisfaction": rows})["satisfaction"]))
    assert "与本库数据不一致" in text


def test_a_figure_that_is_not_reliable_is_cautioned():
    rows = [row | {"reliability": "unreliable"} for row in GUIDANCE["satisfaction"]]
    section = chapter(GUIDANCE | {"satisfaction": rows})["satisfaction"]
    assert "不宜引用" in said(section, "caution")[0]


def test_groups_are_drawn_with_intervals_and_counts():
    cells = table(chapter(GUIDANCE)["by_group"], "by_group_chart_table")
    assert cells == [["性别：男", "80.00%", "71.00%", "87.00%", "80", "100", "300", "30.00%", "可用"]]


def test_without_a_survey_the_three_sections_say_so():
    sections = chapter({})
    for key in ("satisfaction", "by_group", "items"):
        assert sections[key].is_empty
        assert "没有就业指导服务满意度调查" in said(sections[key])[0]


def test_goals_are_counted_whichever_snapshot_they_have():
    rows = [goal("a", True), goal("b", False, snapshot="year_end"), goal("c", None, actual=None),
            goal("d", True, unit="share", target=0.9, actual=0.95, is_stated=True)]  # fmt: skip
    section = chapter({"annual_goal": rows})["goals"]
    assert said(section)[0] == "2020年设定目标4项，达成2项，未达成1项，尚无法判断1项。"
    assert [row[3:] for row in table(section, "goals_table")] == [
        ["100", "120", "达成"], ["100", "120", "未达成"], ["100", "–", "尚无法判断"],
        ["90.00%", "95.00%", "达成（自行填报）"],
    ]  # fmt: skip


def test_a_year_without_goals_says_so():
    assert said(chapter({})["goals"]) == ["学校没有在配置中设定2020年的年度目标。"]
