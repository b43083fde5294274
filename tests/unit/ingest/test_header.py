"""Finding the header and matching it: notes above, several sheets, unknown and missing headers."""

from __future__ import annotations

import pytest

from tests.unit.ingest.office import (
    DESTINATIONS,
    ROSTER,
    Office,
    csv_bytes,
    destination,
    destinations,
    institution,
    xlsx_bytes,
)

FILE = "destinations/就业_2020-08-31.csv"
BOOK = "graduates/生源_2020-07-01.xlsx"


def roster(count: int = 30) -> list[list[object]]:
    return [[f"S{number:05d}", "31", "数学学院", "数学", "2020"] for number in range(count)]


@pytest.mark.parametrize("above", [0, 1, 2, 15])
def test_a_header_below_notes_is_found(office: Office, above: int) -> None:
    notes: list[list[object]] = [
        ["2020届毕业生生源信息表（请勿修改表头）"],
        [],
        ["填表人：教务处", "", "日期"],
    ] * 5
    rows = [*notes[:above], ROSTER, *roster()]
    record = office.land_one(BOOK, xlsx_bytes({"Sheet1": rows}))
    assert (record["accepted"], record["header_row"]) == (30, above + 1)
    assert office.landed("graduates")["source_line"].min() == above + 2


def test_an_empty_first_column_and_a_merged_note(office: Office) -> None:
    rows = [["", "2020届毕业生生源信息"], ["", *ROSTER], *[["", *row] for row in roster()]]
    record = office.land_one(BOOK, xlsx_bytes({"省表": rows}))
    assert (record["accepted"], record["sheet"], record["header_row"]) == (30, "省表", 2)


def test_a_header_on_two_levels(office: Office) -> None:
    upper = ["学号", "毕业年份", "去向", "", "单位", ""]
    lower = ["", "", "毕业去向类别代码", "毕业去向", "名称", "性质"]
    rows = [upper, lower, *[["S1" + str(n), "2020", "10", "", "某公司", "国有企业"] for n in range(30)]]
    record = office.land_one("destinations/就业_2020-08-31.xlsx", xlsx_bytes({"a": rows}))
    assert (record["accepted"], record["header_row"]) == (30, 2)
    frame = office.landed("destinations")
    assert set(frame["employer_name"]) == {"某公司"}
    assert set(frame["employer_nature"]) == {"31"}


def test_headers_match_through_spaces_stars_and_remarks(office: Office) -> None:
    header = ["*学 号", "学历（必填）", "学院【全称】", "专 业", "毕业年份:"]
    assert office.land_one(BOOK, xlsx_bytes({"a": [header, *roster()]}))["accepted"] == 30


def test_the_sheet_that_matches_is_taken_and_others_are_named(office: Office) -> None:
    sheets = {"说明": [["填表说明"]], "名单": [ROSTER, *roster()], "代码": [["代码", "名称"], ["31", "本科"]]}
    record = office.land_one(BOOK, xlsx_bytes(sheets))
    assert (record["sheet"], record["notes"]) == ("名单", "sheets not read: 说明, 代码")


def test_two_sheets_that_match_are_not_chosen_between(office: Office) -> None:
    sheets = {"一校区": [ROSTER, *roster(3)], "二校区": [ROSTER, *roster(4)], "空": [ROSTER]}
    record = office.land_one(BOOK, xlsx_bytes(sheets))
    assert record["reason"] == f"{BOOK} holds several sheets that could be the delivery: '一校区', '二校区'."
    assert record["what_to_do"] == f"Write the one that counts into {BOOK}.yml, for example `sheet: 一校区`."
    chosen = office.land_one(BOOK, xlsx_bytes(sheets), "sheet: 二校区\n")
    assert (chosen["sheet"], chosen["accepted"]) == ("二校区", 4)


