"""Chapter: quality of employment (就业质量): salaries, and what a tracking survey tells."""

from __future__ import annotations

from collections.abc import Iterator

from dagster_project.reports.dimensions import LEVELS, by_level
from dagster_project.reports.marts import Row
from dagster_project.reports.model import (
    Bars,
    Block,
    Chapter,
    Column,
    Intervals,
    KeyFigure,
    KeyFigures,
    Run,
    Section,
    Table,
)
from dagster_project.reports.survey_blocks import basis, compared, items_table
from dagster_project.reports.surveys import TRACKED, Survey, headline, scales, strictest, tracking
from dagster_project.reports.values import Value, bound, number_of
from dagster_project.reports.writer import Writer

QUARTILES = ("salary_p25", "salary_median", "salary_p75")
# Stated salaries below which the mart shows none: what its status `too_few` means.
_SALARIES_AT_LEAST = 25


def write(w: Writer) -> Chapter:
    survey = tracking(w)
    return w.finish(
        _salary(w),
        _salary_by_college(w),
        _survey(w, survey),
        *(_measure(w, survey, measure) for measure in TRACKED),
    )


def quartiles(w: Writer, **conditions) -> dict[str, Row]:
    """Rows of the salary's quartiles by measure: all three, or none."""
    rows = {row["measure"]: row for row in w.rows("placement_quality", measure=QUARTILES, **conditions)}
    return rows if len(rows) == len(QUARTILES) else {}


def _salary(w: Writer) -> Section:
    rows = quartiles(w)
    if not rows:
        return w.section("salary")
    p25, median, p75 = (rows[measure] for measure in QUARTILES)
    at_least = bound(_SALARIES_AT_LEAST, "count", w.lang, median.value("status").sources)
    said = {
        "year": w.year, "as_of": median.value("as_of"), "employed": median.value("denominator"),
        "stated": median.value("numerator"),
    }  # fmt: skip
    if median["value"] is None:
        return w.section("salary", w.say("salary_too_few", "empty", at_least=at_least, **said))
    before = quartiles(w, class_year=w.edition.class_year - 1)
    earlier = before["salary_median"].value("value") if before else bound(None, "amount", w.lang, ())
    figures = tuple(
        KeyFigure(row.label("measure_label").text, row.value("value")) for row in (p25, median, p75)
    )
    return w.section(
        "salary",
        KeyFigures(figures),
        w.say("salary_said", **said, median=median.value("value"), low=p25.value("value"),
              high=p75.value("value"), change=w.change(median.value("value"), earlier)),
        w.say("salary_rule", "note", at_least=at_least),
        _salary_by_level(w),
    )  # fmt: skip


def _salary_by_level(w: Writer) -> Table | None:
    medians = by_level(w.rows("placement_quality", measure="salary_median", degree_level=LEVELS))
    if not medians:
        return None
    cells = []
    for row in medians:
        name = w.term(f"degree_level.{row['degree_level']}")
        cells.append((name, *_salary_cells(row, quartiles(w, degree_level=row["degree_level"]))))
    names = ["level", "employed", "stated", *QUARTILES]
    return w.table("salary_by_level_table", names, cells, marts=["placement_quality"], year=w.year)


def _salary_cells(row: Row, of: dict[str, Row]) -> tuple[Value, ...]:
    return (
        row.value("denominator"),
        row.value("numerator"),
        *(of[measure].value("value") for measure in QUARTILES),
    )


def _salary_by_college(w: Writer) -> Section:
    if w.edition.college:
        return w.section("salary_by_college", empty="own_college_only")
    found: dict[str, dict[str, Row]] = {}
    for row in w.rows("placement_quality", measure=QUARTILES, breakdown="college"):
        found.setdefault(row["breakdown_value"], {})[row["measure"]] = row
    groups = [of for of in found.values() if len(of) == len(QUARTILES)]
    shown = [of for of in groups if all(row["value"] is not None for row in of.values())]
    if not shown:
        return w.section("salary_by_college")
    shown.sort(key=lambda of: (-of["salary_median"]["value"], of["salary_median"]["breakdown_value"]))
    hidden = [of for of in groups if of not in shown]
    cells = [
        (of["salary_median"].text("breakdown_value"), *_salary_cells(of["salary_median"], of))
        for of in [*shown, *hidden]
    ]
    names = ["college", "employed", "stated", *QUARTILES]
    table = w.table("salary_by_college_table", names, cells, marts=["placement_quality"],
                    is_printed=False, year=w.year)  # fmt: skip
    medians = [of["salary_median"].value("value") for of in shown]
    range_ = {"lowest": medians[-1], "highest": medians[0]}
    return w.section(
        "salary_by_college",
        w.say("salary_by_college_said", count=number_of(medians, w.lang), **range_),
        w.chart("salary_by_college_chart", Intervals(category=0, value=4, low=3, high=5), table, **range_),
    )


