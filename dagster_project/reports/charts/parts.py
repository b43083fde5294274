"""What all forms of charts share: the canvas, texts and numbers of cells, labels that fit, the look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.measure import wide, wrapped
from dagster_project.reports.model import Chart, Run, Table
from dagster_project.reports.values import Kind, Lang, Value
from dagster_project.reports.words import Words

Rows = list[dict[str, Any]]
# Between the number that orders a category and its label.
KEY = 4
# The part of the width that labels of categories may take before they stand in two lines; more where there
# are several categories, since one label in two lines sets all of them apart.
LABELS, MANY_LABELS = 0.42, 0.5
SEVERAL, MANY = 8, 16
# From one line of a label to the next.
LINE = 13
# Around a chart.
PADDING = {"left": 5, "right": 5, "top": 2, "bottom": 0}
# Narrower than this, on a telephone, counts behind the values would leave nothing for the marks.
ROOMY = 480


@dataclass(frozen=True)
class Canvas:
    """What a form draws on: the table, the language, the width in pixels."""

    table: Table
    lang: Lang
    width: int
    datasets: dict[str, Rows] = field(default_factory=dict)

    def data(self, rows: Rows) -> alt.NamedData:
        """Rows for a layer. They stand beside the layers, since altair often copies what is inside them."""
        name = f"rows{len(self.datasets)}"
        self.datasets[name] = rows
        return alt.NamedData(name=name)

    @property
    def words(self) -> Words:
        return Words(self.lang)

    def label(self, column: int) -> str:
        return self.table.columns[column].label

    def kind(self, column: int) -> Kind:
        """The kind of a column's values; a column without any counts."""
        cells = (row[column] for row in self.table.rows)
        return next((cell.kind for cell in cells if isinstance(cell, Value)), "count")

    def labelled(self, row: Sequence[Run], value: int, counts: Sequence[int]) -> str:
        """The label of a mark: the value and, if it is shown, what it is counted from."""
        shown = text(row[value])
        if not counts or self.width < ROOMY or number(row[value]) is None:
            return shown
        told = self.words.fill("charts.counts", {"counts": "/".join(text(row[column]) for column in counts)})
        return shown + "".join(map(text, told))

    def said(self, name: str, value: str) -> str:
        """The text of one mark for those who do not see it."""
        return "".join(map(text, self.words.fill("charts.point", {"name": name, "value": value})))


def text(run: Run) -> str:
    return run if isinstance(run, str) else run.text


def number(run: Run) -> float | None:
    """The number to draw; None when there is none or it is withheld."""
    if isinstance(run, Value) and not run.withheld and isinstance(run.raw, int | float):
        return run.raw
    return None


def day(run: Run) -> date | None:
    return run.raw if isinstance(run, Value) and isinstance(run.raw, date) else None


class Categories:
    """The categories of an axis in the table's order, one a label; `repeats` keeps equal labels apart."""

    def __init__(self, labels: Sequence[str], canvas: Canvas, *, repeats: bool = False) -> None:
        distinct = labels if repeats else list(dict.fromkeys(labels))
        self.limit = canvas.width * (LABELS if len(distinct) <= SEVERAL else MANY_LABELS)
        self._lines = [wrapped(label, self.limit) for label in distinct]
        keys = [f"{place:03d}|" + "\n".join(lines) for place, lines in enumerate(self._lines)]
        self.keys = keys if repeats else [keys[distinct.index(label)] for label in labels]
        self.count = len(distinct)

    @property
    def extent(self) -> float:
        """Pixels that the labels take, with the space to the axis."""
        return max((wide(line) for lines in self._lines for line in lines), default=0) + 8

    @property
    def step(self) -> int:
        """Pixels from one category to the next: less when there are many, enough for labels side by side."""
        roomy = 20 if self.count <= SEVERAL else 17 if self.count <= MANY else 14
        heights = [len(lines) for lines in self._lines]
        tallest = max((above + below for above, below in pairwise(heights)), default=2) / 2
        return max(roomy, math.ceil(tallest * LINE) + 1 if max(heights, default=1) > 1 else 0)

    def axis(self) -> alt.Y:
        return alt.Y(
            "key:N", sort=None, title=None,
            axis=alt.Axis(
                labelExpr=f"split(slice(datum.label, {KEY}), '\\n')", labelLimit=0, labelPadding=6,
                labelLineHeight=LINE,
                # Two lines then stand around the middle of the row.
                labelBaseline={
                    "condition": {"test": "indexof(datum.value, '\\n') > 0", "value": "bottom"},
                    "value": "middle",
                },
            ),
        )  # fmt: skip


def legend(labels: Sequence[str], width: float, **look: Any) -> alt.Legend:
    """A legend above the chart, in as many columns as fit."""
    widest = max(map(wide, labels), default=0) + 34
    return alt.Legend(
        title=None, orient="top", direction="horizontal", columns=max(1, int(width // widest)), labelLimit=0,
        **look,
    )  # fmt: skip


def axis_format(kind: Kind, low: float, high: float) -> str:
    """The d3 format of an axis' own numbers, behind which there is no row: no more places than needed."""
    if kind in ("share", "points"):
        return ".0%" if high - low >= 0.06 else ".1%"
    return ",.0f" if high - low >= 8 else ".1f" if high - low >= 0.8 else ".2f"


def finished(drawn: alt.LayerChart, chart: Chart, canvas: Canvas) -> dict[str, Any]:
    """The specification with the house's look and the chart's message.

    Not validated here, which would take most of the time: a test validates every form.
    """
    message = "".join(text(run) for run in chart.message)
    dressed = drawn.properties(
        width=canvas.width, description=message, background="transparent",
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )  # fmt: skip
    made = dressed.configure(
        font=style.FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=style.CHART_TEXT, titleFontSize=style.CHART_NOTE, labelColor=style.INK,
            titleColor=style.INK_SOFT, titleFontWeight="normal", domain=False, ticks=False,
            gridColor=style.GRID, labelFontWeight="normal",
        ),
        legend=alt.LegendConfig(
            labelFontSize=style.CHART_TEXT, labelColor=style.INK, symbolSize=110, offset=8
        ),
        text=alt.MarkConfig(fontSize=style.CHART_TEXT, color=style.INK),
    )  # fmt: skip
    return {"padding": PADDING} | made.to_dict(validate=False) | {"datasets": canvas.datasets}
