"""The truth beside the demonstration, counted again from its files by other code.

The recount reads the files as an auditor would: a key that comes twice with different rows, a blank key
and a destination that no code table knows are left out, the newest record of each graduate counts.
"""

from __future__ import annotations

import re
from collections import Counter

from stdnum.cn import ric, uscc

from dagster_project import demo
from tests.unit.demo.recount import SNAPSHOTS, as_of, settled


def test_cohorts_and_destinations_at_every_snapshot(truth, records, roster):
    versions = [(day, {student: code for student, (code, _) in known.items()}) for day, known in records]
    cohorts, destinations = Counter(), Counter()
    for year in demo.CLASS_YEARS:
        for snapshot, month_day in SNAPSHOTS.items():
            day = month_day and f"{year}-{month_day}"
            placed = as_of(versions, day)
            for student, (of_year, level, status, _, _) in as_of(roster, day).items():
                if of_year == year and status != "deferred":
                    for shown in ("all", level):
                        cohorts[year, snapshot, shown] += 1
                        destinations[year, snapshot, shown, placed.get(student, "unknown")] += 1

    assert cohorts == {
        (row["class_year"], row["snapshot"], row["degree_level"]): row["graduates"] for row in truth.cohorts
    }
    assert destinations == {
        (int(year), snapshot, level, code): graduates
        for year, snapshots in truth.destinations.items()
        for snapshot, levels in snapshots.items()
        for level, codes in levels.items()
        for code, graduates in codes.items()
    }


def test_placement_grows_plausibly_from_the_first_snapshot_to_the_second(truth):
    rates = {}
    for year, snapshots in truth.destinations.items():
        for snapshot, levels in snapshots.items():
            out = sum(levels["all"].get(code, 0) for code in ("70", "71", "72", "unknown"))
            rates[int(year), snapshot] = 1 - out / sum(levels["all"].values())
    for year in demo.CLASS_YEARS:
        assert 0.75 < rates[year, "initial"] < 0.85
        assert 0.88 < rates[year, "year_end"] < 0.96
    assert rates[2020, "latest"] < rates[2020, "year_end"]


def test_the_balance_of_each_file_holds_and_bad_rows_stay_well_below_the_limit(truth):
    for row in truth.files:
        parts = ("accepted", "quarantined", "duplicates", "totals_rows")
        assert row["rows_read"] == sum(row[part] for part in parts), row["file"]
        assert row["quarantined"] < 0.05 * row["rows_read"], row["file"]
    assert sum(row["quarantined"] for row in truth.files) > 100
    assert sum(row["totals_rows"] for row in truth.files) > 5


def test_the_survey_has_the_reported_answers(truth, feed_rows):
    rows = next(rows for _, rows in feed_rows("survey_responses") if len(rows) == 2537)
    assert list(rows[0])[:6] == ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    (item,) = (header for header in rows[0] if header.startswith("5、"))
    answers = Counter(row[item] for row in rows)
    assert answers == {"很满意": 1480, "满意": 760, "一般": 200, "不满意": 45, "很不满意": 15, "无法评价": 37}
    assert len({row["序号"] for row in rows}) == 2537
    assert truth.satisfaction["box_rules"] == {
        "top2": {"satisfied": 2240, "rate": 0.896},
        "top3": {"satisfied": 2440, "rate": 0.976},
    }
    assert any("┋" in row["4、您接受过的指导服务(多选)"] for row in rows)


def test_employers_positions_and_recruiters_of_the_fairs(truth, feed_rows):
    counted: dict[str, Counter] = {}
    for _, rows in feed_rows("fair_employers"):
        for row in settled(rows, lambda row: row["单位名称"] and row["招聘会编号"] + row["单位名称"]):
            fair = counted.setdefault(row["招聘会编号"], Counter())
            fair["employers"] += 1
            for name, header in (
                ("positions", "岗位数"),
                ("headcount", "需求人数"),
                ("recruiters", "参会人数"),
            ):
                fair[name] += int(row[header])
    for fair in truth.fairs:
        assert counted[fair["fair_id"]] == {
            name: fair[name] for name in ("employers", "positions", "headcount", "recruiters")
        }
    assert counted["XZ20200925"]["recruiters"] == 2060
    assert (counted["XZ20201102"]["employers"], counted["XZ20201102"]["positions"]) == (298, 15_000)


def test_students_and_scans_of_the_fairs(truth, feed_rows, roster):
    latest = as_of(roster, None)
    by_mobile = {mobile: student for student, (*_, mobile) in latest.items() if mobile}
    held = {row["招聘会编号"]: row["举办日期"].split("至") for _, rows in feed_rows("fairs") for row in rows}
    scans: dict[str, set] = {}
    for _, rows in feed_rows("fair_attendance"):
        for row in rows:
            who = row["学号"] or by_mobile.get(row["手机号"], row["手机号"])
            if who and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row["签到时间"]):
                scans.setdefault(row["招聘会编号"], set()).add((who, row["签到时间"]))
    for fair in truth.fairs:
        seen = scans[fair["fair_id"]]
        students = {who for who, _ in seen}
        days = held[fair["fair_id"]]
        assert {
            "students": len(students),
            "scans": len(seen),
            "repeat_scans": len(seen) - len(students),
            "scans_outside_window": sum(not days[0] <= at[:10] <= days[-1] for _, at in seen),
            "students_off_roster": len(students - latest.keys()),
        }.items() <= fair.items()
    students = {fair["fair_id"]: fair["students"] for fair in truth.fairs}
    assert (students["XZ20200925"], students["XZ20201102"]) == (9850, 3500)
    assert all(fair["repeat_scans"] > 0 and fair["students_off_roster"] > 0 for fair in truth.fairs)


def test_the_organisers_own_totals_and_booths(feed_rows):
    fairs = {row["招聘会编号"]: row for _, rows in feed_rows("fairs") for row in rows}
    campus, comprehensive = fairs["XZ20200925"], fairs["XZ20201102"]
    assert (campus["举办日期"], campus["校区"]) == ("2020-09-25", "中国西部科技创新港")
    assert (campus["招聘人员数"], campus["参会学生数"]) == ("2000", "10000")
    assert (comprehensive["举办日期"], comprehensive["校区"], comprehensive["展位数"]) == (
        "2020-11-02",
        "兴庆校区",
        "160",
    )


def test_identifiers_are_recognisably_invented_and_check_where_they_should(feed_rows):
    rows = feed_rows("graduates")[0][1]
    numbers = [row["身份证号"] for row in rows if "E+" not in row["身份证号"]]
    assert all(number[14:17] in ("998", "999") for number in numbers)
    assert 0.95 < sum(map(ric.is_valid, numbers)) / len(numbers) < 1
    assert len(numbers) < len(rows)
    assert all(row["邮箱"].endswith("@example.edu") for row in rows)
    assert all(row["手机号"].startswith("154") for row in rows if row["手机号"])
    employers = {row["统一社会信用代码"] for _, sheet in feed_rows("fair_employers") for row in sheet}
    assert all(map(uscc.is_valid, employers))
