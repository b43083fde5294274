"""Deliveries of destinations: the layouts and kinds of file in which the months arrive.

Every layout carries employer, code of the employer and day of signing, so a later file in another
layout supersedes a record without losing what an earlier one said.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from dagster_project.contracts.codes import code_table
from dagster_project.demo.delivery import Delivery, date_forms, dotted, pack, several
from dagster_project.demo.destination_plan import (
    EVIDENCE_WORDS,
    MATCH_WORDS,
    OLD_CODES,
    ONLY_COUNTRY,
    PLAN,
    VARIANTS,
)
from dagster_project.demo.draw import generator
from dagster_project.demo.history import History
from dagster_project.demo.mess import ACCEPTED, Recipe, soil
from dagster_project.demo.people import DEGREE_CODES


def destination_deliveries(people: pl.DataFrame, history: History, seed: int) -> Iterator[Delivery]:
    """The deliveries of one class year, in order of `recorded_on`."""
    year = history.class_year
    for number, (day, (layout, packing)) in enumerate(zip(history.days, PLAN[year], strict=True)):
        rng = generator(seed, "destinations", year, number)
        base = _base(history.rows(number), people, rng)
        frame, recipe = _LAYOUTS[layout](base, rng, bool(packing.look and packing.look.dates))
        yield pack("destinations", f"毕业去向_{year}届", day, soil(frame, recipe, rng), packing)


def _base(rows: pl.DataFrame, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Records with the person beside; values canonical but those of the employer, which stand as written."""
    person = people[rows["row"]].select(
        "person", "class_year", "student_no", "exam_no", "name", "id_number", "gender", "level", "college",
        "major_code", "major_name", "graduated_on",
    )  # fmt: skip
    only_country = pl.col("study_country").is_not_null() & pl.Series(rng.random(len(rows)) < ONLY_COUNTRY)
    return pl.concat([rows.drop("row"), person], how="horizontal").with_columns(
        pl.lit(ACCEPTED).alias("fate"),
        _pay().alias("pay"),
        pl.when(~only_country).then("study_institution").alias("study_institution"),
    )


def _pay() -> pl.Expr:
    """The monthly pay that a cell states: a number, the middle of a range, null for 面议 and 0."""
    ends = pl.col("salary").str.split("-").list.eval(pl.element().cast(pl.Float64, strict=False))
    return pl.when(ends.list.min() > 0).then(ends.list.mean())


def _hidden(code: pl.Expr, match: bool = False, country: bool = False) -> list[pl.Expr]:
    """The truth of a row; `match`, `country`: whether the layout has a column for it."""
    return [
        *(
            pl.col(name)
            for name in ("person", "fate", "signed_on", "uscc", "identity", "region", "pay", "evidence")
        ),
        code.alias("code"),
        pl.col("study_institution").alias("host"),
        (
            pl.col("study_country")
            if country
            else pl.when(pl.col("study_institution").is_null()).then("study_country")
        ).alias("country"),
        (pl.col("match") if match else pl.lit(None, pl.String)).alias("match"),
    ]


def _day(rng: np.random.Generator, rows: int, iso: bool) -> pl.Expr:
    forms = date_forms("signed_on")
    return (
        forms[1]
        if iso
        else several(pl.col("signed_on"), forms, pl.Series(rng.integers(len(forms), size=rows)))
    )


def _label(table: str, column: str) -> pl.Expr:
    return pl.col(column).replace_strict(code_table(table).labels, default=None, return_dtype=pl.String)


