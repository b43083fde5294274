"""Deliveries of the lists of activities: a year each, with a kind that nobody knows in two of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from dagster_project.demo.delivery import GB18030, UTF8_BOM, UTF16_TSV, Delivery, Packing, pack
from dagster_project.demo.files import Workbook
from dagster_project.demo.guidance_plan import ACTIVITIES, UNKNOWN_KIND, Activity
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED, with_totals

# An activity whose kind no code table knows: it waits in quarantine, and who came to it belongs nowhere.
UNREADABLE = "TJ2019001"
_SHEET = Packing("xlsx", look=Workbook(above=("就业创业活动一览表",), empty_first_column=True))


def activity_files() -> Iterator[Delivery]:
    """The lists of activities: a year each, 2020 in two parts of which the second repeats the first."""
    of = {year: [activity for activity in ACTIVITIES if activity.year == year] for year in (2019, 2020, 2021)}
    frame = _rows(of[2019], two_dates=True)
    again = frame[3:4].with_columns(pl.lit(DUPLICATE).alias("fate"))
    parts = [frame, _of_unknown_kind(frame, UNREADABLE, "春季团建"), again]
    yield pack("activities", "就业创业活动", date(2019, 12, 31), pl.concat(parts), GB18030)

    first = _rows(
        [activity for activity in of[2020] if activity.held_on < date(2020, 7, 20)], two_dates=False
    )
    frame = with_totals(first, {"活动编号": "合计", "参与人次": str(len(first))})
    yield pack("activities", "上半年就业创业活动", date(2020, 7, 20), frame, _SHEET)
    yield pack("activities", "就业创业活动", date(2020, 12, 31), _rows(of[2020], two_dates=True), UTF16_TSV)

    frame = _rows(of[2021], two_dates=True)
    parts = [frame, _of_unknown_kind(frame, "TJ2021001", "秋季团建")]
    yield pack("activities", "就业创业活动", date(2021, 12, 31), pl.concat(parts), UTF8_BOM)


def _of_unknown_kind(frame: pl.DataFrame, activity_id: str, name: str) -> pl.DataFrame:
    return frame[:1].with_columns(
        pl.lit(activity_id).alias("活动编号"),
        pl.lit(name).alias("活动名称"),
        pl.lit(UNKNOWN_KIND).alias("活动类型"),
        pl.lit(QUARANTINED).alias("fate"),
    )


def _rows(activities: list[Activity], two_dates: bool) -> pl.DataFrame:
    rows = []
    for activity in activities:
        ended = activity.ended_on
        span = f"{activity.held_on}至{ended}" if ended else activity.held_on.isoformat()
        dates = (activity.held_on.isoformat(), ended and ended.isoformat()) if two_dates else (span,)
        hours = None if activity.hours is None else f"{activity.hours:g}"
        if hours and activity.hours and activity.hours >= 16:
            hours = f"{hours}学时"
        rows.append(
            (
                ACCEPTED, activity.activity_id, activity.name, activity.kind, activity.pillar, *dates,
                activity.campus, hours, activity.online, activity.declared,
            )
        )  # fmt: skip
    names = ("举办日期", "结束日期") if two_dates else ("活动时间",)
    columns = (
        "fate",
        "活动编号",
        "活动名称",
        "活动类型",
        "板块",
        *names,
        "校区",
        "学时",
        "是否线上",
        "参与人次",
    )
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
