"""Horizontal bars from zero with their values at the end; groups in a category; a value to compare with."""

from __future__ import annotations

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.charts.parts import PADDING, Canvas, Categories, Rows, legend, number, text
from dagster_project.reports.measure import wide
from dagster_project.reports.model import Bars


def draw(form: Bars, canvas: Canvas) -> alt.LayerChart:
    table = canvas.table
    names = [text(row[form.category]) for row in table.rows]
    categories = Categories(names, canvas, repeats=form.group is None)
    rows: Rows = []
    for row, name, key in zip(table.rows, names, categories.keys, strict=True):
        shown = canvas.labelled(row, form.value, form.counts)
        group = "" if form.group is None else text(row[form.group])
        rows.append(
            {"key": key, "value": number(row[form.value]) or 0, "shown": shown, "group": group,
             "is_gap": number(row[form.value]) is None,
             "said": canvas.said(f"{name} {group}".strip(), shown)}
        )  # fmt: skip
    base = alt.Chart(canvas.data(rows)).encode(
        y=categories.axis(),
        x=_length(form, canvas, rows, categories),
        description=alt.Description("said:N"),
        tooltip=alt.Tooltip("said:N"),
    )
    groups = list(dict.fromkeys(row["group"] for row in rows))
    if form.group is None:
        bars = base.mark_bar(color=style.ACCENT, height={"band": 0.68})
        height: alt.Step = alt.Step(categories.step)
    else:
        base = base.encode(yOffset=alt.YOffset("group:N", sort=groups))
        scale = alt.Scale(domain=groups, range=[style.SERIES[at % 6] for at in range(len(groups))])
        colour = alt.Color("group:N", scale=scale, legend=legend(groups, canvas.width))
        bars = base.mark_bar(height={"band": 0.86}).encode(color=colour)
        height = alt.Step(15, **{"for": "offset"})
    colour = alt.condition("datum.is_gap", alt.value(style.INK_SOFT), alt.value(style.INK))
    if form.reference is None:
        ends = base.mark_text(align="left", dx=4, baseline="middle")
    else:
        # At the right, where the rule of the reference does not run through the digits.
        ends = base.mark_text(align="right", baseline="middle").encode(x=alt.XValue("width"))
    reference = None if form.reference is None else number(form.reference)
    rule = [] if reference is None else _reference(canvas, reference, text(form.reference))
    layers = [
        bars.transform_filter("!datum.is_gap"),
        *rule,
        ends.encode(text=alt.Text("shown:N"), color=colour),
    ]
    drawn = alt.layer(*layers).properties(height=height)
    return drawn if reference is None else drawn.properties(padding=PADDING | {"top": 20})


def _length(form: Bars, canvas: Canvas, rows: Rows, categories: Categories) -> alt.X:
    """The scale from zero, with room for the labels behind the longest bar."""
    reference = form.reference and number(form.reference)
    longest = max([row["value"] for row in rows] + [reference or 0], default=0) or 1
    lowest = min([row["value"] for row in rows] + [0])
    plot = canvas.width - categories.extent
    # The reference's own number stands in the middle above its rule.
    room = max((wide(row["shown"]) for row in rows), default=0) + (16 if form.reference is None else 26)
    return alt.X(
        "value:Q", title=canvas.label(form.value),
        scale=alt.Scale(domain=[lowest, longest * plot / (plot - room)], nice=False, zero=True),
        axis=alt.Axis(labels=False, grid=False, titleAnchor="start"),
    )  # fmt: skip


def _reference(canvas: Canvas, value: float, shown: str) -> list[alt.Chart]:
    base = alt.Chart(canvas.data([{"value": value, "shown": shown}])).encode(x=alt.X("value:Q"))
    rule = base.mark_rule(color=style.CAUTION, strokeWidth=1.4)
    mark = base.mark_text(color=style.CAUTION, baseline="bottom", dy=-3, fontWeight="bold").encode(
        y=alt.YValue(0), text=alt.Text("shown:N")
    )
    return [rule, mark]
