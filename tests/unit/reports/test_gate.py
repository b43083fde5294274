"""No report is shown with a number nobody gave, with a withheld value, or with a section too few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.errors import GateFailed
from dagster_project.reports.checklist import REQUIRED, checklist
from dagster_project.reports.gate import check
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
from dagster_project.reports.values import Source, Value, bound, withheld

RATE = bound(0.9, "share", "zh", [Source("employment_rate/000000000001", "rate")])


def document(*blocks) -> Document:
    """A whole document whose first section holds `blocks`, all others a sentence."""
    chapters: dict[str, list[Section]] = {}
    for name in REQUIRED:
        chapter, section = name.split("/")
        chapters.setdefault(chapter, []).append(Section(section, section, (Paragraph(("words",)),)))
    first = next(iter(chapters))
    chapters[first][0] = replace(chapters[first][0], blocks=blocks or (Paragraph(("words",)),))
    return Document(
        Edition(2020, "year_end", "zh"), "t", (), "u", "r",
        tuple(Chapter(key, key, tuple(sections)) for key, sections in chapters.items()),
    )  # fmt: skip


def table(*row) -> Table:
    return Table("t", ("t",), tuple(Column("c") for _ in row), (row,))


def test_a_document_whose_numbers_are_bound_passes():
    check(document(Paragraph(("rate ", RATE)), table("a", RATE)))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(("97 % are satisfied",)),
        Listing((("on 31 August",),)),
        table("a", "12"),
        Table("t", ("of 2020",), (Column("c"),), (("a",),)),
        Table("t", ("t",), (Column("2019"),), (("a",),)),
        Table("t", ("t",), (Column("c"),), (("a",),), note=("at least 25",)),
        Chart("k", ("t",), ("rises to 9",), Bars(), table("a", RATE)),
        Chart("k", ("t",), ("rises",), Bars(), table("a", "9")),
        KeyFigures((KeyFigure("of 7954", RATE),)),
    ],
)
def test_a_number_that_no_figure_gives_is_refused_with_its_place(block):
    with pytest.raises(GateFailed, match="holds a number that no figure gives") as told:
        check(document(block))
    assert REQUIRED[0] in told.value.what
    assert told.value.exit_code == 4


def test_the_offices_own_words_may_hold_its_own_numbers():
    check(document(Paragraph(("we visited 30 firms",), "office"), Listing((("5 teams",),), "office")))


def test_a_withheld_value_that_is_shown_is_refused():
    hidden = withheld("c", "share", RATE.sources)
    check(document(table("a", hidden)))
    for shown in (replace(hidden, text="12.5%"), replace(hidden, raw=0.125)):
        with pytest.raises(GateFailed, match="a withheld value is shown"):
            check(document(table("a", shown)))


@pytest.mark.parametrize("name", REQUIRED)
def test_a_section_that_is_missing_is_named(name):
    whole = document()
    key, section = name.split("/")
    chapters = tuple(
        replace(
            chapter, sections=tuple(s for s in chapter.sections if (chapter.key, s.key) != (key, section))
        )
        for chapter in whole.chapters
    )
    with pytest.raises(GateFailed, match=f"{name} is missing"):
        check(replace(whole, chapters=chapters))


def test_the_checklist_tells_why_a_section_has_no_data():
    whole = document()
    first = whole.chapters[0]
    empty = Section(first.sections[0].key, "总体情况", (Paragraph(("没有数据。",), "empty"),), is_empty=True)
    whole = replace(
        whole, chapters=(replace(first, sections=(empty, *first.sections[1:])), *whole.chapters[1:])
    )
    items = {item.section: item for item in checklist(whole)}
    assert list(items) == list(REQUIRED)
    assert (items[REQUIRED[0]].is_empty, items[REQUIRED[0]].reason) == (True, "没有数据。")
    assert not items[REQUIRED[1]].is_empty


def test_a_text_value_may_hold_digits():
    name = Value("第9中学", "第9中学", "text", (Source("top_employer/000000000001", "employer_name"),))
    check(document(table(name, RATE)))
