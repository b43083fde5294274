"""SQL of a user reads the published tables and nothing else, seen from an attacker's side."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.errors import UserError
from dagster_project.release import Release, connect, query

FILES = [
    "from read_csv('{secret}')",
    "from read_csv_auto('{secret}')",
    "from read_text('{secret}')",
    "from read_blob('{secret}')",
    "from read_json('{secret}')",
    "from read_parquet('{secret}')",
    "from parquet_metadata('{secret}')",
    "from sniff_csv('{secret}')",
    "from glob('{folder}/*')",
    "from '{secret}'",
    'from "{secret}"',
    "describe from '{secret}'",
    "summarize '{secret}'",
    "select (select count(*) from '{secret}')",
    "with hidden as (from read_text('{secret}')) from hidden",
    "from employment_rate where college in (select content from read_text('{secret}'))",
    "select * from employment_rate, lateral read_blob('{secret}')",
    "explain analyze from read_text('{secret}')",
    "pivot '{secret}' on key in ('top') using max(value)",
    "from read_blob('{database}')",
    "copy employment_rate to '{folder}/out.csv'",
    "copy (select 1) to '{database}.wal'",
    "explain analyze copy employment_rate to '{folder}/out.csv'",
    "copy employment_rate from '{secret}'",
    "export database '{folder}/export'",
    "import database '{folder}'",
    "attach '{folder}/other.duckdb' as other",
    "attach '{database}' as writable (read_write)",
    "from 'https://example.com/x.parquet'",
    "from read_csv('s3://bucket/x.csv')",
]
SETTINGS = [
    "from duckdb_settings()",
    'from "DuckDB_Settings"()',
    "from system.main.duckdb_settings()",
    "from duckdb_databases()",
    "from duckdb_databases",
    "select (select max(path) from duckdb_databases())",
    "from pragma_database_list",
    "from pg_settings",
    "from pg_catalog.pg_settings",
    "describe pg_settings",
    "from duckdb_secrets()",
    "from duckdb_extensions()",
    "from duckdb_logs",
    "from query('from duckdb_settings()')",
    "from query_table('pg_settings')",
    "from histogram(pg_settings, setting)",
    "select current_setting('secret_directory')",
    "select system.main.current_setting('secret_directory')",
    "select getenv('HOME')",
    "set threads = 1",
    "set enable_external_access = true",
    "reset lock_configuration",
    "pragma database_list",
    "pragma enable_profiling",
    "use memory.main",
]
WRITING = [
    "create table t as select 1",
    "create temp table t as select 1",
    "create view v as select 1",
    "create macro m() as 1",
    "create secret (type s3)",
    "insert into employment_rate values (1)",
    "update employment_rate set rate = 1",
    "delete from employment_rate",
    "truncate employment_rate",
    "drop table employment_rate",
    "alter table employment_rate add column x int",
    "comment on table employment_rate is 'x'",
    "install httpfs",
    "load httpfs",
    "force install httpfs from 'http://example.com'",
    "call enable_logging()",
    "from enable_logging()",
    "from checkpoint()",
    "checkpoint",
    "vacuum",
    "prepare p as select 1",
    "execute p",
    "begin",
    "detach release",
    "explain explain select 1",
    "explain drop table employment_rate",
    "/* harmless */ drop table employment_rate -- select",
]


@pytest.mark.parametrize("sql", FILES + SETTINGS + WRITING)
def test_attacks_are_refused_with_a_sentence_and_change_nothing(
    release: Release, secret: Path, sql: str, tmp_path: Path
) -> None:
    database = release.database()
    places = {"secret": secret, "folder": tmp_path, "database": database}
    before = sorted(tmp_path.iterdir()), sorted(database.parent.iterdir()), database.read_bytes()
    with pytest.raises(UserError) as refusal:
        query(release, sql.format(**places))
    assert "secret\n" not in str(refusal.value)
    assert str(release.path) not in refusal.value.what.replace(sql.format(**places), "")
    assert refusal.value.do
    assert (sorted(tmp_path.iterdir()), sorted(database.parent.iterdir()), database.read_bytes()) == before


@pytest.mark.parametrize(
    "sql",
    [
        "from read_text('{secret}')",
        "copy (select 1) to '{folder}/out.csv'",
        "attach '{folder}/other.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "set threads = 1",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "update employment_rate set rate = 1",
        "create table release.marts.t as select 1",
        "from secret_frame",
    ],
)
def test_the_connection_itself_is_closed_to_the_world(
    release: Release, secret: Path, sql: str, tmp_path: Path
) -> None:
    secret_frame = duckdb.sql("select 'secret'").to_arrow_table()
    assert secret_frame.num_rows == 1
    with connect(release) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql.format(secret=secret, folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == [secret]


@pytest.mark.parametrize(
    "sql",
    [
        "select college, rate from employment_rate",
        "select college from marts.employment_rate",
        "from marts.main.employment_rate",
        "table employment_rate",
        "values (1), (2)",
        "with x as (select 1 as a) from x",
        "select 1;",
        "-- 按学院\nselect college from employment_rate",
        "describe employment_rate",
        "summarize employment_rate",
        "show tables",
        "show all tables",
        "explain select 1",
        "EXPLAIN ANALYZE from employment_rate",
        "/* 说明 */ explain /* x */ from employment_rate",
        "pivot employment_rate on college in ('学院') using sum(graduates)",
        "unpivot (select 1 as a, 2 as b) on a, b",
        "from range(3)",
        "select unnest([1, 2])",
        "select * from (from employment_rate) qualify row_number() over (order by rate) = 1",
        "from employment_rate union all by name from fair_summary",
        "from duckdb_columns where table_name = 'employment_rate'",
        "select table_name from information_schema.tables",
        "from pragma_table_info('employment_rate')",
    ],
)
def test_reading_statements_run(release: Release, sql: str) -> None:
    assert query(release, sql).row_count > 0


def test_each_tier_is_a_world_of_its_own(release: Release) -> None:
    assert [row[0] for row in query(release, "show tables", "public").rows()] == ["employment_rate"]
    with pytest.raises(UserError, match="There is no table fair_summary in the public tier"):
        query(release, "from fair_summary", "public")


def test_two_readers_at_once_and_another_program_beside_them(release: Release) -> None:
    with connect(release) as first, connect(release) as second:
        for connection in (first, second):
            assert connection.execute("select count(*) from employment_rate").fetchall() == [(1,)]
        assert query(release, "from employment_rate").row_count == 1
