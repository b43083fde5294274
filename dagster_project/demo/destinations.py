"""Deliveries of destinations: the layouts and kinds of file in which the months arrive.

Every layout carries employer, code of the employer and day of signing, so a later file in another
layout supersedes a record without losing what an earlier one said.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from dagster_project.contracts.codes import code_table
from dagster_project.demo.delivery import (
    GB18030,
    UTF8_BOM,
    UTF16_TSV,
    Delivery,
    Packing,
    date_forms,
    dotted,
    pack,
    several,
)
from dagster_project.demo.draw import generator
from dagster_project.demo.files import Workbook
from dagster_project.demo.history import History
from dagster_project.demo.mess import ACCEPTED, Recipe, soil
from dagster_project.demo.people import DEGREE_CODES

# Labels that mean a code, beside its own label: typos and older wordings of real files.
VARIANTS = {
    "10": ("签就业协议形式就业",),
    "11": ("签劳动合同形式就业", "签劳动合同形势就业"),
    "12": ("其他录用形式就业", "其他录用方式就业"),
    "27": ("科研助理、管理助理", "科研助理/管理助理"),
    "271": ("科研助理",),
    "46": ("应征义务兵",),
    "502": ("国家基层项目—三支一扶",),
    "503": ("国家基层项目—西部计划",),
    "512": ("选调生", "地方选调生"),
    "519": ("其它（地方基层项目）",),
    "75": ("自主创业",),
    "76": ("自由职业",),
    "801": ("境内升学—研究生", "升学 / 研究生"),
    "802": ("境内升学—第二学士学位",),
    "85": ("境外留学", "出国、出境", "出国/出境", "出国（境）"),
    "70": ("待就业、求职中", "待就业—求职中", "待就业"),
    "71": ("不就业拟升学", "不毕业拟升学"),
    "72": ("其他暂不就业", "暂不就业"),
}
# Wordings of the state of the evidence and of the match, beside the table's own labels.
EVIDENCE_WORDS = {
    "none": "无材料", "declared": "学生填报", "college_checked": "院系审核", "school_checked": "学校已审核",
    "registered": "已登记",
}  # fmt: skip
MATCH_WORDS = {"5": "很相关", "4": "比较相关", "3": "一般", "2": "不对口", "1": "完全不相关"}
ONLY_COUNTRY = 0.2  # of those abroad: the file names the country and no school
# Codes up to 2020 had no third digit.
OLD_CODES = {"271": "27", "502": "50", "503": "50", "512": "51", "519": "51", "801": "80", "802": "80"}

_CODE_NUMBERS = ("毕业去向代码", "毕业去向类别代码", "单位性质代码", "单位行业代码")
_TITLED = Packing("xlsx", look=Workbook(
    above=("毕业生毕业去向登记表", "说明：本表由各学院汇总上报，去向以核验材料为准。"), numbers=_CODE_NUMBERS
), totals="姓名")  # fmt: skip
_TITLED_1904 = Packing("xlsx", look=Workbook(
    above=("毕业生就业方案", "说明：签约时间以协议书为准。"), epoch_1904=True, dates=("签约时间",)
), totals="姓名")  # fmt: skip
_PROVINCIAL = Packing("xlsx", look=Workbook(
    above=("注：灰色列由系统生成，请勿修改。",), empty_first_column=True,
    other_sheet="请按模板填写，代码见附表。", numbers=_CODE_NUMBERS,
), totals="姓名")  # fmt: skip

# Layout and packing of each delivery in turn.
PLAN = {
    2019: (
        ("plan", GB18030), ("plan", GB18030), ("exam", GB18030), ("plan", UTF16_TSV), ("plan", _TITLED_1904),
        ("plan", GB18030), ("exam", GB18030), ("labels", UTF8_BOM), ("plan", GB18030), ("plan", GB18030),
    ),
    2020: (
        ("plan", GB18030), ("plan", _TITLED), ("exam", GB18030), ("labels", UTF8_BOM), ("plan", _PROVINCIAL),
        ("plan", GB18030), ("labels", _TITLED), ("exam", GB18030), ("labels", UTF8_BOM), ("labels", UTF8_BOM),
    ),
    2021: (
        ("labels", UTF8_BOM), ("export", _TITLED), ("export", GB18030), ("exam", GB18030),
        ("export", _PROVINCIAL), ("labels", UTF8_BOM), ("export", GB18030), ("labels", _TITLED),
        ("export", UTF8_BOM),
    ),
}  # fmt: skip


def destination_deliveries(people: pl.DataFrame, history: History, seed: int) -> Iterator[Delivery]:
    """The deliveries of one class year, in order of `recorded_on`."""
    year = history.class_year
    for number, (day, (layout, packing)) in enumerate(zip(history.days, PLAN[year], strict=True)):
        rng = generator(seed, "destinations", year, number)
        base = _base(history.rows(number), people, rng)
        frame, recipe = _LAYOUTS[layout](base, rng, bool(packing.look and packing.look.dates))
        yield pack("destinations", f"毕业去向_{year}届", day, soil(frame, recipe, rng), packing)


def _base(rows: pl.DataFrame, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Records with the person beside, all values canonical but those of the employer, which stand as written."""
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
