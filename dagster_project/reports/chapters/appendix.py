"""Chapter: appendix (附录). Tables to look things up in, and how the report came about."""

from __future__ import annotations

from dagster_project.reports.chapters.priorities import employer_cell, employer_names
from dagster_project.reports.chapters.rates import headline
from dagster_project.reports.dimensions import LEVELS
from dagster_project.reports.model import Chapter, Column, Paragraph, Run, Section, Table
from dagster_project.reports.values import Source, Value, bound, total
from dagster_project.reports.writer import Writer

# Feeds in the order in which the walk of a graduate meets them.
FEEDS = (
    "graduates", "destinations", "fairs", "fair_employers", "fair_attendance", "activities",
    "activity_attendance", "programme_members", "employer_lists", "survey_responses",
)  # fmt: skip
QUALITY = ("rows_read", "accepted", "quarantined", "duplicates", "totals_rows")
EMPLOYERS_SHOWN = 50
GLOSSARY = (
    "roster", "cohort", "placement_rate", "snapshot", "unknown", "flexible", "further_study", "key_employer",
    "box_rule", "interval", "response_rate", "withheld_cell", "points", "figure_id",
)  # fmt: skip
POLICY_RULES = ("suppressed", "complement", "employers", "derived", "internal")


def write(w: Writer) -> Chapter:
    return w.finish(
        _by_level_and(w, "college"),
        _by_level_and(w, "major"),
        _main_employers(w),
        _methodology(w),
        _data_sources(w),
        _data_quality(w),
        _disclosure(w),
        _glossary(w),
    )


def _by_level_and(w: Writer, breakdown: str) -> Section:
    """Placement of every college (or major) at each level: the table a reader looks his own up in."""
    official = None if w.edition.college else headline(w)
    if official is None:
        return w.section(f"by_{breakdown}")
    rows: dict[str, dict[str, Value]] = {}
    names: dict[str, Value] = {}
    for level in ("all", *LEVELS):
        for row in w.rows(
            "employment_rate", is_official=True, measure=official["measure"], breakdown=breakdown,
            degree_level=level,
        ):  # fmt: skip
            if row["denominator"] == 0:
                continue
            names.setdefault(row["breakdown_value"], row.text("breakdown_value"))
            cells = rows.setdefault(row["breakdown_value"], {})
            cells[f"{level}_n"], cells[f"{level}_rate"] = row.value("denominator"), row.value("rate")
    levels = [level for level in ("all", *LEVELS) if any(f"{level}_n" in cells for cells in rows.values())]
    columns = [Column(w.term(breakdown))]
    for level in levels:
        word = w.term(f"degree_level.{level}")
        columns += [Column(f"{word} {w.term('graduates')}", True), Column(f"{word} {w.term('rate')}", True)]
    empty = w.term("nobody")
    table = w.table(
        f"by_{breakdown}_table", columns,
        [(names[name], *(cells.get(f"{level}_{part}", empty) for level in levels for part in ("n", "rate")))
         for name, cells in sorted(rows.items())],
        marts=["employment_rate"], year=w.year, measure=official.label("measure_label"),
    )  # fmt: skip
    return w.section(f"by_{breakdown}", table)


def _main_employers(w: Writer) -> Section:
    rows = sorted(w.rows("top_employer"), key=lambda r: (r["rank"], r["employer_name"]))
    rows = [row for row in rows if row["graduates"] is not None][:EMPLOYERS_SHOWN]
    if not rows:
        return w.section("main_employers")
    names = {column: employer_names(w, column) for column in ("employer_nature", "industry")}
    table = w.table(
        "main_employers_table",
        [Column(w.term("employer")), Column(w.term("nature")), Column(w.term("industry")), "graduates"],
        [(r.text("employer_name"), *(employer_cell(r, column, names[column]) for column in names),
          r.value("graduates")) for r in rows],
        marts=["top_employer"], year=w.year,
    )  # fmt: skip
    return w.section("main_employers", w.say("main_employers_said"), table)


