"""The guidance activities of the demonstration, with the centre's own totals of 2020. Pure data.

Activities of 2019 and 2021 stand around them, so that years can be compared. Numbers of a series are
functions of its position, not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dagster_project.demo.vocabulary import CAMPUSES

CAREER, START_UP, INTERNATIONAL = "就业指导", "创业教育", "国际组织"
# Own kind of the institution: not in the seed, defined in institution.yml.
WORKSHOP = "工作坊"
UNKNOWN_KIND = "团建"


@dataclass(frozen=True)
class Activity:
    """One activity and what its records add up to.

    kind          the label as the office writes it
    participants  distinct people by its records
    record        how participation was recorded: `scans` with times, `phones` (scans, most by mobile number),
                  `paper` (a signed list without times)
    declared      the organiser's person-times, as written
    """

    activity_id: str
    name: str
    kind: str
    pillar: str
    held_on: date
    ended_on: date | None
    campus: str | None
    hours: float | None
    online: str
    participants: int
    record: str = "scans"
    declared: str | None = None

    @property
    def year(self) -> int:
        return self.held_on.year

    @property
    def days(self) -> int:
        return ((self.ended_on or self.held_on) - self.held_on).days + 1


# Kinds as offices write them -> token of the code table (the seed's, or the institution's own).
KINDS = {
    "职业体验周活动": "career_experience_week", "讲座": "lecture", "创业讲座": "lecture",
    "专题讲座": "lecture",
    "模拟面试大赛": "mock_interview", "征文大赛": "contest", "训练营": "camp", "加速营": "camp",
    "咨询": "consultation", "咨询培训": "consultation", "国际组织": "international_organisation",
    "校友讲坛": "alumni_talk", "课程": "course", WORKSHOP: "workshop",
}  # fmt: skip

CAMP_2020 = Activity(
    "CY2020XLY", "第六届大学生暑期创业训练营", "训练营", START_UP, date(2020, 7, 14), date(2020, 7, 17),
    CAMPUSES[2], 32, "否", 53, "paper", "50余",
)  # fmt: skip
WEEK_2020 = Activity(
    "ZY2020TYZ", "第四届职业体验周", "职业体验周活动", CAREER, date(2020, 10, 12), date(2020, 10, 16),
    CAMPUSES[2], 20, "否", 3_527, declared="3500余",
)  # fmt: skip
CAMPS = (
    Activity(
        "CY2019XLY", "第五届大学生暑期创业训练营", "训练营", START_UP, date(2019, 7, 15), date(2019, 7, 18),
        CAMPUSES[0], 32, "否", 46, "paper", "46",
    ),
    CAMP_2020,
    Activity(
        "CY2021XLY", "第七届大学生暑期创业训练营", "训练营", START_UP, date(2021, 7, 13), date(2021, 7, 16),
        CAMPUSES[2], 32, "否", 61, "paper", "61",
    ),
)  # fmt: skip
WEEKS = (
    Activity(
        "ZY2019TYZ", "第三届职业体验周", "职业体验周活动", CAREER, date(2019, 10, 14), date(2019, 10, 18),
        CAMPUSES[0], 20, "否", 2_890, declared="约2900",
    ),
    WEEK_2020,
    Activity(
        "ZY2021TYZ", "第五届职业体验周", "职业体验周活动", CAREER, date(2021, 10, 11), date(2021, 10, 15),
        CAMPUSES[2], 20, "否", 3_912, declared="3900余",
    ),
)  # fmt: skip

# Series of a year as (prefix, name, kind, pillar, first day, days between, number, hours, online,
# participants of the first one, how recorded). The participants of the others vary around it.
_Series = tuple[str, str, str, str, tuple[int, int], int, int, float | None, str, int, str]
SERIES: dict[int, tuple[_Series, ...]] = {
    2019: (
        ("CYJZ", "创业讲座", "创业讲座", START_UP, (3, 6), 14, 14, 2, "否", 74, "scans"),
        ("JYJZ", "求职讲座", "讲座", CAREER, (3, 13), 21, 10, 2, "否", 88, "scans"),
        ("ZX", "个体咨询日", "咨询", CAREER, (3, 20), 16, 14, 3, "否", 12, "paper"),
        ("GJHD", "国际组织校级活动", "国际组织", INTERNATIONAL, (4, 11), 60, 3, 3, "否", 64, "scans"),
        ("GJZX", "国际组织咨询培训", "咨询培训", INTERNATIONAL, (3, 8), 5, 58, 1.5, "否", 6, "paper"),
        ("XY", "校友讲坛", "校友讲坛", CAREER, (4, 18), 48, 4, 2, "否", 96, "scans"),
        ("KC", "就业指导课", "课程", CAREER, (3, 4), 90, 4, 16, "否", 130, "paper"),
        ("MS", "模拟面试大赛", "模拟面试大赛", CAREER, (11, 9), 14, 2, 4, "否", 118, "scans"),
        ("ZW", "求职征文大赛", "征文大赛", CAREER, (11, 20), 1, 1, None, "是", 87, "phones"),
        ("JS", "职场新人加速营", "加速营", CAREER, (11, 2), 21, 1, 12, "否", 60, "paper"),
    ),
    2020: (
        ("CYJZ", "创业云讲座", "创业讲座", START_UP, (2, 24), 4, 32, 1.5, "是", 112, "phones"),
        ("JYJZ", "求职讲座", "专题讲座", CAREER, (3, 4), 22, 12, 2, "线上+线下", 92, "scans"),
        ("ZX", "个体咨询日", "咨询", CAREER, (3, 11), 14, 20, 3, "是", 14, "paper"),
        ("XY", "校友讲坛", "校友讲坛", CAREER, (5, 14), 38, 6, 2, "线上+线下", 104, "scans"),
        ("KC", "就业指导课", "课程", CAREER, (3, 2), 60, 4, 16, "线上+线下", 150, "paper"),
        ("MS", "模拟面试大赛", "模拟面试大赛", CAREER, (11, 7), 14, 2, 4, "否", 186, "scans"),
        ("ZW", "求职征文大赛", "征文大赛", CAREER, (11, 15), 1, 1, None, "是", 142, "phones"),
        ("JS", "职场新人加速营", "加速营", CAREER, (10, 24), 35, 2, 12, "否", 80, "paper"),
    ),
    2021: (
        ("CYJZ", "创业讲座", "创业讲座", START_UP, (3, 3), 11, 26, 2, "线上+线下", 98, "scans"),
        ("JYJZ", "求职讲座", "讲座", CAREER, (3, 10), 9, 31, 2, "否", 95, "scans"),
        ("ZX", "个体咨询日", "咨询", CAREER, (3, 3), 10, 28, 3, "否", 15, "paper"),
        ("GJHD", "国际组织校级活动", "国际组织", INTERNATIONAL, (4, 8), 45, 6, 3, "否", 90, "scans"),
        ("GJZX", "国际组织咨询培训", "咨询培训", INTERNATIONAL, (3, 5), 4, 66, 1.5, "线上+线下", 6, "paper"),
        ("XY", "校友讲坛", "校友讲坛", CAREER, (4, 15), 25, 10, 2, "否", 110, "scans"),
        ("GZF", "简历工作坊", WORKSHOP, CAREER, (3, 18), 30, 8, 2, "否", 32, "paper"),
        ("KC", "就业指导课", "课程", CAREER, (3, 1), 45, 6, 16, "否", 160, "paper"),
        ("MS", "模拟面试大赛", "模拟面试大赛", CAREER, (11, 6), 14, 2, 4, "否", 204, "scans"),
        ("ZW", "求职征文大赛", "征文大赛", CAREER, (11, 14), 1, 1, None, "是", 151, "phones"),
        ("JS", "职场新人加速营", "加速营", CAREER, (10, 23), 28, 3, 12, "否", 84, "paper"),
    ),
}  # fmt: skip

# The centre's own: 5 university-wide events and 104 consultations and trainings, 1,086 person-times together.
_EVENTS_2020 = (
    ("国际组织人才培养启动会", (4, 23), 120), ("国际组织任职经验分享会", (5, 28), 96),
    ("国际组织青年人才论坛", (9, 24), 88), ("模拟联合国大会", (10, 29), 75), ("国际组织宣讲会", (11, 26), 80),
)  # fmt: skip
_CONSULTATIONS_2020 = 104
_PERSON_TIMES_2020 = 1_086


def _international_2020() -> Iterator[Activity]:
    for number, (name, (month, day), people) in enumerate(_EVENTS_2020, 1):
        yield Activity(
            f"GJHD2020{number:03d}", name, "国际组织", INTERNATIONAL, date(2020, month, day), None,
            CAMPUSES[number % 3], 3, "线上+线下", people, "scans", str(people),
        )  # fmt: skip
    left = _PERSON_TIMES_2020 - sum(people for *_, people in _EVENTS_2020)
    whole, rest = divmod(left, _CONSULTATIONS_2020)
    for number in range(_CONSULTATIONS_2020):
        # Two above and two below the mean in turn, the remainder one each to the first ones.
        swing = (0, 2, -2, 1, -1)[number % 5] if number < _CONSULTATIONS_2020 // 5 * 5 else 0
        people = whole + swing + (number < rest)
        yield Activity(
            f"GJZX2020{number + 1:03d}", f"国际组织咨询培训（第{number + 1}期）", "咨询培训", INTERNATIONAL,
            date(2020, 3, 2) + timedelta(days=number * 29 // 10), None, CAMPUSES[number % 3], 1.5,
            "线上+线下", people, "paper", str(people),
        )  # fmt: skip


def _series() -> Iterator[Activity]:
    for year, all_series in SERIES.items():
        for prefix, name, kind, pillar, (
            month,
            day,
        ), gap, number, hours, online, people, record in all_series:
            for order in range(number):
                held = date(year, month, day) + timedelta(days=gap * order)
                came = max(3, people + (0, 7, -5, 11, -9, 3)[order % 6] * people // 60)
                title = name if number == 1 else f"{name}（第{order + 1}期）"
                campus = None if online == "是" else CAMPUSES[order % 3]
                yield Activity(
                    f"{prefix}{year}{order + 1:03d}", title, kind, pillar, held, None, campus, hours, online,
                    came, record, str(came),
                )  # fmt: skip


ACTIVITIES = tuple(
    sorted(
        (*CAMPS, *WEEKS, *_international_2020(), *_series()),
        key=lambda activity: (activity.held_on, activity.activity_id),
    )
)
