"""Parts of a whole, one bar a category; a part's value stands in it where it fits."""

from __future__ import annotations

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.charts.parts import Canvas, Categories, Rows, legend, number, text
from dagster_project.reports.measure import wide
from dagster_project.reports.model import Stacks


def draw(form: Stacks, canvas: Canvas) -> alt.LayerChart:
    table = canvas.table
    names = [text(row[form.category]) for row in table.rows]
    categories = Categories(names, canvas)
    parts = list(dict.fromkeys(text(row[form.part]) for row in table.rows))
    colours = _colours(len(parts))
    rows = _laid(form, canvas, categories.keys, dict(zip(parts, colours, strict=True)))
    longest = max((row["end"] for row in rows), default=0) or 1
    plot = canvas.width - categories.extent
    for row in rows:
        row["fits"] = (row["end"] - row["start"]) / longest * plot > wide(row["shown"]) + 4
    scale = alt.Scale(domain=parts, range=colours)
    base = alt.Chart(canvas.data(rows)).encode(
        y=categories.axis(), description=alt.Description("said:N"), tooltip=alt.Tooltip("said:N"),
        x=alt.X("start:Q", title=canvas.label(form.value), scale=alt.Scale(domain=[0, longest], nice=False),
                axis=alt.Axis(labels=False, grid=False, titleAnchor="start")),
    )  # fmt: skip
    drawn = base.mark_bar(height={"band": 0.72}, stroke=style.PAPER, strokeWidth=1).encode(
        x2=alt.X2("end:Q"), color=alt.Color("part:N", scale=scale, legend=legend(parts, canvas.width))
    )
    gaps = base.mark_bar(
        height={"band": 0.72}, fill=style.PAPER, stroke=style.INK_SOFT, strokeDash=[2, 2], strokeWidth=0.8
    ).encode(x2=alt.X2("end:Q"))
    labels = base.mark_text(baseline="middle").encode(
        x=alt.X("middle:Q"), text=alt.Text("shown:N"), color=alt.Color("ink:N", scale=None)
    )
    return alt.layer(
        drawn.transform_filter("!datum.is_gap"),
        gaps.transform_filter("datum.is_gap"),
        labels.transform_filter("datum.fits"),
    ).properties(height=alt.Step(max(26, categories.step)))


def _laid(form: Stacks, canvas: Canvas, keys: list[str], colours: dict[str, str]) -> Rows:
    """Where each part begins and ends. Withheld parts share what is left: one gap with their symbol."""
    rows: Rows = []
    at: dict[str, float] = {}
    gaps: dict[str, list[str]] = {}
    for row, key in zip(canvas.table.rows, keys, strict=True):
        value, part = number(row[form.value]), text(row[form.part])
        shown = canvas.labelled(row, form.value, form.counts)
        start = at.setdefault(key, 0)
        if value is None:
            gaps.setdefault(key, []).append(shown)
            continue
        at[key] = start + value
        name = f"{text(row[form.category])} {part}"
        rows.append(
            _piece(key, part, start, at[key], shown, canvas.said(name, shown), style.ink_on(colours[part]))
        )
    whole = 1 if canvas.kind(form.value) == "share" else max(at.values(), default=0)
    for key, symbols in gaps.items():
        left = max(whole - at[key], whole * 0.03)
        symbol = " ".join(dict.fromkeys(symbols))
        rows.append(_piece(key, "", at[key], at[key] + left, symbol, symbol, style.INK) | {"is_gap": True})
    return rows


def _piece(
    key: str, part: str, start: float, end: float, shown: str, said: str, ink: str
) -> dict[str, object]:
    return {
        "key": key, "part": part, "start": start, "end": end, "middle": (start + end) / 2,
        "shown": shown, "said": said, "ink": ink, "is_gap": False,
    }  # fmt: skip


def _colours(count: int) -> list[str]:
    """Series colours; with more parts than there are, steps of one hue in turn, which borders keep apart."""
    if count <= len(style.SERIES):
        return list(style.SERIES[:count])
    return [(*style.SERIES, *style.RAMP[1:5])[at % 10] for at in range(count)]
