"""Chapter: further study (升学深造): how many, at which schools, at home and abroad."""

from __future__ import annotations

from dagster_project.reports.chapters.shares import (
    LEVELS,
    UNKNOWN,
    by_size,
    compared,
    enumerated,
    known,
    moved,
    named,
    present,
    shortened,
)
from dagster_project.reports.marts import Row
from dagster_project.reports.model import (
    Bars,
    Chapter,
    Column,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
)
from dagster_project.reports.values import NONE, number_of
from dagster_project.reports.writer import Writer

YEARS = 3
# One definition for all years, so that they compare: the ministry's of the class of 2021 on.
RATE = {"rate_version": "MOE-2021", "measure": "further_study_rate"}
ABROAD = ("further_study_abroad_share", "top100_share", "top200_share")


def write(w: Writer) -> Chapter:
    return w.finish(_overall(w), _kinds(w), _home(w), _own(w), _abroad(w))


def _measure(w: Writer, measure: str, class_year: int | None = None) -> Row | None:
    return w.row("placement_quality", measure=measure, class_year=class_year or w.edition.class_year)


def _overall(w: Writer) -> Section:
    year = w.edition.class_year
    now, before = w.row("employment_rate", **RATE), w.row("employment_rate", class_year=year - 1, **RATE)
    home, abroad = _measure(w, "further_study_home_share"), _measure(w, "further_study_abroad_share")
    if now is None or home is None or abroad is None:
        return w.section("overall")
    figures = [(w.term("rate_key"), now, "rate")]
    figures += [(w.term(f"{key}_key"), row, "value") for key, row in (("home", home), ("abroad", abroad))]
    return w.section("overall", *present(
        KeyFigures(tuple(
            KeyFigure(label, row.value(column),
                      w.runs("of", numerator=row.value("numerator"), denominator=row.value("denominator")))
            for label, row, column in figures
        )),
        w.say("overall_said", as_of=now.value("as_of"), year=w.year, rate=w.rate(now)),
        compared(w, "overall_before", now, before, "rate"),
        w.say("home_abroad_said", home=home.value("numerator"), home_share=home.value("value"),
              abroad=abroad.value("numerator"), abroad_share=abroad.value("value")),
        _years(w), _levels(w),
    ))  # fmt: skip


def _years(w: Writer) -> Table:
    """Further study of up to three classes, at home and abroad."""
    lines = []
    for year in range(w.edition.class_year, w.edition.class_year - YEARS, -1):
        rate, home, abroad = (
            w.row("employment_rate", class_year=year, **RATE),
            _measure(w, "further_study_home_share", year), _measure(w, "further_study_abroad_share", year),
        )  # fmt: skip
        if rate is not None and home is not None and abroad is not None:
            lines.append((rate.value("class_year"), rate.value("numerator"), rate.value("rate"),
                          home.value("numerator"), home.value("value"),
                          abroad.value("numerator"), abroad.value("value")))  # fmt: skip
    return w.table(
        "years_table",
        ["class_year", "further_study", "rate", "home", "home_share", "abroad", "abroad_share"],
        lines, marts=["employment_rate", "placement_quality"],
    )  # fmt: skip


def _levels(w: Writer) -> Table | None:
    year = w.edition.class_year
    lines = []
    for level in LEVELS:
        now = w.row("employment_rate", degree_level=level, **RATE)
        before = w.row("employment_rate", degree_level=level, class_year=year - 1, **RATE)
        if now is not None:
            then = None if before is None else before.value("rate")
            lines.append((w.term(f"degree_level.{level}"), now.value("numerator"), now.value("denominator"),
                          now.value("rate"), then or NONE, moved(w, now.value("rate"), then)))  # fmt: skip
    if not lines:
        return None
    return w.table(
        "levels_table", ["level", "further_study", "graduates", "rate", "rate_before", "change_points"],
        lines, marts=["employment_rate"], year=w.year,
    )  # fmt: skip


def _kinds(w: Writer) -> Section:
    """Codes of further study as recorded: postgraduate, second bachelor, abroad."""
    rows = [r for r in w.rows("destination_structure", outcome="further_study") if r["graduates"] != 0]
    rows = by_size(rows, "destination_code")
    if not rows:
        return w.section("kinds")
    table = w.table(
        "kinds_table", ["destination", "graduates", "share"],
        [(r.label("destination_label"), r.value("graduates"), r.value("share")) for r in rows],
        marts=["destination_structure"], note=w.runs("kinds_note"), year=w.year,
    )  # fmt: skip
    first = rows[0]
    said = w.say("kinds_said", first=first.label("destination_label"), graduates=first.value("graduates"),
                 share=first.value("share"))  # fmt: skip
    return w.section("kinds", said, table)


