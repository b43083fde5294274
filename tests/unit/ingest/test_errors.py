"""Formulas, and the errors that spreadsheets show in place of values: never taken for a blank."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.biff import errors_in
from dagster_project.ingest.words import is_blank, is_error
from dagster_project.ingest.workbook import read_workbook
from dagster_project.settings.intake import Limits
from tests.unit.ingest.office import DESTINATIONS, Office, destination, destinations
from tests.unit.ingest.old_book import error, formula, number, old_book

X = "destinations/x_2020-08-31.xlsx"
Formula = tuple[str, object]


def book(rows: list[list[object]]) -> bytes:
    """A workbook in which a pair (formula, saved value) is a formula cell; the value '' is one not saved."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as target:
        sheet = target.add_worksheet("a")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(at, column, cell[0], None, cell[1])
                else:
                    sheet.write(at, column, cell)
    return out.getvalue()


def with_formula(header: str, formula: Formula) -> list[object]:
    return [
        formula if name == header else cell for name, cell in zip(DESTINATIONS, destination(1), strict=True)
    ]


@pytest.mark.parametrize(
    "text", ["#N/A", "#n/a", " #REF! ", "#DIV/0!", "#NAME?", "#FORMULA!", "########", "Err:502"]
)
def test_errors_are_told_from_blanks_and_from_words(text: str) -> None:
    assert is_error(text)
    assert not is_blank(text)


@pytest.mark.parametrize("text", ["#1", "A#", "C#语言", "#", "N/A", "无", "10:30", "#就业", None])
def test_what_only_looks_like_an_error(text: str | None) -> None:
    assert not is_error(text)


def test_errors_and_formulas_come_as_text_and_saved_values_as_they_are() -> None:
    row = [("=NA()", "#N/A"), ("=1/0", "#DIV/0!"), ("=1+1", 2), ('="甲"', "甲"), ("=A1", ""), "乙"]
    [grid] = read_workbook(book([["x", *row]]), "x.xlsx", "xlsx", Limits())
    assert grid.rows == [["x", "#N/A", "#DIV/0!", "2", "甲", "#FORMULA!", "乙"]]
    assert grid.notes == ["5 cells of the workbook hold formulas: the values saved with them were read"]


def test_a_formula_that_gives_an_empty_text_is_blank() -> None:
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([["x", ('=""', "甲")]]))) as source,
        zipfile.ZipFile(data, "w") as target,
    ):
        for member in source.infolist():
            content = source.read(member).replace("<v>甲</v>".encode(), b"<v></v>")
            target.writestr(member.filename, content)
    [grid] = read_workbook(data.getvalue(), "x.xlsx", "xlsx", Limits())
    assert grid.rows == [["x", None]]


def test_a_prefix_of_the_namespace_changes_nothing() -> None:
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([["x", ("=NA()", "#N/A")]]))) as source,
        zipfile.ZipFile(data, "w") as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename.startswith("xl/worksheets/"):
                head, mark, body = content.partition(b"<worksheet")
                content = head + (mark + body).replace(b"</", b"</x:").replace(b"<", b"<x:").replace(
                    b"<x:/x:", b"</x:"
                )
                content = content.replace(b'xmlns="', b'xmlns:x="', 1)
            target.writestr(member.filename, content)
    [grid] = read_workbook(data.getvalue(), "x.xlsx", "xlsx", Limits())
    assert grid.rows == [["x", "#N/A"]]


def test_a_workbook_without_formulas_has_no_such_note() -> None:
    [grid] = read_workbook(book([["x", "甲"]]), "x.xlsx", "xlsx", Limits())
    assert grid.notes == []


@pytest.mark.parametrize(
    ("header", "column"),
    [("学号", "student_no"), ("毕业去向类别代码", "destination"), ("毕业年份", "class_year")],
)
def test_an_error_in_a_needed_column_costs_the_row(office: Office, header: str, column: str) -> None:
    """What: a failed VLOOKUP in 毕业去向 would land as "unknown". Fix: `readers.read_column`, `codes`."""
    row = with_formula(header, ("=VLOOKUP(A1,B:C,2,0)", "#N/A"))
    record = office.land_one(X, book([*destinations(), row]))
    assert record["accepted"] == 100
    [kept_out] = office.quarantine()
    assert (kept_out["line"], kept_out["column_name"]) == (102, column)
    if column != "class_year":
        assert kept_out["rule"] == "spreadsheet_error"
        assert kept_out["reason"].endswith("is a spreadsheet error. Mend the formula, or type the value.")


@pytest.mark.parametrize(
    ("header", "column"),
    [("单位名称", "employer_name"), ("单位性质", "employer_nature"), ("月薪", "monthly_salary")],
)
def test_an_error_in_an_optional_column_is_null_with_a_remark(
    office: Office, header: str, column: str
) -> None:
    row = with_formula(header, ("=A1", ""))
    record = office.land_one(X, book([*destinations(), row]))
    assert (record["accepted"], record["quarantined"]) == (101, 0)
    landed = office.landed("destinations").row(-1, named=True)
    assert landed[column] is None
    assert landed["remarks"] == f"{column}: '#FORMULA!' is a spreadsheet error, set to null"
    assert f"{column}: 1 values not readable, set to null: '#FORMULA!' (1)" in record["notes"]
    assert record["unknown_labels"] == []


def test_an_error_beside_a_sound_label_loses_nothing(office: Office) -> None:
    row = with_formula("毕业去向类别代码", ("=A1", "#REF!"))
    row[DESTINATIONS.index("毕业去向")] = "签就业协议形式就业"
    office.land_one(X, book([*destinations(), row]))
    landed = office.landed("destinations").row(-1, named=True)
    assert landed["destination_code" if "destination_code" in landed else "destination"] == "10"
    assert "code '#REF!' is not known, label '签就业协议形式就业' used" in landed["remarks"]


def test_links_to_other_workbooks_are_noted() -> None:
    data = io.BytesIO(book([["x", ("='[other.xlsx]S'!A1", 5)]]))
    with zipfile.ZipFile(data, "a") as target:
        target.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    [grid] = read_workbook(data.getvalue(), "x.xlsx", "xlsx", Limits())
    assert grid.rows == [["x", "5"]]
    assert grid.notes[1] == "the workbook is linked to 1 others, which were not looked at"


@pytest.mark.parametrize("column", [0, 3])
def test_errors_of_an_old_workbook_come_as_text_at_their_place(column: int) -> None:
    records = [
        number(2, column, 7.0),
        error(2, column + 1, "#N/A"),
        formula(2, column + 2, "#REF!"),
        formula(3, column, 8.0),
        number(3, column + 2, 9.0),
    ]
    _, grid = read_workbook(old_book([number(0, 0, 1.0)], records), "x.xls", "xls", Limits())
    assert grid.rows[2:] == [["7", "#N/A", "#REF!"], ["8", None, "9"]]
    assert grid.notes == ["2 cells of the workbook hold formulas: the values saved with them were read"]


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_no_damage_to_an_old_workbook_gets_out_of_the_search_for_errors(at: int, bytes_: bytes) -> None:
    data = old_book([number(0, 0, 1.0), error(0, 1, "#N/A")])
    errors, formulas = errors_in(data[:at] + bytes_ + data[at + len(bytes_) :])
    assert formulas <= len(data)
    assert all(row < 65_536 for sheet in errors for row, _, _ in sheet)
