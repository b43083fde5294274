"""The truth about where graduates went: employers by who is meant, flows, hosts, pay, and what does not fit.

Each function takes the state of one cohort as of one day (`state.state`).
"""

from __future__ import annotations

from functools import cache

import polars as pl
from stdnum.cn import uscc

from dagster_project.demo.employers import NOBODY, UNIVERSITY, UNIVERSITY_NAME, Market
from dagster_project.demo.state import BY_EMPLOYER, UNKNOWN, by_level

# Codes that need evidence (section 9 of the domain specification).
NEED_EVIDENCE = ("10", "11", "12", "46", "75", "76")


_is_valid = cache(uscc.is_valid)


def employed(cohort: pl.DataFrame) -> pl.DataFrame:
    """The base `employed_by_employer`."""
    return cohort.filter(pl.col("destination").is_in(BY_EMPLOYER))


def list_shares(
    cohort: pl.DataFrame, year: int, market: Market, members: dict[tuple[str, int], list[int]]
) -> dict[str, dict[str, int]]:
    """List -> numerator, denominator: the employer, or what it belongs to, is on the version of `year`."""
    base = employed(cohort)
    own = base["identity"]
    parent = own.replace_strict(market.parents, default=None, return_dtype=pl.Int64)
    shares = {}
    for (name, list_year), identities in members.items():
        if list_year == year:
            on = pl.Series(identities)
            numerator = int((own.is_in(on.implode()) | parent.is_in(on.implode()).fill_null(False)).sum())
            shares[name] = {"numerator": numerator, "denominator": len(base)}
    return shares


def employers(cohort: pl.DataFrame, market: Market) -> dict[str, int]:
    """Name -> graduates of every employer, however spelled; a branch with its own code by itself."""
    names = {identity: name for identity, (name, _) in market.names.items()} | {UNIVERSITY: UNIVERSITY_NAME}
    counts = employed(cohort).filter(pl.col("identity") != NOBODY).group_by("identity").len()
    rows = sorted(
        ((names[identity], n) for identity, n in counts.iter_rows()), key=lambda row: (-row[1], row[0])
    )
    return dict(rows)


def flow(cohort: pl.DataFrame) -> dict[str, int]:
    """`origin>work` (two digits of the province each, or `unknown`) -> graduates of the base employed."""
    work = pl.col("region").str.head(2).fill_null(UNKNOWN)
    counted = (
        employed(cohort)
        .select(pl.format("{}>{}", pl.col("origin_region").str.head(2), work).alias("flow"))["flow"]
        .value_counts()
    )
    return dict(sorted(counted.iter_rows()))


def further_study(cohort: pl.DataFrame) -> list[dict]:
    """Graduates by kind (home, abroad), host and country as the records name them (None: not named)."""
    study = cohort.filter(pl.col("destination").str.slice(0, 2).is_in(["80", "85"]))
    kind = pl.when(pl.col("destination") == "85").then(pl.lit("abroad")).otherwise(pl.lit("home"))
    return (
        study.group_by(kind.alias("kind"), "host", "country")
        .agg(pl.len().alias("graduates"))
        .sort("kind", "host", "country", nulls_last=True)
        .to_dicts()
    )


def salaries(cohort: pl.DataFrame) -> dict[str, dict]:
    """Level -> n, p25, median, p75 of the pay of those who state it, yuan a month, linear between ranks."""
    told = {}
    for level, mine in by_level(employed(cohort)):
        pay = mine["pay"].drop_nulls()
        told[level] = {"n": len(pay)} | {
            name: pay.quantile(share, interpolation="linear")
            for name, share in (("p25", 0.25), ("median", 0.5), ("p75", 0.75))
        }
    return told


def integrity(cohort: pl.DataFrame) -> dict[str, int]:
    """Case -> graduates whose newest record has it."""
    codes = cohort["uscc"].drop_nulls()
    # Sorted, so that the same codes are looked at in the same order everywhere.
    wrong = [code for code in codes.unique().sort() if not _is_valid(code)]
    needs = pl.col("destination").is_in(NEED_EVIDENCE)
    cases = {
        "invalid_code": pl.col("uscc").is_in(wrong),
        "signed_before_enrolment": pl.col("signed_on") < pl.col("enrolled_on"),
        "signed_after_delivery": pl.col("signed_on") > pl.col("recorded_on"),
        "employer_is_university": pl.col("identity") == UNIVERSITY,
        # Of these, assistants in research and administration (27), which is nothing unusual.
        "university_assistant": (pl.col("identity") == UNIVERSITY)
        & pl.col("destination").str.starts_with("27"),
        "evidence_none": needs & (pl.col("evidence") == "none"),
        "evidence_blank": needs & pl.col("evidence").is_null(),
        "evidence_declared": needs & (pl.col("evidence") == "declared"),
    }
    return cohort.select(
        condition.fill_null(False).sum().cast(pl.Int64).alias(name) for name, condition in cases.items()
    ).row(0, named=True)
