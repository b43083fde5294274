"""The truth about guidance, programmes and lists, counted again from the written files by other code."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from dagster_project import demo
from dagster_project.contracts.codes import code_table

Row = dict[str, str]
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def activities(feed_rows) -> dict[str, tuple[str, str, str, str]]:
    """Activity -> year, kind, pillar and first day, of those whose kind somebody knows."""
    known = {}
    for _, rows in feed_rows("activities"):
        for row in rows:
            kind = code_table("activity_kind").find(row["活动类型"])
            kind = kind or {"工作坊": "workshop"}.get(row["活动类型"])
            held = (row.get("举办日期") or row["活动时间"])[:10]
            if kind:
                known[row["活动编号"]] = (held[:4], kind, row["板块"], held)
    return known


@pytest.fixture(scope="module")
def visits(feed_rows, activities) -> dict[str, set[tuple[str, str]]]:
    """Activity -> (who, day); who left a mobile number is who has it on a roster."""
    owners = {
        row["手机号"]: row["学号"]
        for _, rows in feed_rows("graduates")
        for row in rows
        if row["手机号"] and row["学号"]
    }
    came = defaultdict(set)
    for _, rows in feed_rows("activity_attendance"):
        for row in rows:
            mobile = next((row[name] for name in ("手机号", "手机号码", "手机") if row.get(name)), "")
            who = row["学号"] or owners.get(mobile, mobile)
            time = next((row[name] for name in ("签到时间", "扫码时间") if row.get(name)), "")
            if row["活动编号"] in activities and who and (not time or MOMENT.fullmatch(time)):
                came[row["活动编号"]].add((who, time[:10] or activities[row["活动编号"]][3]))
    return came


def test_reach_of_every_kind_and_pillar_of_every_year(truth, activities, visits):
    counted: dict = {}
    for activity, (year, kind, pillar, _) in activities.items():
        for key in ((year, kind, pillar), (year, kind, "all"), (year, "all", pillar), (year, "all", "all")):
            count, people, times = counted.setdefault(key, [0, set(), set()])
            counted[key][0] = count + 1
            people |= {who for who, _ in visits[activity]}
            times |= {(activity, who, day) for who, day in visits[activity]}
    assert {key: (n, len(people), len(times)) for key, (n, people, times) in counted.items()} == {
        (str(row["year"]), row["kind"], row["pillar"]): (
            row["activities"], row["participants"], row["person_times"],
        )
        for row in truth.service_reach
    }  # fmt: skip


def test_guidance_figures_that_the_centre_reported_for_2020(truth, feed_rows):
    reach = {(row["kind"], row["pillar"]): row for row in truth.service_reach if row["year"] == 2020}
    week = reach["career_experience_week", "all"]
    assert (week["activities"], week["participants"]) == (1, 3527)
    assert reach["camp", "创业教育"]["participants"] == 53
    assert reach["lecture", "创业教育"]["activities"] == 32
    events, consultations = reach["international_organisation", "all"], reach["consultation", "国际组织"]
    assert (events["activities"], consultations["activities"]) == (5, 104)
    assert events["person_times"] + consultations["person_times"] == 1086
    assert {kind for kind, _ in reach} > {"mock_interview", "contest", "alumni_talk", "course"}
    rows = {row["活动编号"]: row for _, rows in feed_rows("activities") for row in rows}
    (week,) = (row for row in rows.values() if "第四届" in row["活动名称"])
    assert (week["校区"], week["举办日期"][:7]) == ("中国西部科技创新港", "2020-10")
    lectures = [row for name, row in rows.items() if name.startswith("CYJZ2020")]
    assert all(row["是否线上"] == "是" and row["举办日期"] < "2020-07" for row in lectures)
    (camp,) = (row for row in rows.values() if "第六届" in row["活动名称"])
    assert (camp["举办日期"], camp["结束日期"]) == ("2020-07-14", "2020-07-17")


def test_the_year_2021_has_over_100_guidance_events(truth):
    (year,) = (
        row
        for row in truth.service_reach
        if (row["year"], row["kind"], row["pillar"]) == (2021, "all", "all")
    )
    (courses,) = (
        row
        for row in truth.service_reach
        if (row["year"], row["kind"], row["pillar"]) == (2021, "course", "all")
    )
    assert year["activities"] - courses["activities"] > 100


@pytest.fixture(scope="module")
def members(feed_rows) -> list[tuple[str, Row]]:
    return [(day, row) for day, rows in feed_rows("programme_members") for row in rows if row["学号"]]


def test_members_of_every_programme_with_campuses_academies_and_colleges(truth, members):
    counted: dict = defaultdict(lambda: defaultdict(set))
    for _, row in members:
        programme = counted[row["项目名称"], int(row["年度"][:4])]
        for column in ("学号", "校区", "书院", "学院"):
            programme[column] |= {row[column]} - {""}
    columns = ("学号", "校区", "书院", "学院")
    assert {key: [len(sets[name]) for name in columns] for key, sets in counted.items()} == {
        (row["programme"], row["year"]): [row[n] for n in ("members", "campuses", "academies", "colleges")]
        for row in truth.special_programmes
    }
    liaison = counted["国际组织工作联络员", 2020]
    assert [len(liaison[name]) for name in columns] == [26, 3, 7, 13]
    assert len(counted["创业训练营", 2020]["学号"]) == 53


def test_the_camp_is_the_same_people_on_both_lists(visits, members):
    listed = {row["学号"] for _, row in members if (row["项目名称"], row["年度"]) == ("创业训练营", "2020年")}
    assert {who for who, _ in visits["CY2020XLY"]} == listed


def test_selected_graduates_are_the_union_of_the_list_and_the_code(truth):
    for row in truth.selected_graduates:
        assert row["union"] == row["listed"] + row["filed_not_listed"]
        assert row["filed_not_listed"] <= row["filed_512"] <= row["union"]
    everyone = {
        (row["class_year"], row["snapshot"]): row
        for row in truth.selected_graduates
        if row["degree_level"] == "all"
    }
    for year in demo.CLASS_YEARS:
        # Counting the code alone, or the list alone, would miss some.
        latest = everyone[year, "latest"]
        assert latest["union"] > max(latest["filed_512"], latest["listed"])
        assert everyone[year, "initial"]["listed"] < latest["listed"]


def test_lists_of_employers_change_from_year_to_year_and_say_what_they_are(feed_rows):
    rows = [row for _, rows in feed_rows("employer_lists") for row in rows]
    versions = defaultdict(set)
    for row in rows:
        versions[row["名单"], row["年度"]].add(row["单位名称"])
    for name in ("世界500强", "中国500强", "重点单位"):
        assert versions[name, "2019"] != versions[name, "2020"] != versions[name, "2021"]
    sources = defaultdict(set)
    for row in rows:
        sources[row["名单"]].add(row["来源"])
    assert sources.pop("双一流高校") == {"教研函〔2017〕2号(节选)"}
    assert sources.pop("重点单位") == {"就业中心自定"}
    assert all(source == {"演示用示意名单,非任何机构公布"} for source in sources.values())


def test_subsidiaries_are_listed_with_their_group(feed_rows):
    rows = [row for _, rows in feed_rows("employer_lists") for row in rows]
    groups = {row["单位名称"] for row in rows if row["名单"] == "中央企业" and not row["上级单位"]}
    parents = {row["上级单位"] for row in rows} - {""}
    assert parents
    assert parents <= groups
