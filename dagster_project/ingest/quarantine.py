"""Rows that are kept out, shown so that a person can find and mend them, and as the quarantine file.

Nothing here tells who a row is about: cells of identifying columns are left out, personal numbers in
other cells are masked, and columns the contract does not want are not repeated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dagster_project.contracts import Contract
from dagster_project.ingest.mapping import Mapping, place
from dagster_project.ingest.masking import mask
from dagster_project.ingest.raw import RawTable, Rejection
from dagster_project.ingest.verdicts import Fault
from dagster_project.ingest.words import is_blank
from dagster_project.settings.own_codes import OWN_CODES

QUARANTINE = {
    "feed": pl.String,
    "delivery_id": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "line": pl.Int64,
    "rule": pl.String,
    "column_name": pl.String,
    "reason": pl.String,
    "what": pl.String,
    "what_to_do": pl.String,
    "record": pl.String,
}
# The rule of sound rows whose delivery was refused whole.
SOUND = "delivery_refused"
# What to do about several rows of one key.
KEEP_ONE = "Keep the one that holds, or name the tie break in the sidecar (`tie_break: first` or `last`)."
_SHOWN_LINES = 10


@dataclass(frozen=True)
class Shower:
    """Shows a row that is kept out without anything that tells who it is about."""

    table: RawTable
    mapping: Mapping
    contract: Contract

    def rejection(self, row: int, faults: list[Fault]) -> Rejection:
        first = faults[0]
        wrong = "; ".join(f"{self._header(fault.column)} {fault.text}" for fault in faults)
        cells = [at for fault in faults for at in self._cells(fault.column)]
        do = _what_to_do(first, self.contract)
        return self._kept_out(row, first.rule, first.column, f"{wrong}.", do, cells)

    def conflict(self, row: int, rows: list[int]) -> Rejection:
        others = [str(self.table.lines[other]) for other in rows if other != row]
        shown = ", ".join(others[:_SHOWN_LINES]) + (", ..." if len(others) > _SHOWN_LINES else "")
        what = f"the same key stands on line {shown} with different content."
        names = self._key_columns()
        cells = [at for name in names for at in self._cells(name)]
        return self._kept_out(row, "duplicate_key", ", ".join(names), what, KEEP_ONE, cells)

    def refused_whole(self, row: int) -> Rejection:
        what = "the row is sound, but its delivery was refused whole for its bad rows."
        return self._kept_out(row, SOUND, None, what, "It counts again once the bad rows are mended.")

    def _kept_out(
        self, row: int, rule: str, column: str | None, what: str, do: str, cells: Sequence[int] = ()
    ) -> Rejection:
        return Rejection(self.table.lines[row], rule, column, what, do, self.record(row), tuple(cells))

    def _key_columns(self) -> list[str]:
        """The key's columns as far as this file has them."""
        columns = [column for column in self.contract.columns if column.landed_name in self.contract.key]
        in_file = {name for name, _ in self.mapping.columns}
        return [column.name for column in columns if column.name in in_file]

    def _cells(self, column: str) -> list[int]:
        """Where the cells of a column stand, and those of the columns that may be filled in its stead."""
        names = {column, *(name for group in self.contract.one_of if column in group for name in group)}
        return [at for (name, _), at in self.mapping.columns.items() if name in names]

    def _header(self, column: str) -> str:
        at = self.mapping.columns.get((column, "value"), self.mapping.columns.get((column, "label")))
        return mask(self.table.header[at]) if at is not None else self.contract.column(column).zh or column

    def record(self, row: int) -> dict[str, str]:
        cells = self.table.rows[row]
        return {
            mask(self.table.header[at]): mask(cells[at] or "")
            for (name, _), at in self.mapping.columns.items()
            if self.contract.column(name).kind not in ("pii", "birth_year") and not is_blank(cells[at])
        }


def _what_to_do(fault: Fault, contract: Contract) -> str:
    if fault.rule == "unknown_code":
        table = contract.column(fault.column).table
        new = f", or as a new one under {OWN_CODES[table]}:" if table in OWN_CODES else ""
        known = f"under codes: {table}: with the code it stands for (`gradmart confirm` writes it)"
        return f"Correct it, or add it to institution.yml {known}{new}."
    if fault.rule == "bad_date" and contract.column(fault.column).kind == "datetime":
        return "Write it as 2020-06-22 09:30."
    return _REMEDIES[fault.rule]


_REMEDIES = {
    "blank_key": "Fill it in: without it the row belongs to nobody.",
    "missing_value": "Fill it in.",
    "mangled_identifier": "Export the column as text and deliver again: the lost digits cannot be guessed.",
    "not_a_mobile": "Correct it, or give the student number.",
    "bad_date": "Write it as 2020-06-22.",
    "bad_number": "Write a plain number.",
    "bad_class_year": "Write the year of graduation, as 2020.",
    "spreadsheet_error": "Mend the formula, or type the value.",
}


def quarantine_frame(
    rejected: list[Rejection], feed: str, delivery_id: str, file: str, sheet: str | None
) -> pl.DataFrame:
    """The quarantine file of one delivery, ordered by line; `reason` is place, `what` and `what_to_do`."""
    rows = [
        (
            feed,
            delivery_id,
            file,
            sheet,
            item.line,
            item.rule,
            item.column_name,
            f"{place(file, sheet, item.line)}: {item.what} {item.do}",
            item.what,
            item.do,
            json.dumps(item.record, ensure_ascii=False, sort_keys=True),
        )
        for item in rejected
    ]
    return pl.DataFrame(rows, schema=QUARANTINE, orient="row")
