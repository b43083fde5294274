"""Chapter: placement rate and destinations (毕业去向落实率与去向构成)."""

from __future__ import annotations

from dagster_project.reports.dimensions import LEVELS
from dagster_project.reports.marts import Row
from dagster_project.reports.model import (
    Bars,
    Block,
    Chapter,
    KeyFigure,
    KeyFigures,
    Lines,
    Paragraph,
    Section,
)
from dagster_project.reports.values import Value, number_of
from dagster_project.reports.writer import Writer

COMPONENTS = ("contract_rate", "startup_rate", "freelance_rate", "further_study_rate")


def write(w: Writer) -> Chapter:
    return w.finish(
        _overall(w),
        _by_level(w),
        _by_group(w, "college"),
        _by_group(w, "major"),
        _components(w),
        _structure(w),
        _progress(w),
        _snapshots(w),
        _restatement(w),
    )


def headline(w: Writer, class_year: int | None = None, **conditions) -> Row | None:
    """The official rate: `placement_rate` from 2021 on, `employment_rate` before; its label tells."""
    found = w.rows(
        "employment_rate", class_year=class_year or w.edition.class_year, is_official=True,
        measure=["placement_rate", "employment_rate"], **conditions,
    )  # fmt: skip
    named = {row["measure"]: row for row in found}
    return named.get("placement_rate") or named.get("employment_rate")


def _overall(w: Writer) -> Section:
    now = headline(w)
    if now is None:
        return w.section("overall")
    before = headline(w, w.edition.class_year - 1)
    same_rule = before is not None and before["rate_version"] == now["rate_version"]
    figures = [KeyFigure(label, row.value("rate"), _counts(w, row)) for label, row in _key_rows(w, now)]
    return w.section(
        "overall",
        KeyFigures(tuple(figures)),
        w.say(
            "overall_said", as_of=now.value("as_of"), year=w.year, graduates=now.value("denominator"),
            placed=now.value("numerator"), rate=now.value("rate"), measure=now.label("measure_label"),
        ),
        w.say("overall_rule", version=now.text("rate_version"), measure=now.label("measure_label")),
        None if before is None else w.say(
            "overall_before", before=w.rate(before), change=w.change(now.value("rate"), before.value("rate")),
        ),
        w.say("rule_changed", "caution", version=before.text("rate_version"))
        if before and not same_rule else None,
    )  # fmt: skip


def _key_rows(w: Writer, now: Row) -> list[tuple[Value, Row]]:
    rows = {r["measure"]: r for r in w.rows("employment_rate", is_official=True)}
    chosen = [
        now,
        *(rows[name] for name in ("further_study_rate", "not_seeking_rate", "seeking_rate") if name in rows),
    ]
    return [(row.label("measure_label"), row) for row in chosen]


def _counts(w: Writer, row: Row):
    return w.runs("of", numerator=row.value("numerator"), denominator=row.value("denominator"))


def _counted(row: Row) -> tuple[Value, Value, Value]:
    return row.value("denominator"), row.value("numerator"), row.value("rate")


def _by_level(w: Writer) -> Section:
    rows = [row for level in LEVELS if (row := headline(w, degree_level=level)) is not None]
    if not rows:
        return w.section("by_level")
    table = w.table(
        "by_level_table", ["level", "graduates", "placed", "rate"],
        [(w.term(f"degree_level.{r['degree_level']}"), *_counted(r)) for r in rows],
        marts=["employment_rate"], year=w.year,
    )  # fmt: skip
    best = max(rows, key=lambda row: row["rate"] or 0)
    return w.section(
        "by_level",
        w.say("by_level_said", level=w.term(f"degree_level.{best['degree_level']}"), rate=w.rate(best)),
        table,
    )


def _by_group(w: Writer, breakdown: str) -> Section:
    if w.edition.college:
        return w.section(f"by_{breakdown}")
    official = headline(w)
    if official is None:
        return w.section(f"by_{breakdown}")
    rows = w.rows("employment_rate", is_official=True, breakdown=breakdown, measure=official["measure"])
    shown = sorted(
        (r for r in rows if r["rate"] is not None), key=lambda r: (-r["rate"], r["breakdown_value"])
    )
    if not shown:
        return w.section(f"by_{breakdown}")
    hidden = [row for row in rows if row["rate"] is None]
    table = w.table(
        f"by_{breakdown}_table", [breakdown, "graduates", "placed", "rate"],
        [(r.text("breakdown_value"), *_counted(r)) for r in [*shown, *hidden]],
        # The appendix prints them all, by level.
        marts=["employment_rate"], is_printed=False, year=w.year,
    )  # fmt: skip
    first, last = shown[0], shown[-1]
    said = {
        "count": number_of([r.text("breakdown_value") for r in rows], w.lang),
        "first": first.text("breakdown_value"), "first_rate": w.rate(first),
        "last": last.text("breakdown_value"), "last_rate": w.rate(last),
    }  # fmt: skip
    blocks: list[Block] = [w.say(f"by_{breakdown}_said", **said), table]
    if breakdown == "college":
        form = Bars(category=0, value=3, reference=official.value("rate"), counts=(2, 1))
        message = {"first": said["first"], "last": said["last"], "overall": official.value("rate")}
        blocks.insert(1, w.chart("by_college_chart", form, table, **message))
    return w.section(f"by_{breakdown}", *blocks)


