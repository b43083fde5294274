"""Which SQL of a user may run: exactly one statement that only reads the published tables.

The decision is made on the tree of DuckDB's own parser, never on the text: what is judged is what
would run. What may be called is a list of what is allowed wherever the list can be short (table
functions, system tables), since every release of DuckDB brings new doors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import duckdb

from dagster_project.errors import UserError

READING = "SELECT, WITH, VALUES, FROM, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN"
TABLE_FUNCTIONS = frozenset({
    "range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree",
    "duckdb_tables", "duckdb_columns", "duckdb_views", "duckdb_functions",
    "pragma_table_info", "pragma_version",
})  # fmt: skip
SYSTEM_TABLES = frozenset({"duckdb_tables", "duckdb_columns", "duckdb_views"})
# Prefixes of the tables DuckDB brings along; some of them show settings and paths of this machine.
_SYSTEM_PREFIXES = ("duckdb_", "pragma_", "pg_", "sqlite_")
_REFUSED_FUNCTIONS = frozenset({"current_setting", "getenv", "write_log"})
_COMMENT = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
_EXPLAIN = re.compile(rf"{_COMMENT}explain\b{_COMMENT}(analy[sz]e\b)?(.*)", re.IGNORECASE | re.DOTALL)
_PIVOT = re.compile(r"\bpivot", re.IGNORECASE)


def screen(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The statement to run for `sql`, or a UserError that says why it may not run.

    Raises duckdb.ParserException for SQL that is none.
    """
    kind = _only_statement(connection, sql)
    if kind == "EXPLAIN":
        explained = _EXPLAIN.fullmatch(sql)
        if explained is None or _only_statement(connection, explained[2]) != "SELECT":
            raise _not_reading("EXPLAIN of something else than a query")
        # Put together from the judged part, so that a comment read differently here and by DuckDB
        # cannot smuggle in another statement.
        return f"explain {explained[1] or ''} {screen(connection, explained[2])}"
    if kind != "SELECT":
        raise _not_reading(kind)
    for node in _nodes(_tree(connection, sql)):
        _judge(node)
    return sql


def _only_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    # On the sandboxed connection: the parser itself opens files for IMPORT DATABASE.
    statements = connection.extract_statements(sql)
    if not statements:
        raise UserError("There is no SQL statement.", f"Give one {READING} statement.")
    kinds = [statement.type.name for statement in statements]
    # DuckDB makes two statements of a PIVOT that has to find its columns first (2.0 calls them MULTI).
    if kinds in (["CREATE", "SELECT"], ["MULTI"]) and _PIVOT.search(sql):
        raise UserError(
            "A PIVOT without the values of its columns would have to write a temporary type.",
            "Name the values, as in `PIVOT t ON gender IN ('male', 'female') USING sum(graduates)`.",
        )
    if len(kinds) > 1:
        raise UserError(f"{len(kinds)} SQL statements were given.", "Give one statement at a time.")
    return kinds[0]


def _not_reading(kind: str) -> UserError:
    return UserError(
        f"{kind.replace('_', ' ')} is not allowed: published tables can only be read.",
        f"Give one {READING} statement.",
    )


def _tree(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    ((text,),) = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchall()
    tree = json.loads(text)
    if tree["error"] or len(tree["statements"]) != 1:
        raise _not_reading("This statement")
    return tree


def _nodes(tree: object) -> Iterator[dict]:
    """Every object in the tree; a loop, since a deeply nested statement would exhaust recursion."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield node
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _judge(node: dict) -> None:
    if node.get("type") == "TABLE_FUNCTION":
        name = node["function"]["function_name"].lower()
        if name not in TABLE_FUNCTIONS:
            raise _outside(f"{name}()")
    elif node.get("type") == "FUNCTION":
        if node["function_name"].lower() in _REFUSED_FUNCTIONS:
            raise _outside(f"{node['function_name']}()")
    elif node.get("type") == "BASE_TABLE":
        name, schema = node["table_name"].lower(), node["schema_name"].lower()
        system = schema == "pg_catalog" or name.startswith(_SYSTEM_PREFIXES)
        if system and name not in SYSTEM_TABLES:
            raise _outside(name)


def _outside(name: str) -> UserError:
    return UserError(
        f"{name} is not allowed: SQL here has no access to files, the network, extensions or settings.",
        "Read the published tables only; `SHOW TABLES` lists them.",
    )
