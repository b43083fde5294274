"""Deliveries of the roster: the whole of it in April, late doctors and changes in September.

Three layouts: 就业方案 with codes as GB18030 CSV (2019) and as a workbook (2020), the export of 2021 with
full names as a workbook. The September update is a GB18030 CSV with the statuses 延期 and 结业.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from dagster_project.contracts.codes import code_table
from dagster_project.demo.delivery import GB18030, Delivery, Packing, date_forms, dotted, pack, several
from dagster_project.demo.draw import generator, some
from dagster_project.demo.files import Workbook
from dagster_project.demo.mess import ACCEPTED, QUARANTINED, Recipe, soil
from dagster_project.demo.people import DEGREE_CODES

_STATUS = {"": "graduate", "结业": "completed", "延期": "deferred"}
_DEGREE_LABELS = {"bachelor": "本科生毕业", "master": "硕士生毕业", "doctor": "博士生毕业"}
_NUMBERS = ("性别代码", "学历代码", "培养方式代码", "困难生类别代码", "师范生类别代码")
_WORKBOOK = Packing("xlsx", look=Workbook(numbers=_NUMBERS))


def roster_deliveries(people: pl.DataFrame, seed: int) -> Iterator[Delivery]:
    """The two roster deliveries of one class year (frame of `make_people`)."""
    year = int(people["class_year"][0])
    rng = generator(seed, "rosters", year)
    layout, packing = {2019: (_plan, GB18030), 2020: (_plan, _WORKBOOK), 2021: (_export, _WORKBOOK)}[year]
    april = _with_truth(people.filter(~pl.col("is_late")), changed=False)
    frame, recipe = layout(april, rng)
    frame = soil(frame, recipe, rng)
    yield pack("graduates", f"毕业生生源信息_{year}届", date(year, 4, 15), frame, packing)

    # Rows that could not be read in April come again; the one without a student number was never found.
    mended = frame.filter((pl.col("fate") == QUARANTINED) & pl.col("学号").is_not_null())["person"].unique()
    again = pl.col("is_late") | (pl.col("late_status") != "") | pl.col("person").is_in(mended.implode())
    september = _with_truth(people.filter(again), changed=True)
    frame, _ = _plan(september, rng)
    frame = frame.with_columns(september["late_status"].alias("学籍状态"))
    yield pack("graduates", f"毕业生生源信息更新_{year}届", date(year, 9, 10), frame, GB18030)


def _with_truth(people: pl.DataFrame, changed: bool) -> pl.DataFrame:
    status = pl.col("late_status").replace_strict(_STATUS) if changed else pl.lit("graduate")
    return people.with_columns(status.alias("code"), pl.lit(ACCEPTED).alias("fate"))


def _plan(people: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, Recipe]:
    """The personal columns of 就业方案 up to 2020, in codes; a few have lost a zero or gained `.0`."""
    frame = people.select(
        "person", "code", "fate",
        pl.col("exam_no").alias("考生号"),
        _id_number(rng, people).alias("身份证号"),
        pl.col("name").alias("姓名"),
        pl.col("gender").alias("性别代码"),
        _lost_zero(rng, people, "ethnicity").alias("民族代码"),
        _lost_zero(rng, people, "political_status").alias("政治面貌代码"),
        dotted(rng, len(people), pl.col("level").replace_strict(DEGREE_CODES)).alias("学历代码"),
        pl.lit("10698").alias("院校代码"),
        pl.col("major_code").alias("专业代码"),
        pl.col("major_name").alias("专业"),
        pl.lit(None, pl.String).alias("专业方向"),
        pl.col("training_mode").alias("培养方式代码"),
        pl.col("origin_region").alias("生源所在地代码"),
        (pl.col("class_year") - pl.col("enrolled_on").dt.year()).cast(pl.String).alias("学制"),
        pl.col("enrolled_on").dt.strftime("%Y%m").alias("入学时间"),
        pl.col("graduated_on").dt.strftime("%Y%m").alias("毕业时间"),
        pl.col("hardship").alias("困难生类别代码"),
        pl.col("teacher_training").alias("师范生类别代码"),
        pl.col("college").alias("所在院系"),
        pl.col("student_no").alias("学号"),
        pl.col("campus").alias("校区"),
        pl.col("academy").alias("书院"),
        pl.col("class_name").alias("班级"),
        pl.col("urban_rural").replace_strict({"1": "城镇", "2": "农村"}).alias("城乡生源"),
        pl.col("mobile").alias("手机号"),
        pl.col("email").alias("邮箱"),
    )  # fmt: skip
    return frame, Recipe(("学号",), {"学历代码": "99"}, {"所在院系": "待定学院"}, unknowns=3)


def _export(people: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, Recipe]:
    """The personal columns of the export of 2021 on, with full names; days in every form."""
    forms = date_forms("birth_date")
    born = several(pl.col("birth_date"), forms, pl.Series(rng.integers(len(forms), size=len(people))))
    frame = people.select(
        "person", "code", "fate",
        pl.col("student_no").alias("学号"),
        pl.col("exam_no").alias("考生号"),
        pl.col("name").alias("姓名"),
        _label("gender").alias("性别"),
        born.alias("出生日期"),
        _label("origin_region", "region").alias("生源地名称"),
        pl.col("origin_region").alias("生源地代码"),
        _label("ethnicity").alias("民族名称"),
        _label("political_status").alias("政治面貌"),
        pl.col("urban_rural").replace_strict({"1": "城镇", "2": "农村"}).alias("城乡生源"),
        pl.col("level").replace_strict(_DEGREE_LABELS).alias("学历层次"),
        pl.col("major_name").alias("专业名称"),
        pl.col("major_code").alias("专业代码"),
        pl.format("{}届", "class_year").alias("毕业年份"),
        pl.col("enrolled_on").dt.strftime("%Y年%-m月").alias("入学年月"),
        pl.col("graduated_on").dt.strftime("%Y-%m-%d").alias("毕业日期"),
        _label("training_mode").alias("培养方式"),
        pl.lit(None, pl.String).alias("委培单位"),
        _label("study_form").alias("学习形式"),
        pl.col("college").alias("学院"),
        pl.col("campus").alias("校区"),
        pl.col("academy").alias("书院"),
        pl.col("class_name").alias("班级"),
        pl.col("mobile").alias("手机号"),
        pl.col("email").alias("邮箱"),
    )  # fmt: skip
    return frame, Recipe(("学号",), {"学历层次": "进修生"}, {"学院": "待定学院"}, unknowns=3)


def _label(column: str, table: str | None = None) -> pl.Expr:
    return pl.col(column).replace_strict(code_table(table or column).labels, return_dtype=pl.String)


def _lost_zero(rng: np.random.Generator, people: pl.DataFrame, column: str) -> pl.Expr:
    lost = pl.Series(rng.random(len(people)) < 0.05)
    return pl.when(lost).then(pl.col(column).str.strip_chars_start("0")).otherwise(column)


def _id_number(rng: np.random.Generator, people: pl.DataFrame) -> pl.Expr:
    """A handful as a spreadsheet destroys them, 6.10103E+17: lost for good."""
    destroyed = np.zeros(len(people), dtype=bool)
    destroyed[some(rng, len(people), 5)] = True
    digits = pl.col("id_number")
    mantissa = pl.format("{}.{}E+17", digits.str.slice(0, 1), digits.str.slice(1, 5))
    return pl.when(pl.Series(destroyed)).then(mantissa).otherwise(digits)
