"""The PDF meets PDF/UA-1 and PDF/A-2a, is the same twice, and a fault is named with its section."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dagster_project.errors import GateFailed
from dagster_project.reports import charts, pdf
from dagster_project.reports.model import (
    Bars,
    Chapter,
    Chart,
    Column,
    Document,
    Edition,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Section,
    Table,
)
from dagster_project.reports.plain import plain
from dagster_project.reports.values import Source, bound

ID = "employment_rate/4b72e564780d"


def value(raw, kind="share", column="rate", figure=ID):
    return bound(raw, kind, "zh", [Source(figure, column)])


def table(rows: int = 3) -> Table:
    return Table(
        "rates-t", ("各学院",), (Column("学院"), Column("人数", True), Column("比率", True)),
        tuple(
            (f"学院{'甲乙丙'[at % 3]}", value(100, "count", figure=f"employment_rate/{at:012x}"),
             value(0.91, figure=f"employment_rate/{at:012x}"))
            for at in range(rows)
        ),
        source=("数据来源：employment_rate",),
    )  # fmt: skip


def document(*blocks, **edition) -> Document:
    always = Paragraph(("截至", value(date(2020, 12, 31), "date", "as_of"), "。"))
    sections = (
        Section(
            "overall", "总体情况", (always, Paragraph(("慎。",), "caution"), Paragraph(("校。",), "office"))
        ),
        Section("by_college", "分学院", blocks or (table(), picture())),
        Section("none", "无", (Paragraph(("没有。",), "empty"),), is_empty=True),
    )
    return Document(
        Edition(2020, "year_end", "zh", **edition), "年度报告", ("届",), "某大学", "20211231-e22a2d28db02",
        (Chapter("rates", "去向", sections),), facts=(("程序版本", "a"),),
    )  # fmt: skip


def picture(message: str = "由高到低。") -> Chart:
    return Chart("rates-c", ("各学院",), (message,), Bars(category=0, value=2), table())


def rendered(one: Document) -> bytes:
    drawn = charts.svgs(charts.specs(charts.charts_of(one), one.edition.lang))
    return pdf.render(plain(one), drawn)


def test_the_pdf_says_of_itself_that_it_meets_both_standards():
    figures = KeyFigures((KeyFigure("比率", value(0.9)), KeyFigure("人数", value(12, "count"), ("注",))))
    made = rendered(document(figures, Listing((("甲",), ("乙",))), table(80), picture()))
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in made
    # The day of the snapshot, not of the clock.
    assert b"2020-12-31" in made


def test_the_same_document_gives_the_same_bytes():
    assert rendered(document()) == rendered(document())


def test_one_other_figure_gives_other_bytes():
    other = document(
        replace(table(), rows=((*table().rows[0][:2], value(0.92)), *table().rows[1:])), picture()
    )
    assert rendered(other) != rendered(document())


@pytest.mark.parametrize("edition", [{"is_draft": False}, {"tier": "internal"}, {"college": "法学院"}])
def test_every_edition_can_be_set(edition):
    assert rendered(document(**edition)).startswith(b"%PDF")


def test_a_report_without_chapters_of_data_can_be_set():
    assert rendered(replace(document(), chapters=())).startswith(b"%PDF")


def test_a_chart_without_a_message_is_refused_with_its_place():
    with pytest.raises(GateFailed, match=r"chart 1-1 of section 1\.2 分学院 has no message"):
        rendered(document(table(), picture(" ")))


def test_the_engine_refuses_a_picture_without_words_and_the_section_is_named(monkeypatch, tmp_path):
    bare = tmp_path / "report.typ"
    template = pdf.TEMPLATE.read_text(encoding="utf-8")
    bare.write_text(template.replace("alt: said(one.message)", "alt: none"), encoding="utf-8")
    monkeypatch.setattr(pdf, "TEMPLATE", bare)
    with pytest.raises(GateFailed, match=r"alt.* \(section 1\.2 分学院\)"):
        rendered(document())


def test_a_font_that_is_not_there_is_no_warning_but_a_fault(monkeypatch):
    monkeypatch.setattr("dagster_project.reports.style.FONT", "No Such Font")
    with pytest.raises(GateFailed, match="unknown font family"):
        rendered(document())


def test_a_character_without_a_glyph_stops_the_engine_too():
    with pytest.raises(GateFailed, match=r"section 1\.2 分学院"):
        rendered(document(Paragraph(("𡈼",))))


def test_each_row_of_a_table_carries_its_figure_id_and_sentences_have_theirs_below():
    page = pdf._page(plain(document(Paragraph(("为", value(0.9), "。")), table())), {})
    section = page["chapters"][0]["sections"][1]
    assert section["blocks"][1]["ids_of"] == "employment_rate/"
    assert section["blocks"][1]["ids"] == ["000000000000", "000000000001", "000000000002"]
    assert section["ids"] == [ID]


def test_a_column_of_words_is_not_set_like_numbers():
    moved = Table("t", ("t",), (Column("从"), Column("到", True), Column("人数", True)),
                  (("甲", value("乙", "text"), value(3, "count")),))  # fmt: skip
    columns = pdf._page(plain(document(moved)), {})["chapters"][0]["sections"][1]["blocks"][0]["columns"]
    assert [column["numeric"] for column in columns] == [False, False, True]


def test_the_day_of_the_snapshot_is_that_of_the_figures():
    assert pdf.snapshot_day(plain(document())) == date(2020, 12, 31)
    assert pdf.snapshot_day(plain(replace(document(), chapters=()))) is None
