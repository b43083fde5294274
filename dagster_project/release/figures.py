"""Which row of a mart is meant: by its id, or by what stands in its columns.

An id is `<mart>/<hash of the grain's values>`: the same in every release, as long as the grain is the same.
Where a person says less than the grain, the row that is usually meant is taken, and what was taken is told.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from dagster_project.errors import UserError
from dagster_project.release.catalogue import Table, catalogue
from dagster_project.release.layout import TIERS, Release, Tier
from dagster_project.release.sandbox import ident
from dagster_project.release.templates import sql_value

# Column, what is usually meant, and the columns whose mention says that it is not.
USUAL = (
    ("breakdown", "overall", ("breakdown_value",)),
    ("breakdown_value", "all", ("breakdown",)),
    ("degree_level", "all", ()),
    ("is_official", "true", ("rate_version",)),
    ("is_headline", "true", ("box_rule",)),
    ("snapshot", "latest", ()),
)
_LISTED = 20
_PLAIN = re.compile(r"[\w.,:/+%@=-]*")
Conditions = Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """One row of a mart: its id, its cells, and the conditions that were taken as usual."""

    id: str
    table: Table
    row: dict[str, Any]
    taken: dict[str, str]


def id_sql(table: Table, alias: str = "") -> str:
    """SQL for the id of a row of `table`, without the table's name."""
    prefix = f"{alias}." if alias else ""
    cells = ", ".join(f"cast({prefix}{ident(name)} as varchar)" for name in table.grain)
    return f"substr(sha256(cast(to_json([{cells}]) as varchar)), 1, 12)"


def find(release: Release, connection: duckdb.DuckDBPyConnection, words: Sequence[str], tier: Tier) -> Figure:
    """The figure that `words` name: `mart column=value …` or `mart/id`.

    A value is compared as text; an empty one means NULL or an empty cell. UserError, with what would help,
    when there is no such table, column or value, or when several rows are meant.
    """
    name, _, wanted_id = words[0].partition("/")
    table = _table(release, tier, name)
    given = _parsed(table, words[1:])
    if wanted_id:
        return _by_id(connection, table, wanted_id, given)
    _require(connection, table, given)
    taken = _taken(connection, table, given)
    count = _count(connection, table, {**given, **taken})
    if count > 1:
        raise _several(connection, table, given, taken, count)
    (found,) = figures(connection, table, _where({**given, **taken}))
    return replace(found, taken=taken)


def figures(
    connection: duckdb.DuckDBPyConnection, table: Table, where: str = "true", limit: int | None = None
) -> list[Figure]:
    """The rows of `table` under a SQL condition of ours, in the order of their ids."""
    answer = connection.execute(
        f"select {id_sql(table)} as id, {', '.join(map(ident, table.columns))} from {table.name} "
        f"where {where} order by id" + ("" if limit is None else f" limit {limit}")
    )
    return [
        Figure(f"{table.name}/{digest}", table, dict(zip(table.columns, cells, strict=True)), {})
        for digest, *cells in answer.fetchall()
    ]


def _table(release: Release, tier: Tier, name: str) -> Table:
    tables = catalogue(release, tier)
    if name in tables:
        return tables[name]
    elsewhere = [other for other in TIERS if other != tier and name in release.tables(other)]
    if elsewhere:
        raise UserError(f"{name} is not in the {tier} tier.", f"Add --tier {elsewhere[0]}.")
    raise UserError(
        f"There is no mart {name} in release {release.id}.",
        f"{_nearest(name, list(tables))}The marts are {', '.join(sorted(tables))}.",
    )


