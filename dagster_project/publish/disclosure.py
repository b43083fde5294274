"""Which cells of the public tier may be shown: primary suppression, as pure functions on frames.

Two named profiles (domain specification, section 8):

- `default`: counts exact; a cell is suppressed when its denominator is below 10, or when its numerator,
  or denominator minus numerator, is 1 or 2.
- `hesa`: counts rounded to the nearest 5 (0, 1, 2 become 0); percentages, made of unrounded counts,
  suppressed on a base below 22.5; averages suppressed on 7 or fewer.

A suppressed number is NULL, never 0, and its row says so in `is_suppressed` and `suppression_symbol`:
`c` confidential (a count of 1 or 2, or all but 1 or 2), `low` (the base is too small), `z` not applicable
(nobody is in the base).

Kept out: complementary suppression. A cell hidden here can still be recovered from totals, from linked
breakdowns or from the difference of two snapshots; guarding against that, and the auditor that proves
it, is the full disclosure control and not part of this module yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

IS_SUPPRESSED = "is_suppressed"
SYMBOL = "suppression_symbol"


@dataclass(frozen=True)
class Profile:
    """The thresholds of one policy; None switches a rule off.

    `min_base`: a cell with a smaller denominator is suppressed whole. `small_counts`: suppressed as
    numerator and as complement. `round_to`: counts are rounded to its multiples. `min_rate_base`,
    `min_average_base`: a percentage or an average on a smaller base is suppressed, counts stay.
    """

    min_base: float | None = None
    small_counts: tuple[int, ...] = ()
    round_to: int | None = None
    min_rate_base: float | None = None
    min_average_base: float | None = None


PROFILES = {
    "default": Profile(min_base=10, small_counts=(1, 2)),
    "hesa": Profile(round_to=5, min_rate_base=22.5, min_average_base=8),
}


@dataclass(frozen=True)
class TablePolicy:
    """Which columns of a table make up its cells.

    `numerator` and `denominator` (None: the table has counts without a base) decide; `suppress` are the
    figures that go with the cell, `averages` those of them that are means, `counts` further counts that a
    rounding profile has to round. `parts` are further counts over the same base, each a cell of its own: a
    small one hides the row, since the others would tell it. `also` are further cells of the same row, about
    other people and with other columns: each is judged by itself, so that a small one hides no large one.
    `like_numerator` (column, when, is): a figure that repeats the numerator in rows whose column `when` has
    that value, and is shown as the numerator is. With `leave_out` a row whose count may not be shown is not
    published: where a row names an employer, its being there tells.
    """

    numerator: str
    denominator: str | None
    suppress: tuple[str, ...]
    averages: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    like_numerator: tuple[str, str, str] | None = None
    leave_out: bool = False
    also: tuple[TablePolicy, ...] = ()

    @classmethod
    def from_meta(cls, meta: dict, columns: set[str], table: str) -> TablePolicy:
        """The policy of `table` from the `disclosure` meta of its yml.

        RuntimeError when it names no column of the table: a misspelt column would be shown unguarded; or
        when two cells of a row share a column.
        """
        keys = {"numerator", "denominator", "suppress", "averages", "counts", "parts", "also"}
        keys |= {"like_numerator", "leave_out"}
        like = meta.get("like_numerator")
        policy = cls(
            numerator=meta["numerator"],
            denominator=meta.get("denominator"),
            suppress=tuple(meta.get("suppress") or ()),
            averages=tuple(meta.get("averages") or ()),
            counts=tuple(meta.get("counts") or ()),
            parts=tuple(meta.get("parts") or ()),
            like_numerator=(like["column"], like["when"], like["is"]) if like else None,
            leave_out=bool(meta.get("leave_out")),
            also=tuple(cls.from_meta(cell, columns, table) for cell in meta.get("also") or ()),
        )
        if unknown := (policy.named - columns) | (set(meta) - keys):
            raise RuntimeError(f"the disclosure policy of {table} names unknown {', '.join(sorted(unknown))}")
        cells = [policy.named, *(cell.named for cell in policy.also)]
        if len(set().union(*cells)) < sum(map(len, cells)):
            raise RuntimeError(f"the disclosure policy of {table} names a column in two cells")
        return policy

    @property
    def named(self) -> set[str]:
        """Every column of the cell."""
        columns = {self.numerator, *self.suppress, *self.averages, *self.counts, *self.parts}
        columns |= set(self.like_numerator[:2]) if self.like_numerator else set()
        return columns | ({self.denominator} if self.denominator else set())


def disclose(frame: pl.DataFrame, policy: TablePolicy, profile: Profile) -> pl.DataFrame:
    """`frame` as it may be shown, with `is_suppressed` and `suppression_symbol` added at the end.

    Column types and the order of rows stay as they are; rows are left out only where the policy says so. Of
    a row with several cells the symbol is that of the first hidden one.
    """
    shown = _disclose_cell(frame, policy, profile)
    for cell in policy.also:
        before = shown.select(IS_SUPPRESSED, SYMBOL)
        shown = _disclose_cell(shown.drop(IS_SUPPRESSED, SYMBOL), cell, profile).with_columns(
            pl.col(IS_SUPPRESSED) | before[IS_SUPPRESSED],
            pl.coalesce(before[SYMBOL], pl.col(SYMBOL)).alias(SYMBOL),
        )
    return shown


def _disclose_cell(frame: pl.DataFrame, policy: TablePolicy, profile: Profile) -> pl.DataFrame:
    base, symbol = _base(policy), _cell_symbol(policy, profile)
    whole = symbol.is_not_null()
    hides = {
        "count": whole,
        "rate": whole | _below(base, profile.min_rate_base),
        "average": whole | _below(base, profile.min_average_base),
    }
    figures = dict.fromkeys([policy.numerator, *policy.suppress, *policy.averages, *policy.parts])
    kinds = {name: _kind(name, policy, frame.schema[name]) for name in figures}
    hidden = pl.any_horizontal(hides[kind] for kind in sorted(set(kinds.values())))
    base_reason = pl.when(base == 0).then(pl.lit("z")).otherwise(pl.lit("low"))

    rewritten = {name: pl.col(name) for name in figures}
    for name in [*figures, *policy.counts, *filter(None, [policy.denominator])]:
        if _kind(name, policy, frame.schema[name]) == "count":
            rewritten[name] = _rounded(pl.col(name), profile)
    for name, kind in kinds.items():
        rewritten[name] = pl.when(hides[kind]).then(None).otherwise(rewritten[name])
    if policy.like_numerator:
        name, where, value = policy.like_numerator
        count = rewritten[policy.numerator].cast(frame.schema[name])
        rewritten[name] = pl.when(pl.col(where) == value).then(count).otherwise(rewritten[name])
    shown = frame.with_columns(
        *(value.cast(frame.schema[name]).alias(name) for name, value in rewritten.items()),
        hidden.alias(IS_SUPPRESSED),
        pl.when(hidden).then(pl.coalesce(symbol, base_reason)).alias(SYMBOL),
    )
    # A count rounded to 0 is as small as a hidden one.
    return shown.filter(pl.col(policy.numerator) > 0) if policy.leave_out else shown


def _kind(name: str, policy: TablePolicy, dtype: pl.DataType) -> str:
    """`average` if the policy says so, else `count` for whole numbers, else `rate`."""
    return "average" if name in policy.averages else "count" if dtype.is_integer() else "rate"


def _cell_symbol(policy: TablePolicy, profile: Profile) -> pl.Expr:
    """Why a whole cell, its counts included, may not be shown; null when it may."""
    cells = [pl.col(name) for name in (policy.numerator, *policy.parts)]
    denominator = pl.lit(None, pl.Int64) if policy.denominator is None else pl.col(policy.denominator)
    is_small = pl.any_horizontal(
        _is_small(count, profile) for cell in cells for count in (cell, denominator - cell)
    )
    too_small = _below(denominator, profile.min_base)
    return (
        pl.when(too_small & (denominator == 0))
        .then(pl.lit("z"))
        .when(too_small)
        .then(pl.lit("low"))
        .when(is_small)
        .then(pl.lit("c"))
    )


def _is_small(count: pl.Expr, profile: Profile) -> pl.Expr:
    return count.is_in(profile.small_counts).fill_null(False)


def _base(policy: TablePolicy) -> pl.Expr:
    """The base of a percentage; where it is not known, the numerator, which is never larger."""
    numerator = pl.col(policy.numerator)
    return numerator if policy.denominator is None else pl.coalesce(pl.col(policy.denominator), numerator)


def _below(base: pl.Expr, threshold: float | None) -> pl.Expr:
    return pl.lit(False) if threshold is None else (base < threshold).fill_null(False)


def _rounded(count: pl.Expr, profile: Profile) -> pl.Expr:
    """Whole numbers have no ties between multiples of 5, so half of it, rounded down, decides."""
    if profile.round_to is None:
        return count
    return (count + profile.round_to // 2) // profile.round_to * profile.round_to
