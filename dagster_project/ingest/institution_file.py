"""institution.yml, read and validated whole: its shape, and whether columns, code tables and codes exist.

The latter is asked of the content as YAML gave it, so that all mistakes are told together; a section of
another shape is passed over, since that has been told already. Imports no frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagster_project.contracts import CONTRACTS, Column, Contract
from dagster_project.contracts.codes import SEEDS, CodeTable, code_table, normalise_value
from dagster_project.settings import Institution, load_institution
from dagster_project.settings.own_codes import OWN_CODES

# More codes than this are not listed in a message.
_FEW = 40


def load_configuration(path: Path) -> Institution:
    """The configuration of a deployment. Raises ConfigurationError that lists every mistake."""
    return load_institution(path, meaning_mistakes)


def meaning_mistakes(content: dict[str, Any]) -> list[str]:
    """One line a mistake, with its place and the legal values."""
    return [*_headers(content), *_codes(content), *_constants(content)]


def code_tables() -> list[str]:
    """Names of the code tables that columns of the contracts refer to."""
    return sorted(
        {column.table for contract in CONTRACTS.values() for column in contract.columns if column.table}
    )


def _by_feed(content: dict[str, Any], section: str) -> Iterator[tuple[Contract, str, Any]]:
    for feed, entries in _dict(content.get(section)).items():
        if feed in CONTRACTS:
            for name, value in _dict(entries).items():
                yield CONTRACTS[feed], str(name), value


def _headers(content: dict[str, Any]) -> Iterator[str]:
    for contract, header, name in _by_feed(content, "headers"):
        columns = [column.name for column in contract.columns]
        if name != "drop" and name not in columns:
            yield (
                f"headers.{contract.feed}.{header}: there is no column {name!r}; "
                f"legal are drop, {', '.join(columns)}"
            )


def _constants(content: dict[str, Any]) -> Iterator[str]:
    for contract, name, value in _by_feed(content, "constants"):
        place = f"constants.{contract.feed}.{name}"
        column = next((column for column in contract.columns if column.name == name), None)
        if column is None or not may_be_constant(column):
            legal = ", ".join(column.name for column in contract.columns if may_be_constant(column))
            yield f"{place}: no such column can be the same for everybody; legal are {legal}"
        elif column.table and isinstance(value, str) and _table(column.table, content).find(value) is None:
            yield (
                f"{place}: {value!r} is no code or label of {column.table}; "
                f"legal are {_listed(_table(column.table, content))}"
            )


def may_be_constant(column: Column) -> bool:
    return column.kind not in ("pii", "birth_year") and column.pseudonym is None


def _codes(content: dict[str, Any]) -> Iterator[str]:
    tables = code_tables()
    for name, labels in _dict(content.get("codes")).items():
        if name not in tables:
            yield f"codes.{name}: there is no such code table; legal are {', '.join(tables)}"
            continue
        table = _table(name, content)
        for label, code in _dict(labels).items():
            if isinstance(code, str) and code not in table.labels:
                yield f"codes.{name}.{label}: there is no code {code!r}; legal are {_listed(table)}"


def _table(name: str, content: dict[str, Any]) -> CodeTable:
    """The code table with the codes, and labels, that the institution adds."""
    table = code_table(name)
    own = {str(code): str(code) for code in _dict(content.get(OWN_CODES.get(name, "")))}
    labels = own | {
        str(label): str(code) for label, code in _dict(_dict(content.get("codes")).get(name)).items()
    }
    lookup = {normalise_value(label): code for label, code in labels.items()}
    return CodeTable(name, table.labels | own, table.lookup | lookup)


def _listed(table: CodeTable) -> str:
    return (
        ", ".join(table.labels)
        if len(table.labels) <= _FEW
        else f"those of {SEEDS.name}/code_{table.name}.csv"
    )


def _dict(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}
