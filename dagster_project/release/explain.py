"""Where a figure comes from: its row, its definition, its counts made again, and the deliveries behind it.

Everything is read from the published release and nothing else: the SQL that counts again runs on the tables
that analysts see, through the same sandbox. In the public tier nothing is counted again, since the records
are not there; so nothing that is hidden there can come out here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from dagster_project.errors import UserError
from dagster_project.release.figures import Figure, find
from dagster_project.release.layout import Release, Tier
from dagster_project.release.sandbox import connect
from dagster_project.release.screen import screen
from dagster_project.release.templates import Explanation, fill

_REGISTER = "delivery_quality"
_DELIVERY_COLUMNS = ("recorded_on", "feed", "file", "delivery_id")
_SUPPRESSED, _SYMBOL = "is_suppressed", "suppression_symbol"


@dataclass(frozen=True)
class Recount:
    """One figure of a row: the SQL that counts it, and what that gave (None in the public tier)."""

    column: str
    description: str
    value: Any
    sql: str
    counted: Any
    agrees: bool | None


@dataclass(frozen=True)
class Explained:
    """Everything about one figure. `row` is the mart's row, `words` the description of each of its columns.

    `suppressed` is None where nothing is hidden, else why. `definition` holds what the definition tables say
    of the row (for a rate its version, source and provenance). `deliveries` is None where the tier does not
    tell them.
    """

    figure: str
    release: str
    code_version: str
    tier: Tier
    table: str
    description: str
    description_zh: str
    grain: list[str]
    taken: dict[str, str]
    row: dict[str, Any]
    words: dict[str, str]
    suppressed: str | None
    definition: dict[str, Any]
    is_record: bool
    recounts: list[Recount]
    deliveries: list[dict[str, Any]] | None

    @property
    def agrees(self) -> bool:
        """Whether no count differs from the row."""
        return all(recount.agrees is not False for recount in self.recounts)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"agrees": self.agrees}


def explain(release: Release, words: Sequence[str], tier: Tier = "internal") -> Explained:
    """Explain the figure that `words` name (see `figures.find`).

    UserError when they name none or several, or when the release holds no explanations.
    """
    with closing(connect(release, tier)) as connection:
        figure = find(release, connection, words, tier)
        explanation = figure.table.explanation
        if explanation is None:
            raise UserError(
                f"Release {release.id} does not say how {figure.table.name} is counted.",
                "Run `gradmart run` to publish again, with explanations.",
            )
        return _explained(release, connection, figure, explanation, tier)


def _explained(
    release: Release,
    connection: duckdb.DuckDBPyConnection,
    figure: Figure,
    explanation: Explanation,
    tier: Tier,
) -> Explained:
    table, internal = figure.table, tier == "internal"
    row = figure.row
    return Explained(
        figure=figure.id,
        release=release.id,
        code_version=release.manifest["code_version"],
        tier=tier,
        table=table.name,
        description=table.description,
        description_zh=table.zh,
        grain=list(table.grain),
        taken=figure.taken,
        row=row,
        words={name: column.description for name, column in table.columns.items()},
        suppressed=_suppressed(figure),
        definition=_definition(release, connection, figure, explanation, tier),
        is_record=explanation.is_record,
        recounts=recount(connection if internal else None, figure),
        deliveries=_deliveries(connection, figure, explanation) if internal else None,
    )


def recount(connection: duckdb.DuckDBPyConnection | None, figure: Figure) -> list[Recount]:
    """Count every figure of a row again; without a connection only say how."""
    recounts: list[Recount] = []
    explanation = figure.table.explanation
    if explanation is None:
        return recounts
    for column, template in explanation.figures.items():
        sql = fill(template, figure.row, figure.table.grain)
        value = figure.row[column]
        counted = None if connection is None else _one_value(connection, sql)
        recounts.append(
            Recount(
                column=column,
                description=figure.table.columns[column].description,
                value=value,
                sql=sql,
                counted=counted,
                agrees=None if connection is None else _same(value, counted),
            )
        )
    return recounts


def _one_value(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    rows = connection.execute(screen(connection, sql)).fetchall()
    if len(rows) > 1 or any(len(row) != 1 for row in rows):
        raise RuntimeError(f"not one number: {sql}")
    return rows[0][0] if rows else None


def _same(value: Any, counted: Any) -> bool:
    if isinstance(value, float) and isinstance(counted, int | float):
        # Sums of doubles depend on their order in the last digit.
        return math.isclose(value, counted, rel_tol=1e-9, abs_tol=1e-12)
    return value == counted


def _suppressed(figure: Figure) -> str | None:
    if not figure.row.get(_SUPPRESSED):
        return None
    return f"{figure.row[_SYMBOL]}: {figure.table.columns[_SYMBOL].description}"


def _definition(
    release: Release,
    connection: duckdb.DuckDBPyConnection,
    figure: Figure,
    explanation: Explanation,
    tier: Tier,
) -> dict[str, Any]:
    if explanation.definition is None:
        return {}
    sql = fill(explanation.definition, figure.row, figure.table.grain)
    if not connection.get_table_names(sql) <= set(release.tables(tier)):
        return {}
    answer = connection.execute(screen(connection, sql))
    names = [column[0] for column in answer.description]
    rows = answer.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else {}


def _deliveries(
    connection: duckdb.DuckDBPyConnection, figure: Figure, explanation: Explanation
) -> list[dict[str, Any]]:
    """Rows of the register for the deliveries that contributed, oldest first."""
    if explanation.deliveries is not None:
        sql = fill(explanation.deliveries, figure.row, figure.table.grain)
        found = {row[0] for row in connection.execute(screen(connection, sql)).fetchall()}
    else:
        # A record names its deliveries in its own columns.
        found = {cell for name, cell in figure.row.items() if name.endswith("delivery_id")}
    answer = connection.execute(
        f"select {', '.join(_DELIVERY_COLUMNS)} from {_REGISTER} where list_contains(?, delivery_id) "
        "order by recorded_on nulls last, file",
        [sorted(found - {None})],
    )
    return [dict(zip(_DELIVERY_COLUMNS, row, strict=True)) for row in answer.fetchall()]
