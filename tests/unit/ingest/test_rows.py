"""What stands below and between the records of a table: remarks, signatures, totals, page marks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.ingest.footer import opens_remark
from dagster_project.ingest.totals import is_totals
from tests.unit.ingest.office import (
    DESTINATIONS,
    Office,
    csv_bytes,
    destination,
    destinations,
    institution,
    xlsx_bytes,
)

FILE = "destinations/x_2020-08-31.csv"
BOOK = "destinations/x_2020-08-31.xlsx"
WIDTH = len(DESTINATIONS)


def wide(*cells: str) -> list[str]:
    return [*cells, *[""] * (WIDTH - len(cells))]


FOOTERS = {
    "a note": [wide("注：本表数据截至2020年8月31日。")],
    "notes that are numbered": [
        wide("注：1. 含结业生。"),
        wide("2. 不含延期毕业的学生。"),
        wide("③ 含港澳台学生。"),
    ],
    "who filled it in": [wide("填表人：", "王小二", "", "联系电话：", "02982660000", "日期：2020-08-31")],
    "signatures in one cell": [
        wide("制 表 人：王小二    审核人：李小三"),
        wide("学院（盖章）"),
        wide("（公章）"),
    ],
    "bare labels": [wide("", "制表", "", "审核", "", "签字")],
    "a day beside": [wide("填表人：王小二", "", "2020年8月31日")],
    "where it comes from": [wide("", "", "数据来源：就业系统"), wide("打印日期: 2020-08-31 09:30:00")],
    "a sentence": [wide("以上数据由各学院报送"), wide("※ 如有疑问请联系就业中心")],
    "a page": [wide("", "", "第 1 页 共 3 页")],
    "totals between": [
        wide("备注：含双学位"),
        wide("合计", "", "", "", "", "", "12"),
        wide("审核人：李小三"),
    ],
}


@pytest.mark.parametrize("name", FOOTERS)
def test_remarks_below_the_last_record_are_passed_over(office: Office, name: str) -> None:
    for file, content in (
        (FILE, csv_bytes(destinations(*FOOTERS[name], filler=12))),
        (BOOK, xlsx_bytes({"Sheet1": destinations(*FOOTERS[name], filler=12)})),
    ):
        record = office.land_one(file, content)
        assert (record["status"], record["accepted"], record["quarantined"]) == ("landed", 12, 0), record
        assert "remarks below the last record passed over: line 14" in record["notes"]


def test_the_note_names_lines_and_opening_words_but_nobody(office: Office) -> None:
    rows = destinations(
        wide("注：王小二的去向待核实"), wide("填表人：", "王小二"), wide("电话：13812345678"), filler=12
    )
    record = office.land_one(FILE, rows)
    assert record["notes"] == (
        "remarks below the last record passed over: line 14 (注), line 15 (填表人), line 16 (电话)"
    )


def test_a_remark_in_a_text_file_needs_no_delimiters(office: Office) -> None:
    text = csv_bytes(destinations(filler=12)).decode() + "注：含结业生,不含延期毕业的学生\r\n填表人：王小二"
    record = office.land_one(FILE, text)
    assert (record["status"], record["accepted"], record["rows_read"]) == ("landed", 12, 12), record["reason"]


def test_a_file_cut_short_in_a_record_is_still_refused(office: Office) -> None:
    record = office.land_one(FILE, csv_bytes(destinations(filler=12)).decode() + "S1,2020,1")
    assert (record["status"], record["top_reasons"]) == ("refused", "cut_short")


def test_a_remark_between_records_stays_a_bad_row(office: Office) -> None:
    record = office.land_one(FILE, destinations(wide("注：以下为补报"), destination(1), filler=40))
    assert (record["accepted"], record["quarantined"], record["notes"]) == (41, 1, None)
    (row,) = office.quarantine()
    assert row["line"] == 42


RECORDS = {
    "an employer called 注册…": ["注册会计师协会"],
    "an employer called 说明…": ["说明书出版社"],
    "an employer in 审核": ["审核事务所", "", "10"],
    "a student with a remark in front": ["备注：延期", "S00001", "2020"],
    "a student behind a bare label": ["审核", "S00001"],
    "a student behind a label with a colon": ["备注：", "S00001"],
    "a student": ["S00001", "", ""],
    "a text in a list of one column": ["一家公司"],
    "a numbered name": ["1、某公司"],
}


@pytest.mark.parametrize("name", RECORDS)
def test_what_may_be_a_record_is_never_taken_for_a_remark(name: str) -> None:
    row = RECORDS[name]
    filled = [at for at, cell in enumerate(row) if cell]
    assert opens_remark([*row, *[None] * (7 - len(row))], filled, 7, frozenset({1}), False) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.just(wide("注：说明")),
            st.just(wide("合计", "3")),
            st.just(wide()),
            st.just(["填表人：甲"]),
            st.builds(destination, st.integers(1, 9)),
        ),
        max_size=12,
    )
)
def test_records_land_whatever_stands_around_them(office: Office, rows: list[list[str]]) -> None:
    office.settings = office.settings.model_copy(
        update={"quarantine": office.settings.quarantine.model_copy(update={"max_share": 1.0})}
    )
    record = office.land_one(FILE, [DESTINATIONS, destination(0), *rows])
    students = {row[0] for row in rows if len(row) == WIDTH and row[0].startswith("S")} | {"S00000"}
    assert record["accepted"] == len(students)


TOTALS = [
    "合计", "小 计", "本页小计", "总计：123人", "合计（人）", "共计 123 人", "总人数", "合计人数：12",
    "以上合计", "共12家", "Total", "Grand Total", "全校总计", "合计:12人次",
]  # fmt: skip


@pytest.mark.parametrize("text", TOTALS)
def test_totals_in_every_form(text: str) -> None:
    assert is_totals(text)


@pytest.mark.parametrize(
    "text", ["总公司", "统计学院", "共青团中央", "会计", "123", "", None, "合计师事务所", "Tencent"]
)
def test_words_that_only_look_like_totals(text: str | None) -> None:
    assert not is_totals(text)


def test_a_total_below_group_labels_names_nobody(office: Office) -> None:
    record = office.land_one(FILE, destinations(["", "2020", "", "", "合计", "", ""], filler=30))
    assert (record["totals_rows"], record["quarantined"]) == (1, 0)


def test_an_employer_called_like_a_total_is_a_record(office: Office) -> None:
    record = office.land_one(FILE, destinations(destination(1, 单位名称="合计"), filler=30))
    assert (record["totals_rows"], record["accepted"]) == (0, 31)


@pytest.mark.parametrize(
    "total",
    [["总计：30人"], ["合计", "30"], ["合计", "30人"], ["合计", "", "", "", "", "", "150,000"], ["共30人"]],
)
def test_a_total_that_holds_says_nothing(office: Office, total: list[str]) -> None:
    record = office.land_one(FILE, destinations(wide(*total), filler=30))
    assert (record["totals_rows"], record["notes"], record["totals_disagree"]) == (1, None, [])


def test_totals_of_blocks_hold_for_their_blocks(office: Office) -> None:
    rows = [DESTINATIONS]
    rows += [destination(number) for number in range(3)] + [wide("合计", "3")]
    rows += [destination(number) for number in range(3, 7)] + [wide("合计", "4"), wide("总计", "7")]
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["totals_rows"], record["totals_disagree"]) == (7, 3, [])


def test_a_total_counts_rows_that_could_not_be_split_too(office: Office) -> None:
    record = office.land_one(FILE, destinations(["S1", "2020"], wide("合计", "41"), filler=40))
    assert (record["quarantined"], record["totals_disagree"]) == (1, [])


def test_a_grand_total_that_disagrees_is_kept_for_the_gate(office: Office) -> None:
    record = office.land_one(FILE, destinations(wide("总计：35人"), filler=30))
    assert record["totals_disagree"] == ["the totals row on line 32 says 35 where there are 30 rows"]
    assert office.land("destinations")[0]["totals_disagree"] == record["totals_disagree"]


def test_all_that_disagrees_in_one_row_of_totals_is_one_sentence(office: Office) -> None:
    record = office.land_one(FILE, destinations(["合计：31人", "", "", "", "", "", "150,001元"], filler=30))
    assert record["totals_disagree"] == [
        "the totals row on line 32 says 31, 150001 (its column adds up to 150000) where there are 30 rows"
    ]


def test_notes_on_three_lines_a_header_on_two_an_empty_column_and_other_sheets(office: Office) -> None:
    blank = [""] * (WIDTH + 1)
    rows = [
        ["", "2020届毕业生去向登记表", *[""] * (WIDTH - 1)],
        ["", "填报单位：某学院", *[""] * (WIDTH - 1)],
        ["", "单位：人", *[""] * (WIDTH - 1)],
        ["", "学生", "", "去向", "", "单位", "", ""],
        ["", "学号", "毕业年份", "毕业去向类别代码", "毕业去向", "单位名称", "单位性质", "月薪"],
        *(["", *destination(number)] for number in range(12)),
        blank,
        ["", "注：本表由学院填报", *[""] * (WIDTH - 1)],
    ]
    record = office.land_one(
        BOOK, xlsx_bytes({"封面": [["就业工作"]], "数据": rows, "填报说明": [["请如实填写"], ["学号为十位"]]})
    )
    assert (record["status"], record["accepted"], record["quarantined"]) == ("landed", 12, 0), record[
        "reason"
    ]
    assert (record["sheet"], record["header_row"]) == ("数据", 5)


def test_a_note_right_of_the_table_of_a_sheet_is_no_fault_of_its_row(office: Office) -> None:
    rows = [[*row, "", "见附件"] if at in (3, 5) else row for at, row in enumerate(destinations(filler=12))]
    rows.append([*[""] * (WIDTH + 1), "王小二填"])
    record = office.land_one(BOOK, xlsx_bytes({"a": rows}))
    assert (record["rows_read"], record["accepted"]) == (12, 12)
    assert record["notes"] == (
        "cells right of the table, under no header, were not read in 3 rows (line 4, 6, 14)"
    )
    text = office.land_one(FILE, rows)
    assert (text["status"], text["quarantined"]) == ("refused", 13)


def test_a_record_that_opens_with_a_total_is_a_record(office: Office) -> None:
    rows = [["团队", "项目", "年度", "学号"], ["总计", "创业团队", "2020", "S0000001"]]
    rows += [["二队", "创业团队", "2020", f"S000001{number}"] for number in range(3)]
    record = office.land_one("programme_members/x_2020-08-31.csv", [*rows, ["合计", "", "", "4人"]])
    assert (record["accepted"], record["totals_rows"], record["totals_disagree"]) == (4, 1, [])


@pytest.mark.parametrize("column", ["手机号", "毕业年份", "备注（联系人）"])
def test_a_number_that_is_no_count_is_neither_compared_nor_told(office: Office, column: str) -> None:
    header = ["姓名", "毕业去向类别代码", column, *({"学号", "毕业年份"} - {column})]
    office.settings = institution(headers={"destinations": {"备注（联系人）": "drop"}})
    rows = [["某某", "10", "2020" if column == "毕业年份" else f"1990000000{n}", "", ""] for n in range(9)]
    for number, row in enumerate(rows):
        for at, name in enumerate(header[3:], 3):
            row[at] = "2020" if name == "毕业年份" else f"S000000{number}"
    total = ["合计", "", "19900000099", *[""] * (len(header) - 3)]
    record = office.land_one(FILE, [header, *(row[: len(header)] for row in rows), total])
    assert (record["accepted"], record["totals_rows"], record["totals_disagree"]) == (9, 1, [])
    assert "19900000099" not in str(record)


def test_a_telephone_number_behind_a_total_is_not_told(office: Office) -> None:
    record = office.land_one(FILE, destinations(wide("总计：19900000001"), filler=30))
    assert record["accepted"] == 30
    assert "19900000001" not in str(record)


def test_the_header_of_a_second_file_copied_behind_the_first_is_passed_over(office: Office) -> None:
    first, second = destinations(filler=8), [DESTINATIONS, destination(1), destination(2)]
    data = csv_bytes(first, encoding="utf-8-sig") + csv_bytes(second, encoding="utf-8-sig")
    record = office.land_one(FILE, data)
    assert (record["accepted"], record["quarantined"]) == (10, 0)
    assert record["notes"] == "1 repeated header rows passed over"


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("30", []),
        ("30人", []),
        ("31", ["the totals row on line 32 says 31 where there are 30 rows"]),
        ("2016000031", []),
    ],
)
def test_a_number_of_rows_may_stand_under_the_names(office: Office, stated: str, told: list[str]) -> None:
    """A longer number there may be somebody's, and is neither compared nor shown."""
    people = [[f"S{number:05d}", "某甲", "2020", "10"] for number in range(30)]
    rows = [["学号", "姓名", "毕业年份", "毕业去向代码"], *people, ["合计", stated, "", ""]]
    assert office.land_one("destinations/x_2020-08-31.csv", rows)["totals_disagree"] == told
