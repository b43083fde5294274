"""Destination codes of all three generations, from files as offices kept them to the counts of the marts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dagster_project.ingest.landing import land_feed
from dagster_project.ingest.register import read_records, write_register
from dagster_project.settings import Institution, Paths
from tests.deployments import write_csv
from tests.pipeline.small_warehouse import SmallWarehouse, configuration

# 就业方案 up to 2013: 去向 01-17, and what became of the person stands in 单位性质.
OLDEST = [
    ("01", "31", "某公司", "10"),
    ("13", "10", "某局", "10"),
    ("15", "39", "某厂", "10"),
    ("02", "80", "某大学", "80"),
    ("03", "80", "某大学", "80"),
    ("12", "80", "某大学", "80"),
    ("04", "85", "某国", "85"),
    ("14", "75", "", "75"),
    ("14", "76", "", "76"),
    ("14", "77", "", "76"),
    ("17", "50", "某县", "50"),
    ("17", "51", "某县", "51"),
    ("06", "70", "", "70"),
    ("07", "71", "", "71"),
    ("07", "72", "", "72"),
    ("16", "70", "", "70"),
    ("16", "71", "", "71"),
    ("16", "72", "", "72"),
]
# The export of 2021 on: codes, sub-codes and labels, the code as a spreadsheet left it.
NEWEST = [
    ("10.0", "签就业协议形式就业", "10", "10", "contract"),
    ("", "签劳动合同形势就业", "11", "11", "contract"),
    ("271", "科研助理", "271", "27", "contract"),
    ("", "国家基层项目—三支一扶", "502", "50", "contract"),
    ("", "国家基层项目—西部计划", "503", "50", "contract"),
    ("512", "选调生", "512", "51", "contract"),
    ("", "其它（地方基层项目）", "519", "51", "contract"),
    ("", "国家/地方基层项目", "50/51", "50/51", "contract"),
    ("", "升学 / 研究生", "801", "80", "further_study"),
    ("802", "", "802", "80", "further_study"),
    ("82", "规培", "80", "80", "further_study"),
    ("", "出国（境）", "85", "85", "further_study"),
    ("77", "其他灵活就业", "76", "76", "flexible"),
    ("", "其他录用方式就业", "12", "12", "flexible"),
    ("", "待就业—求职中", "70", "70", "seeking"),
    ("", "不毕业拟升学", "71", "71", "not_seeking"),
    ("", "未知", "unknown", "unknown", "unknown"),
    ("", "", "unknown", "unknown", "unknown"),
]


@pytest.fixture(scope="module")
def warehouse(demo) -> SmallWarehouse:
    data, outcome = demo
    assert outcome.code == 0, outcome.err
    return SmallWarehouse(data, ("destination_structure", "graduate_outcome", "off_roster"))


def build(warehouse: SmallWarehouse, data: Path, year: int) -> None:
    """Land what lies in `data`/raw as a run would, and build the marts from it."""
    paths = Paths(data)
    who = {"code": "99999", "name_zh": "示例大学", "name_en": "Example University", "province": "61"}
    institution = Institution.model_validate({"institution": who})
    tables = configuration([(year, "year_end", date(year, 12, 31))])
    for feed in ("graduates", "destinations"):
        [record] = land_feed(paths, institution, b"a key for tests, of some length", feed, date(2026, 1, 1))
        assert (record["status"], record["quarantined"], record["notes"]) == ("landed", 0, None)
        tables[feed] = pl.read_parquet(paths.landing / feed / "*-*.parquet")
    warehouse.build(tables | {"deliveries": write_register(paths, read_records(paths))})


def outcomes(warehouse: SmallWarehouse, columns: str) -> list[tuple]:
    return warehouse.rows(
        f"select class_name, {columns} from build.marts.graduate_outcome where snapshot = 'year_end'"
    )


def roster(data: Path, year: int, people: int) -> None:
    # The class tells the place in the list, so that each outcome can be found again.
    header = ["学号", "考生号", "毕业年份", "学历", "院系", "专业", "班级"]
    rows = [
        [f"{year}{n:04d}", f"K{year}{n:04d}", year, "本科", "一院", "一系", f"{n:02d}"] for n in range(people)
    ]
    write_csv(data / "raw" / "graduates" / f"生源_{year}-06-01.csv", [header, *rows], encoding="gb18030")


def test_the_oldest_generation_hides_the_outcome_in_the_nature_of_the_employer(warehouse, tmp_path):
    roster(tmp_path, 2012, len(OLDEST))
    header = ["考生号", "姓名", "毕业时间", "毕业去向代码", "单位名称", "单位性质代码"]
    rows = [
        [f"K2012{n:04d}", "学生甲", "201207", code.lstrip("0"), employer, nature]
        for n, (code, nature, employer, _) in enumerate(OLDEST)
    ]
    file = tmp_path / "raw" / "destinations" / "就业方案_2012-12-20.csv"
    write_csv(file, [header, *rows], encoding="gb18030")
    build(warehouse, tmp_path, 2012)
    assert outcomes(warehouse, "destination_code, employer_nature_code") == [
        # Only an employer has a nature: 80 is no kind of employer but further study.
        (f"{n:02d}", expected, nature if expected == "10" else None)
        for n, (_, nature, _, expected) in enumerate(OLDEST)
    ]


def test_codes_sub_codes_and_labels_of_the_newest_export_and_their_parents(warehouse, tmp_path):
    roster(tmp_path, 2022, len(NEWEST))
    header = ["学号", "毕业年份", "毕业去向类别代码", "毕业去向"]
    rows = [[f"2022{n:04d}", "2022届", code, label] for n, (code, label, *_) in enumerate(NEWEST)]
    write_csv(tmp_path / "raw" / "destinations" / "毕业去向_20221220.csv", [header, *rows])
    build(warehouse, tmp_path, 2022)
    assert outcomes(warehouse, "destination_code, destination_parent_code, category") == [
        (f"{n:02d}", *expected) for n, (_, _, *expected) in enumerate(NEWEST)
    ]
    structure = warehouse.rows(
        "select destination_code, graduates from build.marts.destination_structure "
        "where snapshot = 'year_end' and breakdown = 'overall' and degree_level = 'all' and graduates > 0"
    )
    codes = [code for _, _, code, *_ in NEWEST]
    assert structure == sorted((code, codes.count(code)) for code in set(codes))


def test_the_held_back_among_the_destinations_leave_the_cohort_and_are_counted_apart(warehouse, tmp_path):
    roster(tmp_path, 2022, 5)
    header = ["学号", "毕业年份", "毕业去向类别代码", "毕业去向"]
    labels = [("65", "留级/休学"), ("", "休学"), ("", "退学"), ("10", ""), ("", "未知")]
    rows = [[f"2022{n:04d}", "2022", code, label] for n, (code, label) in enumerate(labels)]
    write_csv(tmp_path / "raw" / "destinations" / "毕业去向_20221220.csv", [header, *rows])
    build(warehouse, tmp_path, 2022)
    assert outcomes(warehouse, "destination_code") == [("03", "10"), ("04", "unknown")]
    assert warehouse.rows(
        "select standing, standing_told_by, students from build.marts.off_roster "
        "where snapshot = 'year_end' and degree_level = 'all'"
    ) == [("deferred", "destination", 2), ("withdrawn", "destination", 1)]
