"""Columns that tell who a row is about: pseudonyms where the contract wants them, checks, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import polars as pl

from dagster_project.contracts import Column, Contract
from dagster_project.ingest.codes import Code
from dagster_project.ingest.pseudonyms import (
    check_id_number,
    normalise_identifier,
    plain_id_numbers,
    plain_pseudonyms,
    pseudonym,
)
from dagster_project.ingest.readers import ERROR_RULE, Reader, read_column
from dagster_project.ingest.verdicts import Verdicts
from dagster_project.ingest.words import ERROR, is_blank

_PROBLEMS = {
    "mangled_identifier": "has lost its last digits to a spreadsheet",
    "not_a_mobile": "is no mobile number",
    ERROR_RULE: ERROR,
}


@dataclass(frozen=True)
class Pseudonymiser:
    key: bytes
    institution_code: str

    def read(self, kind: str, text: str) -> Code:
        value, problem = normalise_identifier(kind, text)
        return Code(pseudonym(self.key, kind, self.institution_code, value) if value else None, problem)

    def column(self, kind: str, texts: pl.Series) -> pl.DataFrame:
        """`value` (64 hex signs) and `problem` (the rule it breaks) per row."""
        plain = partial(plain_pseudonyms, self.key, kind, self.institution_code)
        found = read_column(texts, Reader(partial(self.read, kind), {"value": pl.String}, plain))
        return found.with_columns(pl.col("problem").replace(ERROR, ERROR_RULE))


def judge_identifier(
    column: Column, found: pl.DataFrame, raw: pl.DataFrame, contract: Contract, verdicts: Verdicts
) -> None:
    """A student number, or a row's only identifier, must be sound; any other may be lost with a remark."""
    others = next((set(group) - {column.name} for group in contract.one_of if column.name in group), None)
    needed = column.need == "required" or column.pseudonym == "student"
    told: list[str | None] = [None] * found.height
    lost = 0
    for row, problem in found.with_row_index().drop_nulls("problem").select("index", "problem").rows():
        if needed or (others is not None and all(is_blank(_cell(raw, name, row)) for name in others)):
            verdicts.fault(row, problem, column, _PROBLEMS[problem])
        else:
            told[row] = f"{column.name} not usable, dropped"
            lost += 1
    if lost:
        verdicts.notes.append(f"{column.name}: {lost} values that cannot be used were dropped")
        verdicts.remark(pl.Series(told, dtype=pl.String))
    if column.need == "required":
        verdicts.missing(column, found["value"])


def check_id_numbers(
    texts: pl.Series, born: pl.Series | None, sex: pl.Series | None, verdicts: Verdicts
) -> None:
    """Remark on ID numbers that contradict themselves, the year of birth or the sex; then forget them."""
    nothing = pl.repeat(None, texts.len(), dtype=pl.String, eager=True)
    cells = [texts, nothing.cast(pl.Int64) if born is None else born, nothing if sex is None else sex]
    rows = zip(*(series.to_list() for series in (plain_id_numbers(*cells), *cells)), strict=True)
    told = [
        None if is_fine or is_blank(number) else check_id_number(number, year, gender)
        for is_fine, number, year, gender in rows
    ]
    failed = sum(item is not None for item in told)
    if failed:
        verdicts.notes.append(f"id_number: {failed} fail a check (remarked on the rows)")
        verdicts.remark(pl.Series(told, dtype=pl.String))


def _cell(raw: pl.DataFrame, name: str, row: int) -> str | None:
    return raw[name][row] if name in raw.columns else None
