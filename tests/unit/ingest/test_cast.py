"""Columns of a delivery: kinds, keys, remarks, and what puts a row in quarantine."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.unit.ingest.office import ROSTER, Office, destination, destinations

FILE = "destinations/就业_2020-08-31.csv"
RANGE = {"单位名称": "A"}


def only(office: Office, line: int = 102) -> dict:
    return office.landed("destinations").filter(source_line=line).row(0, named=True)


def test_a_row_carries_where_it_comes_from(office: Office) -> None:
    record = office.land_one(FILE, destinations(destination(1)))
    row = only(office)
    assert row["delivery_id"] == record["delivery_id"] == f"destinations-{record['sha256'][:16]}"
    assert (
        row["recorded_on"],
        row["source_file"],
        row["source_sheet"],
        row["source_line"],
        row["remarks"],
    ) == (
        dt.date(2020, 8, 31),
        FILE,
        None,
        102,
        None,
    )


def test_salaries_land_with_both_ends(office: Office) -> None:
    office.land_one(FILE, destinations(destination(1, 月薪="4600-5500"), destination(2, 月薪="0")))
    row = only(office)
    assert (row["monthly_salary"], row["monthly_salary_low"], row["monthly_salary_high"]) == (
        5050,
        4600,
        5500,
    )
    assert only(office, 103)["monthly_salary"] is None


@pytest.mark.parametrize(
    ("cells", "rule", "told"),
    [
        (
            {"学号": ""},
            "blank_key",
            "学号 is blank. Fill it in: without it the row belongs to nobody.",
        ),
        (
            {"学号": "6.10103E+17"},
            "mangled_identifier",
            "学号 has lost its last digits to a spreadsheet. "
            "Export the column as text and deliver again: the lost digits cannot be guessed.",
        ),
        (
            {"毕业年份": ""},
            "blank_key",
            "毕业年份 is blank, and no date of graduation tells it. "
            "Fill it in: without it the row belongs to nobody.",
        ),
        (
            {"毕业年份": "2016级"},
            "bad_class_year",
            "毕业年份 '2016级' is no class year. Write the year of graduation, as 2020.",
        ),
    ],
)
def test_rows_that_belong_to_nobody(office: Office, cells: dict[str, str], rule: str, told: str) -> None:
    record = office.land_one(FILE, destinations(destination(1, **cells)))
    assert (record["accepted"], record["quarantined"], record["top_reasons"]) == (100, 1, f"{rule} 1")
    [row] = office.quarantine()
    assert row["rule"] == rule
    assert row["reason"] == f"{FILE}, line 102: {told}"
    assert row["line"] == 102


def test_every_fault_of_a_row_is_told(office: Office) -> None:
    office.land_one(FILE, destinations(destination(1, "99", 学号="", 毕业年份="x")))
    reason = office.quarantine()[0]["reason"]
    for part in ("学号 is blank", "'x' is no class year", "'99' is no known code"):
        assert part in reason


def test_either_identifier_will_do(office: Office) -> None:
    rows = [[*row, ""] for row in destinations(destination(1, 学号=""), destination(2))]
    rows[0][-1] = "考生号"
    rows[-2][-1], rows[-1][-1] = "1661", "1.66E+13"
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["notes"]) == (
        102,
        "exam_no: 1 values that cannot be used were dropped",
    )
    assert only(office)["graduate_key"] is None
    assert only(office)["exam_key"] is not None
    assert only(office, 103)["remarks"] == "exam_no not usable, dropped"


def test_a_mangled_exam_number_alone_is_nobody(office: Office) -> None:
    rows = [[*row, ""] for row in destinations(destination(1, 学号=""))]
    rows[0][-1], rows[-1][-1] = "考生号", "1.66E+13"
    assert office.land_one(FILE, rows)["top_reasons"] == "mangled_identifier 1"


def test_class_year_from_the_date_of_graduation_or_the_sidecar(office: Office) -> None:
    rows = [[row[0], row[2], "202006"] for row in destinations()]
    rows[0][-1] = "毕业时间"
    assert office.land_one(FILE, rows)["class_year"] == 2020
    assert office.landed("destinations")["graduated_on_precision"].unique().to_list() == ["month"]
    record = office.land_one(FILE, rows, "class_year: 2021\n")
    assert (record["class_year"], record["notes"]) == (2021, None)


def test_graduates_without_a_number_are_not_one_person(office: Office) -> None:
    rows = destinations(
        destination(1, 学号="无"), destination(2, 学号="暂无", 月薪="1"), destination(3, 学号="无")
    )
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["top_reasons"]) == (100, "blank_key 3")


def test_a_class_year_that_cannot_be_read_is_told_once(office: Office) -> None:
    rows = [[*row, "2020-06-30"] for row in destinations(destination(1, 毕业年份="二〇二〇"))]
    rows[0][-1] = "毕业时间"
    rows += [[*destination(2, 毕业年份="那年"), ""]]
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["top_reasons"]) == (101, "bad_class_year 1")
    assert record["notes"] == (
        "class_year: 1 values not readable, told by what stands beside them: '二〇二〇' (1)"
    )


def test_a_sidecars_class_year_stands_over_the_files(office: Office) -> None:
    record = office.land_one(FILE, destinations(), "class_year: 2021\n")
    assert record["notes"] == "class_year 2021 of the sidecar stands; 100 rows said otherwise"


def roster(*rows: list[str], extra: tuple[str, ...] = ()) -> list[list[str]]:
    filler = [[f"S{at:05d}", "本科", "数学学院", "数学", "2020届", *("" for _ in extra)] for at in range(100)]
    return [[*ROSTER, *extra], *filler, *rows]


def test_the_roster_lands_with_degrees_dates_and_years_only(office: Office) -> None:
    extra = ("性别", "出生日期", "入学年月", "生源地代码", "困难生类别")
    row = ["S9", "硕士研究生毕业", "数学学院", "数学", "2020届", "女", "1996-02-03", "2017.9", "610125", "0"]
    row[1] = "硕士生毕业"
    office.land_one("graduates/r_2020-07-01.csv", roster(row, extra=extra))
    landed = office.landed("graduates").filter(source_line=102).row(0, named=True)
    expected = {
        "degree_code": "11", "gender": "2", "birth_year": 1996, "enrolled_on": dt.date(2017, 9, 1),
        "enrolled_on_precision": "month", "origin_region": "610118", "hardship": "0", "class_year": 2020,
    }  # fmt: skip
    assert {name: landed[name] for name in expected} == expected
    assert "birth_date" not in landed


def test_an_unreadable_optional_date_is_null_and_remarked(office: Office) -> None:
    row = ["S9", "本科", "数学学院", "数学", "2020", "去年秋天"]
    record = office.land_one("graduates/r_2020-07-01.csv", roster(row, extra=("入学时间",)))
    assert record["notes"] == "enrolled_on: 1 values not readable, set to null: '去年秋天' (1)"
    remarks = office.landed("graduates").filter(source_line=102)["remarks"].item()
    assert remarks == "enrolled_on: '去年秋天' is no date, set to null"


@pytest.mark.parametrize(
    ("at", "rule"), [(0, "blank_key"), (1, "missing_value"), (2, "missing_value"), (3, "missing_value")]
)
def test_what_a_graduate_must_have(office: Office, at: int, rule: str) -> None:
    row = ["S9", "本科", "数学学院", "数学", "2020"]
    row[at] = ""
    record = office.land_one("graduates/r_2020-07-01.csv", roster(row))
    assert (record["accepted"], record["top_reasons"]) == (100, f"{rule} 1")


def test_id_numbers_are_checked_and_forgotten(office: Office) -> None:
    extra = ("身份证号", "性别", "出生日期")
    rows = [
        ["S91", "本科", "数学学院", "数学", "2020", "11010519491231002X", "女", "1949-12-31"],
        ["S92", "本科", "数学学院", "数学", "2020", "11010519491231002X", "男", "1949-12-31"],
        ["S93", "本科", "数学学院", "数学", "2020", "11010519491231002X", "女", "1950-12-31"],
        ["S94", "本科", "数学学院", "数学", "2020", "110105194912310021", "女", "1949-12-31"],
    ]
    record = office.land_one("graduates/r_2020-07-01.csv", roster(*rows, extra=extra))
    assert record["notes"] == "id_number: 3 fail a check (remarked on the rows)"
    assert office.landed("graduates")["remarks"].to_list()[100:] == [
        None,
        "id_number and gender disagree",
        "id_number and date of birth disagree",
        "id_number fails its check digit",
    ]


def test_a_fair_of_two_days_with_rounded_totals(office: Office) -> None:
    rows = [
        ["场次编号", "招聘会名称", "举办日期", "类型", "展位数", "参会学生数"],
        ["F1", "秋季双选会", "2020-09-25至2020-09-26", "综合双选会", "160", "约10000"],
        ["F2", "宣讲会", "2020年11月2日", "宣讲会", "", "3,500"],
    ]
    assert office.land_one("fairs/f_2020-12-01.csv", rows)["accepted"] == 2
    landed = office.landed("fairs").select(
        "held_on", "held_until", "kind", "booths", "students_declared", "remarks"
    )
    assert landed.rows() == [
        (
            dt.date(2020, 9, 25),
            dt.date(2020, 9, 26),
            "general",
            160,
            10_000,
            "students_declared: stated as 约10000",
        ),
        (dt.date(2020, 11, 2), dt.date(2020, 11, 2), "talk", None, 3500, None),
    ]


def test_scans_by_student_or_by_mobile(office: Office) -> None:
    rows = [
        ["场次编号", "学号", "手机号", "签到时间"],
        *[["F1", f"S{at}", "", f"2020/9/25 9:{at % 60:02d}:00"] for at in range(100)],
        ["F1", "", "+86 138-1234-5678", "2020/9/25 14:03:11"],
        ["F1", "", "12345", "2020/9/25 14:03:11"],
        ["F1", "S1", "12345", "2020/9/25 14:03:12"],
        ["F1", "", "", "2020/9/25 14:03:11"],
        ["F1", "S2", "", "昨天"],
    ]
    record = office.land_one("fair_attendance/s_2020-09-26.csv", rows)
    assert record["top_reasons"] == "bad_date 1, blank_key 1, not_a_mobile 1"
    landed = office.landed("fair_attendance")
    assert landed.filter(source_line=102)["checked_in_at"].item() == dt.datetime(2020, 9, 25, 14, 3, 11)
    assert landed.filter(source_line=102)["mobile_key"].item() is not None
    assert landed.filter(source_line=104)["remarks"].item() == "mobile not usable, dropped"
