"""The document: chapters of sections of blocks. Plain data that every renderer draws in its own way.

A piece of text is a tuple of runs: words of ours (`str`, never with a digit in it) and bound values. Tables
and charts hold values, never formatted text alone; a chart is drawn from its table and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dagster_project.reports.values import Lang, Value

Run = str | Value
Runs = tuple[Run, ...]
# text: the narrative; note: small print below; caution: what a reader must not overlook; empty: why there is
# nothing; office: words of the career centre, whose numbers are its own.
Role = Literal["text", "note", "caution", "empty", "office"]


@dataclass(frozen=True)
class Paragraph:
    runs: Runs
    role: Role = "text"


@dataclass(frozen=True)
class Listing:
    """Points of a list."""

    items: tuple[Runs, ...]
    role: Role = "text"


@dataclass(frozen=True)
class KeyFigure:
    """One headline number: its name, the value, and what it is counted from."""

    label: Run
    value: Value
    note: Runs = ()


@dataclass(frozen=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Column:
    """A table's column; `numeric` ones are set flush right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """`rows` hold a run for each column; the first tells the row. `key` names the table in the workbook.

    `is_printed`: PDF and DOCX print it; else it stands in the workbook and behind the chart in HTML only.
    """

    key: str
    title: Runs
    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...]
    source: Runs = ()
    note: Runs = ()
    is_printed: bool = True


@dataclass(frozen=True)
class Bars:
    """Horizontal bars: columns of the category, the value and a group within; a value to compare with.

    `counts`: columns, such as numerator and denominator, that stand in brackets behind the value.
    """

    category: int = 0
    value: int = 1
    group: int | None = None
    reference: Value | None = None
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stacks:
    """Shares that make a whole, one bar a category: columns of the category, the part and the value.

    `counts`: as of bars.
    """

    category: int
    part: int
    value: int
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Lines over an ordered axis: columns of the position, the value and the series.

    `breaks`: texts of the positions from which another definition counts.
    """

    position: int
    value: int
    series: int | None = None
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intervals:
    """A point with its interval: columns of the category, the value, low and high."""

    category: int = 0
    value: int = 1
    low: int = 2
    high: int = 3


@dataclass(frozen=True)
class ProvinceTiles:
    """Provinces as tiles in their rough places, no borders: columns of the province and the value."""

    province: int = 0
    value: int = 1


@dataclass(frozen=True)
class Flows:
    """Bands from origins to targets: columns of the origin, the target and the value."""

    origin: int = 0
    target: int = 1
    value: int = 2


Form = Bars | Stacks | Lines | Intervals | ProvinceTiles | Flows


@dataclass(frozen=True)
class Chart:
    """`title` says what is drawn, `message` what one sees (the alternative text), `table` what from."""

    key: str
    title: Runs
    message: Runs
    form: Form
    table: Table


Block = Paragraph | Listing | KeyFigures | Table | Chart


@dataclass(frozen=True)
class Section:
    """`key` as in the checklist; `is_empty`: there is no data, and the blocks say why."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    is_empty: bool = False


@dataclass(frozen=True)
class Chapter:
    key: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Edition:
    """Which report: of which class year and snapshot, in which language, of which tier and part.

    `college` None means the whole institution. `is_draft`: nobody has signed exactly these figures.
    """

    class_year: int
    snapshot: str
    lang: Lang
    tier: Literal["public", "internal"] = "public"
    college: str | None = None
    is_draft: bool = True


@dataclass(frozen=True)
class Document:
    """The report, before it is drawn. `facts`: name and text, for the title page and the last page."""

    edition: Edition
    title: str
    subtitle: Runs
    institution: str
    release_id: str
    chapters: tuple[Chapter, ...]
    facts: tuple[tuple[str, Run], ...] = field(default=())
    signature: Runs = ()
