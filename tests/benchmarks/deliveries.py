"""What a benchmark runs on: a demonstration of the wanted size in plain CSV, with scans and responses.

The demonstration has a fixed plan of fairs and surveys, which the truth of its figures rests on; so nothing
of it is scaled. The missing scans and responses are more fairs and more surveys beside it, whose people are
those of its rosters. Workbooks, Parquet and other encodings become CSV in UTF-8, because the reference reads
nothing else and both have to read the same files.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import yaml
from python_calamine import CalamineWorkbook

from dagster_project import demo
from dagster_project.demo.build import CLASS_YEARS

FAIRS = 40
SURVEYS = 4
# Fairs and surveys of the benchmark, told from those of the demonstration by their names.
FAIR, SURVEY = "LOAD", "load"
_SCAN = ("招聘会编号", "学号", "手机号", "签到时间", "签到方式")
_ANSWERS = {"很满意": 55, "满意": 30, "一般": 10, "不满意": 3, "很不满意": 2}


def write(data: Path, graduates: int, scans: int, responses: int, seed: int = 1) -> None:
    """Fill `data`/raw: at least that many graduates (of three class years), scans and responses in all."""
    demo.write(data, -(-graduates // len(CLASS_YEARS)), seed)
    raw = data / "raw"
    for file in sorted(raw.glob("*/*")):
        as_csv(file)
    if scans:
        _write_scans(raw, scans)
    if responses:
        _write_responses(raw, responses)


def as_csv(file: Path) -> Path:
    """The delivery as a plain CSV file in its place, from the header line on; gives the new path."""
    if file.suffix == ".parquet":
        frame = pl.read_parquet(file)
        rows = [frame.columns, *frame.rows()]
    elif file.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    else:
        text = _decoded(file.read_bytes())
        rows = list(csv.reader(io.StringIO(text), delimiter="\t" if file.suffix == ".tsv" else ","))
    # What stands above a header fills one cell.
    header = next(place for place, row in enumerate(rows) if sum(_cell(cell) != "" for cell in row) > 1)
    target = file.with_suffix(".csv")
    file.unlink()
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([_cell(cell) for cell in row] for row in rows[header:])
    return target


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _write_scans(raw: Path, scans: int) -> None:
    """`FAIRS` more fairs, each one file, visited by part of one class year; one in eight scans again."""
    each = -(-scans // FAIRS)
    with duckdb.connect() as connection:
        _read_students(connection, raw)
        events = []
        for number in range(FAIRS):
            year = CLASS_YEARS[number % len(CLASS_YEARS)]
            fair, day = f"{FAIR}{number:03d}", date(year - 1, 9, 3) + timedelta(days=11 * (number // 3))
            file = raw / "fair_attendance" / f"{fair}_{day}.csv"
            people = connection.execute(
                "select count(*) from students where class_year = ?", [year]
            ).fetchone()[0]
            visitors = min(people, each * 8 // 9)
            connection.execute(
                f"""
                copy (
                    with visitors as (
                        select
                            student_no,
                            row_number() over (order by hash(student_no || '{fair}'), student_no) as n
                        from students where class_year = {year}
                    ),
                    scans as (
                        select student_no, n, 0 as again from visitors where n <= {visitors}
                        union all
                        select student_no, n, 1 from visitors where n <= least({visitors}, {each - visitors})
                    )
                    select '{fair}' as "招聘会编号", student_no as "学号", '' as "手机号",
                        strftime(
                            timestamp '{day} 08:30:00'
                                + to_seconds((n * 7919 % 20000 + again * 1800)::bigint),
                            '%Y-%m-%d %H:%M:%S'
                        ) as "签到时间",
                        '扫码' as "签到方式"
                    from scans order by n, again
                ) to '{file}' (header, delimiter ',')
                """
            )
            events.append([fair, f"双选会{number}", str(day), "", "体育馆", "双选会", *[""] * 5])
        header = (raw / "fairs" / "校园招聘会_2020-11-30.csv").read_text("utf-8").splitlines()[0].split(",")
        _write_rows(raw / "fairs" / f"{FAIR}_2021-06-30.csv", [header, *events])


def _write_responses(raw: Path, responses: int) -> None:
    """`SURVEYS` more surveys without a frame: a gender, a satisfaction on five points, services ticked."""
    file = raw / "institution.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    labels = list(_ANSWERS)
    with duckdb.connect() as connection:
        for number in range(SURVEYS):
            survey = f"{SURVEY}-{number}"
            content["surveys"][survey] = _survey(number)
            shares = [sum(list(_ANSWERS.values())[: place + 1]) for place in range(len(labels))]
            answer = " ".join(
                f"when h % 100 < {share} then '{label}'" for share, label in zip(shares, labels, strict=True)
            )
            connection.execute(
                f"""
                copy (
                    select n + 1 as "序号", strftime(timestamp '2021-10-01 08:00:00' + to_seconds(n::bigint),
                            '%Y/%m/%d %H:%M:%S') as "提交答卷时间", (40 + h % 200) || '秒' as "所用时间",
                        '手机提交' as "来源", '微信' as "来源详情", '192.0.2.' || (1 + h % 254) as "来自IP",
                        case when h % 7 < 4 then '男' else '女' end as "1、性别",
                        case {answer} end as "2、总体满意度 (量表题)",
                        case h % 3 when 0 then '课程┋咨询' when 1 then '讲座'
                            else '课程┋讲座' end
                            as "3、服务(多选)"
                    from (select n, (hash(n + {number}) % 1000000)::bigint as h
                          from range({-(-responses // SURVEYS)}) as numbers(n))
                    order by n
                ) to '{raw / "survey_responses" / f"{survey}_2021-10-31.csv"}' (header, delimiter ',')
                """
            )
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _survey(number: int) -> dict:
    return {
        "title_zh": f"满意度调查{number}",
        "title_en": f"Satisfaction {number}",
        "population": "graduates",
        "class_year": 2021,
        "frame": "none",
        "headline": {"item": "2", "box_rule": "top2"},
        "items": {
            "1": {"kind": "single", "breakdown": "gender"},
            "2": {"kind": "scale", "points": 5, "options": dict(zip(_ANSWERS, (5, 4, 3, 2, 1), strict=True))},
            "3": {"kind": "multiple"},
        },
    }


def more(data: Path, share: float) -> int:
    """One new list of destinations for `share` of the newest class year's graduates; gives its rows."""
    with duckdb.connect() as connection:
        _read_students(connection, data / "raw")
        rows = connection.execute(
            "select student_no, class_year, '10', '新增公司' from students where class_year = ?"
            " order by hash(student_no), student_no limit ?",
            [CLASS_YEARS[-1], max(1, round(share * _count(connection)))],
        ).fetchall()
    name = data / "raw" / "destinations" / "毕业去向增补_2021-12-31.csv"
    _write_rows(name, [["学号", "毕业年份", "毕业去向代码", "单位名称"], *rows])
    return len(rows)


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    return connection.execute("select count(*) from students").fetchone()[0]


def _read_students(connection: duckdb.DuckDBPyConnection, raw: Path) -> None:
    connection.execute(
        "create or replace table students as select distinct 学号 as student_no,"
        " regexp_extract(filename, '(20[0-9]{2})届', 1)::int as class_year"
        f" from read_csv('{raw}/graduates/毕业生生源信息_*.csv', all_varchar = true, union_by_name = true,"
        " filename = true) where 学号 is not null and regexp_full_match(学号, '[0-9]{8,}')"
    )


def _write_rows(file: Path, rows: list) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