def test_a_sheet_that_is_not_there(office: Office) -> None:
    record = office.land_one(BOOK, xlsx_bytes({"a": [ROSTER, *roster()]}), "sheet: b\n")
    assert record["reason"] == f"{BOOK} has no sheet 'b', which its sidecar names."
    assert record["what_to_do"] == "Its sheets are 'a'."


def test_an_unknown_header_stops_the_file_with_the_lines_to_paste(office: Office) -> None:
    rows = destinations()
    rows[0] = [*DESTINATIONS[:-1], "毕业去向(新)说明"]
    record = office.land_one(FILE, rows)
    assert (record["status"], record["top_reasons"]) == ("refused", "unknown_header")
    assert record["reason"] == f"{FILE}, line 1: '毕业去向(新)说明' is not a known header of destinations."
    lines = record["what_to_do"].splitlines()
    assert lines[:3] == [
        "Run `gradmart confirm`, or add to institution.yml, once confirmed:",
        "headers:",
        "  destinations:",
    ]
    assert lines[3].startswith('    "毕业去向(新)说明": destination   # or: ')
    assert lines[3].endswith("drop")


def test_once_confirmed_a_header_is_known(office: Office) -> None:
    rows = destinations()
    rows[0] = ["学生编号", *DESTINATIONS[1:-1], "谈话记录"]
    assert office.land_one(FILE, rows)["status"] == "refused"
    own = {"destinations": {"学生编号": "student_no", "谈话记录": "drop"}}
    office.settings = institution(headers=own)
    record = office.land("destinations")[0]
    assert (record["status"], record["accepted"], record["dropped_columns"]) == ("landed", 100, "谈话记录")


def test_all_unknown_headers_are_told_at_once(office: Office) -> None:
    rows = [[*row, "1", "2"] for row in destinations()]
    rows[0][-2:] = ["甲乙丙", "丁戊己"]
    record = office.land_one(FILE, rows)
    assert record["reason"] == f"{FILE}, line 1: '甲乙丙', '丁戊己' are not known headers of destinations."
    assert record["what_to_do"] == (
        "Run `gradmart confirm`, or add to institution.yml, once confirmed:\nheaders:\n  destinations:\n"
        '    "甲乙丙": drop   # or a column of the feed\n'
        '    "丁戊己": drop   # or a column of the feed'
    )


def test_two_headers_of_one_meaning_are_refused(office: Office) -> None:
    rows = [[*row, row[4]] for row in destinations()]
    rows[0][-1] = "dwmc"
    record = office.land_one(FILE, rows)
    assert record["top_reasons"] == "duplicate_header"
    assert record["reason"] == f"{FILE}, line 1: the headers '单位名称' and 'dwmc' both mean employer_name."


def test_a_missing_column_is_named_with_its_headers(office: Office) -> None:
    record = office.land_one(FILE, [[row[0], row[1], row[4]] for row in destinations()])
    assert record["top_reasons"] == "missing_column"
    assert record["reason"] == f"{FILE}, line 1: a column that is needed is not there: destination."
    assert record["what_to_do"] == (
        "Add it under one of the accepted headers: destination (毕业去向类别代码, 毕业去向代码, 毕业去向, "
        "毕业去向状态, 毕业去向类型, 毕业去向类别, 毕业去向名称)."
    )


def test_a_class_year_in_the_sidecar_stands_for_the_column(office: Office) -> None:
    record = office.land_one(FILE, [[row[0], row[2]] for row in destinations()], "class_year: 2020\n")
    assert (record["status"], record["class_year"]) == ("landed", 2020)


def test_no_header_at_all_shows_what_came_nearest(office: Office) -> None:
    record = office.land_one(FILE, [["S1", "10", "某公司"], ["学号", "甲", "乙", "丙"]])
    assert record["top_reasons"] == "no_header"
    assert record["reason"] == (
        f"{FILE}: no header found in the first rows; line 2 came nearest, with 1 known of 4 cells (学号)."
    )


