"""Lines over days or over positions in order; breaks in the definition cut them.

Positions are numbers on the axis: days since a fixed day, or places in the order of the table. So no clock
and no time zone of a reader's machine moves a point.
"""

from __future__ import annotations

from datetime import date

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.charts.parts import PADDING, Canvas, Rows, axis_format, day, legend, number, text
from dagster_project.reports.model import Lines

HEIGHT = 155
# With more positions than this, only the first and the last point of a line carry their value.
LABELLED = 6
_LINE = 14
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def draw(form: Lines, canvas: Canvas) -> alt.LayerChart:
    axis = _Axis(form, canvas)
    series = list(dict.fromkeys(_series(form, row) for row in canvas.table.rows))
    rows = _points(form, canvas, axis)
    values = [row["value"] for row in rows if row["value"] is not None] or [0, 1]
    low, high = _span(values, canvas.kind(form.value))
    _place_labels(rows, low, high, axis.count)
    for row in rows:
        row["floor"], row["align"] = low, axis.align(row["at"])
    colours = [style.LINE_SERIES[at % 4] for at in range(len(series))]
    dashes = [list(style.DASHES[(at + at // 4) % 4]) for at in range(len(series))]
    shown = legend(series, canvas.width, symbolType="stroke", offset=26) if len(series) > 1 else None
    x = alt.X(
        "at:Q", title=None, scale=alt.Scale(domain=axis.domain, nice=False, zero=False), axis=axis.drawn()
    )
    y = alt.Y(
        "value:Q", title=canvas.label(form.value),
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(
            tickCount=5, format=axis_format(canvas.kind(form.value), low, high), titleAngle=0,
            titleAlign="left", titleAnchor="end", titleX=0, titleY=-10, titleBaseline="bottom",
        ),
    )  # fmt: skip
    colour = alt.Color("series:N", scale=alt.Scale(domain=series, range=colours), legend=shown)
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=series, range=dashes), legend=shown)
    base = alt.Chart(canvas.data(rows)).encode(
        x=x, y=y, color=colour, description=alt.Description("said:N"), tooltip=alt.Tooltip("said:N")
    )
    there = base.transform_filter("isValid(datum.value)")
    size = 46 if axis.count <= 12 else 16
    layers = [
        there.mark_line(strokeWidth=2).encode(strokeDash=dash, detail=alt.Detail("segment:N")),
        there.transform_filter("!datum.is_break").mark_point(
            filled=True, size=size, opacity=1, shape="circle"
        ),
        there.transform_filter("datum.is_break").mark_point(
            filled=False, fill=style.PAPER, size=70, strokeWidth=2, opacity=1, shape="circle"
        ),
        there.transform_filter("datum.is_labelled").mark_text(
            baseline="middle", align=alt.ExprRef("datum.align")
        ).encode(y=alt.Y("label:Q"), text=alt.Text("shown:N")),
        base.transform_filter("!isValid(datum.value)").mark_text(baseline="bottom").encode(
            y=alt.Y("floor:Q"), text=alt.Text("shown:N"), color=alt.ColorValue(style.INK_SOFT)
        ),
        *_breaks(form, canvas, axis),
    ]  # fmt: skip
    return alt.layer(*layers).properties(
        height=HEIGHT, padding=PADDING | {"top": 24 if shown is None else 5, "right": 12}
    )


class _Axis:
    """Where the positions stand and what is written below them."""

    def __init__(self, form: Lines, canvas: Canvas) -> None:
        runs = list({text(row[form.position]): row[form.position] for row in canvas.table.rows}.items())
        days = [day(run) for _, run in runs]
        self.is_time = bool(runs) and all(days)
        self.count, self.lang = len(runs), canvas.lang
        places = [one.toordinal() for one in days if one] if self.is_time else range(self.count)
        self.at = {label: place for (label, _), place in zip(runs, places, strict=True)}
        ends = (min(self.at.values(), default=0), max(self.at.values(), default=0))
        margin = max(1, (ends[1] - ends[0]) * 0.035) if self.is_time else 0.5
        self.domain = [ends[0] - margin, ends[1] + margin]

    def align(self, place: float) -> str:
        """How a label stands to its point: inwards at the ends of a time axis, where it would run out."""
        ends = {min(self.at.values()): "left", max(self.at.values()): "right"}
        return ends.get(place, "center") if self.is_time else "center"

    def before(self, label: str) -> float:
        """The place halfway between a position and the one before it."""
        earlier = [place for place in self.at.values() if place < self.at[label]]
        return (self.at[label] + max(earlier)) / 2 if earlier else self.domain[0]

    def drawn(self) -> alt.Axis:
        labels = self._months() if self.is_time else {place: label for label, place in self.at.items()}
        spelled = ", ".join(f"'{place}': '{_escaped(label)}'" for place, label in labels.items())
        return alt.Axis(
            values=list(labels), labelExpr=f"({{{spelled}}})[datum.value]", grid=False, domain=True,
            domainColor=style.LINE, labelLimit=0, labelOverlap=False, labelPadding=6,
        )  # fmt: skip

    def _months(self) -> dict[int, str]:
        """First days of months between the ends, thinned so that their names do not touch."""
        first, last = (date.fromordinal(int(end)) for end in self.domain)
        months = [
            date(place // 12, place % 12 + 1, 1)
            for place in range(first.year * 12 + first.month, last.year * 12 + last.month)
        ]
        thinned = months[:: len(months) // 12 + 1]
        return {one.toordinal(): self._month(one, one == thinned[0]) for one in thinned}

    def _month(self, month: date, is_first: bool) -> str:
        has_year = is_first or month.month == 1
        if self.lang == "zh":
            return f"{month.year}年{month.month}月" if has_year else f"{month.month}月"
        return f"{_MONTHS[month.month - 1]} {month.year}" if has_year else _MONTHS[month.month - 1]


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace("'", "\\'")


def _series(form: Lines, row: tuple) -> str:
    return "" if form.series is None else text(row[form.series])


def _points(form: Lines, canvas: Canvas, axis: _Axis) -> Rows:
    """The points by series and position; `segment` changes where a line must not go on."""
    rows: Rows = []
    ordered = sorted(
        canvas.table.rows, key=lambda row: (_series(form, row), axis.at[text(row[form.position])])
    )
    segment, last = 0, None
    for row in ordered:
        series, position, value = _series(form, row), text(row[form.position]), number(row[form.value])
        is_break = position in form.breaks
        if series != last or is_break or value is None:
            segment += 1
        last = series
        said = canvas.said(f"{series} {position}".strip(), text(row[form.value]))
        rows.append(
            {"at": axis.at[position], "value": value, "shown": text(row[form.value]), "series": series,
             "segment": str(segment), "is_break": is_break, "said": said}
        )  # fmt: skip
    return rows


def _span(values: list[float], kind: str) -> tuple[float, float]:
    """The axis: the values with room above and below; shares stay within 0 and 1 as far as labels allow."""
    low, high = min(values), max(values)
    margin = (high - low) * 0.18 or abs(high) * 0.1 or 1
    floor = 0 if low >= 0 else low - margin
    return max(floor, low - margin), min(high + margin, 1.06 if kind == "share" else high + margin)


def _place_labels(rows: Rows, low: float, high: float, positions: int) -> None:
    """Give each labelled point the height of its label: above it, and clear of the labels of other lines."""
    scale = HEIGHT / (high - low)
    ends: dict[str, list[float]] = {}
    for row in rows:
        if row["value"] is not None:
            ends.setdefault(row["series"], []).append(row["at"])
    taken: dict[float, list[float]] = {}
    for row in sorted(rows, key=lambda row: (row["at"], row["value"] or 0)):
        there = row["value"] is not None
        row["is_labelled"] = there and (
            positions <= LABELLED or row["at"] in (ends[row["series"]][0], ends[row["series"]][-1])
        )
        if row["is_labelled"]:
            above = (row["value"] - low) * scale + _LINE
            below = taken.get(row["at"], [])
            height = max(above, below[-1] + _LINE) if below else above
            taken.setdefault(row["at"], []).append(height)
            row["label"] = low + height / scale


def _breaks(form: Lines, canvas: Canvas, axis: _Axis) -> list[alt.Chart]:
    said = canvas.words.term("charts.break")
    rows = [{"at": axis.before(label), "said": said} for label in form.breaks if label in axis.at]
    if not rows:
        return []
    base = alt.Chart(canvas.data(rows)).encode(x=alt.X("at:Q"))
    rule = base.mark_rule(color=style.INK_SOFT, strokeDash=[4, 3])
    note = base.mark_text(
        color=style.INK_SOFT, baseline="bottom", align="center", dy=-2, fontSize=style.CHART_NOTE
    )
    return [rule, note.encode(y=alt.YValue(0), text=alt.Text("said:N"))]
