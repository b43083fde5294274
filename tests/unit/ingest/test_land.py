"""One delivery: repeats of a key, the share of bad rows, surveys, and that nothing personal gets out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.landed import landed_schema
from tests.deployments import REAL
from tests.unit.ingest.office import (
    ROSTER,
    Office,
    csv_bytes,
    destination,
    destinations,
    institution,
    xlsx_bytes,
)

FILE = "destinations/就业_2020-08-31.csv"


def test_identical_rows_of_a_key_count_once(office: Office) -> None:
    record = office.land_one(FILE, destinations(destination(1), destination(1)))
    assert (record["accepted"], record["duplicates"], record["quarantined"]) == (101, 1, 0)


def test_different_rows_of_a_key_are_all_quarantined(office: Office) -> None:
    rows = destinations(destination(1), destination(1, "80"), destination(1))
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["quarantined"], record["top_reasons"]) == (100, 3, "duplicate_key 3")
    assert office.quarantine()[0]["reason"] == (
        f"{FILE}, line 102: the same key stands on line 103, 104 with different content. "
        "Keep the one that holds, or name the tie break in the sidecar (`tie_break: first` or `last`)."
    )


@pytest.mark.parametrize(("tie_break", "code"), [("first", "10"), ("last", "80")])
def test_a_tie_break_of_the_sidecar(office: Office, tie_break: str, code: str) -> None:
    rows = destinations(destination(1), destination(1, "80"))
    record = office.land_one(FILE, rows, f"tie_break: {tie_break}\n")
    assert (record["accepted"], record["duplicates"]) == (101, 1)
    assert office.landed("destinations")["destination"].to_list()[-1] == code


def test_the_same_student_under_two_exam_numbers_is_one_key(office: Office) -> None:
    rows = [[*row, ""] for row in destinations(destination(1), destination(1))]
    rows[0][-1], rows[-2][-1], rows[-1][-1] = "考生号", "E1", "E2"
    assert office.land_one(FILE, rows)["top_reasons"] == "duplicate_key 2"


def test_too_many_bad_rows_refuse_the_delivery_whole(office: Office) -> None:
    rows = destinations(*(destination(at, "99") for at in range(10)), destination(1, "10"), filler=90)
    record = office.land_one(FILE, [*rows, rows[1]])
    assert record["status"] == "refused"
    assert (record["rows_read"], record["accepted"], record["quarantined"], record["duplicates"]) == (
        102,
        0,
        101,
        1,
    )
    assert record["reason"] == (
        f"{FILE}: 10 of 102 rows (9.8%) break the contract, more than the 5.0% allowed (unknown_code 10)."
    )
    assert record["what_to_do"] == (
        f"See `gradmart quarantine {record['delivery_id']}`, mend the file or institution.yml and run again; "
        "until then the last good state stands."
    )
    assert office.landed("destinations").height == 0
    rules = [row["rule"] for row in office.quarantine()]
    assert (rules.count("delivery_refused"), rules.count("unknown_code")) == (91, 10)


def test_the_allowed_share_is_configuration(office: Office) -> None:
    office.settings = institution(quarantine={"max_share": 0.2})
    rows = destinations(*(destination(at, "99") for at in range(10)), filler=90)
    assert office.land_one(FILE, rows)["accepted"] == 90


def test_every_feed_lands_in_its_declared_schema(office: Office) -> None:
    for feed, contract in CONTRACTS.items():
        assert office.land(feed) == []
        assert dict(office.landed(feed).schema) == landed_schema(contract)


PERSONAL = [
    "2016123456",
    "16610112345678",
    "王小明某",
    "11010519491231002X",
    "13812345678",
    "wang.xm@example.edu",
]


def test_nothing_personal_is_anywhere_in_landing(office: Office) -> None:
    """What: no identifier in any file landing writes. When: always. Fix: find the column that let it out."""
    header = [*ROSTER, "考生号", "姓名", "身份证号", "手机号", "邮箱", "班级", "备注", "父亲姓名"]
    good = [
        PERSONAL[0],
        "31",
        "数学学院",
        "数学",
        "2020",
        PERSONAL[1],
        *PERSONAL[2:],
        "联系13812345678",
        *PERSONAL[2:4],
    ]
    bad_degree = ["2016999999", "77", "联系13812345678", "数学", "2020", *good[5:]]
    mangled = ["2.01E+9", "31", "数学学院", "数学", "2020", "1.6E+13", *good[6:]]
    mobile = [*good[:8], "1381234567", *good[9:]]
    mobile[0] = "2016777777"
    rows = [good, bad_degree, mangled, mobile, [*good, "x"], [good[0], "11", *good[2:]]]
    office.settings = institution(quarantine={"max_share": 1})
    office.put("graduates/r_2020-07-01.csv", csv_bytes([header, *rows]))
    office.put("graduates/s_2020-07-02.xlsx", xlsx_bytes({"a": [header, *rows[:4]]}))
    office.put("graduates/t_2020-07-03.csv", csv_bytes([[*header, "秘密"], [*good, "1"]]))
    records = office.land("graduates")
    assert [row["status"] for row in records] == ["landed", "landed", "refused"]
    told = json.dumps(records, ensure_ascii=False, default=str) + json.dumps(
        office.quarantine(), ensure_ascii=False
    )
    for file in office.paths.landing.rglob("*"):
        told += repr(file) + (file.read_text("utf-8") if file.suffix == ".json" else "")
    for feed_file in (office.paths.landing / "graduates").glob("*.parquet"):
        told += json.dumps(pl.read_parquet(feed_file).to_dicts(), ensure_ascii=False, default=str)
    for value in (*PERSONAL, "2016999999", "2016777777", "1381234567"):
        assert value not in told, value
    assert "***" in told


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(["", "10", "S1", "S2", "2020", "合计", "x,y", "NULL", '"', "=1+1", "2020届"]),
            max_size=9,
        ),
        max_size=12,
    )
)
def test_whatever_comes_the_counts_add_up(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    office = Office(Path(tmp_path_factory.mktemp("any")) / "data", institution(quarantine={"max_share": 1}))
    records = office.land_one(FILE, destinations(*rows, filler=2))
    assert records["status"] in ("landed", "refused")
    if records["status"] == "landed":
        assert office.landed("destinations").height == records["accepted"]
        assert len(office.quarantine()) == records["quarantined"]


def test_real_survey_exports_land(office: Office) -> None:
    files = {
        "survey_800_text.xls": 800,
        "survey_204_text_older_header.xls": 204,
        "satisfaction_4_text.csv": 4,
    }
    office.settings = institution(surveys={"interests-2016": {"title_zh": "兴趣爱好"}})
    folder = office.paths.raw / "survey_responses"
    folder.mkdir(parents=True)
    for at, name in enumerate(files, start=1):
        shutil.copy(REAL / "wjx" / name, folder / f"interests-2016_2016-12-0{at}{Path(name).suffix}")
    records = office.land("survey_responses")
    assert [(row["status"], row["accepted"]) for row in records] == [
        ("landed", count) for count in files.values()
    ]
    assert {row["survey_id"] for row in records} == {"interests-2016"}
    assert all("来自IP" in row["dropped_columns"] for row in records)


def test_a_survey_nobody_defined_is_refused_with_the_lines_to_add(office: Office) -> None:
    office.settings = institution(surveys={"guidance-2020": {"title_zh": "就业指导"}})
    record = office.land_one(
        "survey_responses/问卷_2020-11-01.csv", [["序号", "提交答卷时间", "1、满意吗"], ["1", "", "是"]]
    )
    assert record["reason"] == (
        "survey_responses/问卷_2020-11-01.csv belongs to no survey of institution.yml "
        "('问卷' is not among: guidance-2020)."
    )
    assert record["what_to_do"] == (
        "Write `survey_id: <id>` into survey_responses/问卷_2020-11-01.csv.yml, or add to institution.yml:\n"
        'surveys:\n  "问卷":\n    title_zh: <title>'
    )


def test_a_survey_with_too_many_bad_responses_is_refused_whole(office: Office) -> None:
    office.settings = institution(surveys={"g": {"title_zh": "就业指导"}})
    rows = [["序号", "提交答卷时间", "1、满意吗"], ["1", "", "是"], ["1", "", "否"], ["2", "", "是"]]
    record = office.land_one("survey_responses/g_2020-11-01.csv", rows)
    assert (record["status"], record["rows_read"], record["quarantined"]) == ("refused", 3, 3)


def test_a_full_list_with_rows_in_quarantine_says_that_it_withdraws_nobody(office: Office) -> None:
    record = office.land_one(FILE, destinations(destination(1, "99")), "mode: full\n")
    assert record["mode"] == "full"
    assert "a full list with 1 rows in quarantine withdraws nobody: who they are is open" in record["notes"]
    other = FILE.replace("2020-", "2021-")
    assert "withdraws" not in (
        office.land_one(other, destinations(destination(1)), "mode: full\n")["notes"] or ""
    )
