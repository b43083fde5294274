"""The test `sound`, held against every table it is asked of: doubled rows and empty values are found."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import duckdb
import pytest

BUILD = "build"


@pytest.fixture(scope="module")
def built(demo):
    """The tables of the demonstration's build, read-only, and the tests `sound` that were asked of them."""
    data, _ = demo
    nodes = json.loads((data / "build" / "dbt" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    tests = [
        node | {"table": nodes[node["attached_node"]]}
        for node in nodes.values()
        if (node.get("test_metadata") or {}).get("name") == "sound"
    ]
    # Staging reads the landing beside the working directory.
    with contextlib.chdir(data), duckdb.connect() as engine:
        engine.execute(f"attach '{data / 'build' / 'build.duckdb'}' as {BUILD} (read_only)")
        yield data, engine, tests


def test_a_row_that_comes_twice_or_lacks_a_value_is_found_in_every_table(built):
    data, engine, tests = built
    assert len(tests) > 80
    asked = [_asked(data, engine, test) for test in tests]
    # Some tables hold nothing in the demonstration (no decision about employers, no row sent back).
    assert sum(has_rows for has_rows in asked) > 0.9 * len(asked)


def _asked(data, engine, test: dict[str, Any]) -> bool:
    table, arguments = test["table"], test["test_metadata"]["kwargs"]
    relation = f'"{BUILD}"."{table["schema"]}"."{table["name"]}"'
    query = _compiled(data, test).replace(relation, "few")
    engine.execute(f"create or replace temp table few as select * from {relation} limit 3")
    if not engine.execute("from few").fetchall():
        return False
    assert engine.execute(query).fetchall() == []
    if arguments.get("grain"):
        engine.execute("insert into few from few limit 1")
        assert len(engine.execute(query).fetchall()) == 1, test["name"]
    for column in arguments.get("complete", ()):
        engine.execute(f"create or replace temp table few as select * from {relation} limit 3")
        engine.execute(f'update few set "{column}" = null where rowid = 0')
        assert len(engine.execute(query).fetchall()) == 1, (test["name"], column)
    return True


def _compiled(data, test: dict[str, Any]) -> str:
    folder = data / "build" / "dbt" / "compiled" / "gradmart" / test["original_file_path"]
    return (folder / test["path"]).read_text(encoding="utf-8")
