"""Chapter: where the employed work (就业流向): nature, industry, position, regions, flows, cities."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.reports.chapters.shares import (
    UNKNOWN,
    by_size,
    known,
    leading,
    moved,
    of_dimension,
    present,
    shares_table,
    shortened,
    whole_titled,
)
from dagster_project.reports.marts import Row
from dagster_project.reports.model import (
    Bars,
    Chapter,
    Column,
    Flows,
    Form,
    Paragraph,
    ProvinceTiles,
    Section,
    Table,
)
from dagster_project.reports.values import NONE, Value
from dagster_project.reports.writer import Writer

MART = "placement_structure"
YEARS = 3
CITIES = 15
# Bands of a chart of flows that an eye can follow; the workbook has all of them.
FLOWS = 20
REGIONS = ("eastern", "central", "western", "northeast")


def write(w: Writer) -> Chapter:
    return w.finish(
        _structure(w, "employer_nature"),
        _structure(w, "industry"),
        _structure(w, "position"),
        _provinces(w),
        _regions(w),
        _flows(w),
        _cities(w),
    )


def _structure(w: Writer, dimension: str) -> Section:
    """One dimension of work: the largest shares, a chart, the table with the class before."""
    rows = of_dimension(w, MART, dimension)
    if not known(rows):
        return w.section(f"by_{dimension}")
    table = shares_table(w, f"{dimension}_table", MART, dimension, rows, year=w.year)
    return w.section(f"by_{dimension}", *present(
        w.say(f"{dimension}_said", base=known(rows)[0].value("base"), leading=leading(w, rows)),
        _chart(w, dimension, Bars(category=0, value=2), table, rows),
        table,
    ))  # fmt: skip


def _chart(w: Writer, key: str, form: Form, table: Table, rows: list[Row]):
    first = known(rows)[0]
    return w.chart(f"{key}_chart", form, table, first=first.label("label"), share=first.value("share"))


def _measure_said(w: Writer, measure: str) -> Paragraph | None:
    """A share of placement quality with its counts, and the class before."""
    year = w.edition.class_year
    now, before = (w.row("placement_quality", measure=measure, class_year=y) for y in (year, year - 1))
    if now is None or now["status"] != "shown":
        return None
    said = {"rate": w.rate(now, "value")}
    if before is None:
        return w.say(measure, **said)
    return w.say(f"{measure}_before", **said, before=before.value("value"),
                 change=w.change(now.value("value"), before.value("value")))  # fmt: skip


def _provinces(w: Writer) -> Section:
    said = [_measure_said(w, measure) for measure in ("in_province_share", "home_return_share")]
    rows = of_dimension(w, MART, "work_province")
    if not known(rows):
        return w.section("by_province", *said)
    tables = shortened(
        w, shares_table(w, "work_province_table", MART, "work_province", rows, year=w.year), rows
    )
    whole = tables[-1]
    chart = _chart(w, "work_province", ProvinceTiles(province=0, value=2), whole, rows)
    return w.section("by_province", *present(
        *said, w.say("work_province_said", leading=leading(w, rows)),
        whole_titled(tables[0], chart), tables[:-1], whole,
    ))  # fmt: skip


def _regions(w: Writer) -> Section:
    """Shares of the macro regions, of up to three classes; by college too."""
    year = w.edition.class_year
    found = {}
    for row in w.rows("placement_quality", measure=[f"{region}_share" for region in REGIONS],
                      class_year=range(year - YEARS + 1, year + 1)):  # fmt: skip
        found[row["class_year"], row["measure"].removesuffix("_share")] = row
    years = sorted({there for there, _ in found}, reverse=True)
    if year not in years:
        return w.section("by_region")
    lines = []
    for region in REGIONS:
        shares = [row.value("value") if (row := found.get((y, region))) else None for y in years]
        count = found[year, region].value("numerator") if (year, region) in found else NONE
        then = shares[1] if len(shares) > 1 else None
        change = NONE if shares[0] is None else moved(w, shares[0], then)
        lines.append((w.term(f"region.{region}"), count, shares[0] or NONE, then or NONE, change))
    table = w.table(
        "region_table", ["region", "graduates", "share", "share_before", "change_points"], lines,
        marts=["placement_quality"], note=w.runs("region_note"), year=w.year,
    )  # fmt: skip
    return w.section("by_region", *present(_measure_said(w, "western_share"), table))


def _flows(w: Writer) -> Section:
    rows = by_size(w.rows("placement_flow"), "origin_province")
    rows.sort(
        key=lambda r: (
            r["graduates"] is None,
            -(r["graduates"] or 0),
            r["origin_province"],
            r["work_province"],
        )
    )
    told = [r for r in rows if r["graduates"] and UNKNOWN not in (r["origin_province"], r["work_province"])]
    if not told:
        return w.section("flows")
    names = _province_names(w)
    cells = {
        row.id: (_province(w, row, "origin_province", names), _province(w, row, "work_province", names),
                 row.value("graduates"))
        for row in rows
    }  # fmt: skip
    columns = ["origin_province", Column(w.term("work_province")), "graduates"]
    main = w.table("flows_table", columns, [cells[row.id] for row in told[:FLOWS]],
                   marts=["placement_flow"], note=w.runs("flows_note"), year=w.year)  # fmt: skip
    whole = w.table("flows_all_table", columns, [cells[row.id] for row in rows], marts=["placement_flow"],
                    is_printed=False, year=w.year)  # fmt: skip
    away = next((row for row in told if row["origin_province"] != row["work_province"]), told[0])
    origin, target, _ = cells[away.id]
    said = {"origin": origin, "target": target, "graduates": away.value("graduates")}
    return w.section(
        "flows",
        w.say("flows_said", **said),
        w.chart("flows_chart", Flows(), main, **said),
        replace(main, key=f"{main.key}_main", rows=main.rows[:CITIES]),
        whole,
    )


def _province_names(w: Writer) -> dict[str, Row]:
    """Short Chinese name of a province -> a row that has it in both languages."""
    places = [("cohort_structure", "origin_province"), (MART, "work_province")]
    return {row["label"]: row for mart, dimension in places for row in w.rows(mart, dimension=dimension)}


def _province(w: Writer, row: Row, column: str, names: dict[str, Row]) -> Value | str:
    """A province of a flow in the report's language, bound to the flow and to the row that names it."""
    if row[column] == UNKNOWN:
        return w.term(UNKNOWN)
    told, name = row.text(column), names.get(row[column])
    if w.lang == "zh" or name is None:
        return told
    english = name.label("label")
    return replace(english, sources=(*told.sources, *english.sources))


def _cities(w: Writer) -> Section:
    rows = of_dimension(w, MART, "work_city")
    if not known(rows):
        return w.section("by_city")
    tables = shortened(
        w, shares_table(w, "work_city_table", MART, "work_city", rows, year=w.year), rows, printed=CITIES
    )
    return w.section("by_city", w.say("work_city_said", leading=leading(w, rows)), *tables)
