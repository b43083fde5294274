"""Activities, who came to them, programme lists and lists of employers, as offices keep them."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.errors import ConfigurationError
from tests.unit.ingest.office import Office, csv_bytes, institution, xlsx_bytes

ACTIVITIES = ["活动编号", "活动名称", "活动类型", "板块", "活动时间", "校区", "学时", "是否线上", "参与人次"]


def test_activities_with_labels_ranges_and_rounded_totals(office: Office) -> None:
    rows = [
        ACTIVITIES,
        [
            "A1",
            "第四届职业体验周",
            "职业体验周",
            "实践",
            "2020-10-12至2020-10-16",
            "创新港",
            "20学时",
            "否",
            "3500余",
        ],
        ["A2", "创业云讲座（一）", "创业讲座", "创业", "2020/3/5", "", "1.5", "线上", "210"],
    ]
    record = office.land_one("activities/活动_20201231.csv", csv_bytes(rows, encoding="gb18030"))
    assert (record["accepted"], record["quarantined"]) == (2, 0)
    week, talk = office.landed("activities").to_dicts()
    assert (week["kind"], week["held_on"], week["held_until"]) == (
        "career_experience_week",
        dt.date(2020, 10, 12),
        dt.date(2020, 10, 16),
    )
    assert (week["hours"], week["online"], week["person_times_declared"]) == (20.0, "no", 3500)
    assert "stated as 3500余" in week["remarks"]
    assert (talk["kind"], talk["hours"], talk["online"]) == ("lecture", 1.5, "yes")


def test_a_kind_nobody_knows_waits_in_quarantine_until_the_institution_names_it(office: Office) -> None:
    sound = [[f"A{n}", f"讲座{n}", "讲座", "", "2020-03-05", "", "", "", ""] for n in range(30)]
    own = ["W1", "彩虹工作坊", "工作坊", "", "2020-05-06", "", "", "", ""]
    record = office.land_one("activities/活动_20201231.csv", [ACTIVITIES, *sound, own])
    assert (record["accepted"], record["top_reasons"]) == (30, "unknown_code 1")
    assert office.quarantine()[0]["reason"].endswith(
        "'工作坊' is no known code. Correct it, or add it to institution.yml under codes: activity_kind: "
        "with the code it stands for (`gradmart confirm` writes it), or as a new one under activity_kinds:."
    )
    office.settings = institution(activity_kinds={"workshop": {"zh": "工作坊", "en": "workshop"}})
    assert office.land("activities")[0]["accepted"] == 31
    assert office.landed("activities")["kind"].to_list()[-1] == "workshop"


def test_a_list_signed_on_paper_has_no_times_and_counts_each_person_once(office: Office) -> None:
    rows = [
        ["活动编号", "学号", "姓名", "签到时间"],
        ["A1", "S1", "甲", ""],
        ["A1", "S1", "甲", ""],
        ["A1", "S2", "乙", ""],
    ]
    record = office.land_one("activity_attendance/签到_20201231.csv", rows)
    assert (record["accepted"], record["duplicates"], record["quarantined"]) == (2, 1, 0)


def test_scans_with_times_keep_each_scan(office: Office) -> None:
    rows = [
        ["活动编号", "手机号", "签到时间"],
        ["A1", "13800000001", "2020-10-12 09:00:00"],
        ["A1", "13800000001", "2020-10-13 09:00:00"],
    ]
    record = office.land_one("activity_attendance/签到_20201231.csv", rows)
    assert record["accepted"] == 2
    assert set(office.landed("activity_attendance")["mobile_key"].str.len_chars()) == {64}


def test_members_of_programmes_land_without_their_names(office: Office) -> None:
    sheet = [
        ["项目名称", "年度", "学号", "姓名", "角色", "校区", "学院", "书院"],
        ["国际组织工作联络员", "2020年", "S1", "甲", "联络员", "兴庆校区", "法学院", "文治书院"],
        ["选调生", "2020届", "S1", "甲", "", "兴庆校区", "法学院", "文治书院"],
    ]
    record = office.land_one("programme_members/名单_20201231.xlsx", xlsx_bytes({"名单": sheet}))
    assert record["accepted"] == 2
    landed = office.landed("programme_members")
    assert landed["year"].to_list() == [2020, 2020]
    assert "甲" not in str(landed.to_dicts())


def test_lists_of_employers_and_of_universities_are_versions_by_year(office: Office) -> None:
    rows = [
        ["名单", "年度", "单位名称", "统一社会信用代码", "母公司", "排名", "来源"],
        ["世界500强", "2020", "示例集团有限公司", "", "", "12", "榜单"],
        ["世界500强", "2021", "示例集团有限公司", "", "", "10", "榜单"],
        ["双一流", "2017", "示例大学", "", "", "", "名单"],
    ]
    record = office.land_one("employer_lists/名单_20211231.csv", rows)
    assert record["accepted"] == 3
    assert office.landed("employer_lists")["list_name"].to_list() == [
        "fortune500",
        "fortune500",
        "double_first_class",
    ]


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ({"indicator": "lectures"}, "goals.g.indicator: Input should be 'placement_rate'"),
        ({"indicator": "programme_members"}, "indicator programme_members needs `of`: which one is meant"),
        ({"indicator": "fairs", "stated": 3}, "either an indicator measures it or it is stated, not both"),
        (
            {"indicator": "placement_rate", "of": "bachelor"},
            "indicator placement_rate is of the whole institution: leave `of` out",
        ),
        ({"of": "lecture"}, "`of` narrows an indicator, and there is none"),
    ],
)
def test_a_goal_that_cannot_be_measured_is_told(office: Office, goal: dict, told: str) -> None:
    from dagster_project.settings import load_institution
    from tests.deployments import write_institution

    write_institution(office.data, goals={"g": {"year": 2021, "zh": "目标", "target": 1} | goal})
    with pytest.raises(ConfigurationError) as raised:
        load_institution(office.paths.institution_file)
    assert told in str(raised.value)
