"""Chapter: size and structure of the cohort (毕业生规模与结构).

How many a group has is the denominator of the official rate, which is all graduates; who they are, the mart
`cohort_structure`.
"""

from __future__ import annotations

from dataclasses import replace

from dagster_project.reports.chapters.shares import (
    LEVELS,
    UNKNOWN,
    by_size,
    compared,
    enumerated,
    known,
    leading,
    named,
    of_dimension,
    present,
    shares_table,
    shortened,
    whole_titled,
)
from dagster_project.reports.marts import Condition, Row
from dagster_project.reports.model import (
    Bars,
    Chapter,
    Column,
    Paragraph,
    ProvinceTiles,
    Run,
    Section,
    Stacks,
    Table,
)
from dagster_project.reports.values import NONE, number_of
from dagster_project.reports.writer import Writer

MART = "cohort_structure"
YEARS = 3
Sizes = dict[tuple[str, str], Row]


def write(w: Writer) -> Chapter:
    return w.finish(
        _by_level(w),
        _by_group(w, "college"),
        _by_group(w, "major"),
        _by_gender(w),
        _by_origin(w),
        _share_of(w, "by_urban_rural", "urban_rural", "rural"),
        _share_of(w, "by_ethnicity", "ethnicity_group", "minority", "by_ethnicity_rule"),
        _by_mode(w),
    )


def sizes(w: Writer, class_year: int, **conditions: Condition) -> Sizes:
    """(group, degree level) -> the row of the official rate, over all graduates of the group."""
    rows = w.rows(
        "employment_rate", class_year=class_year, is_official=True, degree_level=["all", *LEVELS],
        measure=["placement_rate", "employment_rate"], **conditions,
    )  # fmt: skip
    return {(row["breakdown_value"], row["degree_level"]): row for row in rows}


def _levels(found: Sizes) -> list[str]:
    return [level for level in LEVELS if any(there == level for _, there in found)]


def _size(found: Sizes, group: str, level: str) -> Run:
    row = found.get((group, level))
    return NONE if row is None else row.value("denominator")


def _by_level(w: Writer) -> Section:
    year = w.edition.class_year
    found = {y: there for y in range(year, year - YEARS, -1) if (there := sizes(w, y))}
    if year not in found:
        return w.section("by_level")
    group = w.edition.college or "all"
    now, levels = found[year][group, "all"], _levels(found[year])
    before = found.get(year - 1, {}).get((group, "all"))
    table = w.table(
        "by_level_table", ["class_year", "graduates", *(f"degree_level.{level}" for level in levels)],
        [(there[group, "all"].value("class_year"), there[group, "all"].value("denominator"),
          *(_size(there, group, level) for level in levels)) for there in found.values()],
        marts=["employment_rate"],
    )  # fmt: skip
    told = [(w.term(f"degree_level.{level}"), _size(found[year], group, level)) for level in levels]
    parts = enumerated(w, [w.runs("level_part", level=level, graduates=size) for level, size in told])
    return w.section(
        "by_level",
        w.say(
            "by_level_said", as_of=now.value("as_of"), year=w.year,
            graduates=now.value("denominator"), parts=parts,
        ),
        compared(w, "by_level_before", now, before, "denominator"),
        _completed(w),
        table,
    )  # fmt: skip


def _completed(w: Writer) -> Paragraph | None:
    row = w.row("cohort_size")
    if row is None or not row["completed"]:
        return None
    return w.say("completed_said", on_roster=row.value("on_roster"), completed=row.value("completed"),
                 share=row.value("completed_share"))  # fmt: skip


def _by_group(w: Writer, breakdown: str) -> Section:
    key = f"by_{breakdown}"
    found = {} if w.edition.college else sizes(w, w.edition.class_year, breakdown=breakdown)
    rows = by_size([r for (_, level), r in found.items() if level == "all"], "breakdown_value", "denominator")
    if not rows:
        return w.section(key)
    levels = _levels(found)
    table = w.table(
        f"{key}_table", [breakdown, "graduates", *(f"degree_level.{level}" for level in levels)],
        [(named(w, r, "breakdown_value"), r.value("denominator"),
          *(_size(found, r["breakdown_value"], level) for level in levels)) for r in rows],
        # The appendix prints the colleges with their rates.
        marts=["employment_rate"], is_printed=breakdown == "major", year=w.year,
    )  # fmt: skip
    first = rows[0]
    told = [r.text("breakdown_value") for r in rows if r["breakdown_value"] != UNKNOWN]
    said = w.say(
        f"{key}_said", count=number_of(told, w.lang),
        first=named(w, first, "breakdown_value"), graduates=first.value("denominator"),
    )  # fmt: skip
    if breakdown == "major":
        return w.section(
            key, said, *shortened(w, table, rows, name="breakdown_value", summed=range(1, len(table.columns)))
        )
    chart = w.chart(
        "by_college_chart", Bars(category=0, value=1), table,
        first=named(w, first, "breakdown_value"), graduates=first.value("denominator"),
    )  # fmt: skip
    return w.section(key, said, chart, table)