def test_a_header_row_of_the_sidecar(office: Office) -> None:
    rows = [*destinations(filler=1), DESTINATIONS, *destinations()[1:]]
    record = office.land_one(FILE, rows, "header_row: 3\n")
    assert (record["header_row"], record["accepted"]) == (3, 100)
    assert record["notes"] == (
        "1 row that looks like a record was not read above the header that the sidecar names (line 2)"
    )
    wrong = office.land_one(FILE, rows, "header_row: 2\n")
    assert wrong["reason"] == f"{FILE}, line 2: no header in the row that its sidecar names."


def test_a_header_without_rows_withdraws_nobody(office: Office) -> None:
    record = office.land_one(FILE, [DESTINATIONS], "mode: full\n")
    assert record["reason"] == f"{FILE}, line 1: holds a header but no rows."


def test_what_the_contract_does_not_want_is_dropped_by_name(office: Office) -> None:
    rows = [[*row, "父亲", "某厂"] for row in destinations()]
    rows[0][-2:] = ["父亲姓名", "父母工作单位"]
    record = office.land_one(FILE, rows)
    assert record["dropped_columns"] == "父亲姓名, 父母工作单位"


def test_a_column_without_a_header_is_not_read(office: Office) -> None:
    rows = [[row[0], "13812345678", *row[1:]] for row in destinations()]
    rows[0][1] = ""
    record = office.land_one(FILE, rows)
    assert (record["accepted"], record["notes"]) == (
        100,
        "column 2 has no header: its 100 cells were not read",
    )


@pytest.mark.parametrize("layout", ["EMPLOYMENT_PLAN_TO_2020", "EXPORT_FROM_2021"])
def test_both_real_layouts_are_known_to_both_feeds(office: Office, layout: str) -> None:
    from dagster_project.contracts import layouts

    values = {
        "学号": "S1", "考生号": "E1", "学历代码": "31", "学历层次": "本科", "专业代码": "0701",
        "专业": "数学", "专业名称": "数学", "入学时间": "201609", "入学年月": "201609",
        "毕业时间": "202006", "毕业日期": "20200622", "所在院系": "数学学院",
        "毕业去向代码": "10.0", "毕业去向类别代码": "10", "毕业年份": "2020",
    }  # fmt: skip
    header = list(getattr(layouts, layout))
    row = [values.get(name, "") for name in header]
    if "所在院系" not in header:
        header, row = [*header, "学院"], [*row, "数学学院"]
    for feed in ("graduates", "destinations"):
        record = office.land_one(f"{feed}/方案_2020-08-31.csv", csv_bytes([header, row], encoding="gb18030"))
        assert (record["status"], record["accepted"]) == ("landed", 1), record["reason"]
        assert record["class_year"] == 2020


def test_other_rows_than_records(office: Office) -> None:
    total = ["合计", "", "", "", "", "", "102"]
    rows = destinations(
        DESTINATIONS, destination(1), [""] * 7, destination(2), ["小 计：2人", *[""] * 6], total
    )
    record = office.land_one(FILE, rows)
    assert (record["rows_read"], record["accepted"], record["totals_rows"]) == (104, 102, 2)
    assert record["notes"] == "1 repeated header rows passed over"


def test_a_total_that_does_not_fit_is_noted(office: Office) -> None:
    record = office.land_one(FILE, destinations(["总计", *[""] * 5, "105"]))
    assert record["notes"] == (
        "the totals row on line 102 says 105 (its column adds up to 500000) where there are 100 rows"
    )


def test_a_sheet_named_for_a_file_that_has_none(office: Office) -> None:
    record = office.land_one("destinations/x_2020-08-31.csv", destinations(), "sheet: Sheet1\n")
    assert record["what_to_do"] == "Take `sheet:` out of destinations/x_2020-08-31.csv.yml: it has none."


