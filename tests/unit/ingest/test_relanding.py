"""Which landed deliveries concern a class year."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.ingest.landing import land_feed
from dagster_project.ingest.relanding import forget
from dagster_project.settings import Paths, load_institution
from tests.deployments import write_csv, write_institution

KEY = b"0123456789abcdef" * 4
TODAY = dt.date(2023, 1, 1)
HEADER = ["学号", "毕业年份", "学历层次", "院系名称", "专业名称"]


def graduate(number: str) -> list[str]:
    return [number, number[:4], "本科", "第一学院", "专业一"]


@pytest.fixture
def paths(tmp_path):
    paths = Paths(tmp_path)
    write_institution(tmp_path)
    folder = paths.raw / "graduates"
    write_csv(folder / "one_2021-06-30.csv", [HEADER, graduate("2021001")])
    write_csv(folder / "both_2022-06-30.csv", [HEADER, graduate("2021002"), graduate("2022001")])
    write_csv(folder / "other_2022-07-31.csv", [HEADER, graduate("2022002")])
    write_csv(folder / "refused_2022-08-01.csv", [[*HEADER, "什么"], [*graduate("2022003"), "x"]])
    fairs = [["场次编号", "招聘会名称", "举办日期"], ["1", "春季双选会", "2021-03-01"]]
    write_csv(paths.raw / "fairs" / "fairs_2021-03-01.csv", fairs)
    land(paths)
    return paths


def land(paths: Paths) -> dict[str, bytes]:
    institution = load_institution(paths.institution_file)
    for feed in ("graduates", "fairs"):
        land_feed(paths, institution, KEY, feed, TODAY)
    return {file.name: file.read_bytes() for file in sorted(paths.landing.rglob("*")) if file.is_file()}


def test_they_have_its_rows_or_were_refused_and_events_stay(paths):
    institution = load_institution(paths.institution_file)
    assert sorted(forget(paths, institution, 2021)) == [
        "graduates/both_2022-06-30.csv",
        "graduates/one_2021-06-30.csv",
        "graduates/refused_2022-08-01.csv",
    ]


def test_what_is_landed_again_is_what_was_landed(paths):
    before = land(paths)
    forget(paths, load_institution(paths.institution_file), 2021)
    assert len(list((paths.landing / "records").glob("*.json"))) < sum(
        name.endswith(".json") for name in before
    )
    assert land(paths) == before


def test_a_damaged_cache_entry_is_of_no_use_and_goes(paths):
    (entry,) = (paths.landing / "records").glob("fairs-*.json")
    entry.write_text("{", encoding="utf-8")
    assert entry.stem in forget(paths, load_institution(paths.institution_file), 1999)
