"""The office's words become marked blocks of plain text, whatever its Markdown holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reports.model import Listing, Paragraph
from dagster_project.reports.office import blocks


def test_paragraphs_lists_and_headings_become_blocks_of_the_office():
    made = blocks("# 说明\n\n今年走访**30**家单位。\n第二行。\n\n- 甲\n- 乙\n\n完。")
    assert made == (
        Paragraph(("说明",), "office"),
        Paragraph(("今年走访30家单位。 第二行。",), "office"),
        Listing((("甲",), ("乙",)), "office"),
        Paragraph(("完。",), "office"),
    )


def test_markup_pictures_and_addresses_do_not_come_through():
    text = "<script>alert(1)</script>\n\n![x](http://a.example/x.png) [报告](http://a.example/) `code`"
    first, second = blocks(text)
    assert first.runs == ("<script>alert(1)</script>",)  # shown as the text it is, escaped by each renderer
    assert second.runs == ("报告 code",)


@given(st.text(max_size=400))
def test_whatever_is_written_becomes_text_without_failing(text):
    for block in blocks(text):
        assert isinstance(block, Paragraph | Listing)
        assert block.role == "office"
