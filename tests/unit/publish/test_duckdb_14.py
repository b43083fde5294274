"""The published file opens in DuckDB 1.4, which most tools of its readers carry.

That version lives in an environment of its own, `.duckdb14` beside the package, since only one version
fits into ours. The suite's runner makes it; where it is missing the test tries to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from dagster_project.release import Release

ENVIRONMENT = Path(__file__).parents[3] / ".duckdb14"
REQUIREMENT = "duckdb>=1.4,<1.5"
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
def python_with_duckdb_14(shared_dir: Path) -> Path:
    """The interpreter of the environment with DuckDB 1.4, made now if need be."""
    python = ENVIRONMENT / "bin" / "python"
    with FileLock(shared_dir / "duckdb14.lock"):
        if python.exists() and _run(python, "-c", "import duckdb").returncode == 0:
            return python
        made = _run(sys.executable, "-m", "venv", str(ENVIRONMENT))
        if made.returncode == 0:
            made = _run(python, "-m", "pip", "install", "--quiet", REQUIREMENT)
    if made.returncode != 0:
        reason = f"NOT TESTED with DuckDB 1.4: {ENVIRONMENT.name} cannot be made:\n{made.stderr}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return python


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


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
