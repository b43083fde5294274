"""A small career office written by hand: fairs, activities, a programme, goals, and records worth a look.

62 graduates of 2020: A01-A20 of 艺术学院 and B01-B40 of 工学院 (bachelor), M01 and M02 (master). M01 was a
bachelor of 2017 under another student number and the same phone. What comes of it is worked out in
test_guidance_marts.py.
"""

from __future__ import annotations

from pathlib import Path

from stdnum.cn import uscc

from tests.deployments import Outcome, gradmart, write_csv, write_institution

ART, ENGINEERING = "艺术学院", "工学院"
STRANGER = "99999999"  # a student number on no roster
TWO_DEGREES, SHARED, UNKNOWN_PHONE = "13800000001", "13900000000", "13700000000"
VALID_CODE = "91610000100000001" + uscc.calc_check_digit("91610000100000001")

GOALS = {
    "placement": {
        "year": 2020, "zh": "毕业去向落实率", "target": 0.95, "unit": "share",
        "indicator": "placement_rate", "snapshot": "year_end",
    },
    "events": {"year": 2020, "zh": "活动百场", "target": 100, "indicator": "activities"},
    "startup_events": {
        "year": 2020, "zh": "创业活动", "target": 3, "indicator": "activities", "of": "创业",
    },
    "lectures_online": {
        "year": 2020, "zh": "线上讲座", "target": 1, "indicator": "activities_online", "of": "lecture",
    },
    "camp": {
        "year": 2020, "zh": "训练营", "target": 3, "unit": "person",
        "indicator": "programme_members", "of": "创业训练营",
    },
    "platform": {"year": 2020, "zh": "平台上线", "target": 1, "stated": 1},
    "base": {"year": 2020, "zh": "国际组织基地", "target": 1},
    "next_year": {
        "year": 2021, "zh": "毕业去向落实率", "target": 0.95, "unit": "share", "indicator": "placement_rate",
    },
}  # fmt: skip


def run(data: Path) -> Outcome:
    """Write every delivery and run the whole pipeline on them."""
    write_institution(data, goals=GOALS)
    for write in (_rosters, _destinations, _fairs, _activities, _programmes):
        write(data / "raw")
    return gradmart(data, "run")


def _rosters(raw: Path) -> None:
    header = [
        "学号",
        "毕业年份",
        "学历层次",
        "院系名称",
        "专业名称",
        "性别",
        "出生日期",
        "手机号",
        "入学时间",
    ]
    phones = {"A07": "13600000007", "B01": SHARED, "B02": SHARED, "M01": TWO_DEGREES}
    born = {"B01": "1997-01-01", "M01": "1995-05-05"}

    def row(number: str, level: str, college: str) -> list[str]:
        return [
            number, "2020", level, college, "专业一", "女",
            born.get(number, "1998-03-03"), phones.get(number, ""), "2016-09",
        ]  # fmt: skip

    rows = [row(f"A{n:02}", "本科", ART) for n in range(1, 21)]
    rows += [row(f"B{n:02}", "本科", ENGINEERING) for n in range(1, 41)]
    rows += [row(f"M{n:02}", "硕士", ENGINEERING) for n in (1, 2)]
    write_csv(raw / "graduates" / "生源_2020-06-01.csv", [header, *rows])
    bachelor = ["20170001", "2017", "本科", ENGINEERING, "专业一", "女", "1995-05-05", TWO_DEGREES, "2013-09"]
    write_csv(raw / "graduates" / "生源_2017-06-01.csv", [header, bachelor])


def _destinations(raw: Path) -> None:
    header = [
        "学号", "毕业年份", "毕业去向代码", "签约日期", "单位名称", "统一社会信用代码", "单位性质代码",
        "佐证材料",
    ]  # fmt: skip

    def row(
        number: str, code: str, name: str = "", signed: str = "2020-10-15", uscc_: str = "",
        nature: str = "", evidence: str = "学院审核",
    ) -> list[str]:  # fmt: skip
        return [number, "2020", code, signed, name, uscc_, nature, evidence]

    rows = [row(f"A{n:02}", "76", signed="") for n in range(1, 6)]
    rows += [
        row(f"A{n:02}", "10", "工程公司", "2020-10-01" if n == 7 else "2020-10-15", VALID_CODE, "39")
        for n in range(6, 21)
    ]
    rows += [row(f"B{n:02}", "11", "不知名公司", nature="39") for n in range(1, 11)]
    rows += [
        row("B11", "10", "乙公司", uscc_="123"),
        row("B12", "10", "丙公司", evidence="无"),
        row("B13", "10", "丙公司", evidence=""),
        row("B14", "10", "丙公司", signed="2015-01-01"),
        row("B15", "10", "丙公司", signed="2021-03-01"),
        row("B16", "11", "示例 大学"),
        row("B17", "27", "示例大学"),
    ]
    rows += [row(f"B{n:02}", "80", signed="", evidence="") for n in range(18, 39)]
    rows += [row("B39", "70", signed="", evidence="")]
    rows += [row("M01", "11", "工程公司", "2020-11-20", VALID_CODE, "39"), row("M02", "70", signed="")]
    write_csv(raw / "destinations" / "就业方案_2020-12-31.csv", [header, *rows])