def _components(w: Writer) -> Section:
    rows = {r["measure"]: r for r in w.rows("employment_rate", rate_version="MOE-2021")}
    found = [rows[name] for name in COMPONENTS if name in rows]
    if not found:
        return w.section("components")
    table = w.table(
        "components_table", ["measure", "count", "graduates", "rate"],
        [(r.label("measure_label"), r.value("numerator"), r.value("denominator"), r.value("rate"))
         for r in found],
        marts=["employment_rate"], year=w.year,
    )  # fmt: skip
    return w.section("components", w.say("components_said", version=found[0].text("rate_version")), table)


def _structure(w: Writer) -> Section:
    rows = [r for r in w.rows("destination_structure") if r["graduates"] != 0]
    if not rows:
        return w.section("structure")
    rows.sort(key=lambda r: (-(r["graduates"] or 0), r["destination_code"]))
    table = w.table(
        "structure_table", ["destination", "graduates", "share"],
        [(r.label("destination_label"), r.value("graduates"), r.value("share")) for r in rows],
        # The chart shows every number of it.
        marts=["destination_structure"], is_printed=False, year=w.year,
    )  # fmt: skip
    first = rows[0]
    said = w.say("structure_said", first=first.label("destination_label"),
                 graduates=first.value("graduates"), share=first.value("share"))  # fmt: skip
    form = Bars(category=0, value=2, counts=(1,))
    chart = w.chart("structure_chart", form, table, first=first.label("destination_label"))
    return w.section("structure", said, chart, table)


def _progress(w: Writer) -> Section:
    rows = [r for r in w.rows("employment_progress") if r["placement_rate"] is not None]
    if not rows:
        return w.section("progress")
    table = w.table(
        "progress_table", ["week_ending", "graduates", "placed", "rate"],
        [(r.value("week_ending"), r.value("graduates"), r.value("placed"), r.value("placement_rate"))
         for r in rows],
        marts=["employment_progress"], is_printed=False, year=w.year,
    )  # fmt: skip
    first, last = rows[0], rows[-1]
    values = {
        "first_day": first.value("week_ending"), "first_rate": first.value("placement_rate"),
        "last_day": last.value("week_ending"), "last_rate": last.value("placement_rate"),
    }  # fmt: skip
    chart = w.chart("progress_chart", Lines(position=0, value=3), table, **values)
    return w.section("progress", w.say("progress_said", **values), chart)


def _snapshots(w: Writer) -> Section:
    rows = []
    for snapshot in ("initial", "year_end"):
        official = headline(w, snapshot=snapshot)
        if official is not None:
            rows.append(official)
    if not rows:
        return w.section("snapshots")
    table = w.table(
        "snapshots_table", ["snapshot", "as_of", "graduates", "placed", "rate"],
        [(w.term(f"snapshot.{r['snapshot']}"), r.value("as_of"), r.value("denominator"), r.value("numerator"),
          r.value("rate")) for r in rows],
        marts=["employment_rate"], year=w.year,
    )  # fmt: skip
    said: Paragraph | None = None
    if len(rows) > 1:
        said = w.say("snapshots_said", initial=w.rate(rows[0]), year_end=w.rate(rows[1]))
    return w.section("snapshots", said, table)


def _restatement(w: Writer) -> Section:
    rows = [
        r for r in w.rows("restatement", from_snapshot="initial", to_snapshot="year_end")
        if r["from_code"] != r["to_code"] and r["graduates"]
    ]  # fmt: skip
    rows.sort(key=lambda r: (-r["graduates"], r["from_code"], r["to_code"]))
    if not rows:
        return w.section("restatement")
    table = w.table(
        "restatement_table", ["from", "to", "graduates"],
        [(r.label("from_label"), r.label("to_label"), r.value("graduates")) for r in rows[:15]],
        marts=["restatement"], year=w.year,
    )  # fmt: skip
    first = rows[0]
    said = w.say("restatement_said", origin=first.label("from_label"), target=first.label("to_label"),
                 graduates=first.value("graduates"))  # fmt: skip
    return w.section("restatement", said, table)
