"""The published file opens in DuckDB 1.4, which most tools of its readers carry.

Every run looks at the storage version that is written into the file. DuckDB 1.4 itself needs an environment
of its own, `.duckdb14`, since only one version fits into ours: `.ci/run` makes it and fails without it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from dagster_project.release import Release

ENVIRONMENT = Path(__file__).parents[3] / ".duckdb14"
HOW_TO_MAKE_IT = "python3 -m venv .duckdb14 && .duckdb14/bin/pip install 'duckdb>=1.4,<1.5'"
# The header of a DuckDB file: checksum, the letters DUCK, the storage version. 64 is that of 0.10 to 1.4.
MAGIC, STORAGE = slice(8, 12), slice(12, 20)
READ = """
import duckdb, json, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
tables = [row[0] for row in connection.execute("show tables").fetchall()]
print(json.dumps({
    "version": duckdb.__version__,
    "rows": {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables},
    "rate": connection.execute(
        "select rate from marts.employment_rate where breakdown = 'overall'").fetchone()[0],
    "comment": connection.execute(
        "select comment from duckdb_tables() where table_name = 'fair_summary'").fetchone()[0],
}))
"""


@pytest.fixture(scope="module")
def python_with_duckdb_14() -> Path:
    """The interpreter of the environment with DuckDB 1.4. Tests use no network, so that none is made here."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        reason = f"NOT TESTED with DuckDB 1.4 itself. To test it: {HOW_TO_MAKE_IT}"
        # The suite's runner makes it; there a missing one is a fault and not a choice.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return python


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("tier", ["internal", "public"])
def test_the_published_file_is_written_in_the_storage_of_older_clients(released: Release, tier: str) -> None:
    header = released.database(tier).read_bytes()[:20]
    assert header[MAGIC] == b"DUCK"
    assert int.from_bytes(header[STORAGE], "little") == 64


@pytest.mark.parametrize("tier", ["internal", "public"])
def test_duckdb_14_reads_the_published_file(
    python_with_duckdb_14: Path, released: Release, tier: str
) -> None:
    done = _run(python_with_duckdb_14, "-c", READ, released.database(tier))
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["version"].startswith("1.4.")
    assert seen["rows"] == {name: table["rows"] for name, table in released.manifest["tables"][tier].items()}
    assert seen["rate"] == 0.9
    assert seen["comment"].endswith("招聘会汇总")
