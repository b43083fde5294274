"""What is wrong with the rows of a delivery: faults that keep a row out, remarks that go with it, notes.

Policy: what cannot be read in a column that is needed puts the row in quarantine; in an optional column it
becomes null, with a remark on the row and a note in the delivery's record. No value of an identifier
appears in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from dagster_project.contracts import Column, Contract
from dagster_project.ingest.masking import mask, quoted
from dagster_project.ingest.readers import ERROR_RULE, RULES
from dagster_project.ingest.unknown import UnknownLabel
from dagster_project.ingest.words import ERROR

# Columns whose unknown code is never passed over, whatever their need.
_DECISIVE = frozenset({"destination", "degree_level"})
_SHOWN_VALUES = 10


@dataclass(frozen=True)
class Fault:
    """Why a row is kept out: `text` says what is wrong with the column, without the place."""

    rule: str
    column: str
    text: str


@dataclass
class Verdicts:
    """Collects as columns are cast.

    `faults` maps a row's position in the table to what is wrong with it; `unknown` lists labels that no code
    table knows.
    """

    contract: Contract
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unknown: list[UnknownLabel] = field(default_factory=list)
    _remarks: list[pl.Series] = field(default_factory=list)
    _unread_years: pl.DataFrame | None = None

    def fault(self, row: int, rule: str, column: Column, text: str) -> None:
        self.faults.setdefault(row, []).append(Fault(rule, column.name, text))

    def missing(self, column: Column, values: pl.Series) -> None:
        """Fault the rows without a value in a column that needs one (unless it was there and unreadable)."""
        rule = "blank_key" if column.landed_name in self.contract.key else "missing_value"
        for row in values.is_null().arg_true().to_list():
            if not any(fault.column == column.name for fault in self.faults.get(row, [])):
                self.fault(row, rule, column, "is blank")

    def remark(self, texts: pl.Series) -> None:
        """A remark per row, null where there is none."""
        self._remarks.append(texts)

    def remarks(self, rows: int) -> pl.Series:
        """The remarks of each row joined by `; `, null where there are none."""
        if not self._remarks:
            return pl.repeat(None, rows, dtype=pl.String, eager=True).alias("remarks")
        joined = pl.concat_str(self._remarks, separator="; ", ignore_nulls=True)
        return pl.select(pl.when(joined != "").then(joined).alias("remarks")).to_series()

    def judge(self, column: Column, texts: pl.Series, read: pl.DataFrame, values: pl.Series) -> None:
        """One column that was read: `read` has `problem` and `remark` per row, `values` what will land."""
        # The class year may still come from the date of graduation and is judged after both.
        needed = column.name != "class_year" and self.is_needed(column)
        bad = pl.DataFrame({"text": texts, "problem": read["problem"]}).with_row_index().drop_nulls("problem")
        if needed:
            for row, text, problem in bad.rows():
                rule = ERROR_RULE if problem.endswith(ERROR) else RULES[column.kind]
                self.fault(row, rule, column, _said(text, problem))
            if not column.blank_ok:
                self.missing(column, values)
        elif column.name == "class_year":
            self._unread_years = bad
        elif bad.height:
            self._note(column, bad, "set to null")
        said = pl.DataFrame({"text": texts, "problem": read["problem"], "remark": read["remark"]})
        if needed:
            said = said.with_columns(problem=pl.lit(None, pl.String))
        if said["problem"].null_count() + said["remark"].null_count() < 2 * said.height:
            distinct = said.unique()
            told = [_remark(column.name, *row) for row in distinct.rows()]
            lookup = distinct.with_columns(told=pl.Series(told, dtype=pl.String))
            joined = said.join(lookup, on=said.columns, how="left", nulls_equal=True, maintain_order="left")
            self.remark(joined["told"])

    def is_needed(self, column: Column) -> bool:
        """Whether a row without a readable value of the column is kept out."""
        return (
            column.need == "required" or column.name in _DECISIVE or column.landed_name in self.contract.key
        )

    def note_class_years(self, values: pl.Series) -> None:
        """The note on years that could not be read where something else told them; `values` will land.

        Rows that stay without a year are in quarantine, each with its reason.
        """
        bad = self._unread_years
        if bad is not None and not (told := bad.filter(values[bad["index"]].is_not_null())).is_empty():
            self._note(self.contract.column("class_year"), told, "told by what stands beside them")

    def _note(self, column: Column, bad: pl.DataFrame, became: str) -> None:
        counts = bad.group_by("text").len().sort(["len", "text"], descending=[True, False])
        shown = ", ".join(f"{quoted(text)} ({count})" for text, count in counts.head(_SHOWN_VALUES).rows())
        more = f" and {counts.height - _SHOWN_VALUES} more" if counts.height > _SHOWN_VALUES else ""
        self.notes.append(f"{column.name}: {bad.height} values not readable, {became}: {shown}{more}")


def _said(text: str | None, problem: str) -> str:
    """Problems of codes quote their cells themselves (there may be two); others are about this one text."""
    return mask(problem) if "'" in problem or text is None else f"{quoted(text)} {problem}"


def _remark(name: str, text: str | None, problem: str | None, remark: str | None) -> str | None:
    if problem is not None:
        return f"{name}: {_said(text, problem)}, set to null"
    return f"{name}: {mask(remark)}" if remark is not None else None
