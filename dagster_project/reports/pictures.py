"""Every chart of a document drawn once, for all formats: its specification, an SVG, and a PNG of that."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from dagster_project.reports import charts
from dagster_project.reports.model import Chart, Document, Intervals

# How many times finer than the screen the PNG is.
SCALE = 2
# Pixels on a telephone, where the page draws its charts anew.
NARROW = 340
# Points with intervals have two labels in a line: narrower than this, nothing is left between them.
NARROW_INTERVALS = 440
# Drawing is native code that lets other threads work meanwhile.
_THREADS = 2
_SIZE = re.compile(r'<svg[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


@dataclass(frozen=True)
class Picture:
    """A drawn chart: Vega-Lite specifications with their data (`narrow` for telephones), SVG and PNG."""

    spec: dict[str, Any]
    narrow: dict[str, Any]
    svg: str
    png: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in CSS pixels."""
        found = _SIZE.search(self.svg)
        if found is None:
            raise ValueError("The drawing has no width and height.")
        return round(float(found[1])), round(float(found[2]))


Pictures = dict[str, Picture]


def pictures(document: Document) -> Pictures:
    """The charts of the document by their keys."""
    lang = document.edition.lang

    def drawn(chart: Chart) -> Picture:
        spec = charts.spec(chart, lang)
        svg = charts.svg(spec)
        narrow = charts.spec(chart, lang, NARROW_INTERVALS if isinstance(chart.form, Intervals) else NARROW)
        return Picture(spec, narrow, svg, charts.raster(svg, SCALE))

    found = charts.charts_of(document)
    with charts.unchecked(), ThreadPoolExecutor(_THREADS) as pool:
        return dict(zip([chart.key for chart in found], pool.map(drawn, found), strict=True))
