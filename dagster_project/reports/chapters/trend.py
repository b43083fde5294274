"""Chapter: trend (趋势): class years as of the same date, each under its own rate version and under one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dagster_project.reports.chapters.rates import headline
from dagster_project.reports.marts import Row
from dagster_project.reports.model import Chapter, Chart, Column, Lines, Paragraph, Run, Section
from dagster_project.reports.series import Point, Series, over_years
from dagster_project.reports.values import Value, difference, number_of, signed
from dagster_project.reports.writer import Writer

# Class years a trend needs at least, as the report's specification asks.
AT_LEAST = 3
# The version all years are computed under beside their own, as for the weekly figures.
ONE_VERSION = "MOE-2021"


def write(w: Writer) -> Chapter:
    years = class_years(w)
    return w.finish(
        _official(w, years),
        _one_version(w, years),
        _destinations(w, years),
        _work(w, years),
        _salary(w, years),
    )


def class_years(w: Writer) -> list[int]:
    """Class years of the trend: up to the report's; when these are too few, the ones after it as well."""
    rows = w.marts.rows("cohort_size", snapshot=w.edition.snapshot, degree_level="all")
    there = sorted({row["class_year"] for row in rows})
    until = [year for year in there if year <= w.edition.class_year]
    return until if len(until) >= AT_LEAST else there[:AT_LEAST]


def _rate_rows(w: Writer, years: Sequence[int]) -> dict[int, Row]:
    return {year: row for year in years if (row := headline(w, year)) is not None and row["rate"] is not None}


def _official(w: Writer, years: Sequence[int]) -> Section:
    rows = _rate_rows(w, years)
    if len(rows) < 2:
        return w.section("official", empty="too_few_years", year=w.year)
    cells = []
    for year, row in rows.items():
        cells.append((row.value("class_year"), row.text("rate_version"), row.label("measure_label"),
                      row.value("numerator"), row.value("denominator"), row.value("rate"),
                      _change(w, row, rows.get(year - 1))))  # fmt: skip
    columns = [
        Column(w.term(name), numeric=name not in ("class_year", "version", "measure"))
        for name in ("class_year", "version", "measure", "placed", "graduates", "rate", "moved")
    ]
    return w.section(
        "official",
        w.say("official_said", years=_years_said(w, rows), first=_first(rows), last=_last(rows)),
        *_scope_said(w, list(rows)),
        w.table("official_table", columns, cells, marts=["employment_rate"], note=w.runs("moved_note")),
        *_breaks_said(w, rows),
    )


def _change(w: Writer, row: Row, before: Row | None) -> Run:
    """Percentage points on the year before, where the same version counts."""
    if before is None:
        return w.term("no_year_before")
    if row["rate_version"] != before["rate_version"]:
        return w.term("other_version")
    return signed(difference(row.value("rate"), before.value("rate"), w.lang))


def _years_said(w: Writer, rows: dict[int, Row]) -> Value:
    return number_of([row.value("class_year") for row in rows.values()], w.lang)


def _first(rows: dict[int, Row]) -> Value:
    return rows[min(rows)].value("class_year")


def _last(rows: dict[int, Row]) -> Value:
    return rows[max(rows)].value("class_year")


def _scope_said(w: Writer, years: Sequence[int]) -> list[Paragraph]:
    """That fewer years are there than a trend should have, or that years after the report's are shown."""
    said = []
    if len(years) < AT_LEAST:
        said.append(w.say("few_years", "caution"))
    if max(years) > w.edition.class_year:
        said.append(w.say("later_years", "note", year=w.year))
    return said


def breaks(rows: dict[int, Row]) -> list[Row]:
    """Rows of the years from which another rate version counts than the year before."""
    ordered = [rows[year] for year in sorted(rows)]
    return [
        now for before, now in pairwise(ordered)
        if now["rate_version"] != before["rate_version"]
    ]  # fmt: skip


def _breaks_said(w: Writer, rows: dict[int, Row]) -> list[Paragraph]:
    changed = breaks(rows)
    if not changed:
        return [w.say("no_break", "note", version=rows[min(rows)].text("rate_version"))]
    return [
        *(
            w.say("break", "caution", since=row.value("class_year"), version=row.text("rate_version"))
            for row in changed
        ),
        w.say("breaks_read", "caution"),
    ]  # fmt: skip


