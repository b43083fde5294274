"""Invented employers with valid 统一社会信用代码, and how graduates are spread over them."""

from __future__ import annotations

import numpy as np
import polars as pl
from stdnum.cn import uscc

from dagster_project.demo import vocabulary as words
from dagster_project.demo.draw import generator, weighted

EMPLOYERS = 1400
_REGISTRY = {"10": "11", "20": "12", "21": "12", "22": "12", "23": "12", "29": "12", "55": "54", "56": "55"}


def make_employers(seed: int) -> pl.DataFrame:
    """`EMPLOYERS` rows: employer (0..), employer_name, uscc, nature, industry, region, weight.

    Names and codes are unique, so an employer is the same by either. `weight` is how much it recruits:
    a few employers take many graduates, most take few.
    """
    rng = generator(seed, "employers")
    kinds = weighted(rng, [kind[3] for kind in words.EMPLOYER_KINDS], EMPLOYERS)
    places = weighted(rng, [place[2] for place in words.EMPLOYER_PLACES], EMPLOYERS)
    stems = [a + b for a in words.EMPLOYER_WORDS_A for b in dict.fromkeys(words.EMPLOYER_WORDS_B)]
    rows, used = [], set()
    for number, (kind, place) in enumerate(zip(kinds, places, strict=True)):
        nature, industry, endings, _ = words.EMPLOYER_KINDS[kind]
        region, city, _ = words.EMPLOYER_PLACES[place]
        name = next(
            candidate
            for stem in rng.permutation(stems)
            if (candidate := f"{city}{stem}{endings[number % len(endings)]}") not in used
        )
        used.add(name)
        rows.append((number, name, _uscc(nature, region, number), nature, industry, region))
    columns = ["employer", "employer_name", "uscc", "nature", "industry", "region"]
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        pl.Series("weight", rng.permutation(1 / (np.arange(EMPLOYERS) + 6.0)))
    )


def choose_employers(
    rng: np.random.Generator, employers: pl.DataFrame, natures: tuple[str, ...], n: int
) -> np.ndarray:
    """`n` employer numbers drawn by weight among those of the given 单位性质 (all when none is given)."""
    pool = employers.filter(pl.col("nature").is_in(natures)) if natures else employers
    return pool["employer"].to_numpy()[weighted(rng, pool["weight"].to_list(), n)]


def _uscc(nature: str, region: str, number: int) -> str:
    """A valid code: registry and kind, region, an organisation code of our own, check character."""
    body = f"{_REGISTRY.get(nature, '91')}{region}MADM{number:05d}"
    return body + uscc.calc_check_digit(body)
