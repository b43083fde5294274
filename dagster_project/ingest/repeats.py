"""Rows of one key in a delivery: copies of one another, or contradictions."""

from __future__ import annotations

import polars as pl

from dagster_project.contracts import Contract


def identity(contract: Contract) -> list[pl.Expr]:
    """The key as expressions. Of identifiers that stand for one another the first that is filled counts."""
    parts: list[pl.Expr] = []
    alternatives = [
        [contract.column(name).landed_name for name in group]
        for group in contract.one_of
        if all(contract.column(name).pseudonym for name in group)
    ]
    for name in contract.key:
        group = next((group for group in alternatives if name in group), None)
        if group is None:
            parts.append(pl.col(name))
        elif name == group[0]:
            marked = [pl.lit(item) + pl.col(item) for item in group]
            parts.append(pl.coalesce(marked).alias("identity"))
    return parts


def repeats(
    frame: pl.DataFrame, contract: Contract, tie_break: str | None
) -> tuple[list[int], dict[int, list[int]]]:
    """Rows of one key in a delivery, by position in `frame`.

    Returns (copies, conflicts): copies say the same as a row that is kept; conflicts map each row of a key
    with different contents to all rows of that key. With a tie break the first or last row stands and the
    others are copies.
    """
    content = [name for name in contract.landed if name in frame.columns]
    numbered = frame.select(
        pl.int_range(pl.len()).alias("row"),
        pl.struct(identity(contract)).alias("key"),
        pl.struct(content).alias("content"),
    )
    groups = (
        numbered.with_columns(times=pl.len().over("key"))
        .filter(pl.col("times") > 1)
        .group_by("key", maintain_order=True)
        .agg(pl.col("row"), pl.col("content").n_unique().alias("contents"))
    )
    copies: list[int] = []
    conflicts: dict[int, list[int]] = {}
    for rows, contents in groups.select("row", "contents").rows():
        if contents == 1 or tie_break == "first":
            copies += rows[1:]
        elif tie_break == "last":
            copies += rows[:-1]
        else:
            conflicts |= dict.fromkeys(rows, rows)
    return copies, conflicts
