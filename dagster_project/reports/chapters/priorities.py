"""Chapter: what the state guides graduates to (重点引导): key employers, grassroots, army, start-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dagster_project.reports.chapters.shares import compared, enumerated, moved, present, shortened
from dagster_project.reports.marts import Condition, Row
from dagster_project.reports.model import Bars, Chapter, Column, Paragraph, Runs, Section, Table
from dagster_project.reports.values import NONE, Value, total
from dagster_project.reports.writer import Writer

YEARS = 3
EMPLOYERS = 15
LISTS = ("key_employer_share", "fortune500_share", "china500_share", "central_soe_share")
GRASSROOTS = ("grassroots_share_narrow", "grassroots_share_wide", "western_share")
START_UP = {"rate_version": "MOE-2021", "measure": "startup_rate"}
# Programmes are named by the institution; these words in the name say what a programme is for.
PROGRAMMES = {"selected": "选调", "international": "国际组织", "startups": "创业"}


def write(w: Writer) -> Chapter:
    return w.finish(
        _lists(w),
        _employers(w),
        _selected(w),
        _grassroots(w),
        _army(w),
        _international(w),
        _startups(w),
    )


def _quality(w: Writer, measure: str, class_year: int | None = None) -> Row | None:
    """The row of a measure that has a base; None where nobody is in it or there is no list of that year."""
    year = class_year or w.edition.class_year
    row = w.row("placement_quality", measure=measure, class_year=year)
    return None if row is None or row["status"] != "shown" else row


def _pairs(w: Writer, measures: Sequence[str]) -> list[tuple[Row, Row | None]]:
    found = [(_quality(w, name), _quality(w, name, w.edition.class_year - 1)) for name in measures]
    return [(now, before) for now, before in found if now is not None]


def _measures_table(w: Writer, key: str, pairs: Sequence[tuple[Row, Row | None]], note: Runs) -> Table:
    lines = []
    for now, before in pairs:
        share, then = now.value("value"), None if before is None else before.value("value")
        lines.append((now.label("measure_label"), now.value("numerator"), now.value("denominator"), share,
                      then or NONE, moved(w, share, then)))  # fmt: skip
    return w.table(
        key, ["measure", "graduates", "base", "share", "share_before", "change_points"], lines,
        marts=["placement_quality"], note=note, year=w.year,
    )  # fmt: skip


def _lists(w: Writer) -> Section:
    pairs = _pairs(w, LISTS)
    if not pairs:
        return w.section("lists", empty="no_lists")
    parts = [
        w.runs("with_share", name=now.label("measure_label"), share=now.value("value")) for now, _ in pairs
    ]
    table = _measures_table(
        w, "lists_table", pairs, w.runs("lists_note", years=_list_years(w, [now for now, _ in pairs]))
    )
    return w.section(
        "lists",
        w.say("lists_said", base=pairs[0][0].value("denominator"), parts=enumerated(w, parts)),
        w.chart("lists_chart", Bars(category=0, value=3), table, parts=enumerated(w, parts)),
        table,
    )


def _list_years(w: Writer, rows: Sequence[Row]) -> Runs:
    """Of which year the lists are: said once where it is the same for all."""
    if len({row["list_year"] for row in rows}) == 1:
        return w.runs("list_year_of_all", year=rows[0].value("list_year"))
    return enumerated(
        w,
        [w.runs("list_year", name=row.label("measure_label"), year=row.value("list_year")) for row in rows],
    )


def _employers(w: Writer) -> Section:
    rows = sorted(w.rows("top_employer"), key=lambda r: (r["rank"] or 0, r["employer_key"]))
    if not rows:
        return w.section("employers")
    names = {column: employer_names(w, column) for column in ("employer_nature", "industry")}
    table = w.table(
        "employers_table",
        ["employer", "graduates", "rank", *(Column(w.term(name)) for name in (*names, "lists_of"))],
        [(r.text("employer_name"), r.value("graduates"), r.value("rank"),
          *(employer_cell(r, column, names[column]) for column in names),
          r.texts("lists") if r["lists"] else NONE) for r in rows],
        marts=["top_employer"], year=w.year,
        note=w.runs("employers_note_public") if w.edition.tier == "public" else (),
    )  # fmt: skip
    tables = shortened(w, table, rows, name="employer_name", summed=(1,), printed=EMPLOYERS)
    listed = rows if len(tables) == 1 else rows[:EMPLOYERS]
    said = w.say(
        "employers_said", first=rows[0].text("employer_name"), graduates=rows[0].value("graduates"),
        together=total([r.value("graduates") for r in listed], w.lang),
    )  # fmt: skip
    return w.section("employers", said, *tables)


def employer_names(w: Writer, dimension: str) -> dict[str, Value]:
    """Chinese name of a nature or industry -> its name in the report's language, by placement_structure."""
    return {row["label"]: row.label("label") for row in w.rows("placement_structure", dimension=dimension)}


def employer_cell(row: Row, column: str, names: Mapping[str, Value]) -> Value | str:
    """A cell of an employer, in the report's language where that is known; a dash where there is none."""
    if row[column] is None:
        return NONE
    told, name = row.text(column), names.get(row[column])
    return told if name is None else replace(name, sources=(*told.sources, *name.sources))


