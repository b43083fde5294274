"""A point with its interval for each category, and both written at the right."""

from __future__ import annotations

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.charts.parts import (
    Canvas,
    Categories,
    Rows,
    axis_format,
    number,
    text,
)
from dagster_project.reports.measure import wide
from dagster_project.reports.model import Intervals


def draw(form: Intervals, canvas: Canvas) -> alt.LayerChart:
    table = canvas.table
    names = [text(row[form.category]) for row in table.rows]
    categories = Categories(names, canvas, repeats=True)
    rows: Rows = []
    for row, name, key in zip(table.rows, names, categories.keys, strict=True):
        value, low, high = (number(row[column]) for column in (form.value, form.low, form.high))
        shown = text(row[form.value])
        if low is not None and high is not None:
            between = {"low": text(row[form.low]), "high": text(row[form.high])}
            shown += "".join(map(text, canvas.words.fill("charts.interval", between)))
        rows.append(
            {"key": key, "value": value, "low": low, "high": high, "shown": shown,
             "said": canvas.said(name, shown)}
        )  # fmt: skip
    base = alt.Chart(canvas.data(rows)).encode(
        y=categories.axis(), description=alt.Description("said:N"), tooltip=alt.Tooltip("said:N")
    )
    span = base.mark_rule(color=style.ACCENT, strokeWidth=2.5, opacity=0.45).encode(
        x=_scale(form, canvas, rows, categories), x2=alt.X2("high:Q")
    )
    point = base.mark_point(color=style.ACCENT, filled=True, size=70, opacity=1).encode(x=alt.X("value:Q"))
    label = base.mark_text(align="right", baseline="middle").encode(
        x=alt.XValue("width"), text=alt.Text("shown:N")
    )
    return alt.layer(
        span.transform_filter("isValid(datum.low) && isValid(datum.high)"),
        point.transform_filter("isValid(datum.value)"),
        label,
    ).properties(height=alt.Step(categories.step))


def _scale(form: Intervals, canvas: Canvas, rows: Rows, categories: Categories) -> alt.X:
    """From the lowest bound to the highest, and as much more as the labels take; not always from zero."""
    ends = [row[name] for row in rows for name in ("value", "low", "high") if row[name] is not None] or [0, 1]
    low, high = min(ends), max(ends)
    margin = (high - low) * 0.06 or abs(high) * 0.05 or 1
    low, high = low - margin, high + margin
    if canvas.kind(form.value) == "share":
        low, high = max(low, 0), min(high, 1.002)
    plot = canvas.width - categories.extent
    room = max((wide(row["shown"]) for row in rows), default=0) + 24
    ticks = _ticks(low, high)
    return alt.X(
        "low:Q", title=canvas.label(form.value),
        scale=alt.Scale(domain=[low, low + (high - low) * plot / (plot - room)], nice=False, zero=False),
        axis=alt.Axis(
            values=ticks, format=axis_format(canvas.kind(form.value), low, high), titleAnchor="start"
        ),
    )  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    """Round positions inside the span of the data: about five."""
    step = next(
        step for power in range(-4, 9) for step in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
        if (high - low) / step <= 5
    )  # fmt: skip
    first, last = -int(-low // step), int(high // step)
    return [round(step * place, 6) for place in range(first, last + 1)]
