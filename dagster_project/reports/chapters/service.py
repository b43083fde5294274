"""Chapter: career guidance (就业指导服务): activities, reach, programmes, satisfaction, goals."""

from __future__ import annotations

from dagster_project.reports.marts import Row
from dagster_project.reports.model import (
    Bars,
    Chapter,
    Column,
    KeyFigure,
    KeyFigures,
    Run,
    Runs,
    Section,
)
from dagster_project.reports.survey_blocks import (
    also,
    basis,
    compared,
    group,
    interval_chart,
    items_table,
    options_table,
    quoted,
    rule,
)
from dagster_project.reports.surveys import Survey, divisions, guidance, headline, options, scales
from dagster_project.reports.values import Kind, Value, bound, number_of
from dagster_project.reports.writer import Writer

# Columns of service_reach and what kind of number they hold.
REACH: dict[str, Kind] = {
    "activities": "count",
    "activities_online": "count",
    "participants": "count",
    "person_times": "count",
    "hours": "count",
    "share_of_cohort": "share",
}
# Groups that satisfaction with the service is told by, in this order.
DIMENSIONS = ("degree_level", "campus", "gender")


def write(w: Writer) -> Chapter:
    survey = None if w.edition.college else guidance(w)
    return w.finish(
        _activities(w),
        _reach(w),
        _programmes(w),
        _satisfaction(w, survey),
        _by_group(w, survey),
        _items(w, survey),
        _goals(w),
    )


def _reach_rows(w: Writer, year: int, **conditions: str) -> list[Row]:
    return w.rows("service_reach", year=year, **conditions)


def _all_of(w: Writer, year: int) -> Row | None:
    rows = _reach_rows(w, year, kind="all", pillar="all")
    return rows[0] if rows else None


def _activities(w: Writer) -> Section:
    year = w.edition.class_year
    whole = _all_of(w, year)
    if whole is None:
        return w.nothing("activities", "no_activities", year=w.year)
    before = _all_of(w, year - 1)
    kinds = [row for row in _reach_rows(w, year, pillar="all") if row["kind"] != "all"]
    kinds.sort(key=lambda row: (row["kind"] == "unknown", -(row["activities"] or 0), row["kind"]))
    cells = [(_kind(w, row), *_cells(row, REACH)) for row in [*kinds, whole]]
    figures = ("activities", "participants", "person_times", "share_of_cohort")
    return w.section(
        "activities",
        KeyFigures(tuple(KeyFigure(w.term(f"n.{name}"), whole.value(name, REACH[name])) for name in figures)),
        w.say(
            "activities_said", year=w.year, activities=whole.value("activities"),
            online=whole.value("activities_online"), participants=whole.value("participants"),
            person_times=whole.value("person_times"), hours=whole.value("hours"),
            change=w.change(whole.value("activities"), _or_none(w, before, "activities", "count")),
        ),
        w.say("activities_rule", "note", listed=whole.value("activities_with_records"),
              timed=whole.value("activities_with_hours")),
        w.table("activities_table", ["kind", *(f"n.{name}" for name in REACH)], cells,
                marts=["service_reach"], year=w.year),
    )  # fmt: skip


def _cells(row: Row, kinds: dict[str, Kind]) -> list[Value]:
    return [row.value(name, kind) for name, kind in kinds.items()]


def _or_none(w: Writer, row: Row | None, column: str, kind: Kind) -> Value:
    return bound(None, kind, w.lang, ()) if row is None else row.value(column, kind)


def _kind(w: Writer, row: Row) -> Run:
    if row["kind"] == "all":
        return w.term("all")
    return w.term("kind_unknown") if row["kind_label"] is None else row.label("kind_label")


def _reach(w: Writer) -> Section:
    year = w.edition.class_year
    whole = _all_of(w, year)
    if whole is None or whole["share_of_cohort"] is None:
        return w.section("reach")
    before = _all_of(w, year - 1)
    pillars = [row for row in _reach_rows(w, year, kind="all") if row["pillar"] not in ("all", "unknown")]
    pillars.sort(key=lambda row: (-(row["share_of_cohort"] or 0), row["pillar"]))
    told = ("activities", "participants", "cohort_participants", "share_of_cohort")
    kinds = {name: REACH.get(name, "count") for name in told}
    cells = [
        (w.term("all") if row["pillar"] == "all" else row.text("pillar"), *_cells(row, kinds))
        for row in [*pillars, whole]
    ]
    table = w.table(
        "reach_table",
        ["pillar", *(f"n.{name}" for name in kinds)],
        cells,
        marts=["service_reach"],
        year=w.year,
    )
    said = w.say(
        "reach_said",
        year=w.year,
        reached=_reached(w, whole),
        change=w.change(
            whole.value("share_of_cohort", "share"), _or_none(w, before, "share_of_cohort", "share")
        ),
    )
    chart = None
    if len(pillars) > 1 and pillars[0]["share_of_cohort"] is not None:
        first = pillars[0]
        chart = w.chart("reach_chart", Bars(category=0, value=4), table, first=first.text("pillar"),
                        share=first.value("share_of_cohort", "share"),
                        overall=whole.value("share_of_cohort", "share"))  # fmt: skip
    return w.section("reach", said, chart, table, w.say("reach_rule", "note"))


