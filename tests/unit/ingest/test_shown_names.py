"""Identifiers typed where names stand: sheets, headers, questions, sidecars. None of them is ever shown."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest

from tests.unit.ingest.office import DESTINATIONS, Office, destination, destinations, institution, xlsx_bytes

PHONE = "19900000001"
FILE = "destinations/x_2020-08-31.csv"
BOOK = "destinations/x_2020-08-31.xlsx"


def told(office: Office, record: dict) -> str:
    """Everything that leaves landing for one delivery, as text."""
    rows = office.landed(record["feed"]).rows() if record["status"] == "landed" else []
    return json.dumps([record, [str(row) for row in rows], office.quarantine()], default=str)


def test_the_name_of_a_sheet_is_masked_and_still_finds_it(office: Office) -> None:
    bad = destination(1, 毕业去向类别代码="99")
    sheets = {f"联系{PHONE}": destinations(bad), f"说明{PHONE}": destinations(filler=3)}
    several = office.land_one(BOOK, xlsx_bytes(sheets))
    assert several["top_reasons"] == "several_sheets"
    assert PHONE not in told(office, several)
    record = office.land_one(BOOK, xlsx_bytes(sheets), f"sheet: 联系{PHONE}\n")
    assert (record["accepted"], record["quarantined"], record["sheet"]) == (100, 1, "联系***")
    assert set(office.landed("destinations")["source_sheet"]) == {"联系***"}
    assert record["notes"].startswith("sheets not read: 说明***")
    assert PHONE not in told(office, record)
    missing = office.land_one(BOOK, xlsx_bytes(sheets), f"sheet: 另{PHONE}\n")
    assert missing["reason"] == f"{BOOK} has no sheet '另***', which its sidecar names."


def test_headers_are_masked_whether_dropped_read_or_twice_there(office: Office) -> None:
    own = {"destinations": {f"备注{PHONE}": "drop"}}
    office.settings = institution(headers=own)
    rows = [[*row, "无"] for row in destinations(destination(1, 毕业去向类别代码="99"))]
    rows[0] = [*DESTINATIONS[:2], f"毕业去向类别代码（问{PHONE}）", *DESTINATIONS[3:], f"备注{PHONE}"]
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["dropped_columns"]) == (100, "备注***")
    assert "毕业去向类别代码（问***） '99'" in office.quarantine()[0]["reason"]
    assert PHONE not in told(office, record)
    twice = [[*row, row[4]] for row in destinations()]
    twice[0][-1] = f"单位名称（问{PHONE}）"
    record = office.land_one(FILE, twice)
    assert record["top_reasons"] == "duplicate_header"
    assert PHONE not in told(office, record)


def test_nested_columns_of_parquet_are_masked(office: Office) -> None:
    out = io.BytesIO()
    pl.DataFrame({"学号": ["S1"], f"问{PHONE}": [[1]]}).write_parquet(out)
    record = office.land_one("destinations/x_2020-08-31.parquet", out.getvalue())
    assert record["reason"].endswith("holds columns that are not plain values: 问***.")


@pytest.mark.parametrize(
    "line",
    [
        f"mode: {PHONE}",
        f"header_row: 问{PHONE}",
        f"问{PHONE}: x",
        f"encoding: 问{PHONE}",
        f"confirmed: [问{PHONE}]",
    ],
)
def test_what_a_sidecar_says_is_masked(office: Office, line: str) -> None:
    record = office.land_one(FILE, destinations(), line)
    assert record["status"] == "refused"
    assert PHONE not in told(office, record)


def test_the_survey_of_a_sidecar_is_masked(office: Office) -> None:
    record = office.land_one("survey_responses/x_2020-11-30.csv", SURVEY, f"survey_id: 问{PHONE}")
    assert (record["top_reasons"], record["survey_id"]) == ("unknown_survey", "问***")
    assert PHONE not in told(office, record)


SURVEY = [
    [
        "序号",
        "提交答卷时间",
        f"1、您是否满意（联系{PHONE}）",
        f"2、评价—食堂{PHONE}",
        f"宿舍{PHONE}",
        "您的姓名",
    ],
    *([str(number), "2020/11/2 10:00:00", "4分", "5分", "3分", "某某"] for number in range(1, 30)),
    [PHONE, "2020/11/2 10:00:00", "4分", "5分", "3分", "某某"],
    [PHONE, "2020/11/2 10:00:00", "1分", "5分", "3分", "某某"],
]


def test_questions_rows_and_response_numbers_are_masked(office: Office) -> None:
    survey = {"title_zh": "满意度", "items": {"1": {"kind": "scale", "points": 5}}}
    office.settings = institution(surveys={"x": survey}, quarantine={"max_share": 0.1})
    record = office.land_one("survey_responses/x_2020-11-30.csv", SURVEY)
    assert (record["accepted"], record["top_reasons"]) == (29, "duplicate_key 2")
    landed = office.landed("survey_responses")
    assert set(landed["item"]) == {"您是否满意（联系***）", "评价"}
    assert set(landed["row_label"].drop_nulls()) == {"食堂***", "宿舍***"}
    assert PHONE not in told(office, record)
