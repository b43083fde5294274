"""Seeded drawing: generators by name, weighted choices, exact sums. Knows nothing of graduates or files.

Every part of the demonstration draws from its own generator, so that a change in one part leaves the
bytes of the others as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import polars as pl


def generator(seed: int, *part: object) -> np.random.Generator:
    """The generator of one part of the demonstration, a function of the seed and the part's name alone."""
    return np.random.default_rng([seed, zlib.crc32("|".join(map(str, part)).encode())])


def weighted(rng: np.random.Generator, weights: Sequence[float], n: int) -> np.ndarray:
    """`n` indices into `weights`, drawn in proportion to them."""
    ends = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(ends, rng.random(n) * ends[-1], side="right").clip(max=len(ends) - 1)


def texts(values: np.ndarray) -> pl.Series:
    """An object array of text and None as a text series."""
    return pl.Series(values.tolist(), dtype=pl.String)


def exact_sum(rng: np.random.Generator, n: int, total: int, least: int) -> np.ndarray:
    """`n` whole numbers of at least `least` each that add up to `total` exactly."""
    share = rng.dirichlet(np.full(n, 2.0))
    return least + rng.multinomial(total - n * least, share)


def some(rng: np.random.Generator, n: int, count: int) -> np.ndarray:
    """`count` distinct indices below `n`, in ascending order (all of them when there are fewer)."""
    return np.sort(rng.choice(n, size=min(count, n), replace=False))
