"""Bands from origins to targets: the largest by name, the rest together and in grey."""

from __future__ import annotations

import math
from collections.abc import Iterable

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.charts.parts import Canvas, Rows, number, text
from dagster_project.reports.measure import wide
from dagster_project.reports.model import Flows

HEIGHT = 290
ORIGINS, TARGETS = 6, 10
_GAP = 0.018
_STEPS = 24
_NODE = 0.016
# A value is written in its band where the band is at least so high, as a part of the chart.
_READABLE = 14 / HEIGHT


def draw(form: Flows, canvas: Canvas) -> alt.LayerChart:
    rest = canvas.words.term("charts.rest")
    flows = [
        (text(row[form.origin]), text(row[form.target]), value, text(row[form.value]))
        for row in canvas.table.rows
        if (value := number(row[form.value]))
    ]
    origins = _largest(((origin, value) for origin, _, value, _ in flows), ORIGINS, rest)
    targets = _largest(((target, value) for _, target, value, _ in flows), TARGETS, rest)
    left, right = _stacked(origins), _stacked(targets)
    colours = {name: style.SERIES[at % 6] for at, name in enumerate(origins)} | {rest: style.MUTED}
    bands, labels = _bands(canvas, flows, (left, right), (origins, targets), rest, colours)
    # Names stand outside the nodes, and take as much of the width as they need.
    room = max(map(wide, (*left, *right)), default=0) + 12
    margin = room / (canvas.width - 2 * room)
    scale = alt.Scale(domain=[-margin, 1 + margin], nice=False, zero=False)
    return alt.layer(
        _areas(canvas, bands, scale),
        *_nodes(canvas, scale, left, 0, "right", colours),
        *_nodes(canvas, scale, right, 1, "left", dict.fromkeys(right, style.INK_SOFT)),
        alt.Chart(canvas.data(labels))
        .mark_text(baseline="middle", align="left", fontSize=style.CHART_NOTE)
        .encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("shown:N")),
    ).properties(height=HEIGHT)  # fmt: skip


def _largest(amounts: Iterable[tuple[str, float]], limit: int, rest: str) -> dict[str, float]:
    """Sums by name, the largest first; beyond `limit` they stand together as `rest`, at the end."""
    sums: dict[str, float] = {}
    for name, value in amounts:
        sums[name] = sums.get(name, 0) + value
    ordered = sorted(sums.items(), key=lambda item: (item[0] == rest, -item[1], item[0]))
    if len(ordered) <= limit + 1:
        return dict(ordered)
    kept, others = dict(ordered[:limit]), ordered[limit:]
    return kept | {rest: sum(value for _, value in others)}


def _stacked(nodes: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Top and bottom of each node, as parts of the height, the same total on both sides."""
    total = sum(nodes.values()) or 1
    free = 1 - _GAP * max(0, len(nodes) - 1)
    spans, at = {}, 0.0
    for name, value in nodes.items():
        spans[name] = (at, at + value / total * free)
        at = spans[name][1] + _GAP
    return spans


def _bands(
    canvas: Canvas, flows: list, sides: tuple, named: tuple, rest: str, colours: dict
) -> tuple[Rows, Rows]:
    """Points of every band, and labels of the high ones that have one row of the table behind them."""
    left, right = sides
    joined: dict[tuple[str, str], tuple[float, list[str]]] = {}
    for origin, target, value, shown in flows:
        key = (origin if origin in named[0] else rest, target if target in named[1] else rest)
        amount, texts = joined.get(key, (0, []))
        joined[key] = (amount + value, [*texts, shown])
    places = ({name: at for at, name in enumerate(side)} for side in named)
    by_origin, by_target = places
    starts, ends = ({name: span[0] for name, span in side.items()} for side in sides)
    points: Rows = []
    labels: Rows = []
    for origin, target in sorted(joined, key=lambda key: (by_origin[key[0]], by_target[key[1]])):
        amount, texts = joined[origin, target]
        high = amount / sum(named[0].values()) * (1 - _GAP * max(0, len(left) - 1))
        low = amount / sum(named[1].values()) * (1 - _GAP * max(0, len(right) - 1))
        said = canvas.said(f"{origin} → {target}", texts[0]) if len(texts) == 1 else f"{origin} → {target}"
        points += _curve(starts[origin], high, ends[target], low, f"{origin}→{target}", colours[origin], said)
        if len(texts) == 1 and high >= _READABLE:
            labels.append({"x": _NODE + 0.012, "y": starts[origin] + high / 2, "shown": texts[0]})
        starts[origin] += high
        ends[target] += low
    return points, labels


def _curve(top: float, high: float, end: float, low: float, name: str, colour: str, said: str) -> Rows:
    """A smooth band: it leaves and arrives level."""
    rows: Rows = []
    for step in range(_STEPS + 1):
        part = step / _STEPS
        bend = (1 - math.cos(math.pi * part)) / 2
        upper = top + (end - top) * bend
        lower = top + high + (end + low - top - high) * bend
        rows.append(
            {"x": round(_NODE + (1 - 2 * _NODE) * part, 4), "upper": round(upper, 5),
             "lower": round(lower, 5),
             "band": name, "colour": colour, "said": said}
        )  # fmt: skip
    return rows


def _x(scale: alt.Scale) -> alt.X:
    return alt.X("x:Q", axis=None, scale=scale)


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[1, 0], nice=False))


def _areas(canvas: Canvas, bands: Rows, scale: alt.Scale) -> alt.Chart:
    return alt.Chart(canvas.data(bands)).mark_area(opacity=0.42).encode(
        x=_x(scale), y=_y("upper"), y2=alt.Y2("lower:Q"), detail=alt.Detail("band:N"),
        color=alt.Color("colour:N", scale=None), description=alt.Description("said:N"),
        tooltip=alt.Tooltip("said:N"),
    )  # fmt: skip


def _nodes(
    canvas: Canvas, scale: alt.Scale, spans: dict, side: int, align: str, colours: dict
) -> list[alt.Chart]:
    inner = _NODE if side == 0 else 1 - _NODE
    rows = [
        {"x": float(side), "inner": inner, "top": top, "bottom": bottom, "y": (top + bottom) / 2,
         "name": name, "colour": colours[name]}
        for name, (top, bottom) in spans.items()
    ]  # fmt: skip
    base = alt.Chart(canvas.data(rows)).encode(x=_x(scale))
    block = base.mark_rect().encode(
        x2=alt.X2("inner:Q"), y=_y("top"), y2=alt.Y2("bottom:Q"), color=alt.Color("colour:N", scale=None)
    )
    name = base.mark_text(align=align, baseline="middle", dx=-6 if side == 0 else 6)
    return [block, name.encode(y=_y("y"), text=alt.Text("name:N"))]
