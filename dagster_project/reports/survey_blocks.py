"""What every survey has to say: sentences, tables and charts of its figures (`text/surveys.yml`).

A satisfaction figure never stands alone: item, rule, counts, frame, response rate and interval go with it. To
keep out: which survey is meant (`surveys`), and what one chapter alone says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dagster_project.reports.marts import Row
from dagster_project.reports.model import Bars, Block, Chart, Column, Intervals, Paragraph, Run, Table
from dagster_project.reports.surveys import Survey
from dagster_project.reports.values import Value, bound, difference, shown
from dagster_project.reports.writer import Writer

# What the mart's wilson_low and wilson_high are, by their definition.
_LEVEL = "95%"
_SHOWN = ("rate", "wilson_low", "wilson_high", "satisfied_n", "base_n", "frame_n", "response_rate")
Label = Callable[[Writer, Row], Run]


def basis(w: Writer, survey: Survey) -> list[Block]:
    """Paragraphs: of which class, who was asked, how many answered, which answers count, how they weigh."""
    pen, row = _pen(w), survey.row
    counts = {name: row.value(name) for name in ("responses", "excluded", "complete")}
    title = _named(w, row.text("title_zh"))
    blocks: list[Block] = [*cautions(w, survey)]
    rules = pen.say("policy", "note", policy=row.value("policy_zh" if w.lang == "zh" else "policy"))
    if row["design"] == "non_probability":
        return [*blocks, pen.say("asked_without_frame", title=title, **counts), rules]
    asked = pen.say(
        "asked", title=title, frame=row.value("frame_n"), rate=row.value("response_rate"), **counts
    )
    blocks += [asked, rules]
    if row["weight_status"] == "raked":
        effective = row.value("n_eff")
        weights = {
            "weighted": row.value("weighted"), "deff": row.value("deff", "score"),
            "effective": replace(effective, text=shown(round(effective.raw or 0), "count", w.lang)),
        }  # fmt: skip
        blocks.append(pen.say("weights", "note", **weights))
    return blocks


def cautions(w: Writer, survey: Survey) -> list[Paragraph]:
    """That the survey is about another class than the report, where it is."""
    if survey.is_of_class:
        return []
    if survey.row["class_year"] is None:
        return [_pen(w).say("no_class", "caution", year=w.year)]
    return [_pen(w).say("other_class", "caution", year=w.year, survey_year=survey.row.value("class_year"))]


def quoted(w: Writer, row: Row) -> Paragraph:
    """The sentence of one figure: item, counts, rate, what counts as satisfied, and its interval."""
    pen, excluded = _pen(w), row.value("excluded_n")
    return pen.say(
        "quoted", item=_named(w, row.text("item")), rate=row.value("rate"),
        satisfied=row.value("satisfied_n"), answers=row.value("base_n"), rule=rule(w, row),
        lowest=row.value("min_score"),
        outside=pen.runs("outside", excluded=excluded) if excluded.raw else (), **_interval(row),
    )  # fmt: skip


def also(w: Writer, row: Row) -> Paragraph:
    """The sentence of the same item under another rule."""
    return _pen(w).say(
        "also", rate=row.value("rate"), satisfied=row.value("satisfied_n"), answers=row.value("base_n"),
        rule=rule(w, row), lowest=row.value("min_score"), **_interval(row),
    )  # fmt: skip


def compared(w: Writer, row: Row) -> list[Block]:
    """What stands beside a figure: the weighted one, the one published before, how far to trust it."""
    pen, blocks = _pen(w), []
    if row["weighted_rate"] is not None:
        weighted = row.value("weighted_rate", "share")
        apart = difference(weighted, row.value("rate"), w.lang)
        blocks.append(pen.say("weighted_said", item=_named(w, row.text("item")), rule=rule(w, row),
                              weighted=weighted, apart=apart))  # fmt: skip
    if row["reported_rate"] is not None:
        agrees = "reported_agrees" if row["reported_agrees"] else "reported_differs"
        blocks.append(pen.say(agrees, reported=row.value("reported_rate", "share")))
    if row["reliability"] != "ok":
        blocks.append(pen.say(f"caution_{row['reliability']}", "caution"))
    return blocks


def rule(w: Writer, row: Row) -> Value:
    """What counts as satisfied, in words; a rule of the institution's own by its name."""
    name = row.text("box_rule")
    found = re.fullmatch(r"top(\d+)", row["box_rule"])
    if found is None:
        return name
    runs = _pen(w).runs("top", points=replace(name, text=found[1]))
    return replace(name, text="".join(run if isinstance(run, str) else run.text for run in runs))


def aspect(w: Writer, row: Row) -> Value:
    """What a row of a matrix rates: its item without the question above it."""
    return _named(w, row.last_part("item"))


