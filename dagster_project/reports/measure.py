"""How wide a text is, about, and where it may be broken. Estimates are enough for labels and columns."""

from __future__ import annotations

import unicodedata

from dagster_project.reports.style import CHART_TEXT

# Width of a letter as a part of the type size; ideographs fill a square, Latin letters and digits about this.
_NARROW = 0.56


def wide(words: str, size: float = CHART_TEXT) -> float:
    """About how many pixels a line of text takes."""
    return sum(size if unicodedata.east_asian_width(one) in "WFA" else size * _NARROW for one in words)


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