def _parsed(table: Table, words: Sequence[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for word in words:
        column, equals, value = word.partition("=")
        if not equals:
            raise UserError(f"{word!r} is not column=value.", f"Write for instance {table.grain[0]}=….")
        if column not in table.columns:
            raise UserError(
                f"{table.name} has no column {column}.",
                f"{_nearest(column, list(table.columns))}A row is told by {', '.join(table.grain)}.",
            )
        if given.get(column, value) != value:
            raise UserError(f"{column} is given twice.", "Give it once.")
        given[column] = value
    return given


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=3)
    return f"Did you mean {' or '.join(near)}? " if near else ""


def _by_id(connection: duckdb.DuckDBPyConnection, table: Table, wanted: str, given: Conditions) -> Figure:
    if given:
        raise UserError("A figure's id says everything.", "Leave the conditions out.")
    found = figures(connection, table, f"{id_sql(table)} = {sql_value(wanted)}")
    if not found:
        raise UserError(
            f"No row of {table.name} has the id {wanted} in this release.",
            f"Name the row by its columns: {', '.join(table.grain)}.",
        )
    return found[0]


def _require(connection: duckdb.DuckDBPyConnection, table: Table, given: Conditions) -> None:
    """UserError that says which values there are for the first condition that leaves no row."""
    before: dict[str, str] = {}
    for column, value in given.items():
        if _count(connection, table, {**before, column: value}) == 0:
            raise _no_such_value(connection, table, before, column, value)
        before[column] = value
    if not given and _count(connection, table, {}) == 0:
        raise UserError(f"{table.name} has no rows in this release.", "There is nothing to explain.")


def _no_such_value(
    connection: duckdb.DuckDBPyConnection, table: Table, before: Conditions, column: str, value: str
) -> UserError:
    answer = connection.execute(
        f"select distinct cast({ident(column)} as varchar) as v from {table.name} where {_where(before)} "
        "order by v nulls first"
    )
    values = ["" if v is None else v for (v,) in answer.fetchall()]
    near = difflib.get_close_matches(value, values, n=_LISTED, cutoff=0.4) if len(values) > _LISTED else []
    listed = near or values[:_LISTED]
    more = f" and {len(values) - len(listed)} more" if len(values) > len(listed) else ""
    among = f" with {_text(before)}" if before else ""
    return UserError(
        f"No row of {table.name}{among} has {_text({column: value})}.",
        f"There {column} is {', '.join(v or '(nothing)' for v in listed)}{more}.",
    )


def _taken(connection: duckdb.DuckDBPyConnection, table: Table, given: Conditions) -> dict[str, str]:
    """What is usually meant, as far as it is needed and leaves a row."""
    taken: dict[str, str] = {}
    for column, value, unless in USUAL:
        if column not in table.columns or {column, *unless} & given.keys():
            continue
        if _count(connection, table, {**given, **taken}) <= 1:
            break
        if _count(connection, table, {**given, **taken, column: value}):
            taken[column] = value
    return taken


def _several(
    connection: duckdb.DuckDBPyConnection, table: Table, given: Conditions, taken: Conditions, count: int
) -> UserError:
    where = _where({**given, **taken})
    grain = [name for name in table.grain if name not in given and name not in taken]
    cells = ", ".join(f"cast({ident(name)} as varchar)" for name in grain)
    order = ", ".join(f"{ident(name)} nulls last" for name in grain)
    rows = connection.execute(
        f"select {cells} from {table.name} where {where} order by {order} limit {_LISTED}"
    ).fetchall()
    # What is the same on every row need not be said; columns of one value tell nothing apart.
    distinct_cells = ", ".join(f"count(distinct {ident(name)})" for name in grain)
    counts = connection.execute(f"select {distinct_cells} from {table.name} where {where}").fetchone()
    told = [place for place, distinct in enumerate(counts or ()) if distinct > 1] or list(range(len(grain)))
    lines = [_text({grain[place]: row[place] or "" for place in told}) for row in rows]
    also = f" (taking {_text(taken)})" if taken else ""
    rest = f"\n  … and {count - len(rows)} more" if count > len(rows) else ""
    return UserError(
        f"{count} rows of {table.name} match{also}, and one is wanted.",
        "Add what one of these lines says:\n  " + "\n  ".join(lines) + rest,
    )


def _text(conditions: Conditions) -> str:
    """Conditions as they are typed in a shell."""
    words = (f"{column}={value}" for column, value in conditions.items())
    return " ".join(
        word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'" for word in words
    )


def _where(conditions: Conditions) -> str:
    # An empty cell and none look the same in a list, and are typed the same.
    parts = [
        f"coalesce(cast({ident(column)} as varchar), '') = {sql_value(value)}"
        for column, value in conditions.items()
    ]
    return " and ".join(parts) or "true"


def _count(connection: duckdb.DuckDBPyConnection, table: Table, conditions: Conditions) -> int:
    answer = connection.execute(f"select count(*) from {table.name} where {_where(conditions)}")
    return answer.fetchall()[0][0]