def _by_gender(w: Writer) -> Section:
    rows = [r for level in ("all", *LEVELS) for r in of_dimension(w, MART, "gender", degree_level=level)]
    whole = {r["dimension_value"]: r for r in rows if r["degree_level"] == "all"}
    if not {"male", "female"} <= whole.keys():
        return w.section("by_gender")
    table = w.table(
        "by_gender_table", ["level", Column(w.term("gender")), "graduates", "share"],
        [(w.term(f"degree_level.{r['degree_level']}"), r.label("label"), r.value("graduates"),
          r.value("share")) for r in rows],
        # The chart shows every number of it.
        marts=[MART], is_printed=False, year=w.year,
    )  # fmt: skip
    men, women = whole["male"], whole["female"]
    form = Stacks(category=0, part=1, value=3, counts=(2,))
    chart = w.chart("by_gender_chart", form, table, share=women.value("share"))
    return w.section(
        "by_gender",
        w.say("by_gender_said", men=w.rate(men, "share", "graduates", "base"),
              women=w.rate(women, "share", "graduates", "base")),
        compared(w, "by_gender_before", women, _before(w, women), "share"),
        chart, table,
    )  # fmt: skip


def _by_origin(w: Writer) -> Section:
    rows = of_dimension(w, MART, "origin_province")
    if not known(rows):
        return w.section("by_origin")
    table = shares_table(w, "by_origin_table", MART, "origin_province", rows, year=w.year)
    tables = shortened(w, table, rows)
    whole = tables[-1]
    first = known(rows)[0]
    chart = w.chart("by_origin_chart", ProvinceTiles(province=0, value=2), whole,
                    first=first.label("label"), share=first.value("share"))  # fmt: skip
    chart = whole_titled(tables[0], chart)
    return w.section("by_origin", *present(
        *_inside(w),
        w.say("by_origin_said", leading=leading(w, rows)),
        chart, tables[:-1], whole,
    ))  # fmt: skip


def _inside(w: Writer) -> list[Paragraph | None]:
    """Who comes from the institution's own province."""
    inside = w.row(MART, dimension="origin_place", dimension_value="in_province")
    if inside is None:
        return []
    return [
        w.say("in_province_said", rate=w.rate(inside, "share", "graduates", "base")),
        compared(w, "in_province_before", inside, _before(w, inside), "share"),
    ]


def _share_of(w: Writer, key: str, dimension: str, value: str, rule: str | None = None) -> Section:
    """A dimension whose one value is what people ask for: its share, a rule to read it by, the table."""
    rows = of_dimension(w, MART, dimension)
    asked = next((row for row in rows if row["dimension_value"] == value), None)
    if asked is None:
        return w.section(key)
    return w.section(
        key,
        w.say(f"{key}_said", rate=w.rate(asked, "share", "graduates", "base")),
        None if rule is None else w.say(rule, "note"),
        shares_table(w, f"{key}_table", MART, dimension, rows, year=w.year),
    )


def _by_mode(w: Writer) -> Section:
    """Training mode, form of study and campus: small structures in one table."""
    tables = [
        (kind, rows, shares_table(w, "by_mode_table", MART, kind, rows, year=w.year))
        for kind in ("training_mode", "study_form", "campus")
        if known(rows := of_dimension(w, MART, kind))
    ]
    if not tables:
        return w.section("by_mode")
    parts = [
        w.runs("by_mode_part", kind=w.term(kind), first=known(rows)[0].label("label"),
               share=known(rows)[0].value("share"))
        for kind, rows, _ in tables
    ]  # fmt: skip
    return w.section("by_mode", w.say("by_mode_said", parts=enumerated(w, parts)), _joined(w, tables))


def _joined(w: Writer, tables: list[tuple[str, list[Row], Table]]) -> Table:
    first = tables[0][2]
    lines = [(w.term(kind), *line) for kind, _, table in tables for line in table.rows]
    columns = (
        replace(first.columns[0], label=w.term("kind")),
        replace(first.columns[0], label=w.term("value")),
    )
    notes = [table.note for *_, table in tables if table.note]
    return replace(
        first, columns=(*columns, *first.columns[1:]), rows=tuple(lines), note=notes[0] if notes else ()
    )


def _before(w: Writer, row: Row) -> Row | None:
    """The same share of the class before."""
    return w.row(MART, dimension=row["dimension"], dimension_value=row["dimension_value"],
                 class_year=w.edition.class_year - 1)  # fmt: skip
