"""Rows of one tier of a release, as bound values. The only door through which data comes into the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project import release
from dagster_project.release import Release, Tier, ident, sql_value
from dagster_project.reports.values import Kind, Lang, Source, Value, bound, withheld

_YEARS = {"class_year", "year", "list_year"}
_SHARES = ("rate", "share", "wilson_low", "wilson_high", "ac90_low", "ac90_high")
_UNITS: dict[str, Kind] = {"share": "share", "yuan a month": "amount", "score": "score"}
Condition = str | int | bool | Sequence[str] | Sequence[int]


@dataclass(frozen=True)
class Row:
    """One row of a mart: raw cells by `row[column]`, bound ones by `value`, `text` and `label`."""

    id: str
    cells: Mapping[str, Any]
    lang: Lang
    names: Mapping[str, str]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def value(self, column: str, kind: Kind | None = None) -> Value:
        """The cell as it is shown. Without `kind` it is told by the column's name, its unit or its type."""
        raw, sources = self.cells[column], (Source(self.id, column),)
        kind = kind or self._kind(column)
        if raw is None and self.cells.get("is_suppressed"):
            return withheld(self.cells.get("suppression_symbol"), kind, sources)
        return bound(raw, kind, self.lang, sources)

    def text(self, column: str) -> Value:
        """A name (college, major, survey …), in the report's language where it has one."""
        return bound(self._named(self.cells[column]), "text", self.lang, (Source(self.id, column),))

    def texts(self, column: str) -> Value:
        """A cell that holds several names, 世界500强、中央企业, each in the report's language."""
        names = [self._named(name) for name in self.cells[column].split("、")]
        joined = (", " if self.lang == "en" else "、").join(names)
        return bound(joined, "text", self.lang, (Source(self.id, column),))

    def last_part(self, column: str) -> Value:
        """What a row of a matrix rates: its item without the question above it."""
        part = self.cells[column].rpartition("—")[2]
        return bound(self._named(part), "text", self.lang, (Source(self.id, column),))

    def label(self, column: str) -> Value:
        """A label that the marts hold in both languages: `label`, `label_en`."""
        english = f"{column}_en"
        return self.text(english if self.lang == "en" and self.cells.get(english) else column)

    def _named(self, raw: Any) -> Any:
        return self.names.get(raw, raw) if self.lang == "en" else raw

    def _kind(self, column: str) -> Kind:
        if column in _YEARS:
            return "year"
        if column == "value":
            return _UNITS.get(self.cells.get("unit", ""), "count")
        if column == "mean_score":
            return "score"
        if column.endswith(_SHARES):
            return "share"
        raw = self.cells[column]
        if hasattr(raw, "year"):
            return "date"
        return "text" if isinstance(raw, str) else "count"


class Marts:
    """The tables of one tier of one release; a context manager that holds the file open, read-only."""

    def __init__(
        self, published: Release, tier: Tier, lang: Lang, names: Mapping[str, str] | None = None
    ) -> None:
        self.release, self.tier, self.lang = published, tier, lang
        self.names = names or {}
        self._tables = release.catalogue(published, tier)
        self._connection = release.connect(published, tier)

    def __enter__(self) -> Marts:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def columns(self, table: str) -> list[str]:
        """Names of the columns of a table; none when the tier does not hold it."""
        return list(self._tables[table].columns) if table in self._tables else []

    def rows(self, table: str, **conditions: Condition) -> list[Row]:
        """Rows whose columns equal the conditions (or one of several values), in the order of the grain."""
        if table not in self._tables:
            return []
        found = release.figures(self._connection, self._tables[table], _where(conditions))
        grain = self._tables[table].grain
        found.sort(key=lambda figure: tuple(_sortable(figure.row[name]) for name in grain))
        return [Row(figure.id, figure.row, self.lang, self.names) for figure in found]


def _where(conditions: Mapping[str, Condition]) -> str:
    parts = []
    for column, wanted in conditions.items():
        values = [wanted] if isinstance(wanted, str | int) else list(wanted)
        listed = ", ".join(sql_value(value) for value in values)
        parts.append(f"{ident(column)} in ({listed})" if values else "false")
    return " and ".join(parts) or "true"


def _sortable(value: Any) -> tuple[bool, str]:
    return value is None, f"{value:>20}" if isinstance(value, int) else str(value)
