"""Chapter: campus recruiting and what employers say (用人单位评价与校园招聘)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dagster_project.reports.dimensions import by_level
from dagster_project.reports.marts import Row
from dagster_project.reports.model import Chapter, Column, KeyFigure, KeyFigures, Section, Table
from dagster_project.reports.survey_blocks import (
    aspect,
    basis,
    compared,
    group,
    interval_chart,
    items_table,
    options_table,
    quoted,
)
from dagster_project.reports.surveys import (
    Survey,
    divisions,
    employers,
    headline,
    options,
    scales,
    strictest,
)
from dagster_project.reports.values import Source, Value, bound, number_of, total
from dagster_project.reports.writer import Writer

COUNTS = ("employers", "positions", "headcount", "recruiters", "students")
HEADLINES = ("employers", "positions", "students")
DECLARED = ("booths", "employers", "positions", "recruiters", "students")


def write(w: Writer) -> Chapter:
    fairs = _fairs_of_class(w)
    survey = None if w.edition.college else employers(w)
    return w.finish(
        _fairs(w, fairs),
        _declared(w, fairs),
        _fair_outcome(w, fairs),
        _satisfaction(w, survey),
        _ability(w, survey),
    )


def season(w: Writer) -> tuple[Value, Value]:
    """First and last day of the events that belong to the class: a year of recruiting, up to the snapshot.

    It begins in the month `season_month` of the year before. A year later that of the next
    class begins, so that an event belongs to one class. ValueError when the edition's snapshot has no row.
    """
    year, month = w.edition.class_year, w.policy.season_month
    size = w.row("cohort_size", whole=True)
    if size is None:
        raise ValueError(f"no cohort {year} as of {w.edition.snapshot}")
    sources = (Source("edition", "class_year"), Source("institution.yml", "report.season_month"))
    first = bound(date(year - 1, month, 1), "date", w.lang, sources)
    last = date(year, month, 1) - timedelta(days=1)
    as_of = size.value("as_of")
    return first, as_of if as_of.raw < last else bound(last, "date", w.lang, sources)


def _fairs_of_class(w: Writer) -> list[Row]:
    first, last = season(w)
    fairs = [
        row for row in w.rows("fair_summary")
        if row["held_on"] is not None and first.raw <= row["held_on"] <= last.raw
    ]  # fmt: skip
    return sorted(fairs, key=lambda row: (row["held_on"], row["fair_id"]))


def _fairs(w: Writer, fairs: Sequence[Row]) -> Section:
    first, last = season(w)
    if not fairs:
        return w.nothing("fairs", "no_fairs", first=first, last=last, year=w.year)
    sums = {name: _sum(w, fairs, name) for name in COUNTS}
    events = number_of([row.value("fair_id") for row in fairs], w.lang)
    figures = (KeyFigure(w.term("events"), events),
               *(KeyFigure(w.term(name), sums[name]) for name in HEADLINES))  # fmt: skip
    names = ["held_on", "fair", "kind", *COUNTS]
    columns = [Column(w.term(name), numeric=name in COUNTS) for name in names]
    cells = [
        (row.value("held_on"), _name(w, row), _kind(w, row), *(row.value(name, "count") for name in COUNTS))
        for row in fairs
    ]
    return w.section(
        "fairs",
        KeyFigures(figures),
        w.say(
            "fairs_said",
            first=first,
            last=last,
            year=w.year,
            events=events,
            **{name: w.term("not_recorded") if value.is_missing else value for name, value in sums.items()},
        ),
        w.table(
            "fairs_table", columns, cells, marts=["fair_summary"], note=w.runs("fairs_note"), year=w.year
        ),
    )


def _sum(w: Writer, fairs: Sequence[Row], name: str) -> Value:
    """Over the events with records of the kind; missing when there is none."""
    values = [row.value(name, "count") for row in fairs]
    told = [value for value in values if value.withheld or not value.is_missing]
    return total(told, w.lang) if told else values[0]


def _name(w: Writer, row: Row) -> Value | str:
    return w.term("unnamed") if row["fair_name"] is None else row.text("fair_name")


def _kind(w: Writer, row: Row) -> Value | str:
    key = f"{w.key}.kind.{row['kind']}"
    return w.words.term(key) if key in w.words else row.text("kind")


def _declared(w: Writer, fairs: Sequence[Row]) -> Section:
    pairs = [
        (row, name) for row in fairs for name in DECLARED
        if row[f"{name}_declared"] is not None
    ]  # fmt: skip
    if not pairs:
        return w.nothing("declared", "nothing_declared")
    cells, differing = [], []
    for row, name in pairs:
        recorded = row.value("booths_recorded" if name == "booths" else name, "count")
        declared = row.value(f"{name}_declared", "count")
        differs = not recorded.is_missing and recorded.raw != declared.raw
        differing += [declared] if differs else []
        told = w.term("differs" if differs else "unrecorded" if recorded.is_missing else "agrees")
        cells.append((_name(w, row), w.term(name), declared, recorded, told))
    beside = [cell[2] for cell in cells]
    columns = [
        Column(w.term(name), numeric=name in ("declared_total", "recorded_total"))
        for name in ("fair", "total", "declared_total", "recorded_total", "result")
    ]
    return w.section(
        "declared",
        w.say("declared_said", compared=number_of(beside, w.lang),
              differing=number_of(differing, w.lang, beside)),
        w.table("declared_table", columns, cells, marts=["fair_summary"],
                is_printed=len(cells) <= len(DECLARED) * 2, year=w.year),
    )  # fmt: skip


def _fair_outcome(w: Writer, fairs: Sequence[Row]) -> Section:
    rows = [*w.rows("fair_outcome"), *by_level(w.rows("fair_outcome", degree_level=_levels(w)))]
    if not rows:
        return w.section("fair_outcome")
    whole = [row for row in rows if row["degree_level"] == "all" and row["placement_rate"] is not None]
    signed = _sum(w, fairs, "signed_with_attending_employer") if fairs else None
    return w.section(
        "fair_outcome",
        None if len(whole) < 2 else w.say(
            "fair_outcome_said",
            first=whole[0].value("fairs_attended"), then=whole[1].value("fairs_attended"),
            first_rate=w.rate(whole[0], "placement_rate", "placed", "graduates"),
            then_rate=w.rate(whole[1], "placement_rate", "placed", "graduates"),
        ),
        w.say("association", "caution"),
        None if signed is None or signed.withheld or not signed.raw else w.say("signed_said", signed=signed),
        _outcome_table(w, rows),
    )  # fmt: skip


def _levels(w: Writer) -> list[str]:
    return [row["degree_level"] for row in w.marts.rows("cohort_size", class_year=w.edition.class_year)]


def _outcome_table(w: Writer, rows: Sequence[Row]) -> Table:
    cells = [
        (w.term(f"degree_level.{row['degree_level']}"), row.value("fairs_attended"), row.value("graduates"),
         row.value("placed", "count"), row.value("placement_rate"))
        for row in rows
    ]  # fmt: skip
    names = ["level", "fairs_attended", "graduates", "placed", "rate"]
    return w.table("fair_outcome_table", names, cells, marts=["fair_outcome"], year=w.year)


def _satisfaction(w: Writer, survey: Survey | None) -> Section:
    if survey is None:
        return w.nothing("satisfaction", "no_survey", year=w.year)
    rows = headline(w, survey)
    items = scales(w, survey, aspects=False)
    year = survey.row.value("class_year")
    divided = divisions(w, survey)
    chosen = [row for item in _single_items(w, survey) for row in options(w, survey, item)]
    return w.section(
        "satisfaction",
        *basis(w, survey),
        *(quoted(w, row) for row in strictest(rows) if row["rate"] is not None),
        *(block for row in strictest(rows) for block in compared(w, row)),
        interval_chart(w, "satisfaction_chart", divided, group, survey_year=year),
        items_table(w, "satisfaction_table", items, survey_year=year) if items else None,
        options_table(w, "options_table", chosen, is_printed=False, survey_year=year) if chosen else None,
    )


def _single_items(w: Writer, survey: Survey) -> list[str]:
    rows = w.marts.rows("survey_item", survey_id=survey.id, item_kind=["single", "multiple"])
    return list(dict.fromkeys(row["item_no"] for row in rows))


def _ability(w: Writer, survey: Survey | None) -> Section:
    if survey is None:
        return w.nothing("ability", "no_survey", year=w.year)
    rows = scales(w, survey, aspects=True)
    if not rows:
        return w.section("ability", empty="no_ability")
    year = survey.row.value("class_year")
    return w.section(
        "ability",
        w.say("ability_said", count=number_of([row.value("item") for row in strictest(rows)], w.lang)),
        interval_chart(w, "ability_chart", strictest(rows), aspect, survey_year=year),
        items_table(w, "ability_items_table", rows, survey_year=year),
    )
