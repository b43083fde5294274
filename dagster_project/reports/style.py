"""The house style, once for all formats: type, colours, lines, spacing. No drawing here.

One accent colour. The series colours differ for the colour-blind, and each has a lightness of its own, so
that they stay apart in a grey print: a test computes both. Sizes are points on paper and pixels on a screen.
"""

from __future__ import annotations

from dagster_project.settings import PROJECT_ROOT

FONTS = PROJECT_ROOT / "third_party" / "noto-sans-sc"
FONT_FILES = {"regular": FONTS / "NotoSansSC-Regular.ttf", "bold": FONTS / "NotoSansSC-Bold.ttf"}
FONT = "Noto Sans SC"

# The type scale of the page: steps of about a sixth.
SIZES = {
    "note": 7.5, "table": 8.5, "text": 10, "section": 12.5, "chapter": 18, "figure": 18, "title": 28,
}  # fmt: skip
# Of charts, which are drawn CHART_WIDTH wide and printed at the width of the text, about 0.74 points a unit.
CHART_WIDTH = 640
CHART_TEXT = 12
CHART_NOTE = 11

ACCENT = "#17375E"
ACCENT_SOFT = "#E8EEF5"
INK = "#1B1F24"
INK_SOFT = "#59616B"
LINE = "#D5D9DE"
GRID = "#E7E9EC"
PAPER = "#FFFFFF"
MUTED = "#C3C8CE"
# What a reader must not overlook, and the office's own words: a line at the side and a tint.
CAUTION = "#9A3B26"
CAUTION_SOFT = "#FAF0EC"
OFFICE = "#33808A"
OFFICE_SOFT = "#EDF5F6"

SERIES = ("#17375E", "#9A3B26", "#33808A", "#D1943A", "#A5C4E0", "#EEE0BE")
# Only these are dark enough for a thin line; with more series the dashes tell them apart.
LINE_SERIES = SERIES[:4]
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3))
SHAPES = ("circle", "square", "triangle-up", "diamond")
# From few to many, light to dark, of one hue.
RAMP = ("#EEF3F8", "#CFDDEB", "#A5C4E0", "#6F9CC6", "#3F6FA0", "#17375E")

# Spacing in points; everything is a multiple of the unit.
UNIT = 4


def lightness(colour: str) -> float:
    """CIE lightness of `#RRGGBB`, 0 black to 100 white: what is left of a colour in a grey print."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * luminance ** (1 / 3) - 16 if luminance > 216 / 24389 else luminance * 24389 / 27


def ink_on(colour: str) -> str:
    """The colour of text that stands on `colour`."""
    return PAPER if lightness(colour) < 55 else INK


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
