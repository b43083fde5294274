"""Which marts there are and what is said about them: names, words and policies from dbt's manifest.

Writing them is `tables`' affair; nothing is described here, a table's words live in its yml.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.publish.disclosure import IS_SUPPRESSED, SYMBOL, TablePolicy
from dagster_project.release import SCHEMA, TIERS, Explanation, Tier, ident


@dataclass(frozen=True)
class Column:
    """One column of a mart; `description` is English with unit and source, `zh` Chinese."""

    name: str
    type: str
    description: str
    zh: str


SUPPRESSION_COLUMNS = (
    Column(
        IS_SUPPRESSED,
        "BOOLEAN",
        "Whether figures of this row were hidden by disclosure control; they are NULL then.",
        "本行数字是否因披露控制而隐藏（隐藏处为空）",
    ),
    Column(
        SYMBOL,
        "VARCHAR",
        "Why: c confidential (a count of 1 or 2, or all but 1 or 2), low (the base is too small), "
        "z not applicable (nobody in the base); NULL when nothing is hidden.",
        "隐藏原因：c 保密（计数或其补数为 1 或 2），low 基数过小，z 不适用（基数为 0）；未隐藏为空",
    ),
)


@dataclass(frozen=True)
class Mart:
    """One published table as dbt describes it.

    `disclosure` is None for a table without cells to guard, `explanation` for one that says nothing of how it
    is counted.
    """

    name: str
    description: str
    zh: str
    grain: tuple[str, ...]
    tiers: tuple[Tier, ...]
    disclosure: TablePolicy | None
    columns: tuple[Column, ...]
    explanation: Explanation | None = None

    def in_tier(self, tier: Tier) -> Mart:
        """The mart as published in `tier`: in public, a table with guarded cells says which are hidden."""
        if tier == "internal" or self.disclosure is None:
            return self
        return replace(self, columns=(*self.columns, *SUPPRESSION_COLUMNS))

    def ordered(self, relation: str) -> str:
        """SQL that reads `relation` in the one order of this mart: by its grain, which no two rows share."""
        casts = ", ".join(f"cast({ident(c.name)} as {c.type}) as {ident(c.name)}" for c in self.columns)
        by = ", ".join(f"{ident(name)} asc nulls last" for name in self.grain)
        return f"select {casts} from {relation} order by {by}"


def read_marts(dbt_manifest: Path, connection: duckdb.DuckDBPyConnection, catalog: str) -> list[Mart]:
    """The marts of `dbt_manifest`, sorted by name, with the column types they have in `catalog`.

    RuntimeError when the manifest and the build disagree or a mart lacks what publishing needs: both are
    written by the same dbt run, so that is a fault of the models, not of the user's data.
    """
    nodes = json.loads(dbt_manifest.read_text(encoding="utf-8"))["nodes"].values()
    chosen = [n for n in nodes if n["resource_type"] == "model" and n["schema"] == SCHEMA]
    if not chosen:
        raise RuntimeError(f"dbt's manifest has no model in schema {SCHEMA}")
    return sorted((_mart(node, _types(node, connection, catalog)) for node in chosen), key=lambda m: m.name)


def _types(node: dict, connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [catalog, SCHEMA, _table_name(node)],
    ).fetchall()
    if not rows:
        raise RuntimeError(f"the build has no table {SCHEMA}.{_table_name(node)} although dbt's manifest has")
    return dict(rows)


def _table_name(node: dict) -> str:
    return node.get("alias") or node["name"]


def _mart(node: dict, types: dict[str, str]) -> Mart:
    name, meta = _table_name(node), _meta(node)
    described = node["columns"]
    missing = [key for key in ("zh", "grain", "tiers") if not meta.get(key)]
    missing += [f"description of {c}" for c in types if not described.get(c, {}).get("description")]
    if missing:
        raise RuntimeError(f"mart {name} lacks {', '.join(missing)} in its yml")
    if unknown := set(meta["grain"]) - set(types) | set(meta["tiers"]) - set(TIERS):
        raise RuntimeError(f"mart {name} names an unknown column or tier: {', '.join(sorted(unknown))}")
    # A table that goes out must say what is to be guarded in it, even when that is nothing (null).
    if "public" in meta["tiers"] and "disclosure" not in meta:
        raise RuntimeError(f"mart {name} is public but its meta has no `disclosure` (null: nothing to guard)")
    policy, explain = meta.get("disclosure"), meta.get("explain")
    return Mart(
        name=name,
        description=" ".join(node["description"].split()),
        zh=meta["zh"].strip(),
        grain=tuple(meta["grain"]),
        tiers=tuple(tier for tier in TIERS if tier in meta["tiers"]),
        disclosure=TablePolicy.from_meta(policy, set(types), name) if policy else None,
        columns=tuple(
            Column(
                name=column,
                type=kind,
                description=" ".join(described[column]["description"].split()),
                zh=str(_meta(described[column]).get("zh", "")).strip(),
            )
            for column, kind in types.items()
        ),
        explanation=Explanation.from_meta(explain, meta["grain"], list(types), name) if explain else None,
    )


def _meta(thing: dict) -> dict[str, Any]:
    """dbt writes `meta` to `config.meta`, and, for older spellings, beside it."""
    return (thing.get("config") or {}).get("meta") or thing.get("meta") or {}
