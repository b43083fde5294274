"""The fairs of the demonstration: two with the centre's own totals, smaller ones around them. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dagster_project.demo.vocabulary import CAMPUSES


@dataclass(frozen=True)
class Fair:
    """One fair and what its records add up to.

    students     distinct visitors by their scans, those of no roster included
    off_roster   the least number of visitors who are on no roster; more when the roster is too small
    declared     the organiser's own totals: employers, positions, recruiters, students
    """

    fair_id: str
    name: str
    held_on: date
    campus: str | None
    venue: str
    kind: str
    class_year: int
    employers: int
    positions: int
    recruiters: int
    students: int
    booths: int | None = None
    held_until: date | None = None
    off_roster: int = 4
    earlier_graduates: int = 0
    declared: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)


AUTUMN_CAMPUS = Fair(
    "XZ20200925", "2020年秋季校园招聘会", date(2020, 9, 25), CAMPUSES[2], "涵英楼前广场", "综合双选会", 2021,
    employers=640, positions=21_460, recruiters=2_060, students=9_850, booths=420, off_roster=600,
    earlier_graduates=320, declared=(600, 20_000, 2_000, 10_000),
)  # fmt: skip
AUTUMN_COMPREHENSIVE = Fair(
    "XZ20201102", "2021届毕业生秋季综合双选会", date(2020, 11, 2), CAMPUSES[0], "思源活动中心", "综合双选会",
    2021, employers=298, positions=15_000, recruiters=872, students=3_500, booths=160,
    off_roster=100, earlier_graduates=100, declared=(298, 15_000, None, 3_500),
)  # fmt: skip

SMALL_FAIRS = (
    Fair(
        "XZ20180926", "2019届毕业生秋季双选会", date(2018, 9, 26), CAMPUSES[0], "体育馆", "双选会",
        2019, 60, 1800, 170, 780, 60,
    ),
    Fair(
        "XZ20190320", "2019届毕业生春季双选会", date(2019, 3, 20), CAMPUSES[1], "雁塔体育馆", "双选会",
        2019, 34, 700, 80, 420, 40,
    ),
    Fair(
        "XJ20181015", "装备制造企业宣讲会", date(2018, 10, 15), CAMPUSES[0], "就业创业中心201", "宣讲会",
        2019, 1, 40, 4, 96,
    ),
    Fair(
        "XZ20190925", "2020届毕业生秋季双选会", date(2019, 9, 25), CAMPUSES[0], "体育馆", "双选会",
        2020, 64, 1900, 180, 810, 64,
    ),
    Fair(
        "ZC20191023", "电力行业专场招聘会", date(2019, 10, 23), CAMPUSES[0], "思源活动中心", "专场招聘会",
        2020, 22, 520, 60, 360, 24,
    ),
    Fair(
        "WL20200420", "2020届毕业生春季网络双选会", date(2020, 4, 20), None, "线上", "网络双选会",
        2020, 88, 2600, 110, 900, held_until=date(2020, 4, 26),
    ),
    Fair(
        "XJ20201013", "软件企业宣讲会", date(2020, 10, 13), CAMPUSES[2], "涵英楼报告厅", "宣讲会",
        2021, 1, 60, 5, 132,
    ),
    Fair(
        "ZC20201118", "医疗卫生专场招聘会", date(2020, 11, 18), CAMPUSES[1], "雁塔体育馆", "专场",
        2021, 26, 610, 70, 310, 26,
    ),
    Fair(
        "ZC20210324", "西部地区专场招聘会", date(2021, 3, 24), CAMPUSES[0], "体育馆", "专场招聘会",
        2021, 40, 960, 96, 450, 40,
    ),
    Fair(
        "WL20210412", "2021届毕业生春季网络招聘会", date(2021, 4, 12), None, "线上", "线上招聘会",
        2021, 70, 2100, 90, 640,
    ),
)  # fmt: skip

FAIRS = (*SMALL_FAIRS, AUTUMN_CAMPUS, AUTUMN_COMPREHENSIVE)

# Venues that the organiser's file has mistyped; the ledger of corrections puts them right.
MISTYPED_VENUES = {"ZC20201118": "雁塔体育官"}