def hosts(w: Writer, kind: str, class_year: int | None = None) -> list[Row]:
    """Schools of further study, those with most graduates first, `unknown` last."""
    return by_size(w.rows("further_study", kind=kind, class_year=class_year or w.edition.class_year), "host")


def _hosts_table(w: Writer, key: str, rows: list[Row]) -> list[Table]:
    year = w.edition.class_year
    before = {(r["kind"], r["host"]): r for r in w.rows("further_study", class_year=year - 1)}
    lines = []
    for row in rows:
        then = before.get((row["kind"], row["host"]))
        lines.append((named(w, row, "host"), row.value("graduates"),
                      NONE if row["host"] == UNKNOWN else row.value("share"),
                      NONE if then is None else then.value("graduates"),
                      row.texts("host_lists") if row["host_lists"] else NONE))  # fmt: skip
    table = w.table(
        key, ["host", "graduates", "share", "graduates_before", Column(w.term("host_lists"))], lines,
        marts=["further_study"], year=w.year,
        note=w.runs("hosts_note_public" if w.edition.tier == "public" else "hosts_note"),
    )  # fmt: skip
    return shortened(w, table, rows, name="host", summed=(1,))


def _schools(w: Writer, kind: str) -> tuple[list, list[Row]]:
    """What is said and shown of the schools of a kind: the largest, a chart, the table."""
    rows = hosts(w, kind)
    told = known(rows)
    if not told:
        return [], rows
    tables = _hosts_table(w, f"{kind}_table", rows)
    largest = enumerated(
        w,
        [w.runs("host_part", host=r.text("host"), graduates=r.value("graduates")) for r in told[:3]],
    )
    said = w.say(
        f"{kind}_hosts_said", count=number_of([r.text("host") for r in told], w.lang), largest=largest
    )
    # Of shares, so that whoever's school is unknown has no bar beside the schools.
    chart = w.chart(f"{kind}_chart", Bars(category=0, value=2), tables[0],
                    first=told[0].text("host"), share=told[0].value("share"))  # fmt: skip
    return [said, chart, *tables], rows


def _home(w: Writer) -> Section:
    return w.section(
        "home_hosts",
        *present(_shares_said(w, "double_first_class_share"), _schools(w, "home")[0]),
    )


def _own(w: Writer) -> Section:
    """How many stay at the university itself."""
    name = w.marts.release.manifest["institution"]["name_zh"]
    rows = {
        row["class_year"]: row
        for row in w.rows("further_study", kind="home", host=name,
                          class_year=range(w.edition.class_year - YEARS + 1, w.edition.class_year + 1))
    }  # fmt: skip
    now, before = rows.get(w.edition.class_year), rows.get(w.edition.class_year - 1)
    if now is None:
        return w.section("own")
    table = w.table(
        "own_table", ["class_year", "graduates", "base", "share"],
        [(r.value("class_year"), r.value("graduates"), r.value("base"), r.value("share"))
         for r in sorted(rows.values(), key=lambda r: -r["class_year"])],
        marts=["further_study"],
    )  # fmt: skip
    return w.section("own", *present(
        w.say("own_said", rate=w.rate(now, "share", "graduates", "base")),
        compared(w, "own_before", now, before, "share"),
        table,
    ))  # fmt: skip


def _abroad(w: Writer) -> Section:
    shares = [said for measure in ABROAD if (said := _shares_said(w, measure)) is not None]
    blocks, _ = _schools(w, "abroad")
    return w.section("abroad_hosts", *present(shares, blocks, w.say("countries", "note") if blocks else None))


def _shares_said(w: Writer, measure: str) -> Paragraph | None:
    """The share of a measure in further study, with the class before."""
    now, before = _measure(w, measure), _measure(w, measure, w.edition.class_year - 1)
    if now is None or now["status"] != "shown":
        return None
    values = {"measure": now.label("measure_label"), "rate": w.rate(now, "value")}
    if before is None:
        return w.say("share_said", **values)
    return w.say("share_said_before", **values, before=before.value("value"),
                 change=w.change(now.value("value"), before.value("value")))  # fmt: skip
