"""Two releases side by side: which figures are not the same, by how much, and because of what.

Everything is read from the two releases: figures from their tables, causes from their manifests, and which
deliveries a figure is counted from by its explanation (see `explain`). Where that leaves more than one cause,
it is said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any

import duckdb

from dagster_project.errors import UserError
from dagster_project.release.catalogue import Table, catalogue
from dagster_project.release.causes import Cause, causes
from dagster_project.release.differing import RowChange, TableChange, differing
from dagster_project.release.layout import Release, Tier
from dagster_project.release.sandbox import connect_both, ident
from dagster_project.release.screen import screen
from dagster_project.release.templates import fill

# The tables people quote come first, records last.
_FIRST = (
    "employment_rate", "cohort_size", "satisfaction", "annual_goal", "fair_summary", "service_reach",
    "special_programme", "placement_quality", "further_study", "destination_structure", "placement_structure",
)  # fmt: skip
# Finding the deliveries of a row takes two queries: beyond so many rows a table it is not asked.
_ASKED = 50


@dataclass(frozen=True)
class Difference:
    """Two releases compared. `tables` are those that are not the same; a table that came or went is named in
    `tables_came` or `tables_went`. `causes` that follow from others explain nothing by themselves."""

    old: str
    new: str
    tier: Tier
    causes: list[Cause]
    tables: list[TableChange]
    tables_same: int
    tables_came: list[str]
    tables_went: list[str]

    def as_dict(self) -> dict[str, Any]:
        content = asdict(self)
        for cause in content["causes"]:
            cause["deliveries"] = None if cause["deliveries"] is None else sorted(cause["deliveries"])
        return content


def compare(
    old: Release, new: Release, tier: Tier = "internal", only: str | None = None, limit: int | None = None
) -> Difference:
    """Compare a tier of two releases: all tables or the one called `only`, at most `limit` rows of each.

    UserError when neither release has that table.
    """
    before, after = catalogue(old, tier), catalogue(new, tier)
    if only is not None and only not in {*before, *after}:
        raise UserError(
            f"There is no mart {only} in the {tier} tier of either release.",
            f"The marts are {', '.join(sorted({*before, *after}))}.",
        )
    names = [name for name in _ordered(before, after) if only in (None, name)]
    shared = [name for name in names if name in before and name in after]
    differ = [name for name in shared if _checksum(old, tier, name) != _checksum(new, tier, name)]
    with closing(connect_both(old, new, tier)) as connection:
        found = causes(old.manifest, new.manifest)
        if tier == "internal":
            found = [_with_content(connection, cause, {"old": before, "new": after}) for cause in found]
        compared = (differing(connection, before[name], after[name], limit) for name in differ)
        tables = [table for table in compared if not table.is_none]
        why = _Why(connection, found, before, after, tier)
        tables = [replace(table, rows=why.of(table)) for table in tables]
    return Difference(
        old.id,
        new.id,
        tier,
        found,
        tables,
        len(shared) - len(tables),
        [name for name in names if name not in before],
        [name for name in names if name not in after],
    )


def _ordered(*sides: dict[str, Table]) -> list[str]:
    tables = {name: table for side in sides for name, table in side.items()}

    def place(name: str) -> tuple[bool, int, str]:
        explanation = tables[name].explanation
        is_record = explanation is not None and explanation.is_record
        return is_record, _FIRST.index(name) if name in _FIRST else len(_FIRST), name

    return sorted(tables, key=place)


def _checksum(release: Release, tier: Tier, table: str) -> str:
    return release.manifest["tables"][tier][table]["table_checksum"]


class _Why:
    """Which causes can explain a row: those that act through a delivery it is counted from, or anywhere."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        found: Sequence[Cause],
        before: dict[str, Table],
        after: dict[str, Table],
        tier: Tier,
    ) -> None:
        self._connection = connection
        self._causes = {place: cause for place, cause in enumerate(found) if not cause.follows}
        self._tables = {"old": before, "new": after}
        self._tier = tier

    def of(self, table: TableChange) -> list[RowChange]:
        """The rows of `table` with their causes."""
        able = {place: cause for place, cause in self._causes.items() if cause.can_touch(table.table)}
        if len(able) <= 1:
            return [replace(row, causes=list(able), sure=bool(able)) for row in table.rows]
        if self._tier == "public":  # there deliveries are not told
            return table.rows
        asked = [self._explained(table.table, row, able) for row in table.rows[:_ASKED]]
        return asked + table.rows[_ASKED:]

    def _explained(self, table: str, row: RowChange, able: dict[int, Cause]) -> RowChange:
        touching = self._deliveries(table, row)
        near = [
            place
            for place, cause in able.items()
            if cause.deliveries is None or touching is None or cause.deliveries & touching
        ]
        # A list that withdraws people is behind a figure that it is no longer counted in: nothing is sure.
        return replace(row, causes=near or list(able), sure=False)

    def _deliveries(self, table: str, row: RowChange) -> set[str] | None:
        """Ids of the deliveries the row is counted from in either release; None when it does not say."""
        found: set[str] = set()
        for side, tables in self._tables.items():
            explanation = tables[table].explanation
            if explanation is None or explanation.deliveries is None:
                return None
            cells = self._row(side, tables[table], row)
            if cells:
                self._connection.execute(f"use {side}")
                sql = fill(explanation.deliveries, cells, tables[table].grain)
                found |= {
                    cell
                    for (cell,) in self._connection.execute(screen(self._connection, sql)).fetchall()
                    if cell
                }
        return found

    def _row(self, side: str, table: Table, row: RowChange) -> dict[str, Any]:
        where = " and ".join(f"{ident(key)} is not distinct from ?" for key in table.grain)
        answer = self._connection.execute(
            f"select * from {side}.{ident(table.name)} where {where}", [row.grain[key] for key in table.grain]
        )
        names = [column[0] for column in answer.description]
        rows = answer.fetchall()
        return dict(zip(names, rows[0], strict=True)) if rows else {}


_LEDGER_TABLES = {"correction": "correction", "employer decision": "employer_decision"}
_WORDS = {
    "correction": "feed || ': ' || column_name || ', ' || reason",
    "employer decision": "decision || ': ' || employer_a || ', ' || employer_b",
}


def _with_content(
    connection: duckdb.DuckDBPyConnection, cause: Cause, tables: dict[str, dict[str, Table]]
) -> Cause:
    """A line of a ledger with what the release tells of it, and the deliveries it was applied in."""
    side = "new" if cause.change == "came" else "old"
    table = _LEDGER_TABLES.get(cause.kind)
    if cause.change == "changed" or table not in tables[side]:
        return cause
    line = int(cause.name.rpartition(" ")[2])
    rows = connection.execute(
        f"select {_WORDS[cause.kind]} from {side}.{table} where ledger_line = ?", [line]
    ).fetchall()
    told = replace(cause, detail=rows[0][0]) if rows else cause
    if cause.kind != "correction":
        return told
    uses = connection.execute(
        f"select delivery_id from {side}.correction_use where ledger_line = ? and outcome = 'applied'", [line]
    ).fetchall()
    return replace(told, deliveries=frozenset(delivery for (delivery,) in uses))
