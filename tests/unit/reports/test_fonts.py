"""The vendored font is what its page says, and a character it lacks is named with its place."""

from __future__ import annotations

import hashlib

import pytest

from dagster_project.errors import GateFailed
from dagster_project.reports import fonts, style
from dagster_project.reports.model import Chapter, Column, Document, Edition, Paragraph, Section, Table
from dagster_project.reports.plain import plain as plain_of
from dagster_project.reports.values import Source, bound


def test_the_font_files_have_the_sums_that_are_written_beside_them():
    for line in (style.FONTS / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split()
        assert hashlib.sha256((style.FONTS / name).read_bytes()).hexdigest() == expected
    assert {file.name for file in style.FONT_FILES.values()} == {
        file.name for file in style.FONTS.glob("*.ttf")
    }


def test_the_licence_came_with_the_font():
    licence = (style.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2014-2021 Adobe" in licence


def test_each_file_stays_below_eight_megabytes():
    assert all(file.stat().st_size < 8_000_000 for file in style.FONT_FILES.values())


def test_whatever_gbk_can_write_the_font_can_draw():
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    written = {sign for pair in pairs for sign in pair.decode("gbk", errors="ignore")}
    # The typeface itself has no ≒ (a sign of mathematics), and delete is no character.
    assert {sign for sign in written if ord(sign) not in fonts.drawable()} <= {"≒", "\x7f"}


@pytest.mark.parametrize("sign", "–…※①↑↓●·—“”《》％￥≥×± é ü Ω я 䶮 [c]")
def test_signs_of_reports_are_there(sign):
    assert ord(sign) in fonts.drawable()


def plain(**words):
    value = {"text": "9", "figure": ["m/1"], "column": ["x"], "kind": "count", "raw": "𠮷", "withheld": False}
    table = {
        "kind": "table", "number": "2-1", "key": "k", "title": ["t"], "columns": [], "rows": [[value, "a"]],
    } | words  # fmt: skip
    section = {"number": "2.1", "title": "By employer", "key": "s", "blocks": [table]}
    return {"chapters": [{"number": "2", "key": "c", "title": "Flows", "sections": [section]}]}


def test_a_character_without_a_glyph_is_named_with_chapter_and_table():
    assert fonts.missing_characters(plain(rows=[["王𡈼公司"]])) == {
        "𡈼": "table 2-1 of section 2.1 By employer"
    }
    with pytest.raises(GateFailed) as refused:
        fonts.check_characters(plain(rows=[["王𡈼公司"]]))
    assert "𡈼 (U+2123C) in table 2-1 of section 2.1 By employer" in refused.value.what
    assert "report.characters" in refused.value.do


def test_a_character_that_cannot_be_shown_is_named_by_its_code():
    with pytest.raises(GateFailed, match=r"U\+E000 in table 2-1"):
        fonts.check_characters(plain(note=["\ue000"]))


def test_what_the_office_says_is_printed_instead():
    rare = bound("王𡈼公司", "text", "zh", [Source("top_employer/000000000001", "employer")])
    table = Table("top-t", ("单位",), (Column("单位"),), ((rare,),), note=("𡈼",))
    section = Section("top", "单位", (Paragraph(("有", rare)), table))
    made = Document(Edition(2020, "year_end", "zh"), "t", (), "u", "r", (Chapter("top", "单位", (section,)),))
    printed = fonts.replaced(made, {"𡈼": "壬"})
    assert fonts.missing_characters(plain_of(printed)) == {}
    said, again = printed.chapters[0].sections[0].blocks
    assert said.runs[1].text == again.rows[0][0].text == "王壬公司"
    assert said.runs[1].raw == "王𡈼公司"
    assert said.runs[1].sources == rare.sources
    assert again.note == ("壬",)
    assert fonts.replaced(made, {}) is made


def test_only_what_is_printed_counts():
    fonts.check_characters(plain())
