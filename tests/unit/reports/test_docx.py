"""The Word document holds every printed value in text that an office can edit, built of Word's own things."""

from __future__ import annotations

import io
import zipfile

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from dagster_project.reports.docx import column_widths, docx
from dagster_project.reports.pictures import Pictures, pictures
from dagster_project.reports.plain import plain
from tests.unit.reports.sample import MARKUP, document, values

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def drawn() -> dict[str, Pictures]:
    return {lang: pictures(document(lang)) for lang in LANGS}


@pytest.fixture(scope="module")
def files(drawn) -> dict[str, bytes]:
    return {lang: docx(plain(document(lang)), drawn[lang]) for lang in LANGS}


def opened(file: bytes):
    return python_docx.Document(io.BytesIO(file))


@pytest.mark.parametrize("lang", LANGS)
def test_every_printed_value_stands_in_a_paragraph_or_a_cell(files, lang):
    made = opened(files[lang])
    paragraphs = "\n".join(paragraph.text for paragraph in made.element.body.iter(qn("w:t")))
    cells = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    for value in values(document(lang), printed_only=True):
        assert value.text in paragraphs or value.text in cells
    table = made.tables[1]
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [
        [MARKUP, "131", "92.90%"], ['=HYPERLINK("x")', "95", "87.50%"],
        ["https://example.invalid/college", "219", "92.80%"], ["小学院", "–", "[c]"],
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_headings_lists_and_captions_are_words_own(files, lang):
    made = opened(files[lang])
    styles = {paragraph.text: paragraph.style.name for paragraph in made.paragraphs}
    assert styles["1 Sample"] == "Heading 1"
    assert styles["1.1 First & section"] == "Heading 2"
    assert styles["A point with 42"] == "List Bullet"
    assert styles["First point"] == "Office Bullet"
    assert made.styles["Office Bullet"].base_style.name == "List Bullet"
    assert [text for text, name in styles.items() if name == "Caption"][1].endswith("Placement of 2020")
    assert {text: name for text, name in styles.items() if name == "Caution"}.keys() >= {
        ("草稿" if lang == "zh" else "draft"), ("提示  " if lang == "zh" else "Note  ") + "Compare with care",
    }  # fmt: skip


def test_headers_of_tables_repeat_and_no_row_breaks_in_two(files):
    tables = opened(files["zh"]).tables[1:]
    for table in tables:
        head, *others = table._tbl.tr_lst
        assert head.trPr.find(qn("w:tblHeader")) is not None
        assert [row for row in others if row.trPr.find(qn("w:tblHeader")) is not None] == []
        assert [row for row in [head, *others] if row.trPr.find(qn("w:cantSplit")) is None] == []
        assert table.style.name == "Report Table"


def test_charts_are_fine_pictures_with_their_message_for_those_who_do_not_see_them(files, drawn):
    made = opened(files["zh"])
    told = [shape._inline.docPr.get("descr") for shape in made.inline_shapes]
    assert told == [f"The highest is {MARKUP}.", "Nothing is lower than 87.50%"]
    width, _ = drawn["zh"]["sample-own"].size
    image = next(part for part in made.part.package.image_parts)
    assert image.image.px_width == 2 * width


def test_contents_are_a_field_with_its_entries_and_pages_are_counted_by_fields(files):
    made = opened(files["zh"])
    fields = [one.text.strip() for one in made.element.body.iter(qn("w:instrText"))]
    assert fields == [r'TOC \o "1-2" \h \z \u']
    entries = [paragraph for paragraph in made.paragraphs if paragraph.style.name.startswith("toc")]
    marks = {one.get(qn("w:name")) for one in made.element.body.iter(qn("w:bookmarkStart"))}
    links = [one.get(qn("w:anchor")) for entry in entries for one in entry._p.iter(qn("w:hyperlink"))]
    assert len(entries) == 4
    assert set(links) == marks
    footer = [one.text.strip() for one in made.sections[0].footer._element.iter(qn("w:instrText"))]
    assert footer == ["PAGE", "NUMPAGES"]


def test_the_draft_mark_stands_on_every_page_until_it_is_signed(files, drawn):
    assert "草稿" in opened(files["zh"]).sections[0].header.paragraphs[0].text
    signed = docx(plain(document("zh", is_draft=False)), drawn["zh"])
    assert "草稿" not in "".join(one.text or "" for one in opened(signed).element.iter(qn("w:t")))
    assert "草稿" not in opened(signed).sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_language_and_fonts_of_both_scripts_are_set(files, lang, code):
    made = opened(files[lang])
    assert made.core_properties.language == code
    assert made.core_properties.title == "Annual report  Class of 2020"
    fonts = list(made.styles.element.iter(qn("w:rFonts")))
    assert fonts
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {"微软雅黑"}
    assert [font for font in fonts if font.get(qn("w:eastAsiaTheme"))] == []
    with zipfile.ZipFile(io.BytesIO(files[lang])) as packed:
        assert "Noto Sans SC" in packed.read("word/fontTable.xml").decode()


def test_the_same_document_gives_the_same_bytes(files, drawn):
    assert docx(plain(document("zh")), pictures(document("zh"))) == files["zh"]
    with zipfile.ZipFile(io.BytesIO(files["zh"])) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2021-12-31T00:00:00Z" in packed.read("docProps/core.xml")


def test_a_number_has_room_for_itself_beside_long_words():
    header = ["item", "satisfied", "answers", "rate", "low", "high", "weighted"]
    words = "How far the present job is related to what was studied, in the words of the survey"
    widths = column_widths([header, [words, "1,016", "1,510", "67.28%", "65.12%", "69.38%", "62.48%"]], 9000)
    assert sum(widths) == 9000
    assert all(width >= 105 * (len(word) + 2) for word, width in zip(header[1:], widths[1:], strict=True))
    assert widths[0] > 2000


def test_words_without_room_share_what_there_is():
    widths = column_widths([["x" * 80, "y" * 20]], 3000)
    assert sum(widths) == 3000
    assert widths[0] > widths[1] > 600
