"""When two texts of a column say the same: as written, or by what they mean there.

`2020/9/25` and `2020-09-25` are one day, `10` and its label one code, `s00012` and `S00012` one student. Used
where people write down what stands in a file; what lands is decided in `cast`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dagster_project.contracts import Column, Contract
from dagster_project.contracts.codes import normalise_value
from dagster_project.ingest import codes
from dagster_project.ingest.dates import EPOCH_1900
from dagster_project.ingest.pseudonyms import normalise_identifier
from dagster_project.ingest.readers import reader, span_reader
from dagster_project.ingest.words import is_blank, tidy
from dagster_project.settings import Institution

# A text -> (its meaning, what is wrong with it); both None for a text that means "no value" here.
Meaning = Callable[[str], tuple[Any, str | None]]


def folded(text: str | None) -> str:
    """The form in which texts are compared as written; '' for every mark of "no value"."""
    return "" if text is None or is_blank(text) else re.sub(r"\.0+$", "", normalise_value(text))


@dataclass(frozen=True)
class Sense:
    """Compares texts of one column. `meaning` is None where a text means itself, as in answers."""

    meaning: Meaning | None = None

    def is_said(self, text: str, cells: Iterable[str | None]) -> bool:
        """Whether one of the cells says what `text` says; a blank text wants all of them blank."""
        filled = [cell for cell in cells if cell is not None and folded(cell)]
        if not folded(text):
            return not filled
        return any(self.form(cell) == self.form(text) or folded(cell) == folded(text) for cell in filled)

    def form(self, text: str) -> Any:
        """What a text means, else how it is written: equal for texts that say the same."""
        value = None if self.meaning is None or not folded(text) else self.meaning(tidy(text))[0]
        return folded(text) if value is None else value

    def problem(self, text: str) -> str | None:
        """Why a text cannot stand in this column; None when it can, and for a blank."""
        return None if self.meaning is None or not folded(text) else self.meaning(tidy(text))[1]


def sense_of(
    column: Column, contract: Contract, institution: Institution, epoch: dt.date = EPOCH_1900
) -> Sense:
    """The sense of a column that lands; `epoch` is day 0 of serial dates in the file at hand."""
    if column.pseudonym is not None:
        kind = column.pseudonym
        return Sense(lambda text: normalise_identifier(kind, text))
    if column.table is not None:
        table = codes.table_of(column.table, institution)

        def code(text: str) -> tuple[Any, str | None]:
            found = table.find(text)
            return found, None if found else "is no known code"

        return Sense(code)
    is_span = column.name == "held_on" and "held_until" in contract.derived
    by = span_reader(epoch) if is_span else reader(column, epoch)

    def value(text: str) -> tuple[Any, str | None]:
        read = by.read(text)
        values = tuple(getattr(read, name) for name in by.fields)
        problem = read.problem
        if problem is None and "month" in values and not column.month_ok:
            problem = "has no day"
        return (None if all(item is None for item in values) else values), problem

    return Sense(value)