def _one_version(w: Writer, years: Sequence[int]) -> Section:
    same = {
        year: row
        for year in years
        if (row := _of_one_version(w, year, "placement_rate")) is not None and row["rate"] is not None
    }
    if len(same) < 2:
        return w.section("one_version", empty="too_few_years", year=w.year)
    official = _rate_rows(w, years)
    version = same[min(same)].text("rate_version")
    cells = [
        (row.value("class_year"), row.value("numerator"), row.value("denominator"), row.value("rate"),
         _change(w, row, same.get(year - 1)))
        for year, row in same.items()
    ]  # fmt: skip
    names = ["class_year", "placed", "graduates", "rate", "moved"]
    rates = sorted(same.values(), key=lambda row: row["rate"])
    apart = any(row["rate"] != same[year]["rate"] for year, row in official.items() if year in same)
    now, before = same.get(w.edition.class_year), same.get(w.edition.class_year - 1)
    return w.section(
        "one_version",
        w.say("one_version_said", version=version, low=rates[0].value("rate"), high=rates[-1].value("rate")),
        w.say(
            "one_version_moved", year=w.year, now=w.rate(now),
            change=w.change(now.value("rate"), before.value("rate")),
        ) if now and before else None,
        w.say("versions_differ" if apart else "versions_agree", version=version),
        _versions_chart(w, official, same, apart=apart),
        w.table("same_table", names, cells, marts=["employment_rate"], version=version),
    )  # fmt: skip


def _of_one_version(w: Writer, year: int, measure: str) -> Row | None:
    return w.row("employment_rate", class_year=year, rate_version=ONE_VERSION, measure=measure)


def _versions_chart(w: Writer, official: dict[int, Row], same: dict[int, Row], *, apart: bool) -> Chart:
    """The line of the versions in force, its breaks marked, and that of the one version where they differ.

    Two lines that agree would hide one another, and the text says that they do.
    """
    series = (("own", official), ("one", same)) if apart else (("own", official),)
    cells = [
        (row.value("class_year"), w.term(name), row.text("rate_version"), row.value("numerator"),
         row.value("denominator"), row.value("rate"))
        for name, rows in series for row in rows.values()
    ]  # fmt: skip
    columns = [
        Column(w.term(name), numeric=name in ("placed", "graduates", "rate"))
        for name in ("class_year", "series", "version", "placed", "graduates", "rate")
    ]
    table = w.table("one_version_table" if apart else "agreeing_table", columns, cells,
                    marts=["employment_rate"], is_printed=False,
                    version=same[min(same)].text("rate_version"))  # fmt: skip
    marked = tuple(str(row["class_year"]) for row in breaks(official))
    return w.chart(
        "one_version_chart", Lines(position=0, value=5, series=1, breaks=marked), table,
        first=_first(same), first_rate=same[min(same)].value("rate"),
        last=_last(same), last_rate=same[max(same)].value("rate"),
    )  # fmt: skip


def _destinations(w: Writer, years: Sequence[int]) -> Section:
    further, unknown = [], []
    for year in years:
        row = _of_one_version(w, year, "further_study_rate")
        if row is None:
            continue
        base, of = row.value("denominator"), row.value("class_year")
        further.append(Point(of, row.value("numerator"), base, row.value("rate")))
        none = w.row("destination_structure", class_year=year, destination_code="unknown")
        if none is not None:
            unknown.append(Point(of, none.value("graduates", "count"), base, none.value("share")))
    series = [Series("further_study", tuple(further)), Series("unknown", tuple(unknown))]
    return over_years(w, "destinations", series, marts=["employment_rate", "destination_structure"])


def _quality(w: Writer, measure: str, years: Sequence[int]) -> Series:
    rows = [w.row("placement_quality", class_year=year, measure=measure) for year in years]
    return Series(measure, tuple(
        Point(row.value("class_year"), row.value("numerator", "count"), row.value("denominator", "count"),
              row.value("value"))
        for row in rows if row is not None
    ))  # fmt: skip


def _work(w: Writer, years: Sequence[int]) -> Section:
    series = [_quality(w, measure, years) for measure in ("in_province_share", "key_employer_share")]
    return over_years(w, "work", series, marts=["placement_quality"])


def _salary(w: Writer, years: Sequence[int]) -> Section:
    return over_years(w, "salary", [_quality(w, "salary_median", years)], marts=["placement_quality"])