def _fairs(raw: Path) -> None:
    write_csv(
        raw / "fairs" / "招聘会_2020-10-30.csv",
        [
            ["招聘会编号", "招聘会名称", "举办日期", "类型", "展位数", "参会单位数", "岗位数", "参会学生数"],
            ["F1", "秋季双选会", "2020-10-10", "综合双选会", "2", "3", "15", "10"],
            ["F2", "宣讲会", "2020-10-20", "宣讲会", "", "", "", ""],
            ["F3", "网络双选会", "2020-10-25至2020-10-26", "线上", "", "", "", ""],
            ["F4", "春季双选会", "2021-03-01", "综合双选会", "", "", "", ""],
        ],
    )
    write_csv(
        raw / "fair_employers" / "参会单位_2020-10-30.csv",
        [
            [
                "招聘会编号",
                "单位名称",
                "统一社会信用代码",
                "岗位数",
                "需求人数",
                "参会人数",
                "展位号",
                "状态",
            ],
            ["F1", "工程公司", VALID_CODE, "10", "20", "2", "A1", "已参会"],
            ["F1", "戊公司", "", "5", "8", "1", "A2", "已参会"],
            ["F1", "丁公司", "", "99", "99", "9", "A3", "已取消"],
        ],
    )
    header = ["招聘会编号", "学号", "手机号", "签到时间"]
    write_csv(
        raw / "fair_attendance" / "签到_2020-10-30.csv",
        [
            header,
            ["F1", "A06", "", "2020-10-10 09:00:00"],
            ["F1", "A06", "", "2020-10-10 09:30:00"],
            ["F1", "", "13600000007", "2020-10-10 09:00:00"],
            ["F1", "A08", "", "2020-10-12 09:00:00"],
            ["F1", "", TWO_DEGREES, "2020-10-10 09:00:00"],
            ["F1", "", SHARED, "2020-10-10 09:00:00"],
            ["F1", "", UNKNOWN_PHONE, "2020-10-10 09:00:00"],
            ["F1", STRANGER, "", "2020-10-10 09:00:00"],
            ["F2", "A06", "", "2020-10-20 14:00:00"],
            ["F3", "A06", "", "2020-10-26 14:00:00"],
            ["F3", "A09", "", "2020-10-25 14:00:00"],
        ],
    )
    write_csv(
        raw / "fair_attendance" / "签到_2021-03-02.csv", [header, ["F4", "A10", "", "2021-03-01 09:00:00"]]
    )


def _activities(raw: Path) -> None:
    write_csv(
        raw / "activities" / "活动_2020-12-31.csv",
        [
            ["活动编号", "活动名称", "活动类型", "板块", "举办日期", "结束日期", "校区", "学时", "是否线上",
             "参与人次"],
            ["L1", "创业讲座", "讲座", "创业", "2020-03-01", "", "", "2", "线上", "100"],
            ["L2", "创业讲座", "讲座", "创业", "2020-09-01", "", "兴庆校区", "3", "线下", ""],
            ["C1", "训练营", "训练营", "创业", "2020-07-14", "2020-07-17", "雁塔校区", "24", "线下", ""],
            ["I1", "宣讲", "国际组织", "国际组织", "2020-11-11", "", "", "", "线上线下结合", ""],
        ],
    )  # fmt: skip
    write_csv(
        raw / "activity_attendance" / "活动签到_2020-12-31.csv",
        [
            ["活动编号", "学号", "手机号", "签到时间"],
            *(["L1", number, "", ""] for number in ("A01", "A02", STRANGER)),
            ["C1", "A01", "", "2020-07-14 09:00:00"],
            ["C1", "A01", "", "2020-07-14 14:00:00"],
            ["C1", "A01", "", "2020-07-15 09:00:00"],
            ["C1", "A01", "", ""],
            ["C1", "", TWO_DEGREES, "2020-07-16 09:00:00"],
            ["I1", "A01", "", "2020-11-11 10:00:00"],
            ["I1", "", UNKNOWN_PHONE, "2020-11-11 10:00:00"],
            ["X9", "A03", "", "2020-12-01 10:00:00"],
        ],
    )


def _programmes(raw: Path) -> None:
    write_csv(
        raw / "programme_members" / "名单_2020-12-31.csv",
        [
            ["项目名称", "年度", "学号", "校区", "学院", "书院"],
            ["创业训练营", "2020", "A01", "兴庆校区", "", ""],
            ["创业训练营", "2020", "M02", "雁塔校区", "能动学院", "彭康书院"],
            ["创业训练营", "2020", STRANGER, "兴庆校区", "外国语学院", ""],
            ["创业训练营", "2021", "B40", "兴庆校区", "", ""],
        ],
    )
