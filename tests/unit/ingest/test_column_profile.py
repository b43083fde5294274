"""What landing keeps of each column: shares and medians, from the cache too, and nothing of a person."""

from __future__ import annotations

import json

import pytest

from tests.unit.ingest.office import DESTINATIONS, Office, csv_bytes, destination

FILE = "destinations/就业_2020-08-31.csv"


def columns(record: dict) -> dict[str, dict]:
    return {entry["header"]: entry for entry in record["columns"]}


def test_shares_and_medians_of_a_delivery(office: Office) -> None:
    rows = [
        destination(1, "10", 单位性质="31", 月薪="4000"),
        destination(2, "10.0", 单位性质="国有企业", 月薪="0.6万"),
        destination(3, " 11", 单位性质="-", 月薪="面议"),
        destination(4, "", "签劳动合同形式就业", 单位性质="", 月薪="5000-7000"),
    ]
    found = columns(office.land_one(FILE, [DESTINATIONS, *rows]))
    assert found["单位性质"] == {
        "column": "employer_nature", "header": "单位性质", "role": "label",
        "rows": 4, "filled": 2, "digits": 0.5, "values": None, "median": None,
    }  # fmt: skip
    assert (found["毕业去向类别代码"]["filled"], found["毕业去向类别代码"]["digits"]) == (3, 1.0)
    assert (found["毕业去向"]["filled"], found["毕业去向"]["digits"]) == (1, 0.0)
    # 4000, 6000 and the middle of 5000-7000
    salary = found["月薪"]
    assert (salary["filled"], salary["values"], salary["median"], salary["digits"]) == (4, 3, 6000.0, None)


def test_nothing_is_kept_of_a_column_that_tells_who_somebody_is(office: Office) -> None:
    header = [*DESTINATIONS, "姓名", "身份证号", "考生号"]
    rows = [[*destination(at), "欧阳某某", "11010519491231002X", "16610112345678"] for at in range(3)]
    record = office.land_one(FILE, [header, *rows])
    assert set(columns(record)) == {
        "毕业年份",
        "毕业去向类别代码",
        "毕业去向",
        "单位名称",
        "单位性质",
        "月薪",
    }


def test_profiles_come_out_of_the_cache_as_they_were(office: Office) -> None:
    first = office.land_one(FILE, [DESTINATIONS, *(destination(at) for at in range(3))])
    assert office.land("destinations")[0]["columns"] == first["columns"] != []


def test_unknown_headers_come_out_of_the_cache_too(office: Office) -> None:
    rows = [[*row, ""] for row in [DESTINATIONS, *(destination(at) for at in range(3))]]
    rows[0][-1], rows[1][-1] = "单位\n性质代玛", "x"
    expected = [
        {
            "header": "单位 性质代玛",
            "rows": 3,
            "filled": 1,
            "suggestions": ["employer_nature", "employer_name", "industry"],
        }
    ]
    assert office.land_one(FILE, rows)["unknown_headers"] == expected
    assert office.land("destinations")[0]["unknown_headers"] == expected


def test_a_row_of_data_that_passes_for_a_header_is_masked(office: Office) -> None:
    office.put(FILE, csv_bytes([[*DESTINATIONS, "13800138000", "2016123456"], [*destination(1), "x", "y"]]))
    [record] = office.land("destinations")
    assert record["top_reasons"] == "unknown_header"
    told = json.dumps(record, ensure_ascii=False, default=str)
    assert "13800138000" not in told
    assert "2016123456" not in told
    assert [entry["header"] for entry in record["unknown_headers"]] == ["***", "***"]


@pytest.mark.parametrize(
    ("sidecar", "confirmed"), [("confirmed: [monthly_salary]\n", ["monthly_salary"]), (None, [])]
)
def test_a_sidecar_confirms_columns(office: Office, sidecar: str | None, confirmed: list[str]) -> None:
    record = office.land_one(FILE, [DESTINATIONS, destination(1)], sidecar)
    assert (record["status"], record["confirmed"]) == ("landed", confirmed)


def test_a_sidecar_that_confirms_what_is_no_column(office: Office) -> None:
    record = office.land_one(FILE, [DESTINATIONS, destination(1)], "confirmed: [salary]\n")
    assert (record["status"], record["top_reasons"]) == ("refused", "sidecar")
    assert "confirmed: no feed has a column salary" in record["reason"]
