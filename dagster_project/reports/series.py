"""Figures over class years: their section with sentences, lines and the table, in the words of a chapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reports.model import Chart, Column, Lines, Paragraph, Section, Table
from dagster_project.reports.values import Value, bound
from dagster_project.reports.writer import Writer


@dataclass(frozen=True)
class Point:
    """A year of a series: the class year, what is counted, of what, and the value."""

    year: Value
    counted: Value
    base: Value
    value: Value


@dataclass(frozen=True)
class Series:
    """One figure over the years that have it; `name` is a term of the chapter."""

    name: str
    points: tuple[Point, ...]


def over_years(w: Writer, key: str, series: Sequence[Series], marts: Sequence[str]) -> Section:
    """A section of shares or amounts: a sentence each, a chart of two, and the table year by year."""
    there = [one for one in series if sum(not point.value.is_missing for point in one.points) > 1]
    if not there:
        return w.section(key, empty="too_few_years", year=w.year)
    cells = [
        (point.year, w.term(one.name), point.counted, point.base, point.value)
        for one in there for point in one.points
    ]  # fmt: skip
    columns = [
        Column(w.term(name), numeric=name not in ("class_year", "series"))
        for name in ("class_year", "series", "counted", "base", "value")
    ]
    table = w.table(f"{key}_table", columns, cells, marts=marts)
    return w.section(
        key,
        *(_moved(w, one) for one in there),
        _chart(w, key, there, table),
        table,
        w.say(f"{key}_rule", "note"),
    )


def _moved(w: Writer, one: Series) -> Paragraph | None:
    """The report's year against the one before it."""
    by_year = {point.year.raw: point.value for point in one.points}
    now = by_year.get(w.edition.class_year)
    if now is None or now.is_missing:
        return None
    before = by_year.get(w.edition.class_year - 1, bound(None, now.kind, w.lang, ()))
    return w.say("series_said", name=w.term(one.name), year=w.year, now=now, change=w.change(now, before))


def _chart(w: Writer, key: str, series: Sequence[Series], table: Table) -> Chart | None:
    """Lines of shares; a single series is read from its table."""
    if len(series) < 2:
        return None
    ends = {}
    for one, name in zip(series, ("first", "second"), strict=True):
        shown = [point.value for point in one.points if not point.value.is_missing]
        ends |= {name: w.term(one.name), f"{name}_from": shown[0], f"{name}_to": shown[-1]}
    return w.chart(f"{key}_chart", Lines(position=0, value=4, series=1), table, **ends)