def _reached(w: Writer, row: Row) -> Runs:
    return w.runs(
        "rate_with_counts", rate=row.value("share_of_cohort", "share"),
        numerator=row.value("cohort_participants"), denominator=row.value("cohort_n"),
    )  # fmt: skip


def _programmes(w: Writer) -> Section:
    rows = w.rows("special_programme", year=w.edition.class_year)
    if not rows:
        return w.nothing("programmes", "no_programmes", year=w.year)
    names = ["members", "campuses", "colleges", "academies", "members_on_roster", "placed", "placement_rate"]
    cells = [
        (
            row.text("programme"),
            *(row.value(name, "count") for name in names[:-1]),
            row.value(names[-1], "share"),
        )
        for row in rows
    ]
    return w.section(
        "programmes",
        w.say(
            "programmes_said",
            year=w.year,
            programmes=number_of([row.value("members") for row in rows], w.lang),
        ),
        w.table("programmes_table", ["programme", *names], cells, marts=["special_programme"], year=w.year),
        w.say("programmes_rule", "caution"),
    )


def _satisfaction(w: Writer, survey: Survey | None) -> Section:
    rows = headline(w, survey) if survey else []
    if survey is None or not rows:
        return w.nothing("satisfaction", "no_survey", year=w.year)
    figures = tuple(
        KeyFigure(rule(w, row), row.value("rate"),
                  w.runs("of", satisfied=row.value("satisfied_n"), answers=row.value("base_n")))
        for row in rows
    )  # fmt: skip
    chosen = options(w, survey, rows[0]["item_no"])
    year = survey.row.value("class_year")
    first = next((row for row in rows if row["is_headline"]), rows[0])
    others = [row for row in rows if row is not first]
    distribution = options_table(w, "distribution_table", chosen, survey_year=year) if chosen else None
    return w.section(
        "satisfaction",
        *basis(w, survey),
        KeyFigures(figures),
        None if first["rate"] is None else quoted(w, first),
        *(also(w, row) for row in others if row["rate"] is not None),
        *compared(w, first),
        w.say("both_rules", "note"),
        distribution,
    )


def _by_group(w: Writer, survey: Survey | None) -> Section:
    rows = divisions(w, survey, DIMENSIONS) if survey else []
    if survey is None or not rows:
        return w.nothing("by_group", "no_survey", year=w.year)
    chart = interval_chart(w, "by_group_chart", rows, group, survey_year=survey.row.value("class_year"))
    return w.section("by_group", chart and w.say("by_group_said", rule=rule(w, rows[0])), chart)


def _items(w: Writer, survey: Survey | None) -> Section:
    rows = scales(w, survey, aspects=True) if survey else []
    if survey is None or not rows:
        return w.nothing("items", "no_survey", year=w.year)
    table = items_table(w, "items_table", rows, survey_year=survey.row.value("class_year"))
    return w.section("items", w.say("items_said"), table)


def _goals(w: Writer) -> Section:
    # A goal has its own snapshot, whichever the edition's is.
    rows = [] if w.edition.college else w.marts.rows("annual_goal", year=w.edition.class_year)
    if not rows:
        return w.nothing("goals", "no_goals", year=w.year)
    cells = [
        (row.label("goal"), _unit(w, row), w.term(f"direction.{row['direction']}"), _measured(row, "target"),
         _measured(row, "actual"), w.term(_outcome(row)))
        for row in rows
    ]  # fmt: skip
    everyone = [row.value("met", "count") for row in rows]
    met, unmet, untold = (
        number_of([value for value in everyone if value.raw is told], w.lang, everyone)
        for told in (True, False, None)
    )
    names = ("goal", "unit", "direction", "target", "actual", "met")
    columns = [Column(w.term(name), numeric=name in ("target", "actual")) for name in names]
    return w.section(
        "goals",
        w.say("goals_said", year=w.year, goals=number_of(everyone, w.lang), met=met, unmet=unmet,
              untold=untold),
        w.table("goals_table", columns, cells, marts=["annual_goal"], note=w.runs("goals_note"), year=w.year),
    )  # fmt: skip


def _measured(row: Row, column: str) -> Value:
    return row.value(column, "share" if row["unit"] == "share" else "count")


def _unit(w: Writer, row: Row) -> str:
    return w.term(f"unit.{row['unit']}")


def _outcome(row: Row) -> str:
    told = {None: "met.unknown", False: "met.no", True: "met.yes"}[row["met"]]
    return f"{told}.stated" if row["is_stated"] else told
