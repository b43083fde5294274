"""Every chart of a document drawn once, for all formats: its specification, an SVG, and a PNG when asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dagster_project.reports import charts
from dagster_project.reports.model import Chart, Document

# How many times finer than the screen the PNG is.
SCALE = 2
_SIZE = re.compile(r'<svg[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


@dataclass(frozen=True)
class Picture:
    """A chart that is drawn; `spec` is its Vega-Lite specification with the data in it."""

    spec: dict[str, Any]

    @cached_property
    def svg(self) -> str:
        return charts.svg(self.spec)

    @cached_property
    def png(self) -> bytes:
        return charts.png(self.spec, SCALE)

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
    found = [
        block
        for chapter in document.chapters
        for section in chapter.sections
        for block in section.blocks
        if isinstance(block, Chart)
    ]
    return {chart.key: Picture(charts.spec(chart, document.edition.lang)) for chart in found}
