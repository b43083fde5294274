"""Which rows of one table differ between two releases, and by how much. Why is not asked here.

A row is told by the grain of its table. Rows come in the order of their importance: the headline figures
(what `figures` takes when nothing else is said), then the newest years, then the largest changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import duckdb

from dagster_project.release.catalogue import Table
from dagster_project.release.figures import USUAL, id_sql
from dagster_project.release.sandbox import ident, literal

PERCENTAGE = re.compile(r"(^|_)(rate|share)$|^share_|^(wilson|ac90)_(low|high)$")
_YEARS = ("class_year", "year")
# Beside the grain, what tells a person which row it is.
_NAMES = ("fair_name", "goal", "employer_name", "item", "destination_label", "label", "unit")


@dataclass(frozen=True)
class Cell:
    """A column of a row in both releases. `delta` is new less old, in percentage points where `points`."""

    old: Any
    new: Any
    delta: float | None = None
    points: bool = False


@dataclass(frozen=True)
class RowChange:
    """A row that is not the same.

    cells   the columns that changed; of a row that came or went, its figures
    names   which row it is, beside its grain
    causes  places in the list of causes that can explain it, None where that was not asked
    sure    whether nothing else can
    """

    figure: str
    change: Literal["came", "went", "changed"]
    grain: dict[str, Any]
    names: dict[str, Any]
    cells: dict[str, Cell]
    causes: list[int] | None = None
    sure: bool | None = None


@dataclass(frozen=True)
class TableChange:
    """A table that is not the same: rows in both releases, rows that came, went and changed.

    `columns` tell what changed in its layout. `rows` are empty for a table of records.
    """

    table: str
    is_record: bool
    rows_old: int
    rows_new: int
    came: int
    went: int
    changed: int
    columns: list[str] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)

    @property
    def is_none(self) -> bool:
        """Nothing differs: the two checksums were made in another way."""
        return not (self.came or self.went or self.changed or self.columns)


def differing(
    connection: duckdb.DuckDBPyConnection, was: Table, now: Table, limit: int | None = None
) -> TableChange:
    """What differs between `old.<table>` and `new.<table>`; at most `limit` rows are given."""
    types = {side: _types(connection, side, now.name) for side in ("old", "new")}
    counts = {side: _count(connection, f"{side}.{ident(now.name)}") for side in types}
    is_record = now.explanation is not None and now.explanation.is_record
    layout = _layout(types["old"], types["new"])
    if was.grain != now.grain or not set(now.grain) <= types["old"].keys() & types["new"].keys():
        layout.append("a row is told by other columns, so that rows were not compared")
        return TableChange(now.name, is_record, counts["old"], counts["new"], 0, 0, 0, layout)
    shared = {name: kind for name, kind in types["new"].items() if types["old"].get(name) == kind}
    sql = _changes_sql(now, shared)
    tally = dict(connection.execute(f"select change, count(*) from ({sql}) group by change").fetchall())
    return TableChange(
        now.name,
        is_record,
        counts["old"],
        counts["new"],
        tally.get("came", 0),
        tally.get("went", 0),
        tally.get("changed", 0),
        layout,
        [] if is_record else _rows(connection, now, shared, sql, limit),
    )


def _types(connection: duckdb.DuckDBPyConnection, side: str, table: str) -> dict[str, str]:
    found = connection.execute(f"describe select * from {side}.{ident(table)}").fetchall()
    return {row[0]: row[1] for row in found}


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return connection.execute(f"select count(*) from {relation}").fetchall()[0][0]


def _layout(old: dict[str, str], new: dict[str, str]) -> list[str]:
    told = [f"column {name} is new" for name in new if name not in old]
    told += [f"column {name} is gone" for name in old if name not in new]
    kinds = ((name, old[name], kind) for name, kind in new.items() if old.get(name, kind) != kind)
    return told + [f"column {name} is {kind} instead of {before}" for name, before, kind in kinds]


def _changes_sql(table: Table, shared: dict[str, str]) -> str:
    """One row for each row that is not the same: its grain, `change`, old_<column> and new_<column>."""
    others = [name for name in shared if name not in table.grain]
    keys = ", ".join(f"coalesce(n.{ident(key)}, o.{ident(key)}) as {ident(key)}" for key in table.grain)
    both = "".join(
        f", o.{ident(name)} as {ident(f'old_{name}')}, n.{ident(name)} as {ident(f'new_{name}')}"
        for name in others
    )
    same = " and ".join(f"o.{ident(key)} is not distinct from n.{ident(key)}" for key in table.grain)
    differ = " or ".join(_differs(name, shared[name]) for name in others) or "false"
    relations = (f"(select *, true as is_here from {side}.{ident(table.name)})" for side in ("old", "new"))
    before, after = relations
    return (
        f"select {keys}, case when o.is_here is null then 'came' when n.is_here is null then 'went' "
        f"else 'changed' end as change{both} from {before} as o full join {after} as n on {same} "
        f"where o.is_here is null or n.is_here is null or {differ}"
    )


def _differs(name: str, kind: str) -> str:
    old, new = f"o.{ident(name)}", f"n.{ident(name)}"
    if kind not in ("DOUBLE", "FLOAT"):
        return f"{old} is distinct from {new}"
    # Sums of doubles depend on their order in the last digit.
    close = f"abs({old} - {new}) <= 1e-9 * greatest(abs({old}), abs({new}), 1e-3)"
    return f"({old} is distinct from {new} and not coalesce({close}, false))"


def _rows(
    connection: duckdb.DuckDBPyConnection, table: Table, shared: dict[str, str], sql: str, limit: int | None
) -> list[RowChange]:
    order = ", ".join([*_importance(table, shared), *(f"{ident(key)} nulls last" for key in table.grain)])
    answer = connection.execute(
        f"select {id_sql(table, 'c')} as figure_id, * from ({sql}) as c order by {order}"
        + ("" if limit is None else f" limit {limit}")
    )
    names = [column[0] for column in answer.description]
    found = (dict(zip(names, cells, strict=True)) for cells in answer.fetchall())
    return [_row(table, shared, row) for row in found]


def _importance(table: Table, shared: dict[str, str]) -> list[str]:
    """What rows are ordered by, the most important first."""
    order = []
    for column, value, _ in USUAL:
        if column in table.grain and column != "snapshot":
            order.append(f"{ident(column)} is distinct from {literal(value)}")
        elif column in shared and column.startswith("is_"):
            order.append(f"not coalesce({_either(column)}, false)")
    order += [f"{ident(year)} desc" for year in _YEARS if year in table.grain]
    rates = [name for name in shared if PERCENTAGE.search(name)]
    counts = [name for name, kind in shared.items() if kind.endswith("INT") and name not in table.grain]
    for group in (rates, counts):
        moved = [f"coalesce(abs({_new(name)} - {_old(name)}), 0)" for name in group]
        order += [f"greatest({', '.join(moved)}) desc"] if moved else []
    return order


def _row(table: Table, shared: dict[str, str], row: dict[str, Any]) -> RowChange:
    others = [name for name in shared if name not in table.grain]
    explained = table.explanation.figures if table.explanation else {}
    cells, names = {}, {}
    for name in others:
        old, new = row[f"old_{name}"], row[f"new_{name}"]
        if name in _NAMES:
            names[name] = old if new is None else new
        is_figure = name in explained or isinstance(old if new is None else new, float)
        if _is_other(old, new) and (row["change"] == "changed" or is_figure):
            cells[name] = _cell(name, old, new, {**row, **names})
    figure = f"{table.name}/{row['figure_id']}"
    return RowChange(figure, row["change"], {key: row[key] for key in table.grain}, names, cells)


def _is_other(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) > 1e-9 * max(abs(old), abs(new), 1e-3)
    return old != new


def _cell(name: str, old: Any, new: Any, row: dict[str, Any]) -> Cell:
    is_share = name == "value" and row.get("new_unit", row.get("old_unit")) == "share"
    points = bool(PERCENTAGE.search(name)) or is_share
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    delta = new - old if numbers else None
    return Cell(old, new, delta * 100 if points and delta is not None else delta, points)


def _old(name: str) -> str:
    return ident(f"old_{name}")


def _new(name: str) -> str:
    return ident(f"new_{name}")


def _either(name: str) -> str:
    return f"coalesce({_new(name)}, {_old(name)})"
