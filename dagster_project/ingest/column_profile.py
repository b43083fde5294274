"""What each column of a delivery looks like: shares and a median, to compare later deliveries with.

No value of a row is kept, and of columns that tell who somebody is nothing at all. What a change means is
judged in `quality`.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from dagster_project.contracts import Contract
from dagster_project.ingest.mapping import Mapping
from dagster_project.ingest.suggest import shown_header
from dagster_project.ingest.words import BLANKS

ColumnProfile = dict[str, Any]

_PERSONAL = ("pii", "birth_year")
# Kinds whose cells may be codes in one file and words in the next, both of which can be read.
_WORDED = ("code", "text")
_MEASURED = ("money", "number")
_SIGNS = " '`\t\r\n\u3000\ufeff"
_CODE = r"^[0-9\uff10-\uff19]+(\.0+)?$"


def column_profiles(
    mapping: Mapping, header: list[str], raw: pl.DataFrame, cast: pl.DataFrame, contract: Contract
) -> list[ColumnProfile]:
    """One entry a column of the file: column, header, role, rows, filled, digits, values, median.

    rows    rows of the file; `filled` those in which the cell is not blank
    digits  share 0..1 of filled cells that are numbers, for codes and text; else None
    values  rows with a value that could be read, and their median, for money and numbers; else None
    """
    profiles = []
    for (name, role), at in mapping.columns.items():
        column = contract.column(name)
        if column.kind in _PERSONAL:
            continue
        filled, digits = _cells(raw[name if role == "value" else f"{name}|{role}"])
        numbers = cast[column.landed_name] if column.kind in _MEASURED else None
        profiles.append(
            {
                "column": name,
                "header": shown_header(header[at]),
                "role": role,
                "rows": raw.height,
                "filled": filled,
                "digits": digits / filled if filled and column.kind in _WORDED else None,
                "values": None if numbers is None else numbers.len() - numbers.null_count(),
                "median": None if numbers is None else numbers.median(),
            }
        )
    return profiles


def _cells(texts: pl.Series) -> tuple[int, int]:
    """How many cells are not blank, and how many of these are numbers."""
    cells = texts.drop_nulls().str.strip_chars(_SIGNS)
    filled = cells.filter(~cells.str.to_lowercase().is_in(list(BLANKS)))
    return filled.len(), int(filled.str.contains(_CODE).sum())
