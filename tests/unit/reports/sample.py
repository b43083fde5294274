"""A small document with every kind of block and value, and names that do harm where they are not escaped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dagster_project.reports.model import (
    Bars,
    Block,
    Chapter,
    Chart,
    Column,
    Document,
    Edition,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Run,
    Section,
    Table,
)
from dagster_project.reports.values import Lang, Source, Value, bound, difference, withheld

MARKUP = "<script>alert('x')</script>学院 & Co"
FORMULA = '=HYPERLINK("x")'
LINK = "https://example.invalid/college"
KINDS = (
    ("count", 1234), ("share", 0.9066), ("points", -0.0308), ("score", 4.25), ("amount", 7500),
    ("date", date(2020, 8, 31)), ("year", 2020), ("text", "MOE-2020"),
)  # fmt: skip


def figure(number: int) -> str:
    return f"employment_rate/{number:012x}"


def value(raw, kind, lang: Lang, number: int, column: str) -> Value:
    return bound(raw, kind, lang, [Source(figure(number), column)])


def rates(key: str, lang: Lang, *, is_printed: bool) -> Table:
    """Names, counts and rates of four colleges: one in markup, one a formula, one a link, one withheld."""
    rows: list[tuple[Run, ...]] = []
    for number, (name, count, rate) in enumerate(
        ((MARKUP, 131, 0.929), (FORMULA, 95, 0.875), (LINK, 219, 0.928)), 100
    ):
        rows.append((
            value(name, "text", lang, number, "breakdown_value"),
            value(count, "count", lang, number, "numerator"), value(rate, "share", lang, number, "rate"),
        ))  # fmt: skip
    hidden = withheld("c", "share", [Source(figure(103), "rate")])
    rows.append(
        (value("小学院", "text", lang, 103, "breakdown_value"), bound(None, "count", lang, []), hidden)
    )
    columns = (Column("college"), Column("placed", True), Column("rate", True))
    return Table(key, ("Placement of ", value(2020, "year", lang, 1, "class_year")), columns, tuple(rows),
                 source=("Source: employment_rate",), note=("A note.",), is_printed=is_printed)  # fmt: skip


def of_all_kinds(lang: Lang) -> Table:
    """One row a kind of value; two columns have one name."""
    rows = tuple((kind, value(raw, kind, lang, 200 + at, kind)) for at, (kind, raw) in enumerate(KINDS))
    return Table("sample-kinds", ("All kinds",), (Column("kind"), Column("kind", True)), rows)


def document(
    lang: Lang = "zh", *, is_draft: bool = True, tier="public", college: str | None = None
) -> Document:
    """The document; its release is of 2021-12-31."""
    rate = value(0.9066, "share", lang, 1, "rate")
    before = value(0.9374, "share", lang, 2, "rate")
    printed, behind = (
        rates("sample-printed", lang, is_printed=True),
        rates("sample-behind", lang, is_printed=False),
    )
    message = ("The highest is ", printed.rows[0][0], ".")
    sections = (
        Section("first", "First & section", (
            KeyFigures((KeyFigure("placed", rate, (value(7211, "count", lang, 1, "numerator"), " of all")),)),
            Paragraph(("The rate is ", rate, ", down ", difference(rate, before, lang), " on ", before, ".")),
            Paragraph(("Small print",), "note"), Paragraph(("Compare with care",), "caution"),
            Paragraph(("Our own words of 2020",), "office"),
            Listing((("First point",), ("Second point",)), "office"),
            Listing((("A point with ", value(42, "count", lang, 3, "graduates")),)),
        )),
        Section("charts", "Charts", (
            Chart("sample-shared", ("Rates",), message, Bars(category=0, value=2), printed), printed,
            Chart(
                "sample-own", ("Other rates",), ("Nothing is lower than ", behind.rows[1][2]), Bars(0, 2),
                behind,
            ),
            of_all_kinds(lang),
        )),
        Section("nothing", "Nothing", (Paragraph(("There is no data.",), "empty"),), is_empty=True),
    )  # fmt: skip
    return Document(
        Edition(2020, "year_end", lang, tier, college, is_draft), "Annual report",
        ("Class of ", value(2020, "year", lang, 1, "class_year")),
        "Example University & Sons", "20211231-0123456789ab", (Chapter("sample", "Sample", sections),),
        facts=(("Version", value("0.1.0", "text", lang, 9, "code_version")),), signature=("Signed by A.",),
    )  # fmt: skip


def blocks(document: Document) -> Iterator[Block]:
    for chapter in document.chapters:
        for section in chapter.sections:
            yield from section.blocks


def values(document: Document, *, printed_only: bool = False) -> list[Value]:
    """Every bound value of the document; `printed_only` leaves out tables that are not printed."""
    runs: list[Run] = [*document.subtitle, *(run for _, run in document.facts), *document.signature]
    for block in blocks(document):
        match block:
            case Paragraph():
                runs += block.runs
            case Listing():
                runs += [run for item in block.items for run in item]
            case KeyFigures():
                runs += [run for one in block.figures for run in (one.value, *one.note)]
            case Table():
                runs += _of_table(block, printed_only)
            case Chart():
                runs += [*block.title, *block.message, *_of_table(block.table, printed_only)]
    return [run for run in runs if isinstance(run, Value)]


def _of_table(table: Table, printed_only: bool) -> list[Run]:
    if printed_only and not table.is_printed:
        return []
    return [*table.title, *(run for row in table.rows for run in row), *table.source, *table.note]
