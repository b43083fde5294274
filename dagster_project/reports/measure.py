"""How wide a text is in the report's font, and where it may be broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from dagster_project.reports.style import CHART_TEXT, FONT_FILES


def wide(words: str, size: float = CHART_TEXT, weight: str = "regular") -> float:
    """Pixels or points that a line of text takes."""
    advance = _advance(weight)
    return size * sum(map(advance, words))


@cache
def _advance(weight: str) -> Callable[[str], float]:
    """Width of a character as a part of the type size; one without a glyph fills a square."""
    # Loaded when first used: most commands measure nothing.
    from fontTools.ttLib import TTFont

    font = TTFont(FONT_FILES[weight], lazy=True)
    names, widths, whole = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return cache(lambda one: widths[names[ord(one)]][0] / whole if ord(one) in names else 1.0)


def wrapped(words: str, limit: float) -> list[str]:
    """`words` in lines of at most `limit` pixels: between words, or between any two ideographs."""
    lines, line = [], ""
    for piece in _pieces(words):
        if line and wide(line + piece.rstrip()) > limit:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for one in words:
        is_wide = unicodedata.east_asian_width(one) in "WF"
        if pieces and not is_wide and not pieces[-1].endswith(" ") and not _ends_wide(pieces[-1]):
            pieces[-1] += one
        else:
            pieces.append(one)
    return pieces


def _ends_wide(piece: str) -> bool:
    return unicodedata.east_asian_width(piece[-1]) in "WF"
