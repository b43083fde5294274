"""The house's colours are told apart by the colour-blind and in a grey print; text on them can be read."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from dagster_project.reports import style

# What is left of linear red, green and blue when one kind of cone is missing (Machado, Oliveira and Fernandes
# 2009, severity 1).
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
}  # fmt: skip


def linear(colour: str) -> list[float]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    seen = [
        min(1, max(0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in VISION[vision]
    ]
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    white = (0.95047, 1, 1.08883)
    x, y, z = (
        sum(a * b for a, b in zip(row, seen, strict=True)) / full
        for row, full in zip(to_xyz, white, strict=True)
    )
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2: 1 none, 21 black on white."""
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in (linear(one), linear(other)))
    return lights[1] / lights[0]


@pytest.mark.parametrize("vision", VISION)
def test_any_two_series_colours_differ_clearly_for_everybody(vision):
    # A difference of about 2 is just seen; 20 is another colour at a glance.
    for one, other in combinations(style.SERIES, 2):
        apart = sum((a - b) ** 2 for a, b in zip(lab(one, vision), lab(other, vision), strict=True)) ** 0.5
        assert apart > 20, (one, other)


@pytest.mark.parametrize("colours", [style.SERIES, style.RAMP])
def test_each_colour_has_a_grey_of_its_own(colours):
    greys = sorted(style.lightness(colour) for colour in colours)
    assert all(after - before >= 7 for before, after in pairwise(greys)), greys


def test_lightness_is_that_of_the_cie():
    assert style.lightness("#000000") == 0
    assert style.lightness("#FFFFFF") == pytest.approx(100, abs=0.01)
    # Middle grey of sRGB: 53.585.
    assert style.lightness("#808080") == pytest.approx(53.585, abs=0.01)


@pytest.mark.parametrize("colour", [*style.SERIES, *style.RAMP])
def test_text_on_a_colour_can_be_read(colour):
    assert contrast(style.ink_on(colour), colour) >= 4.5


@pytest.mark.parametrize("ink", [style.INK, style.INK_SOFT, style.ACCENT, style.CAUTION])
@pytest.mark.parametrize("paper", [style.PAPER, style.ACCENT_SOFT, style.CAUTION_SOFT, style.OFFICE_SOFT])
def test_ink_can_be_read_on_every_tint(ink, paper):
    assert contrast(ink, paper) >= 4.5
