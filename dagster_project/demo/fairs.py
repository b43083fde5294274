"""Deliveries of the fairs: events, employers, and the scans of students, with the scans' own mess.

A visitor is known by student number, by mobile number (matched through the roster), or is on no roster:
students of later years whose roster has not come, and walk-ins.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import numpy as np
import polars as pl

from dagster_project.contracts.codes import code_table
from dagster_project.demo.delivery import GB18030, PARQUET, UTF8, UTF8_BOM, Delivery, Packing, pack
from dagster_project.demo.draw import exact_sum, generator, some
from dagster_project.demo.fair_plan import (
    AUTUMN_CAMPUS,
    AUTUMN_COMPREHENSIVE,
    FAIRS,
    MISTYPED_VENUES,
    SMALL_FAIRS,
    Fair,
)
from dagster_project.demo.files import Workbook
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED, with_totals
from dagster_project.demo.people import mobile, student_no

NO_ROSTER = 2022  # a class year whose roster is not among the deliveries
MAX_SHARE = 0.85  # of one class year that comes to one fair
_EVENT_COLUMNS = (
    "fate", "招聘会编号", "招聘会名称", "举办日期", "校区", "地点", "类型",
    "展位数", "参会单位数", "岗位数", "招聘人员数", "参会学生数",
)  # fmt: skip
_COUNTS = ("岗位数", "需求人数", "参会人数")
_SHEET = Packing("xlsx", look=Workbook(above=("参会单位汇总表",), numbers=_COUNTS))
# Files of scans and of employers: name, day, fairs, packing of the scans.
_BATCHES = (
    ("招聘会", date(2021, 4, 30), SMALL_FAIRS, UTF8_BOM),
    ("秋季校园招聘会", date(2020, 9, 26), (AUTUMN_CAMPUS,), GB18030),
    ("秋季综合双选会", date(2020, 11, 3), (AUTUMN_COMPREHENSIVE,), PARQUET),
)


def fair_deliveries(people: pl.DataFrame, employers: pl.DataFrame, seed: int) -> Iterator[Delivery]:
    """All deliveries of the three fair feeds. `people`: those whom a roster has brought, all class years."""
    yield pack(
        "fairs", "校园招聘会", date(2020, 11, 30), _events(f for f in FAIRS if f.held_on.year < 2021), UTF8
    )
    yield pack(
        "fairs", "校园招聘会", date(2021, 4, 30), _events(f for f in FAIRS if f.held_on.year == 2021), UTF8
    )
    for name, day, fairs, packing in _BATCHES:
        rng = generator(seed, "fairs", name)
        came = pl.concat(_employers(fair, employers, rng) for fair in fairs)
        yield pack("fair_employers", f"{name}参会单位", day, _sheet(came, rng), _SHEET)
        scans = pl.concat(_scans(fair, people, rng) for fair in fairs)
        yield pack("fair_attendance", f"{name}学生签到", day, _soiled(scans, rng), packing)


def _events(fairs: Iterator[Fair]) -> pl.DataFrame:
    rows = [
        (
            ACCEPTED, fair.fair_id, fair.name, _held(fair), fair.campus,
            MISTYPED_VENUES.get(fair.fair_id, fair.venue), fair.kind,
            *map(_text, (fair.booths, *fair.declared)),
        )
        for fair in sorted(fairs, key=lambda fair: fair.held_on)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys(_EVENT_COLUMNS, pl.String), orient="row")


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _held(fair: Fair) -> str:
    return fair.held_on.isoformat() if fair.held_until is None else f"{fair.held_on}至{fair.held_until}"


def _employers(fair: Fair, employers: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The employers of one fair; positions and recruiters add up to the plan's totals exactly."""
    chosen = rng.choice(len(employers), size=fair.employers, replace=False)
    positions = exact_sum(rng, fair.employers, fair.positions, 3)
    booth = np.arange(fair.employers) % (fair.booths or fair.employers) + 1
    fair_day = np.datetime64(fair.held_on)
    return employers[np.sort(chosen)].with_columns(
        pl.lit(ACCEPTED).alias("fate"),
        pl.lit(fair.fair_id).alias("fair_id"),
        pl.Series("positions", positions),
        pl.Series("headcount", positions + rng.integers(0, 40, size=fair.employers)),
        pl.Series("recruiters", exact_sum(rng, fair.employers, fair.recruiters, 1)),
        pl.Series("booth_no", [f"A{number:03d}" for number in booth]),
        pl.Series("registered_on", fair_day - rng.integers(5, 40, size=fair.employers)),
    )


