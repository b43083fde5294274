"""The workbook holds every table; its numbers are numbers, and nothing in it runs or is a link."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from dagster_project.reports.plain import plain
from dagster_project.reports.values import Source, bound
from dagster_project.reports.workbook import sheets
from dagster_project.reports.xlsx import xlsx
from tests.unit.reports.sample import FORMULA, LINK, MARKUP, document, figure

LANGS = ("zh", "en")
OWN = {
    "zh": ["表1-1 Charts", "图1-2 Charts", "表1-2 Charts"],
    "en": ["Table 1-1 Charts", "Figure 1-2 Charts", "Table 1-2 Charts"],
}


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    return {lang: xlsx(plain(document(lang))) for lang in LANGS}


def rows(book: bytes, sheet: str) -> list[list]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(book))
        .get_sheet_by_name(sheet)
        .to_python(skip_empty_area=False)
    )


def parts(book: bytes, pattern: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return [packed.read(name).decode() for name in packed.namelist() if re.fullmatch(pattern, name)]


@pytest.mark.parametrize("lang", LANGS)
def test_each_table_has_one_sheet_those_of_charts_too(books, lang):
    names = CalamineWorkbook.from_filelike(io.BytesIO(books[lang])).sheet_names
    assert names[1:] == OWN[lang]
    contents = rows(books[lang], names[0])
    assert [line[0] for line in contents][-3:] == [name.removesuffix(" Charts") for name in OWN[lang]]
    assert ("草稿" if lang == "zh" else "draft") in "".join(str(cell) for line in contents for cell in line)
    assert "20211231-0123456789ab" in [line[1] for line in contents]


def test_the_college_of_an_edition_is_named_in_its_language():
    made = document("en")
    college = bound("School of Law", "text", "en", [Source("edition", "college")])
    book = xlsx(
        plain(replace(made, edition=replace(made.edition, college="法学院"), subtitle=("for ", college)))
    )
    first = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names[0]
    about = {line[0]: line[1] for line in rows(book, first)}
    assert about["college"] == "School of Law"


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_are_raw_and_ids_stand_behind_them(books, lang):
    table = rows(books[lang], OWN[lang][0])
    assert table[0][0].endswith("Placement of 2020")
    ids = "数据编号" if lang == "zh" else "figure id"
    assert table[2] == ["college", "placed", "rate", ids]
    assert table[3] == [MARKUP, 131.0, 0.929, figure(100)]
    assert table[4] == [FORMULA, 95.0, 0.875, figure(101)]
    assert table[5] == [LINK, 219.0, 0.928, figure(102)]
    assert table[6] == ["小学院", "–", "[c]", figure(103)]
    assert [line[0] for line in table[8:]] == ["Source: employment_rate", "A note."]


def test_each_kind_of_value_is_what_a_spreadsheet_calls_it(books):
    table = rows(books["zh"], OWN["zh"][2])
    assert table[2][:2] == ["kind", "kind (2)"]
    found = {line[0]: line[1] for line in table[3:11]}
    day = found.pop("date")
    assert (day.date() if isinstance(day, datetime) else day) == date(2020, 8, 31)
    # A difference of shares is in percentage points, with its sign.
    assert found == {
        "count": 1234, "share": 0.9066, "points": -3.08, "score": 4.25, "amount": 7500, "year": 2020,
        "text": "MOE-2020",
    }  # fmt: skip


def test_formats_show_shares_as_per_cent_and_dates_as_dates(books):
    (styles,) = parts(books["zh"], "xl/styles.xml")
    for form in ("0.00%", "#,##0&quot;元&quot;", "+0.00;-0.00;0.00", "yyyy-mm-dd"):
        assert f'formatCode="{form}"' in styles


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_became_a_formula_or_a_link_and_no_cells_are_merged(books, lang):
    for sheet in parts(books[lang], r"xl/worksheets/sheet\d+\.xml"):
        assert "<f>" not in sheet
        assert "mergeCell" not in sheet
    assert not [text for text in parts(books[lang], r"xl/worksheets/_rels/.*") if "hyperlink" in text]


def test_tables_are_named_and_headers_stay_in_sight(books):
    tables = parts(books["zh"], r"xl/tables/table\d+\.xml")
    names = [re.search(r'displayName="([^"]+)"', table)[1] for table in tables]
    assert names == ["data_sample_printed", "data_sample_behind", "data_sample_kinds"]
    for sheet in parts(books["zh"], r"xl/worksheets/sheet[234]\.xml"):
        assert '<pane xSplit="1" ySplit="3"' in sheet


def test_the_same_document_gives_the_same_bytes(books):
    assert xlsx(plain(document("zh"))) == books["zh"]


def test_names_of_sheets_are_those_excel_takes_and_all_different():
    report = plain(document("en"))
    section = report["chapters"][0]["sections"][1]
    section["title"] = "[What/is]: a*very?long'title of a section, really"
    for block in section["blocks"]:
        block["number"] = "1-1"
        block["kind"] = "table" if "rows" in block else "chart"
    names = [sheet.name for sheet in sheets(report)]
    assert len({name.lower() for name in names}) == len(names) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