def test_a_header_cell_broken_over_two_lines_shifts_no_column(office: Office) -> None:
    broken = ["学号,毕业年份,毕业去向类别代码,毕业", "去向,单位名称,单位性质,月薪"]
    rows = [",".join(row) for row in destinations(filler=12)[1:]]
    record = office.land_one(FILE, "\n".join([*broken, *rows, ""]))
    assert (record["status"], record["accepted"]) == ("refused", 0)
    assert office.quarantine() == [] or {row["rule"] for row in office.quarantine()} == {"ragged_row"}


def test_names_above_other_names_are_no_second_level(office: Office) -> None:
    upper = ["学号", "毕业年份", "毕业去向", "单位性质", "月薪", "", ""]
    lower = ["S00001", "2020", "签协议", "单位名称", "专业对口", "签约日期", "佐证材料"]
    rows = [["S1" + str(n), "2020", "10", "国有企业", "5000", "", ""] for n in range(30)]
    record = office.land_one("destinations/就业_2020-08-31.xlsx", xlsx_bytes({"a": [upper, lower, *rows]}))
    assert (record["header_row"], record["accepted"]) == (1, 30)
    assert set(office.landed("destinations")["employer_nature"]) == {"31"}


def test_a_group_called_like_a_column_still_stands_above_its_names(office: Office) -> None:
    upper = ["学号", "学历", "学院", "专业", "", "毕业年份"]
    lower = ["", "", "", "专业代码", "专业名称", ""]
    rows = [[f"S{n:05d}", "31", "数学学院", "0701", "数学", "2020"] for n in range(30)]
    record = office.land_one(BOOK, xlsx_bytes({"a": [upper, lower, *rows]}))
    assert (record["header_row"], record["accepted"]) == (2, 30)
    assert set(office.landed("graduates")["major_name"]) == {"数学"}


@pytest.mark.parametrize("filled", ["all cells", "few cells"])
def test_records_above_the_header_are_counted_and_kept_out(office: Office, filled: str) -> None:
    cells = {} if filled == "all cells" else {"单位名称": "", "单位性质": "", "月薪": "", "毕业年份": ""}
    above = [destination(number, label="签就业协议形式就业", **cells) for number in range(3)]
    office.land_one(FILE, [["2020届去向", *[""] * 6], *above, ["S9", *[""] * 6], *destinations()])
    record = office.land("destinations")[0]
    assert (record["header_row"], record["rows_read"], record["accepted"]) == (6, 104, 100)
    assert record["top_reasons"] == "above_header 4"
    rows = office.quarantine()
    assert [row["line"] for row in rows] == [2, 3, 4, 5]
    assert rows[0]["reason"] == (
        f"{FILE}, line 2: the row stands above the header, so that its cells have no names. Put the header "
        "above all rows (if this is no record, delete it, or name the header's line in the sidecar as "
        "`header_row:`)."
    )


@pytest.mark.parametrize(
    "note",
    [
        ["填报单位：数学学院", "", "填报人：王小二", "", "电话：02982660000", "", "2020-08-31"],
        ["单位代码：61001", "2020", "学院数 12", "人数 3000", "", "", ""],
        ["一、学生", "", "二、去向", "", "三、单位", "", "四、薪酬"],
        ["学号", "毕业年份", "毕业去向类别代码", "去向", "", "", "月薪（2020年）"],
    ],
)
def test_notes_above_the_header_are_no_records(office: Office, note: list[str]) -> None:
    record = office.land_one(FILE, [note, *destinations(filler=12)])
    assert (record["header_row"], record["rows_read"], record["accepted"]) == (2, 12, 12)


def test_an_export_pasted_above_a_wider_one_is_not_lost(office: Office) -> None:
    narrow = [[*row[:5], "", ""] for row in destinations(filler=4)]
    record = office.land_one(FILE, [*narrow, *destinations(filler=100)])
    assert (record["header_row"], record["accepted"], record["quarantined"]) == (6, 100, 4)