def _words(column: str, words: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(words, default=None, return_dtype=pl.String)


def _destination_label(rng: np.random.Generator, rows: int) -> pl.Expr:
    """One of the wordings of each code."""
    most = max(map(len, VARIANTS.values()))
    pick = pl.Series(rng.integers(most, size=rows))
    tables = [{code: names[n % len(names)] for code, names in VARIANTS.items()} for n in range(most)]
    code = pl.col("code")
    return several(
        code, [code.replace_strict(table, default=None, return_dtype=pl.String) for table in tables], pick
    )


# 单位名称 of further study is the school, or abroad the country alone.
_EMPLOYER_OR_SCHOOL = pl.coalesce("employer_name", "study_institution", "study_country")


def _plan(base: pl.DataFrame, rng: np.random.Generator, iso: bool) -> tuple[pl.DataFrame, Recipe]:
    """就业方案 up to 2020: codes, no class year (it comes from 毕业时间), schools in 单位名称."""
    code, rows = pl.col("code").replace(OLD_CODES), len(base)
    frame = base.select(
        *_hidden(code),
        pl.col("exam_no").alias("考生号"),
        pl.col("id_number").alias("身份证号"),
        pl.col("name").alias("姓名"),
        pl.col("gender").alias("性别代码"),
        pl.col("level").replace_strict(DEGREE_CODES).alias("学历代码"),
        pl.lit("10698").alias("院校代码"),
        pl.col("major_code").alias("专业代码"),
        pl.col("major_name").alias("专业"),
        pl.col("graduated_on").dt.strftime("%Y%m").alias("毕业时间"),
        pl.col("college").alias("所在院系"),
        pl.col("student_no").alias("学号"),
        dotted(rng, rows, code).alias("毕业去向代码"),
        pl.col("uscc").alias("单位组织机构代码"),
        _EMPLOYER_OR_SCHOOL.alias("单位名称"),
        pl.col("nature").alias("单位性质代码"),
        pl.col("industry").alias("单位行业代码"),
        pl.col("region").alias("单位所在地代码"),
        pl.col("position").alias("工作职位类别代码"),
        _day(rng, rows, iso).alias("签约时间"),
        pl.col("salary").alias("月薪"),
        _words("evidence", EVIDENCE_WORDS).alias("佐证材料"),
    )
    return frame, Recipe(("学号", "考生号"), {"毕业去向代码": "99"}, {"单位名称": "待核实单位"})


def _exam(base: pl.DataFrame, rng: np.random.Generator, iso: bool) -> tuple[pl.DataFrame, Recipe]:
    """A short list that knows its graduates by 考生号 alone."""
    code, rows = pl.col("code"), len(base)
    frame = base.select(
        *_hidden(code),
        pl.col("exam_no").alias("考生号"),
        pl.format("{}届", "class_year").alias("毕业年份"),
        dotted(rng, rows, code).alias("毕业去向代码"),
        _EMPLOYER_OR_SCHOOL.alias("单位名称"),
        pl.col("uscc").alias("统一社会信用代码"),
        pl.col("nature").alias("单位性质代码"),
        pl.col("industry").alias("单位行业代码"),
        pl.col("region").alias("单位所在地代码"),
        _day(rng, rows, iso).alias("签约日期"),
        pl.col("salary").alias("月薪"),
        _words("evidence", EVIDENCE_WORDS).alias("佐证材料"),
    )
    return frame, Recipe(("考生号",), {"毕业去向代码": "A1"}, {"单位名称": "待核实单位"})


def _labels(base: pl.DataFrame, rng: np.random.Generator, iso: bool) -> tuple[pl.DataFrame, Recipe]:
    """A list for reading: labels instead of codes, in every wording offices use."""
    rows = len(base)
    frame = base.select(
        *_hidden(pl.col("code"), match=True, country=True),
        pl.col("student_no").alias("学号"),
        pl.col("name").alias("姓名"),
        pl.col("class_year").cast(pl.String).alias("毕业年份"),
        _destination_label(rng, rows).alias("毕业去向"),
        _day(rng, rows, iso).alias("签约日期"),
        pl.col("employer_name").alias("单位名称"),
        pl.col("uscc").alias("统一社会信用代码"),
        _label("employer_nature", "nature").alias("单位性质"),
        _label("industry", "industry").alias("单位行业"),
        pl.col("region").alias("单位所在地代码"),
        _label("position", "position").alias("工作职位类别"),
        pl.col("salary").alias("月薪"),
        pl.col("study_institution").alias("升学院校"),
        pl.col("study_country").alias("留学国家地区"),
        _words("match", MATCH_WORDS).alias("专业相关度"),
        _words("evidence", EVIDENCE_WORDS).alias("审核状态"),
    )
    return frame, Recipe(("学号",), {"毕业去向": "去向待核实"}, {"单位名称": "待核实单位"})


def _export(base: pl.DataFrame, rng: np.random.Generator, iso: bool) -> tuple[pl.DataFrame, Recipe]:
    """The export of 2021 on: code and label side by side."""
    code, rows = pl.col("code"), len(base)
    frame = base.select(
        *_hidden(code, match=True, country=True),
        pl.col("student_no").alias("学号"),
        pl.col("exam_no").alias("考生号"),
        pl.col("name").alias("姓名"),
        pl.col("class_year").cast(pl.String).alias("毕业年份"),
        pl.col("graduated_on").dt.strftime("%Y年%-m月").alias("毕业日期"),
        dotted(rng, rows, code).alias("毕业去向类别代码"),
        _destination_label(rng, rows).alias("毕业去向"),
        _day(rng, rows, iso).alias("签约日期"),
        _EMPLOYER_OR_SCHOOL.alias("单位名称"),
        pl.col("uscc").alias("统一社会信用代码"),
        pl.col("study_country").alias("留学国家地区"),
        pl.when(code == "85").then("study_institution").alias("留学院校中文名称"),
        pl.col("nature").alias("单位性质代码"),
        _label("employer_nature", "nature").alias("单位性质"),
        pl.col("industry").alias("单位行业代码"),
        _label("industry", "industry").alias("单位行业"),
        pl.col("region").alias("单位所在地代码"),
        _label("region", "region").alias("单位所在地"),
        pl.col("position").alias("工作职位类别代码"),
        _label("position", "position").alias("工作职位类别"),
        pl.col("salary").alias("月薪"),
        _words("match", MATCH_WORDS).alias("专业对口"),
        _words("evidence", EVIDENCE_WORDS).alias("佐证材料"),
    )
    unknown = {"毕业去向类别代码": "99", "毕业去向": "去向待核实"}
    return frame, Recipe(("学号", "考生号"), unknown, {"单位名称": "待核实单位"})


_LAYOUTS = {"plan": _plan, "exam": _exam, "labels": _labels, "export": _export}