def _years(w: Writer, table: str, **conditions: Condition) -> list[Row]:
    """The same row of up to three class years, the newest first."""
    years = range(w.edition.class_year - YEARS + 1, w.edition.class_year + 1)
    rows = w.rows(table, class_year=years, **conditions)
    return sorted(rows, key=lambda row: -row["class_year"])


def _programmes(w: Writer, key: str) -> Table | None:
    """Lists of programmes of a kind, of up to three years; the year is that of the list, not of a class."""
    years = range(w.edition.class_year - YEARS + 1, w.edition.class_year + 1)
    rows = [r for r in w.rows("special_programme", year=years) if PROGRAMMES[key] in r["programme"]]
    rows.sort(key=lambda r: (-r["year"], r["programme"]))
    if not rows:
        return None
    return w.table(
        f"{key}_table", ["programme", "year", "members", "colleges", "on_roster", "placed"],
        [(r.text("programme"), r.value("year"), r.value("members"), r.value("colleges"),
          r.value("members_on_roster"), r.value("placed")) for r in rows],
        marts=["special_programme"], note=w.runs("programmes_note"),
    )  # fmt: skip


def _counted(w: Writer, key: str, measure: str) -> list[Paragraph | None]:
    """How many persons a measure counts, and the class before."""
    now, before = _quality(w, measure), _quality(w, measure, w.edition.class_year - 1)
    if now is None:
        return []
    count = now.value("numerator")
    if before is None:
        return [w.say(f"{key}_said", count=count)]
    then = before.value("numerator")
    return [w.say(f"{key}_said_before", count=count, before=then, change=w.change(count, then))]


def _selected(w: Writer) -> Section:
    said = _counted(w, "selected", "selected_graduate_count")
    rule = w.say("selected_rule", "note") if said else None
    return w.section("selected", *present(said, rule, _programmes(w, "selected")))


def _grassroots(w: Writer) -> Section:
    pairs = _pairs(w, GRASSROOTS)
    said = [
        w.say("grassroots_said", measure=now.label("measure_label"), rate=w.rate(now, "value"))
        for now, _ in pairs
        if now["measure"] == GRASSROOTS[0]
    ]
    measures = _measures_table(w, "grassroots_table", pairs, w.runs("grassroots_note")) if pairs else None
    return w.section(
        "grassroots", *present(said, measures, _codes_table(w, "programme_codes_table", "50", "51", "50/51"))
    )


def _code_rows(w: Writer, *parents: str, class_year: int | None = None) -> list[Row]:
    """Destinations of the codes and their sub-codes, as recorded."""
    year = class_year or w.edition.class_year
    return w.rows("destination_structure", parent_code=parents, class_year=year)


def _codes_table(w: Writer, key: str, *parents: str) -> Table | None:
    rows = [row for row in _code_rows(w, *parents) if row["graduates"] != 0]
    if not rows:
        return None
    before = {r["destination_code"]: r for r in _code_rows(w, *parents, class_year=w.edition.class_year - 1)}
    lines = []
    for row in rows:
        then = before.get(row["destination_code"])
        count, earlier = row.value("graduates"), None if then is None else then.value("graduates")
        lines.append((row.label("destination_label"), count, earlier or NONE, moved(w, count, earlier)))
    return w.table(
        key, ["destination", "graduates", "graduates_before", "change_count"], lines,
        marts=["destination_structure"], note=w.runs("codes_note"), year=w.year,
    )  # fmt: skip


def _army(w: Writer) -> Section:
    """Enlistment (应征义务兵) has one code without sub-codes; of up to three classes."""
    rows = _years(w, "destination_structure", destination_code="46")
    if not rows or rows[0]["class_year"] != w.edition.class_year:
        return w.section("army")
    now, before = rows[0], rows[1] if len(rows) > 1 else None
    count = now.value("graduates")
    said = w.say("army_said", count=count, denominator=now.value("denominator"), share=now.value("share"))
    return w.section("army", *present(
        said,
        compared(w, "army_before", now, before, "graduates"),
        w.table(
            "army_table", ["class_year", "graduates", "base", "share"],
            [(r.value("class_year"), r.value("graduates"), r.value("denominator"), r.value("share"))
             for r in rows],
            marts=["destination_structure"],
        ),
    ))  # fmt: skip


def _international(w: Writer) -> Section:
    said = _counted(w, "international", "international_organisation_count")
    return w.section("international", *present(said, _programmes(w, "international")))


def _startups(w: Writer) -> Section:
    rows = _years(w, "employment_rate", **START_UP)
    if not rows or rows[0]["class_year"] != w.edition.class_year:
        return w.section("startups")
    now, before = rows[0], rows[1] if len(rows) > 1 else None
    said = w.say("startups_said", rate=w.rate(now))
    return w.section("startups", *present(
        said,
        compared(w, "startups_before", now, before, "rate"),
        w.table(
            "startup_rates_table", ["class_year", "graduates", "base", "share"],
            [(r.value("class_year"), r.value("numerator"), r.value("denominator"), r.value("rate"))
             for r in rows],
            marts=["employment_rate"],
        ),
        _programmes(w, "startups"),
    ))  # fmt: skip
