"""Labels and codes that no table knows, counted for the review list.

The list goes to people who decide what a label means, so it may hold labels and nothing else: in a file whose
columns have slipped a code column holds names and numbers of persons. What also stands in an identifying cell
of its own row, and what has as many digits as a number of a person, is shown masked.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import polars as pl

from dagster_project.contracts import Column, Contract
from dagster_project.ingest.words import MASK, is_blank, mask, tidy

# Region codes, the longest of all codes, have six digits; a student number hardly ever has so few.
_NUMBER = re.compile(r"\d{7,}")
SHOWN_SIGNS = 60

UnknownLabel = dict[str, Any]


def unknown_labels(
    column: Column, contract: Contract, raw: pl.DataFrame, problems: pl.Series, needed: bool
) -> list[UnknownLabel]:
    """One entry a label of `column` that no table knows: column_name, label, rows, effect.

    problems  per row of `raw`, null where the cell is blank or known
    needed    whether such a row is kept out (effect `row_quarantined`) or loses the value (`value_dropped`)
    """
    if problems.null_count() == problems.len():
        return []
    personal = [
        item.name
        for item in contract.columns
        if item.kind in ("pii", "birth_year") and item.name in raw.columns
    ]
    told = [name for name in (f"{column.name}|label", column.name) if name in raw.columns]
    rows = raw.filter(problems.is_not_null()).select(*told, *personal)
    counts: Counter[str] = Counter()
    for row in rows.iter_rows(named=True):
        text = next(row[name] for name in told if not is_blank(row[name]))
        own = {tidy(row[name]) for name in personal if not is_blank(row[name])}
        counts[_shown(text, own)] += 1
    effect = "row_quarantined" if needed else "value_dropped"
    return [
        {"column_name": column.name, "label": label, "rows": count, "effect": effect}
        for label, count in sorted(counts.items())
    ]


def _shown(text: str, own: set[str]) -> str:
    label = tidy(text)
    if label in own or _NUMBER.search(label):
        return MASK
    return mask(label)[:SHOWN_SIGNS]
