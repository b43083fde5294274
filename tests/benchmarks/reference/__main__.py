"""The reference: the same files to the same marts by one script of SQL, written by hand for these files only.

    python -m tests.benchmarks.reference RAW OUT

The parts of the script lie beside this file. They land nothing, check nothing and hide no small cell, and
what holds of the benchmark's deliveries and of their institution.yml is written into them: what remains is
what the figures themselves cost. Pseudonyms are plain hashes, deliveries are called by their files' names.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from dagster_project.release import literal
from dagster_project.settings import DBT_DIR

DATABASE = "reference.duckdb"
PARTS = ("words", "people", "placement", "events", "surveys")


def run(raw: Path, out: Path) -> None:
    """Write the marts into `out`, which must not exist: as tables of one DuckDB file, and as Parquet."""
    out.mkdir(parents=True)
    with duckdb.connect(str(out / DATABASE)) as connection:
        for name, folder in (("raw", raw), ("seeds", DBT_DIR / "seeds")):
            connection.execute(f"set variable {name} = {literal(str(folder))}")
        for part in PARTS:
            connection.execute(Path(__file__).with_name(f"{part}.sql").read_text(encoding="utf-8"))
        marts = connection.execute("select table_name from duckdb_tables() where not temporary").fetchall()
        for (mart,) in marts:
            target = literal(str(out / f"{mart}.parquet"))
            connection.execute(f"copy {mart} to {target} (format parquet, compression zstd)")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