def group(w: Writer, row: Row) -> Value:
    """A group of respondents with its dimension: 校区：兴庆校区."""
    dimension, code = row["breakdown"], row["breakdown_value"]
    key = f"terms.{dimension}.{code}"
    value = row.text("breakdown_value")
    known = w.words.term(key) if key in w.words else value.text
    if code == "unknown":
        known = _pen(w).term("unknown")
    of = f"surveys.dimension.{dimension}"
    runs = _pen(w).runs("group_of", dimension=w.words.term(of) if of in w.words else dimension, group=known)
    return replace(value, text="".join(map(str, runs)))


def items_table(w: Writer, key: str, rows: Sequence[Row], *, is_printed: bool = True, **values: Run) -> Table:
    """Items under all their box rules, with counts, interval and the weighted rate beside the unweighted."""
    weighted = ["weighted_rate"] if any(row["weighted_rate"] is not None for row in rows) else []
    shares = ("satisfied_n", "base_n", "rate", "wilson_low", "wilson_high", *weighted)
    cells = [
        (aspect(w, row) if "." in row["item_no"] else _named(w, row.text("item")), rule(w, row),
         *(row.value(name) for name in shares))
        for row in rows
    ]  # fmt: skip
    names = (
        "item",
        "rule",
        "satisfied",
        "answers",
        "rate",
        "low",
        "high",
        *(["weighted"] if weighted else []),
    )
    return w.table(
        key, _columns(w, names, labels=2), cells, marts=["satisfaction"], is_printed=is_printed,
        note=_pen(w).runs("interval_note", level=_level(rows[0])), **values,
    )  # fmt: skip


def interval_chart(w: Writer, key: str, rows: Sequence[Row], label: Label, **values: Run) -> Chart | None:
    """Rates with their intervals, a row each as `label(w, row)` calls it; None when all are withheld.

    The chart's table is not printed; it also holds counts, response rate and reliability. The chart's message
    is the template `<key>`, its table's title `<key>_table`.
    """
    there = [row for row in rows if row["rate"] is not None]
    if not there:
        return None
    pen = _pen(w)
    cells = [
        (label(w, row), *(row.value(name) for name in _SHOWN), pen.term(f"reliability.{row['reliability']}"))
        for row in [*there, *(row for row in rows if row["rate"] is None)]
    ]  # fmt: skip
    names = ("group", "rate", "low", "high", "satisfied", "answers", "frame", "response_rate", "reliability")
    table = w.table(
        f"{key}_table", _columns(w, names, labels=1, last_is_label=True), cells, marts=["satisfaction"],
        is_printed=False, note=_pen(w).runs("interval_note", level=_level(there[0])), **values,
    )  # fmt: skip
    best, least = max(there, key=lambda row: row["rate"]), min(there, key=lambda row: row["rate"])
    return w.chart(
        key, Intervals(), table, best=label(w, best), best_rate=best.value("rate"), least=label(w, least),
        least_rate=least.value("rate"),
    )  # fmt: skip


def options_table(
    w: Writer, key: str, rows: Sequence[Row], *, is_printed: bool = True, **values: Run
) -> Table:
    """How often each option was chosen; `rows` of `survey_item`, whose order is kept."""
    names = ("option", "chosen", "answers", "share")
    cells = [
        (_named(w, row.text("option_label")), row.value("responses"), row.value("base_n"), row.value("share"))
        for row in rows
    ]
    columns = _columns(w, names, labels=1)
    return w.table(key, columns, cells, marts=["survey_item"], is_printed=is_printed, **values)


def options_chart(w: Writer, key: str, table: Table) -> Chart:
    """Bars of an item's options."""
    biggest = max(table.rows, key=lambda row: row[3].raw or 0)
    return w.chart(key, Bars(category=0, value=3), table, most=biggest[0], share=biggest[3])


def _pen(w: Writer) -> Writer:
    """A writer of the same edition whose words are those of this module."""
    return Writer(w.edition, w.marts, w.words, w.policy, "surveys")


def _columns(w: Writer, names: Sequence[str], *, labels: int, last_is_label: bool = False) -> list[Column]:
    last = len(names) - 1
    return [
        Column(_pen(w).term(name), numeric=place >= labels and not (last_is_label and place == last))
        for place, name in enumerate(names)
    ]


def _level(row: Row) -> Value:
    return bound(_LEVEL, "text", row.lang, row.value("wilson_low").sources)


def _interval(row: Row) -> dict[str, Value]:
    return {"level": _level(row), "low": row.value("wilson_low"), "high": row.value("wilson_high")}


def _named(w: Writer, value: Value) -> Value:
    """A title or wording of the questionnaire, in English where the institution has given one."""
    return replace(value, text=w.marts.names.get(value.text, value.text)) if w.lang == "en" else value
