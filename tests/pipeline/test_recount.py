"""The demonstration's marts beside those of the benchmark's reference: another program, the same rows.

The reference (`tests/benchmarks/reference`) is SQL written by hand for these files. It shares no line with
the models and nothing with ingest: it reads the deliveries as plain CSV. What both count, every row of 38
marts in nearly all columns, has to be equal.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from dagster_project.release import current, ident, literal
from tests.benchmarks.deliveries import as_csv
from tests.benchmarks.reference.__main__ import DATABASE, run

# Of files, of the office's own ledgers, of words that no code table knows: nothing is counted in them.
NOT_MADE = {
    "correction", "correction_use", "delivery_quality", "employer_decision", "unknown_label",
    "unknown_label_file",
}  # fmt: skip
# Made of the key, of the program or of the bytes of a file: the same things have other names there.
NAMES = {
    "graduate_key", "attendee_key", "subject", "delivery_id", "roster_delivery_id", "destination_delivery_id",
}  # fmt: skip
MARTS = [
    "activity", "activity_visit", "annual_goal", "cohort_size", "cohort_structure", "destination_structure",
    "employer", "employment_progress", "employment_rate", "event_delivery", "fair_exhibitor", "fair_outcome",
    "fair_summary", "fair_visit", "further_study", "graduate_history", "graduate_outcome", "integrity_flag",
    "off_roster", "placement_flow", "placement_quality", "placement_structure", "programme_member",
    "quality_profile", "rate_definition", "restatement", "satisfaction", "service_reach", "special_programme",
    "survey_answer", "survey_frame", "survey_group", "survey_item", "survey_quality", "survey_response",
    "top_employer", "unmatched_destination", "unmatched_record",
]  # fmt: skip
# The benchmark has surveys of its own, which the reference reads too.
LOAD = (
    "load-0_2021-12-31.csv",
    "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、性别,2、总体满意度 (量表题),3、服务(多选)\n",
)


@pytest.fixture(scope="module")
def both(demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the catalogs `theirs` and `ours`."""
    data, outcome = demo
    assert outcome.code == 0
    folder = tmp_path_factory.mktemp("reference")
    raw = folder / "raw"
    shutil.copytree(data / "raw", raw)
    for file in sorted(raw.glob("*/*")):
        as_csv(file)
    name, header = LOAD
    (raw / "survey_responses" / name).write_text(header, encoding="utf-8")
    run(raw, folder / "out")
    release = current(data / "marts")
    with duckdb.connect() as connection:
        for name, file in (("theirs", folder / "out" / DATABASE), ("ours", release.database("internal"))):
            connection.execute(f"attach {literal(str(file))} as {name} (read_only)")
        yield connection


def columns(connection: duckdb.DuckDBPyConnection, catalog: str, mart: str) -> dict[str, str]:
    return dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() where database_name = ? and table_name = ? "
            "order by column_index",
            [catalog, mart],
        ).fetchall()
    )


def test_the_reference_makes_every_mart_that_counts(both: duckdb.DuckDBPyConnection) -> None:
    tables = {
        name: {table for (table,) in both.execute(
            "select table_name from duckdb_tables() where database_name = ?", [name]
        ).fetchall()}
        for name in ("theirs", "ours")
    }  # fmt: skip
    assert tables["theirs"] == tables["ours"] - NOT_MADE == set(MARTS)
    for mart in MARTS:
        missing = columns(both, "ours", mart).keys() - columns(both, "theirs", mart).keys()
        assert missing <= ({"delivery_id"} if mart == "survey_response" else set()), mart


@pytest.mark.parametrize("mart", MARTS)
def test_every_row_is_the_same(both: duckdb.DuckDBPyConnection, mart: str) -> None:
    compared = {name: kind for name, kind in columns(both, "ours", mart).items() if name not in NAMES}
    # Floating-point numbers are added up in another order.
    cells = ", ".join(
        f"round({ident(name)}, 9)" if kind == "DOUBLE" else f"{ident(name)}::varchar"
        for name, kind in compared.items()
    )
    theirs, ours = (f"select {cells} from {catalog}.{mart}" for catalog in ("theirs", "ours"))
    assert both.execute(f"({theirs}) except all ({ours})").fetchmany(3) == []
    assert both.execute(f"({ours}) except all ({theirs})").fetchmany(3) == []


@pytest.mark.parametrize("mart", MARTS)
def test_people_are_told_apart_alike(both: duckdb.DuckDBPyConnection, mart: str) -> None:
    """Who is one person has another name there: as many names, each in as many rows."""
    keys = [name for name in ("graduate_key", "attendee_key") if name in columns(both, "ours", mart)]
    for key in keys:
        theirs, ours = (
            both.execute(
                f"with people as (select {key}, count(*) as rows from {catalog}.{mart} group by all) "
                "select rows, count(*) from people group by all order by all"
            ).fetchall()
            for catalog in ("theirs", "ours")
        )
        assert theirs == ours
