"""The reference: `reference.sql` on a folder of deliveries, in a process of its own.

python -m tests.benchmarks.reference RAW OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from dagster_project.settings import DBT_DIR

SCRIPT = Path(__file__).with_name("reference.sql")
BREAKDOWNS = (
    "college", "major", "gender", "campus", "academy", "origin_province_code", "urban_rural", "training_mode",
)  # fmt: skip
_CARRIED = ("degree_code", *BREAKDOWNS, "roster_status")


def run(raw: Path, out: Path) -> None:
    """Write the marts of the reference as Parquet into `out`, which must not hold any."""
    out.mkdir(parents=True)
    group = "class_year, snapshot, as_of, destination_code, parent_code"
    sets = [f"({group}, {name}, degree_level), ({group}, {name})" for name in BREAKDOWNS]
    cases = " ".join(f"when grouping({name}) = 0 then" for name in BREAKDOWNS)
    words = SCRIPT.read_text(encoding="utf-8").format(
        raw=raw,
        out=out,
        seeds=DBT_DIR / "seeds" / "codes",
        carried=", ".join(f"arg_max({name}, roster.recorded_on) as {name}" for name in _CARRIED),
        sets=", ".join([*sets, f"({group}, degree_level), ({group})"]),
        breakdown=_case(cases, [f"'{name}'" for name in BREAKDOWNS], "'overall'"),
        breakdown_value=_case(cases, list(BREAKDOWNS), "'all'"),
    )
    with duckdb.connect(str(out / "reference.duckdb")) as connection:
        connection.execute(words)


def _case(conditions: str, values: list[str], otherwise: str) -> str:
    parts = conditions.split("then")
    told = " ".join(f"{part.strip()} then {value}" for part, value in zip(parts, values, strict=False))
    return f"case {told} else {otherwise} end"


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