def _sheet(came: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The list as the file has it, with two identical rows, one without an employer, and the sheet's sums."""
    again = came[some(rng, len(came), 2)].with_columns(pl.lit(DUPLICATE).alias("fate"))
    nobody = came[:1].with_columns(
        pl.lit(None, pl.String).alias("employer_name"), pl.lit(QUARANTINED).alias("fate")
    )
    whole = pl.concat([came, again, nobody])
    sums = whole.select(pl.col("positions", "headcount", "recruiters").sum()).row(0)
    frame = _as_sheet(whole)
    return with_totals(frame, {"招聘会编号": "合计"} | dict(zip(_COUNTS, map(str, sums), strict=True)))


def _as_sheet(came: pl.DataFrame) -> pl.DataFrame:
    nature = pl.col("nature").replace_strict(code_table("employer_nature").labels)
    industry = pl.col("industry").replace_strict(code_table("industry").labels)
    return came.select(
        "fate", "fair_id", "uscc", "positions", "headcount", "recruiters",
        pl.col("employer").alias("identity"),
        pl.col("fair_id").alias("招聘会编号"),
        pl.col("employer_name").alias("单位名称"),
        pl.col("uscc").alias("统一社会信用代码"),
        nature.alias("单位性质"),
        industry.alias("单位行业"),
        pl.col("region").alias("单位所在地代码"),
        pl.col("positions").cast(pl.String).alias("岗位数"),
        pl.col("headcount").cast(pl.String).alias("需求人数"),
        pl.col("recruiters").cast(pl.String).alias("参会人数"),
        pl.col("booth_no").alias("展位号"),
        pl.col("registered_on").dt.strftime("%Y-%m-%d 10:00:00").alias("报名时间"),
        pl.lit("已参会").alias("状态"),
    )  # fmt: skip


def _visitors(fair: Fair, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Exactly `fair.students` visitors: person (-1 = on no roster), student_no, mobile (one may be null)."""
    mine = people.filter(pl.col("class_year") == fair.class_year)
    earlier = people.filter((pl.col("class_year") == fair.class_year - 1) & ~pl.col("is_late"))
    few = min(fair.earlier_graduates, len(earlier))
    many = min(int(len(mine) * MAX_SHARE), fair.students - fair.off_roster - few)
    known = pl.concat([mine[some(rng, len(mine), many)], earlier[some(rng, len(earlier), few)]])
    serial = pl.int_range(fair.students - many - few, eager=True).alias("serial")
    # Of three visitors on no roster two have a student number of a later class year, one only a mobile.
    numbers = pl.DataFrame(serial).select(
        pl.lit(-1, pl.Int64).alias("person"),
        pl.when(pl.col("serial") % 3 > 0)
        .then(student_no(pl.lit(NO_ROSTER), pl.lit("2"), pl.col("serial")))
        .alias("student_no"),
        pl.when(pl.col("serial") % 3 == 0).then(mobile(99_000_000 + pl.col("serial"))).alias("mobile"),
    )
    return pl.concat([known.select(pl.col("person").cast(pl.Int64), "student_no", "mobile"), numbers])


def _scans(fair: Fair, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """First scans of all visitors, then repeats within hours, then a few of the day before the fair."""
    visitors = _visitors(fair, people, rng)
    n = len(visitors)
    days = ((fair.held_until or fair.held_on) - fair.held_on).days + 1
    opening = np.datetime64(datetime.combine(fair.held_on, time(8, 30)), "ms")
    second, third, early = (some(rng, n, count) for count in (n * 12 // 100, n * 3 // 100, 12))
    rows = np.concatenate([np.arange(n), second, third, early])
    first = rng.integers(days, size=n) * 86_400 + rng.integers(6 * 3600, size=n)
    seconds = np.concatenate(
        [
            first,
            first[second] + rng.integers(60, 3600, size=len(second)),
            first[third] + rng.integers(3601, 7200, size=len(third)),
            rng.integers(3600, size=len(early)) - 86_400,
        ]
    )
    by_mobile = rng.random(n) < 0.06
    # A repeat may come by another way than the first scan: then only the roster knows it is one person.
    by_mobile = np.concatenate([by_mobile, rng.random(len(rows) - n) < 0.05])
    scans = visitors[rows].with_columns(
        pl.lit(fair.fair_id).alias("fair_id"),
        pl.Series("at", opening + seconds * np.timedelta64(1000, "ms")),
        pl.Series("by_mobile", by_mobile) & pl.col("mobile").is_not_null() | pl.col("student_no").is_null(),
    )
    return scans.sort("at", "student_no", "mobile")


def _soiled(scans: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Scans as the file has them, with four identical rows, three of nobody and one of no readable time."""
    visitor = pl.coalesce("student_no", "mobile")
    frame = scans.select(
        "person", "fair_id", "at", visitor.alias("visitor"),
        pl.lit(ACCEPTED).alias("fate"),
        pl.col("fair_id").alias("招聘会编号"),
        pl.when(~pl.col("by_mobile")).then("student_no").alias("学号"),
        pl.when("by_mobile").then("mobile").alias("手机号"),
        pl.col("at").dt.strftime("%Y-%m-%d %H:%M:%S").alias("签到时间"),
        pl.when("by_mobile").then(pl.lit("手机号登记")).otherwise(pl.lit("扫码")).alias("签到方式"),
    )  # fmt: skip
    again = frame[some(rng, len(frame), 4)].with_columns(pl.lit(DUPLICATE).alias("fate"))
    bad = frame[some(rng, len(frame), 4)].with_columns(
        pl.lit(QUARANTINED).alias("fate"),
        pl.lit(None, pl.String).alias("手机号"),
        pl.Series("学号", [None, None, None, "2190000001"], dtype=pl.String),
        pl.Series("签到方式", ["扫码"] * 4),
    )
    bad = bad.with_columns(
        pl.when(pl.col("学号").is_not_null()).then(pl.lit("25:61")).otherwise("签到时间").alias("签到时间")
    )
    return pl.concat([frame, again, bad])