def _methodology(w: Writer) -> Section:
    """The official rate's formula code by code, as the warehouse computes it."""
    official = headline(w)
    if official is None:
        return w.section("methodology")
    conditions = {"rate_version": official["rate_version"], "measure": official["measure"]}
    rows = w.rows("rate_definition", whole=True, **conditions)
    first = rows[0]
    yes, no = w.term("yes"), w.term("no")
    table = w.table(
        "methodology_table",
        [Column(w.term("code")), Column(w.term("destination")), Column(w.term("counted_as_placed"))],
        [(r.text("destination_code"), r.label("destination_label"), yes if r["in_numerator"] else no)
         for r in rows],
        marts=["rate_definition"], version=first.text("rate_version"), measure=first.label("measure_label"),
    )  # fmt: skip
    said = w.say(
        "methodology_said", version=first.text("rate_version"), source=first.label("source"),
        measure=first.label("measure_label"),
    )  # fmt: skip
    notes = [w.say(f"methodology_{name}") for name in ("roster", "time", "unknown", "surveys", "employers")]
    return w.section("methodology", said, table, *notes)


def _data_sources(w: Writer) -> Section:
    """Deliveries by feed: how many files, from which days, how many rows. Names of files are internal."""
    rows = [_feed(w, feed) for feed in FEEDS]
    table = w.table(
        "data_sources_table",
        [Column(w.term("feed")), "deliveries", Column(w.term("first_day")), Column(w.term("last_day")),
         "rows_accepted"],
        [row for row in rows if row is not None],
        marts=["manifest.json"],
    )  # fmt: skip
    return w.section("data_sources", w.say("data_sources_said"), table)


def _feed(w: Writer, feed: str) -> tuple[Run, ...] | None:
    landed = [entry for entry in _inputs(w) if entry["feed"] == feed and entry["status"] == "landed"]
    if not landed:
        return None
    days = sorted(entry["recorded_on"] for entry in landed)
    source = Source("manifest.json", f"inputs.{feed}")
    name = w.term(f"feed.{feed}")
    return (
        name,
        bound(len(landed), "count", w.lang, [source]),
        bound(days[0], "text", w.lang, [source]),
        bound(days[-1], "text", w.lang, [source]),
        bound(sum(entry["accepted"] for entry in landed), "count", w.lang, [source]),
    )


def _data_quality(w: Writer) -> Section:
    rows: list[tuple[Run, ...]] = []
    sums: dict[str, list[Value]] = {column: [] for column in QUALITY}
    for feed in FEEDS:
        cells = [_sum(w, feed, column) for column in QUALITY]
        if not cells[0].raw:
            continue
        rows.append((w.term(f"feed.{feed}"), *cells))
        for column, cell in zip(QUALITY, cells, strict=True):
            sums[column].append(cell)
    if not rows:
        return w.section("data_quality")
    rows.append((w.term("all"), *(total(sums[column], w.lang) for column in QUALITY)))
    table: Table = w.table(
        "data_quality_table", [Column(w.term("feed")), *QUALITY], rows, marts=["manifest.json"],
    )  # fmt: skip
    return w.section("data_quality", w.say("data_quality_said"), table, *_unknown(w))


def _unknown(w: Writer) -> list[Paragraph]:
    """How many graduates' destinations are not known: the figure that says most about the data."""
    found = w.row("destination_structure", destination_code="unknown")
    if found is None:
        return []
    return [w.say("unknown_said", graduates=found.value("graduates"), share=found.value("share"))]


def _inputs(w: Writer) -> list[dict]:
    return w.marts.release.manifest["inputs"]


def _sum(w: Writer, feed: str, column: str) -> Value:
    entries = [entry for entry in _inputs(w) if entry["feed"] == feed]
    count = sum(entry[column] or 0 for entry in entries)
    return bound(count, "count", w.lang, [Source("manifest.json", f"inputs.{feed}.{column}")])


def _disclosure(w: Writer) -> Section:
    profile = w.marts.release.manifest["disclosure_profile"]
    return w.section(
        "disclosure",
        w.say(f"disclosure_{profile}"),
        w.listing([w.runs(f"disclosure_rule_{name}") for name in POLICY_RULES]),
    )


def _glossary(w: Writer) -> Section:
    table = w.table(
        "glossary_table", [Column(w.term("word")), Column(w.term("meaning"))],
        [(w.term(f"word_{name}"), w.term(f"meaning_{name}")) for name in GLOSSARY],
    )  # fmt: skip
    return w.section("glossary", table)
