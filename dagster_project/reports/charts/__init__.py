"""Charts of the report: a Vega-Lite specification from a `model.Chart`, and its SVG and PNG.

One module a form; what they share is in `parts`. A chart is drawn from its table's values and nothing else:
marks stand where the raw values are, labels are the very texts that the table shows, and what is withheld is
a gap with its symbol. Nothing is fetched: the data stand in the specification, the font in `third_party`.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from dagster_project.reports import style
from dagster_project.reports.charts import bars, flows, intervals, lines, stacks, tiles
from dagster_project.reports.charts.parts import Canvas, finished
from dagster_project.reports.model import (
    Bars,
    Chart,
    Document,
    Flows,
    Intervals,
    Lines,
    ProvinceTiles,
    Stacks,
)
from dagster_project.reports.values import Lang

_DRAWN_BY = {
    Bars: bars.draw,
    Stacks: stacks.draw,
    Lines: lines.draw,
    Intervals: intervals.draw,
    ProvinceTiles: tiles.draw,
    Flows: flows.draw,
}
# Two threads are enough for two cores; the converter takes turns with itself beyond that.
_THREADS = 2


def spec(chart: Chart, lang: Lang, width: int = style.CHART_WIDTH) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, `width` pixels wide; its description is the chart's message."""
    canvas = Canvas(chart.table, lang, width)
    return finished(_DRAWN_BY[type(chart.form)](chart.form, canvas), chart, canvas)


def unchecked() -> AbstractContextManager[None]:
    """While open, altair does not hold every part of a chart against its schema: a test does, for every form.

    It is switched for the whole process.
    """
    from altair.utils.schemapi import debug_mode

    return debug_mode(False)


def svg(specification: dict[str, Any]) -> str:
    """The picture of a specification; the same one gives the same text."""
    return _converter().vegalite_to_svg(specification, vl_version="6.4", allowed_base_urls=[])


def png(specification: dict[str, Any], scale: float = 2) -> bytes:
    """The picture as PNG, `scale` times as many pixels as the SVG's size."""
    return raster(svg(specification), scale)


def raster(picture: str, scale: float = 2) -> bytes:
    """The PNG of an SVG that is drawn already."""
    return bytes(_converter().svg_to_png(picture, scale=scale))


def charts_of(document: Document) -> list[Chart]:
    """All charts of a report, in their order."""
    return [
        block
        for chapter in document.chapters
        for section in chapter.sections
        for block in section.blocks
        if isinstance(block, Chart)
    ]


def specs(charts: Iterable[Chart], lang: Lang, width: int = style.CHART_WIDTH) -> dict[str, dict[str, Any]]:
    """Specifications of charts by their keys."""
    return {chart.key: spec(chart, lang, width) for chart in charts}


def svgs(specifications: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The pictures of many specifications, by the same keys, drawn side by side."""
    with ThreadPoolExecutor(_THREADS) as pool:
        return dict(zip(specifications, pool.map(svg, specifications.values()), strict=True))


def pngs(specifications: dict[str, dict[str, Any]], scale: float = 2) -> dict[str, bytes]:
    """The same as PNG."""
    with ThreadPoolExecutor(_THREADS) as pool:
        drawn = pool.map(lambda one: png(one, scale), specifications.values())
        return dict(zip(specifications, drawn, strict=True))


@cache
def _converter() -> Any:
    """vl-convert, told of our font once; it starts a JavaScript engine, so it is loaded when first used."""
    import vl_convert

    vl_convert.register_font_directory(str(style.FONTS))
    return vl_convert
