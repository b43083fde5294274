"""The mess of real files, a handful a file and well below what gets a delivery refused.

Frames that pass through here carry, beside the cells of the file, the columns `person` and `code` (the
canonical destination, for the truth) and `fate`: what ingest must make of the row. Fates are the words of
the balance `rows read = accepted + quarantined + duplicates + totals rows`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

ACCEPTED, QUARANTINED, DUPLICATE, TOTALS = "accepted", "quarantined", "duplicate", "totals"
# For the truth only, never in the file. Of a destination: `identity` of the employer meant, `pay` in yuan a
# month, `host` of further study as the file says it; of fairs and activities: `visitor`, who was there.
HIDDEN = (
    "person", "code", "fate", "signed_on", "uscc", "identity", "region", "pay", "host", "country",
    "evidence", "match", "fair_id", "visitor", "at", "positions", "headcount", "recruiters", "activity_id",
    "programme", "year", "campus", "college", "academy",
)  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """How many rows of each mistake, and on which columns of the file.

    keys        all identifying columns: a blank key blanks them all, spaces and wide digits go to the first
    unknown     column -> cell that no code table knows (all are set in one row: code and label alike)
    conflict    column -> cell that makes a second row of a key different
    """

    keys: tuple[str, ...]
    unknown: dict[str, str]
    conflict: dict[str, str]
    identicals: int = 3
    conflicts: int = 2
    unknowns: int = 2
    blank_keys: int = 1
    spaced: int = 6
    wide: int = 4


def soil(frame: pl.DataFrame, recipe: Recipe, rng: np.random.Generator) -> pl.DataFrame:
    """The frame with the recipe's mistakes in distinct rows and the fate of each row in `fate`.

    `frame` has `fate` = accepted throughout. Small frames get none: the mistakes would weigh too much.
    """
    wanted = (
        recipe.identicals, recipe.conflicts, recipe.unknowns, recipe.blank_keys, recipe.spaced, recipe.wide,
    )  # fmt: skip
    if len(frame) < 12 * sum(wanted):
        return frame
    rows = np.split(rng.permutation(len(frame))[: sum(wanted)], np.cumsum(wanted)[:-1])
    identical, conflicts, unknowns, blanks, spaced, wide = (_mask(len(frame), chosen) for chosen in rows)
    key = recipe.keys[0]
    bad = conflicts | unknowns | blanks
    frame = frame.with_columns(
        pl.when(bad).then(pl.lit(QUARANTINED)).otherwise("fate").alias("fate"),
        *(
            pl.when(unknowns).then(pl.lit(cell)).otherwise(column).alias(column)
            for column, cell in recipe.unknown.items()
        ),
    ).with_columns(
        pl.when(spaced)
        .then(pl.format(" {}\u3000", key))
        .when(wide)
        .then(wide_digits(pl.col(key)))
        .otherwise(key)
        .alias(key),
    )
    frame = frame.with_columns(
        pl.when(blanks).then(None).otherwise(column).alias(column) for column in recipe.keys
    )
    again = frame.filter(identical).with_columns(pl.lit(DUPLICATE).alias("fate"))
    other = frame.filter(conflicts).with_columns(
        pl.lit(cell).alias(column) for column, cell in recipe.conflict.items()
    )
    return pl.concat([frame, again, other])


def wide_digits(text: pl.Expr) -> pl.Expr:
    """ASCII digits as full-width ones, as input methods leave them."""
    return text.str.replace_many(list("0123456789"), list("０１２３４５６７８９"))


def visible(frame: pl.DataFrame) -> pl.DataFrame:
    """The cells of the file alone."""
    return frame.drop(HIDDEN, strict=False)


def with_totals(frame: pl.DataFrame, cells: dict[str, str]) -> pl.DataFrame:
    """The frame with one trailing 合计 row that holds only `cells`."""
    row = pl.DataFrame({name: [cells.get(name)] for name in frame.columns}, schema=frame.schema)
    return pl.concat([frame, row.with_columns(pl.lit(TOTALS).alias("fate"))])


def _mask(n: int, chosen: np.ndarray) -> pl.Series:
    mask = np.zeros(n, dtype=bool)
    mask[chosen] = True
    return pl.Series(mask)
