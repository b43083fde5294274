"""Deliveries of the guidance activities and of who came: scans, lists by phone number, lists signed on paper.

A participant is known by student number, by mobile number (matched through the roster), or is on no roster:
students of later years, and walk-ins who left a mobile number only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import polars as pl

from dagster_project.demo.activity_files import UNREADABLE, activity_files
from dagster_project.demo.delivery import (
    GB18030,
    PARQUET,
    UTF8,
    UTF8_BOM,
    UTF16_TSV,
    Delivery,
    Packing,
    pack,
)
from dagster_project.demo.draw import generator, some
from dagster_project.demo.files import Workbook
from dagster_project.demo.guidance_plan import ACTIVITIES, CAMP_2020, INTERNATIONAL, WEEK_2020, Activity
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED, wide_digits
from dagster_project.demo.people import mobile, student_no

LAST_ROSTER = 2021
YOUNGER = 4000  # students of each later class year from whom participants are drawn
# Share of the class that graduates next, and of the three after it, among those who come.
CLASSES = (0.45, 0.30, 0.15, 0.10)
WALK_INS, FIRST_WALK_IN = 0.05, 99_500_000
_LIST = Packing(
    "xlsx", look=Workbook(above=("活动参加人员名单", "说明：现场签名，未记时间。")), totals="学号"
)


@dataclass(frozen=True)
class _Batch:
    """One file of participants: which activities, and whether it is a list without times."""

    name: str
    day: date
    packing: Packing
    holds: Callable[[Activity], bool]
    headers: tuple[str, str, str] = ("学号", "手机号", "签到时间")

    @property
    def is_paper(self) -> bool:
        return self.headers[2] == ""


_PAPER = ("学号", "", "")
_BATCHES = (
    _Batch("2019年活动签到", date(2019, 12, 31), GB18030, lambda a: a.year == 2019 and a.record != "paper"),
    _Batch("2019年活动名单", date(2019, 12, 31), _LIST,
           lambda a: a.year == 2019 and a.record == "paper", _PAPER),
    _Batch("创业云讲座签到", date(2020, 7, 5), UTF8_BOM, lambda a: a.activity_id.startswith("CYJZ2020"),
           ("学号", "手机号码", "扫码时间")),
    _Batch("创业训练营名单", date(2020, 7, 20), _LIST, lambda a: a is CAMP_2020, _PAPER),
    _Batch("职业体验周签到", date(2020, 10, 19), PARQUET, lambda a: a is WEEK_2020),
    _Batch("2020年活动签到", date(2020, 12, 31), UTF16_TSV, lambda a: a.year == 2020 and a.record != "paper"
           and a is not WEEK_2020 and not a.activity_id.startswith("CYJZ")),
    _Batch("2020年活动名单", date(2020, 12, 31), _LIST,
           lambda a: a.year == 2020 and a.record == "paper" and a is not CAMP_2020, _PAPER),
    _Batch("2021年活动签到", date(2021, 12, 31), UTF8, lambda a: a.year == 2021 and a.record != "paper",
           ("学号", "手机", "签到时间")),
    _Batch("2021年活动名单", date(2021, 12, 31), GB18030,
           lambda a: a.year == 2021 and a.record == "paper", _PAPER),
)  # fmt: skip


def guidance_deliveries(
    people: pl.DataFrame, camps: dict[int, pl.DataFrame], seed: int
) -> Iterator[Delivery]:
    """All deliveries of the two feeds.

    `people`: those whom a roster has brought, all class years. `camps`: year -> participants of its camp
    (person, student_no, mobile), who are on a programme list as well.
    """
    yield from activity_files()
    classes = {year: people.filter(pl.col("class_year") == year) for year in people["class_year"].unique()}
    for batch in _BATCHES:
        rng = generator(seed, "guidance", batch.name)
        scans = []
        for activity in filter(batch.holds, ACTIVITIES):
            if activity.activity_id.startswith("CY") and activity.activity_id.endswith("XLY"):
                came = camps[activity.year].select("person", "student_no", "mobile")
            else:
                came = _participants(activity, classes, rng)
            scans.append(_on_paper(activity, came) if batch.is_paper else _scanned(activity, came, rng))
        yield pack(
            "activity_attendance", batch.name, batch.day, _soiled(pl.concat(scans), batch, rng), batch.packing
        )


def later_student(class_year: int, serial: pl.Expr) -> pl.Expr:
    """Student number of someone of a class year whose roster has not come."""
    return student_no(pl.lit(class_year), pl.lit("2"), serial)


def _participants(
    activity: Activity, classes: dict[int, pl.DataFrame], rng: np.random.Generator
) -> pl.DataFrame:
    """Exactly `activity.participants` people: person (-1: on no roster), student_no, mobile (may be null)."""
    walk_ins = int(activity.participants * WALK_INS) if activity.record == "phones" else 0
    counts = rng.multinomial(activity.participants - walk_ins, CLASSES)
    # From August on the next class is the one that graduates.
    first = activity.year + (activity.held_on.month > 7)
    parts = [
        pl.DataFrame({"serial": FIRST_WALK_IN + some(rng, 400_000, walk_ins)}).select(
            pl.lit(-1, pl.Int64).alias("person"),
            pl.lit(None, pl.String).alias("student_no"),
            mobile(pl.col("serial")).alias("mobile"),
        )
    ]
    for class_year, count in zip(range(first, first + len(CLASSES)), counts.tolist(), strict=True):
        if class_year <= LAST_ROSTER:
            mine = classes[class_year]
            part = mine[some(rng, len(mine), count)].select(
                pl.col("person").cast(pl.Int64), "student_no", "mobile"
            )
        else:
            part = pl.DataFrame({"serial": some(rng, YOUNGER, count) + 1}).select(
                pl.lit(-1, pl.Int64).alias("person"),
                later_student(class_year, pl.col("serial")).alias("student_no"),
                pl.lit(None, pl.String).alias("mobile"),
            )
        parts.append(part)
    return pl.concat(parts)


def _scanned(activity: Activity, came: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """A first check-in of everyone, further days of some, and repeats within the hour.

    The centre counted the events on international organisations by head, so nobody scans twice there.
    """
    n, days = len(came), activity.days
    again, more = (some(rng, n, n * share // 100) for share in (5, 45))
    if activity.pillar == INTERNATIONAL:
        again = again[:0]
    if days == 1:
        more = more[:0]
    first = rng.integers(days, size=n)
    minutes = rng.integers(90, size=n) * 60 + rng.integers(60, size=n)
    rows = np.concatenate([np.arange(n), again, more])
    day = np.concatenate([first, first[again], (first[more] + 1) % days])
    seconds = np.concatenate(
        [minutes, minutes[again] + rng.integers(60, 3000, size=len(again)), minutes[more]]
    )
    opening = np.datetime64(datetime.combine(activity.held_on, time(14)), "ms")
    by_mobile = rng.random(len(rows)) < (0.6 if activity.record == "phones" else 0.05)
    return came[rows].with_columns(
        pl.lit(activity.activity_id).alias("activity_id"),
        pl.Series("at", opening + (day * 86_400 + seconds) * np.timedelta64(1000, "ms")),
        pl.Series("by_mobile", by_mobile) & pl.col("mobile").is_not_null() | pl.col("student_no").is_null(),
    )


def _on_paper(activity: Activity, came: pl.DataFrame) -> pl.DataFrame:
    return came.with_columns(
        pl.lit(activity.activity_id).alias("activity_id"),
        pl.lit(None, pl.Datetime("ms")).alias("at"),
        pl.lit(False).alias("by_mobile"),
    )


def _soiled(scans: pl.DataFrame, batch: _Batch, rng: np.random.Generator) -> pl.DataFrame:
    """The rows of one file: some identical, of nobody, of no readable time, or of no known activity."""
    number, phone, moment = batch.headers
    cells = [
        pl.col("activity_id").alias("活动编号"),
        pl.when(~pl.col("by_mobile")).then("student_no").alias(number),
    ]
    if phone:
        cells.append(pl.when("by_mobile").then("mobile").alias(phone))
    if moment:
        cells.append(pl.col("at").dt.strftime("%Y-%m-%d %H:%M:%S").alias(moment))
    else:
        cells.append(pl.lit(None, pl.String).alias("备注"))
    frame = scans.sort("activity_id", "at", "student_no", "mobile", nulls_last=True).select(
        "person", "activity_id", "at",
        pl.coalesce("student_no", "mobile").alias("visitor"),
        pl.lit(ACCEPTED).alias("fate"),
        *cells,
    )  # fmt: skip
    wide = np.zeros(len(frame), dtype=bool)
    wide[some(rng, len(frame), 3)] = True
    frame = frame.with_columns(
        pl.when(pl.Series(wide)).then(wide_digits(pl.col(number))).otherwise(number).alias(number)
    )
    again = frame[some(rng, len(frame), 2)].with_columns(pl.lit(DUPLICATE).alias("fate"))
    if len(frame) < 200:
        return pl.concat([frame, again])
    blank = [pl.lit(None, pl.String).alias(name) for name in (number, phone) if name]
    nobody = frame[some(rng, len(frame), 2)].with_columns(*blank, pl.lit(QUARANTINED).alias("fate"))
    elsewhere = frame[some(rng, len(frame), 2)].with_columns(
        pl.lit(UNREADABLE).alias("activity_id"), pl.lit(UNREADABLE).alias("活动编号")
    )
    parts = [frame, again, nobody, elsewhere]
    if moment:
        parts.append(
            frame[some(rng, len(frame), 1)].with_columns(
                pl.lit("25:61").alias(moment), pl.lit(QUARANTINED).alias("fate")
            )
        )
    return pl.concat(parts)
