"""Invented employers with valid 统一社会信用代码, their branches and groups, and how graduates spread.

What an employer is lives here; how a file spells it is `spelling.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from stdnum.cn import uscc

from dagster_project.demo import vocabulary as words
from dagster_project.demo.draw import generator, weighted

EMPLOYERS = 1400
BRANCHED = 30  # employers with branches
GROUPS = 14  # state groups that own some of the employers
# Identities: employers count from 0, branches with a code of their own and groups from these numbers.
FIRST_BRANCH, FIRST_GROUP = 10_000, 20_000
UNIVERSITY, NOBODY = 30_000, -1
UNIVERSITY_NAME = "西安交通大学"
_REGISTRY = {"10": "11", "20": "12", "21": "12", "22": "12", "23": "12", "29": "12", "55": "54", "56": "55"}


@dataclass(frozen=True)
class Market:
    """All employers of the demonstration.

    employers   frame of `make_employers` with `parent` (identity of the group that owns it, or null)
    branches    branch (0..), employer (whose it is), name, uscc (null: it files under the employer's), region
    groups      identity, name, uscc
    """

    employers: pl.DataFrame
    branches: pl.DataFrame
    groups: pl.DataFrame

    @property
    def parents(self) -> dict[int, int]:
        """Identity -> identity of what it belongs to: a branch to its employer, a subsidiary to its group."""
        owned = self.employers.filter(pl.col("parent").is_not_null()).select("employer", "parent")
        own_code = self.branches.filter(pl.col("uscc").is_not_null())
        branches = own_code.select(pl.col("branch") + FIRST_BRANCH, "employer")
        return dict(owned.iter_rows()) | dict(branches.iter_rows())

    @property
    def names(self) -> dict[int, tuple[str, str]]:
        """Identity -> name and 统一社会信用代码 of every employer, group, and branch with its own code."""
        own_code = self.branches.filter(pl.col("uscc").is_not_null())
        rows = [
            *self.employers.select("employer", "employer_name", "uscc").iter_rows(),
            *own_code.select(pl.col("branch") + FIRST_BRANCH, "name", "uscc").iter_rows(),
            *self.groups.select("identity", "name", "uscc").iter_rows(),
        ]
        return {identity: (name, code) for identity, name, code in rows}


def make_market(seed: int) -> Market:
    """Employers, branches of the larger ones, and groups that own some of the others."""
    employers = make_employers(seed)
    rng = generator(seed, "market")
    heavy = employers.filter(
        (pl.col("nature") == "31") & (pl.col("industry") == "35")
        | (pl.col("nature") == "39") & pl.col("industry").is_in(["22", "34"])
    ).sort("weight", descending=True)
    branched = heavy["employer"][:BRANCHED].to_list()
    names = [f"中国{a}{b}" for a, b in zip(words.EMPLOYER_WORDS_A, words.EMPLOYER_WORDS_B, strict=False)]
    groups = [
        (
            FIRST_GROUP + number,
            names[number] + words.GROUP_WORDS[number % len(words.GROUP_WORDS)],
            code_of("31", "110108", EMPLOYERS + 500 + number),
        )
        for number in range(GROUPS)
    ]
    owned = employers.select(
        is_owned=(pl.col("nature") == "31")
        & ~pl.col("employer").is_in(branched)
        & pl.Series(rng.random(EMPLOYERS) < 0.5)
    ).to_series()
    parent = pl.Series(FIRST_GROUP + rng.integers(GROUPS, size=EMPLOYERS))
    employers = employers.with_columns(pl.when(owned).then(parent).alias("parent"))
    schema = ["identity", "name", "uscc"]
    return Market(
        employers, _branches(employers, branched), pl.DataFrame(groups, schema=schema, orient="row")
    )


def _branches(employers: pl.DataFrame, branched: list[int]) -> pl.DataFrame:
    """A branch of each in every place but its own; those of each second employer have their own code."""
    rows = []
    for order, employer in enumerate(branched):
        _, name, _, nature, industry, region, *_ = employers.row(employer)
        kinds = words.BRANCH_WORDS.get(industry, words.BRANCH_WORDS[""])
        kind = words.BANK_BRANCH if name.endswith(words.BANK) else kinds[order % len(kinds)]
        for place, city in words.BRANCH_PLACES:
            if place[:4] == region[:4]:
                continue
            own = code_of(nature, place, EMPLOYERS + 1000 + len(rows)) if order % 2 else None
            rows.append((len(rows), employer, f"{name}{city}{kind}", own, place))
    schema = {
        "branch": pl.Int64,
        "employer": pl.Int64,
        "name": pl.String,
        "uscc": pl.String,
        "region": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


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
        rows.append((number, name, code_of(nature, region, number), nature, industry, region))
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


def code_of(nature: str, region: str, number: int) -> str:
    """A valid code: registry and kind, region, an organisation code of our own, check character."""
    body = f"{_REGISTRY.get(nature, '91')}{region}MADM{number:05d}"
    return body + uscc.calc_check_digit(body)
