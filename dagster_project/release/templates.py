"""SQL that counts a figure again: as it stands in a mart's yml, and as it runs for one row.

    explain:
      numerator: "select count(*) from graduate_outcome where {row} and destination_code = {destination_code}"
      denominator: "select count(*) from graduate_outcome where {row}"
      deliveries: "select roster_delivery_id from graduate_outcome where {row}"

`{column}` is that column of the row as a SQL literal. `{row}` stands for the conditions that the row shares
with graduate_outcome, the table of records: its institution, class year, snapshot, degree level and
breakdown, those of them that are in the mart's grain; `{row:o}` writes them for the table alias `o`. A table
that has one row a record says `explain: record`. Nothing runs here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dagster_project.release.sandbox import literal

RECORDS = "graduate_outcome"
COHORT = ("institution_code", "class_year", "snapshot", "degree_level")
RECORD = "record"
# Keys of `explain` that are no figure: which deliveries contributed, and what a table of definitions says.
DELIVERIES, DEFINITION = "deliveries", "definition"
_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True)
class Explanation:
    """How the figures of a mart are counted again.

    `figures`: SQL template by column, each giving one number. `deliveries`: a template giving the ids of the
    deliveries that contributed. `definition`: a template giving one row of named facts. `is_record`: the
    table has one row a record, so that there is nothing to count.
    """

    figures: Mapping[str, str] = field(default_factory=dict)
    deliveries: str | None = None
    definition: str | None = None
    is_record: bool = False

    @classmethod
    def from_meta(cls, meta: Any, grain: Sequence[str], columns: Sequence[str], table: str) -> Explanation:
        """The explanation of `table` from the `explain` meta of its yml.

        RuntimeError when it is neither `record` nor templates for columns of the table, or when a template
        names a column that is not there.
        """
        if meta == RECORD:
            return cls(is_record=True)
        if not isinstance(meta, Mapping) or not all(isinstance(sql, str) for sql in meta.values()):
            raise RuntimeError(f"explain of mart {table} is neither `{RECORD}` nor SQL by column")
        texts = {name: " ".join(sql.split()) for name, sql in meta.items()}
        found = cls(
            figures={name: sql for name, sql in texts.items() if name not in (DELIVERIES, DEFINITION)},
            deliveries=texts.get(DELIVERIES),
            definition=texts.get(DEFINITION),
        )
        if not found.figures:
            raise RuntimeError(f"explain of mart {table} has no figure")
        if wrong := sorted(found._unknown(grain, columns)):
            raise RuntimeError(f"explain of mart {table} names {', '.join(wrong)}, which {table} has not")
        return found

    def to_meta(self) -> str | dict[str, str]:
        """What `from_meta` reads."""
        others = {DELIVERIES: self.deliveries, DEFINITION: self.definition}
        return RECORD if self.is_record else {**self.figures, **{k: sql for k, sql in others.items() if sql}}

    def _unknown(self, grain: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
        yield from (name for name in self.figures if name not in columns)
        for sql in (*self.figures.values(), self.deliveries or "", self.definition or ""):
            for name, alias in _PLACEHOLDER.findall(sql):
                is_row = name == "row"
                if (is_row and not set(grain) & set(COHORT)) or (
                    not is_row and (alias or name not in columns)
                ):
                    yield f"{{{name}}}"


def fill(template: str, row: Mapping[str, Any], grain: Sequence[str]) -> str:
    """`template` for one row of a mart, ready to run."""

    def value(found: re.Match[str]) -> str:
        name, alias = found[1], found[2]
        return _conditions(row, grain, alias) if name == "row" else sql_value(row[name])

    return _PLACEHOLDER.sub(value, template)


def _conditions(row: Mapping[str, Any], grain: Sequence[str], alias: str | None) -> str:
    prefix = f"{alias}." if alias else ""
    parts = [
        f"{prefix}{name} = {sql_value(row[name])}"
        for name in COHORT
        if name in grain and not (name == "degree_level" and row[name] == "all")
    ]
    if "breakdown" in grain and row["breakdown"] != "overall":
        # The name of a breakdown is a column of the records.
        column = f"{prefix}{row['breakdown']}"
        parts.append(f"coalesce({column}, 'unknown') = {sql_value(row['breakdown_value'])}")
    return " and ".join(parts) or "true"


def sql_value(value: Any) -> str:
    """A cell as a SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return repr(value) if isinstance(value, float) else str(value)
    if isinstance(value, datetime):
        return f"timestamp {literal(value.isoformat(sep=' '))}"
    if isinstance(value, date):
        return f"date {literal(value.isoformat())}"
    return literal(str(value))
