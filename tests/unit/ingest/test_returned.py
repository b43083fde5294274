"""Rows given back to their sender: what the workbook holds, what it never does, how it comes in mended."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.deliveries import find_deliveries
from dagster_project.ingest.mended import MARKS, quoted, unmarked
from dagster_project.ingest.quarantine import SOUND
from dagster_project.ingest.raw import Grid
from dagster_project.ingest.readers import ERROR_RULE, RULES
from dagster_project.ingest.returned import Returned, ReturnedRow, give_back
from dagster_project.ingest.returned_book import workbook_bytes
from tests.unit.ingest.office import (
    DESTINATIONS,
    Office,
    csv_bytes,
    destination,
    destinations,
    institution,
    xlsx_bytes,
)

FILE = "destinations/去向_2020-06-30.csv"
MENDED = "destinations/去向_2020-07-02.xlsx"
ABOUT, ROWS, UNSPLIT = "退回说明 Read me", "退回的行 Rows", "未能拆分的行 Unsplit"
Sheets = dict[str, list[list[str]]]


def returned(office: Office, file: str = FILE, with_sound: bool = False) -> Returned:
    feed = file.split("/", 1)[0]
    (found,) = [found for found in find_deliveries(office.paths, feed) if found.file == file]
    return give_back(found, office.settings, office.key, with_sound)


def sheets(content: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def book_of(office: Office, **options: bool) -> Sheets:
    return sheets(workbook_bytes(returned(office, **options)))


def mend(book: Sheets, header: str, was: str, now: str) -> bytes:
    """The workbook as an office saves it again, with one cell changed."""
    rows = book[ROWS]
    at = rows[0].index(header)
    assert was in [row[at] for row in rows[1:]]
    book[ROWS] = [
        rows[0],
        *([*row[:at], now if row[at] == was else row[at], *row[at + 1 :]] for row in rows[1:]),
    ]
    return xlsx_bytes(book)


def test_the_rows_come_back_as_sent_with_line_rule_column_and_reason(office: Office) -> None:
    unknown = ["S00001", "2020", "99", "", " 某 公司", "国有企业", "5000"]
    blank = ["", "2020", "10", "", "某公司", "国有企业", "5000"]
    office.put(FILE, destinations(unknown, blank))
    said = "毕业去向类别代码 '99' is no known code."
    assert book_of(office)[ROWS] == [
        [*MARKS, *DESTINATIONS],
        ["102", "unknown_code", "毕业去向类别代码、毕业去向", said, *unknown],
        ["103", "blank_key", "学号", "学号 is blank.", *blank],
    ]


def test_the_first_sheet_says_of_which_file_for_whom_and_what_to_do(office: Office) -> None:
    office.put(FILE, destinations(destination(1, "99")), "from: 某学院\n")
    about = {row[0]: row[1] for row in book_of(office)[ABOUT]}
    (found,) = find_deliveries(office.paths, "destinations")
    assert found.sha256 is not None
    assert about["文件 File"] == FILE
    assert about["文件校验码 SHA-256"] == found.sha256[:16]
    assert about["数据日期 State of"] == "2020-06-30"
    assert about["报送单位 For"] == "某学院"
    assert about["注意 Mind"].startswith("本工作簿含个人信息")
    assert about["unknown_code"].startswith("改为规范的代码或名称")
    assert not any("institution.yml" in text for text in about.values())


RULES_OF_ROWS = {
    *RULES.values(),
    ERROR_RULE,
    SOUND,
    *("blank_key", "missing_value", "not_a_mobile", "duplicate_key"),
    *("ragged_row", "malformed_row", "control_character", "cell_too_long", "mixed_encoding", "above_header"),
}


@pytest.mark.parametrize("rule", sorted(RULES_OF_ROWS))
def test_of_each_rule_the_sender_is_told_what_to_do_in_a_way_a_sender_can(office: Office, rule: str) -> None:
    office.put(FILE, destinations())
    (found,) = find_deliveries(office.paths, "destinations")
    rows = [ReturnedRow(2, rule, "x.", ["S1"]), ReturnedRow(3, "a rule to come", "y.", ["S2"])]
    about = {row[0]: row[1] for row in sheets(workbook_bytes(Returned(found, None, ["学号"], rows)))[ABOUT]}
    assert about["a rule to come"] == "按“退回原因”改正。 See the reason of each row."
    assert about[rule] != about["a rule to come"]
    assert "institution.yml" not in about[rule]


def test_what_the_contract_drops_stays_out(office: Office) -> None:
    header = [*DESTINATIONS, "父亲姓名", "身份证号"]
    rows = [[*destination(number), f"父{number}", "X"] for number in range(40)]
    office.put(FILE, csv_bytes([header, *rows, [*destination(41, "99"), "王大一", "610103199801010010"]]))
    book = book_of(office)
    assert "父亲姓名" not in book[ROWS][0]
    assert "王大一" not in str(book)
    assert "S00041" in str(book)
    assert "S00001" not in str(book)


def test_no_cell_is_a_formula(office: Office) -> None:
    evil = '=HYPERLINK("http://x","y")'
    office.put(
        FILE,
        destinations(
            *(destination(n, "99", 单位名称=text) for n, text in enumerate([evil, "+1", "@a", "-1+2"]))
        ),
    )
    content = workbook_bytes(returned(office))
    at = 4 + DESTINATIONS.index("单位名称")
    assert [row[at] for row in sheets(content)[ROWS][1:]] == ["'" + evil, "'+1", "'@a", "'-1+2"]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<(f[ >]|hyperlink)", book.read(name))


def test_the_cell_at_fault_is_coloured_and_the_header_stays_in_sight(office: Office) -> None:
    office.put(FILE, destinations(destination(1, "99")))
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(returned(office)))) as book:
        sheet, styles = book.read("xl/worksheets/sheet2.xml").decode(), book.read("xl/styles.xml").decode()
    style = {part.split('"')[1]: part for part in sheet.split("<c r=")[1:]}
    assert style["G2"].split('s="')[1][0] != style["E2"].split('s="')[1][0]
    assert "FFF8C9C4" in styles
    assert 'state="frozen"' in sheet


def test_the_same_rows_give_the_same_bytes(office: Office) -> None:
    office.put(FILE, destinations(destination(1, "99")))
    assert workbook_bytes(returned(office)) == workbook_bytes(returned(office))


def test_rows_that_fit_no_header_are_on_a_sheet_of_their_own(office: Office) -> None:
    text = (
        csv_bytes(destinations(filler=60)).decode() + 'S00001,2020,10\r\nS2,"a"b,x\r\n' + "S3,2020,10,,,,\r\n"
    )
    office.put(FILE, text)
    book = book_of(office)
    assert [row[:3] for row in book[UNSPLIT][1:]] == [["62", "ragged_row", ""], ["63", "malformed_row", ""]]
    assert book[UNSPLIT][1][4:7] == ["S00001", "2020", "10"]
    assert len(book[ROWS]) == 1


def test_of_a_delivery_refused_whole_the_sound_rows_are_left_out_and_counted(office: Office) -> None:
    rows = destinations(*(destination(number, "99") for number in range(10)), filler=20)
    assert office.land_one(FILE, rows)["status"] == "refused"
    short = returned(office)
    assert (len(short.rows), short.sound, short.is_whole) == (10, 20, True)
    assert "20 行无误（未列出）" in str(book_of(office)[ABOUT])
    assert len(returned(office, with_sound=True).rows) == 30


def test_a_delivery_refused_for_its_header_has_no_rows(office: Office) -> None:
    office.put(FILE, [["学号", "什么列"], ["S1", "x"]])
    with pytest.raises(DeliveryRefused, match="什么列"):
        returned(office)


def test_a_mended_workbook_lands_and_nothing_counts_twice(office: Office) -> None:
    bad = destination(1, "99", 单位名称="=某公司", 月薪="4600-5500")
    first = office.land_one(FILE, destinations(bad, filler=40))
    assert (first["accepted"], first["quarantined"]) == (40, 1)
    record = office.land_one(MENDED, mend(book_of(office), "毕业去向类别代码", "99", "10"))
    assert (record["status"], record["accepted"], record["quarantined"]) == ("landed", 1, 0), record["reason"]
    assert (record["sheet"], record["dropped_columns"]) == (ROWS, None)
    landed = office.landed("destinations")
    assert landed.height == landed["graduate_key"].n_unique() == 41
    (row,) = landed.filter(landed["recorded_on"] == dt.date(2020, 7, 2)).rows(named=True)
    assert (row["employer_name"], row["monthly_salary_low"], row["destination"]) == ("=某公司", 4600.0, "10")


def test_a_mended_row_lands_as_it_would_have_in_the_first_place(office: Office) -> None:
    row = destination(1, "99", 单位名称="-某公司", 单位性质="@", 月薪="面议")
    office.put(FILE, destinations(row, filler=40))
    mended = mend(book_of(office), "毕业去向类别代码", "99", "10")
    office.put(MENDED, mended)
    office.put("destinations/直接_2020-07-03.csv", [DESTINATIONS, [*row[:2], "10", *row[3:]]])
    office.land("destinations")
    where = ["recorded_on", "delivery_id", "source_file", "source_sheet", "source_line"]
    landed = office.landed("destinations")
    (one,) = landed.filter(landed["source_file"] == MENDED).drop(where).rows()
    (other,) = landed.filter(landed["recorded_on"] == dt.date(2020, 7, 3)).drop(where).rows()
    assert one == other


def test_a_workbook_sent_back_unmended_is_quarantined_again_with_its_own_lines(office: Office) -> None:
    office.put(FILE, destinations(destination(1, "99"), filler=40))
    office.settings = institution(quarantine={"max_share": 1})
    record = office.land_one(MENDED, workbook_bytes(returned(office)))
    assert (record["accepted"], record["quarantined"]) == (0, 1)
    assert {(row["file"], row["line"]) for row in office.quarantine()} == {(FILE, 42), (MENDED, 2)}


def test_an_apostrophe_that_was_sent_is_no_mark_of_ours(office: Office) -> None:
    office.land_one(FILE, destinations(destination(1, 单位名称="'=某公司"), filler=3))
    assert "'=某公司" in office.landed("destinations")["employer_name"].to_list()


@given(st.text(alphabet="'=+-@\t\ra1某", max_size=5))
def test_what_is_quoted_comes_back_as_it_was_and_nothing_runs(text: str) -> None:
    sent = quoted(text)
    assert not sent.startswith(("=", "+", "-", "@", "\t", "\r"))
    grid = Grid(ROWS, [[MARKS[0], "单位名称"], ["2", sent]], [1, 2], "xlsx")
    assert unmarked(grid).rows == [["单位名称"], [text]]


SURVEY = {
    "title_zh": "调查",
    "population": "graduates",
    "class_year": 2020,
    "frame": "none",
    "items": {"1": {"kind": "single"}},
}


def test_a_survey_keeps_the_place_of_its_columns_and_loses_what_is_personal(office: Office) -> None:
    office.settings = institution(surveys={"s": SURVEY}, quarantine={"max_share": 1})
    header = ["序号", "提交答卷时间", "来自IP", "1、满意吗", "您所在的城市"]
    rows = [[str(n), "2020/10/1 8:00:00", "1.2.3.4", "是", "西安"] for n in range(1, 5)]
    rows += [["", "2020/10/1 9:00:00", "5.6.7.8", "否", "汉中"]]
    file, mended = "survey_responses/s_2020-10-20.csv", "survey_responses/s_2020-10-25.xlsx"
    office.land_one(file, [header, *rows])
    book = sheets(workbook_bytes(returned(office, file)))
    assert book[ROWS] == [
        [*MARKS, *header],
        ["6", "blank_key", "序号", book[ROWS][1][3], "", "2020/10/1 9:00:00", "", "否", "汉中"],
    ]
    record = office.land_one(mended, mend(book, "序号", "", "5"))
    assert (record["status"], record["accepted"]) == ("landed", 1), record["reason"]
    landed = office.landed("survey_responses")
    items = {file: set(landed.filter(landed["source_file"] == file)["item_no"]) for file in (file, mended)}
    assert items[file] == items[mended]
    assert landed.group_by("response_no", "item_no").len()["len"].max() == 1


def test_an_alias_replays_the_rows_of_the_same_file_and_none_twice(office: Office) -> None:
    first = office.land_one(FILE, destinations(destination(1, "", "去向待定中"), filler=40))
    assert (first["accepted"], first["quarantined"]) == (40, 1)
    office.settings = institution(codes={"destination": {"去向待定中": "70"}})
    (again,) = office.land("destinations")
    assert (again["accepted"], again["quarantined"], again["delivery_id"]) == (41, 0, first["delivery_id"])
    assert office.landed("destinations")["graduate_key"].n_unique() == 41
    assert office.quarantine() == []


def test_a_larger_share_replays_a_delivery_that_was_refused_whole(office: Office) -> None:
    rows = destinations(*(destination(number, "99") for number in range(10)), destination(11), filler=20)
    rows += [destination(11), ["合计", "32", *[""] * 5]]
    refused = office.land_one(FILE, rows)
    counts = ("rows_read", "accepted", "quarantined", "duplicates", "totals_rows")
    assert [refused[name] for name in counts] == [33, 0, 31, 1, 1]
    assert len(office.quarantine()) == 31
    office.settings = institution(quarantine={"max_share": 0.4})
    (landed,) = office.land("destinations")
    assert [landed[name] for name in counts] == [33, 21, 10, 1, 1]
    assert (landed["status"], len(office.quarantine())) == ("landed", 10)
