"""How the record of a placement spells its employer: the forms one employer goes by in real files.

A record keeps its spelling through all deliveries. Beside the cells goes the identity that is meant
(`employers.Market`), so that what a warehouse makes of the spellings can be judged.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from dagster_project.demo import vocabulary as words
from dagster_project.demo.draw import weighted
from dagster_project.demo.employers import FIRST_BRANCH, NOBODY, UNIVERSITY, UNIVERSITY_NAME, Market

BRANCH_SHARE = 0.4  # of those whom an employer with branches takes
# How a name, and a code, is written: (form, weight).
NAMES = (("plain", 88), ("talent_centre", 3), ("spaced", 4), ("blank", 0.4), ("brackets", 4.6))
CODES = (("valid", 88), ("missing", 9.5), ("wrong_check", 1.5), ("cut_short", 1))
UNKNOWN_REGION, UNKNOWN_NATURE = 0.02, 0.015
OF_UNIVERSITY = 0.0015  # of placements with an employer: the university itself


def spelled(placed: pl.DataFrame, market: Market, rng: np.random.Generator) -> pl.DataFrame:
    """`placed` (one row a record, `employer` = number of an employer or null) with the employer's cells.

    Adds employer_name, uscc, nature, industry, region as written (null = blank), and `identity`: the employer
    meant, the branch when it has a code of its own, null without an employer.
    """
    n = len(placed)
    frame = placed.with_columns(
        pl.Series("branch", _branches(placed["employer"], market, rng), dtype=pl.Int64),
        pl.Series("of_university", rng.random(n) < OF_UNIVERSITY),
        _form(rng, "name_form", NAMES, n),
        _form(rng, "code_form", CODES, n),
        pl.Series("centre", rng.integers(len(words.TALENT_CENTRES), size=n)),
        pl.Series("no_region", rng.random(n) < UNKNOWN_REGION),
        pl.Series("no_nature", rng.random(n) < UNKNOWN_NATURE),
    )
    frame = frame.join(
        market.employers.drop("weight", "parent"), on="employer", how="left", maintain_order="left"
    ).join(
        market.branches.select(
            "branch", pl.col("name", "uscc", "region").name.prefix("branch_")
        ),
        on="branch", how="left", maintain_order="left",
    )  # fmt: skip
    return frame.with_columns(_meant()).with_columns(_written()).select(*placed.columns, *CELLS, "identity")


CELLS = ("employer_name", "uscc", "nature", "industry", "region")


def _form(rng: np.random.Generator, name: str, choices: tuple[tuple[str, float], ...], n: int) -> pl.Series:
    forms = np.array([form for form, _ in choices])
    return pl.Series(name, forms[weighted(rng, [weight for _, weight in choices], n)])


def _branches(employer: pl.Series, market: Market, rng: np.random.Generator) -> list[int | None]:
    """A branch for some of those whose employer has branches."""
    of: dict[int, list[int]] = {}
    for branch, owner in market.branches.select("branch", "employer").iter_rows():
        of.setdefault(owner, []).append(branch)
    draws = zip(employer.to_list(), rng.random(len(employer)), strict=True)
    return [
        of[owner][int(draw / BRANCH_SHARE * len(of[owner]))] if owner in of and draw < BRANCH_SHARE else None
        for owner, draw in draws
    ]


def _meant() -> list[pl.Expr]:
    """The employer as it is, before anyone writes it."""
    employed, branch = pl.col("employer").is_not_null(), pl.col("branch").is_not_null()
    university = employed & pl.col("of_university")
    own_code = pl.col("branch_uscc").is_not_null()
    identity = pl.when(own_code).then(FIRST_BRANCH + pl.col("branch")).otherwise("employer")
    name = pl.when(branch).then("branch_name").otherwise("employer_name")
    region = pl.when(branch).then("branch_region").otherwise("region")
    return [
        pl.when(university).then(pl.lit(UNIVERSITY)).otherwise(identity).alias("identity"),
        pl.when(university).then(pl.lit(UNIVERSITY_NAME)).otherwise(name).alias("employer_name"),
        pl.when(university).then(None).otherwise(pl.coalesce("branch_uscc", "uscc")).alias("uscc"),
        pl.when(university).then(pl.lit("21")).otherwise("nature").alias("nature"),
        pl.when(university).then(pl.lit("42")).otherwise("industry").alias("industry"),
        pl.when(university).then(pl.lit("610100")).otherwise(region).alias("region"),
    ]


def _written() -> list[pl.Expr]:
    name, code, form = pl.col("employer_name"), pl.col("uscc"), pl.col("name_form")
    centre = pl.col("centre").replace_strict(dict(enumerate(words.TALENT_CENTRES)), return_dtype=pl.String)
    of_employer = pl.col("identity") != UNIVERSITY
    blank, by_centre = (form == "blank") & of_employer, (form == "talent_centre") & of_employer
    # Only who has brackets in the name can have them in another form; of the others nothing is changed.
    wide = name.str.replace_many(["(", ")"], ["（", "）"])
    written = (
        pl.when(blank).then(None)
        .when(by_centre).then(pl.format("{}/{}", centre, name))
        .when(form == "spaced").then(pl.format("{} {}", name.str.head(2), name.str.slice(2)))
        .when(form == "brackets").then(wide)
        .otherwise(name)
    )  # fmt: skip
    last = code.str.slice(-1)
    wrong = pl.when(last == "0").then(pl.lit("1")).otherwise(pl.lit("0"))
    number = (
        pl.when(blank | (pl.col("code_form") == "missing")).then(None)
        .when(pl.col("code_form") == "wrong_check").then(code.str.slice(0, 17) + wrong)
        .when(pl.col("code_form") == "cut_short").then(code.str.slice(0, 15))
        .otherwise(code)
    )  # fmt: skip
    return [
        written.alias("employer_name"),
        number.alias("uscc"),
        pl.when(~pl.col("no_nature")).then("nature").alias("nature"),
        pl.when(~pl.col("no_region")).then("region").alias("region"),
        # Neither name nor code: the employer is known to nobody.
        pl.when(blank & pl.col("employer").is_not_null())
        .then(pl.lit(NOBODY)).otherwise("identity").alias("identity"),
    ]  # fmt: skip