def _survey(w: Writer, survey: Survey | None) -> Section:
    if survey is None:
        return w.section("survey", empty="no_survey", year=w.year)
    rows = scales(w, survey, aspects=False)
    table = items_table(w, "survey_table", rows, survey_year=survey.row.value("class_year")) if rows else None
    beside = [block for row in strictest(headline(w, survey)) for block in compared(w, row)]
    return w.section("survey", *basis(w, survey), table, *beside)


def _measure(w: Writer, survey: Survey | None, measure: str) -> Section:
    """A measure that the survey answers: whole, by level, and by college."""
    if survey is None:
        return w.section(measure, empty="no_survey", year=w.year)
    row = _answered(w, survey, measure)
    if row is None:
        return w.section(measure, empty="not_asked")
    said = w.say(
        f"{measure}_said", survey_year=survey.row.value("class_year"), rate=w.rate(row, "value"),
    )  # fmt: skip
    if w.edition.college:
        whole = _answered(w, survey, measure, breakdown="overall", breakdown_value="all")
        beside = whole and w.say("beside_whole", rate=whole.value("value"))
        return w.section(measure, said, beside)
    return w.section(measure, said, *_by_level(w, survey, measure), *_by_college(w, survey, row))


def _answered(w: Writer, survey: Survey, measure: str, **conditions) -> Row | None:
    return w.row(
        "placement_quality",
        measure=measure,
        snapshot="latest",
        class_year=survey.row["class_year"],
        **conditions,
    )


def _by_level(w: Writer, survey: Survey, measure: str) -> Iterator[Table]:
    rows = by_level(
        w.rows("placement_quality", measure=measure, snapshot="latest", class_year=survey.row["class_year"],
               degree_level=LEVELS)
    )  # fmt: skip
    if rows:
        cells = [
            (w.term(f"degree_level.{row['degree_level']}"), row.value("denominator"), row.value("numerator"),
             row.value("value"))
            for row in rows
        ]  # fmt: skip
        yield _table(w, measure, "level", cells, survey)


def _by_college(w: Writer, survey: Survey, whole: Row) -> Iterator[Block]:
    """A table of the colleges; for the match of work and major a chart of it too."""
    measure = whole["measure"]
    rows = w.rows("placement_quality", measure=measure, snapshot="latest", breakdown="college",
                  class_year=survey.row["class_year"])  # fmt: skip
    shown = [row for row in rows if row["value"] is not None and row["breakdown_value"] != "unknown"]
    if not shown:
        return
    shown.sort(key=lambda row: (-row["value"], row["breakdown_value"]))
    cells = [
        (row.text("breakdown_value"), row.value("denominator"), row.value("numerator"), row.value("value"))
        for row in [*shown, *(row for row in rows if row["value"] is None)]
    ]
    table = _table(w, measure, "college", cells, survey)
    if measure != TRACKED[0]:
        yield table
        return
    reference = whole.value("value")
    yield w.chart(
        f"{measure}_chart", Bars(category=0, value=3, reference=reference, counts=(2, 1)), table,
        highest=shown[0].value("value"), lowest=shown[-1].value("value"), overall=reference,
    )  # fmt: skip


def _table(w: Writer, measure: str, by: str, cells: list[tuple[Run, ...]], survey: Survey) -> Table:
    columns = [
        Column(w.term(by)),
        *(Column(w.term(name), numeric=True) for name in ("answers", "counted", "share")),
    ]
    return w.table(
        f"{measure}_by_{by}_table", columns, cells, marts=["placement_quality"], is_printed=by == "level",
        survey_year=survey.row.value("class_year"),
    )  # fmt: skip
