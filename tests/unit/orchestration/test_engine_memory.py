"""What the engine may take: enough for what is landed, never more than it would take by itself."""

import duckdb
import pytest

from dagster_project.errors import ConfigurationError, UserError
from dagster_project.orchestration import engine_memory
from dagster_project.settings import Paths

GIB = 1024**3


@pytest.fixture
def limit(tmp_path, monkeypatch):
    """`limit(landed, own)`: the limit for so many bytes of landing where DuckDB itself would take `own`."""

    def ask(landed: int, own: int) -> str:
        file = tmp_path / "landing" / "graduates" / "a.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            stream.truncate(landed)
        monkeypatch.delenv("GRADMART_ENGINE_MEMORY", raising=False)
        monkeypatch.setattr(engine_memory, "_own_limit", lambda: own)
        return engine_memory.engine_memory(Paths(tmp_path))

    return ask


def test_a_usual_run_takes_what_a_million_graduates_need(limit):
    assert limit(0, 64 * GIB) == "3500MiB"
    assert limit(GIB // 2, 64 * GIB) == "3500MiB"


def test_who_runs_it_may_say_how_much(limit, tmp_path, monkeypatch):
    assert limit(0, 64 * GIB) == "3500MiB"
    monkeypatch.setenv("GRADMART_ENGINE_MEMORY", "9000MiB")
    assert engine_memory.engine_memory(Paths(tmp_path)) == "9000MiB"


def test_publishing_leaves_room_for_the_report_beside_it(limit, tmp_path, monkeypatch):
    assert limit(2 * GIB, 64 * GIB) == "12288MiB"
    assert engine_memory.publishing_memory(Paths(tmp_path)) == "7372MiB"
    monkeypatch.setattr(engine_memory, "_own_limit", lambda: 4 * GIB)
    assert engine_memory.publishing_memory(Paths(tmp_path)) == "4096MiB"
    monkeypatch.setenv("GRADMART_ENGINE_MEMORY", "9000MiB")
    assert engine_memory.publishing_memory(Paths(tmp_path)) == "9000MiB"


@pytest.mark.parametrize("given", ["8000", "a lot", "80%"])
def test_what_is_no_amount_of_memory_is_told(limit, monkeypatch, tmp_path, given):
    monkeypatch.setenv("GRADMART_ENGINE_MEMORY", given)
    with pytest.raises(ConfigurationError) as raised:
        engine_memory.engine_memory(Paths(tmp_path))
    assert raised.value.what == f"GRADMART_ENGINE_MEMORY is {given!r}, which is no amount of memory."


def test_an_engine_without_room_says_what_to_do():
    with (
        duckdb.connect(config={"memory_limit": "10MB", "temp_directory": ""}) as connection,
        pytest.raises(
            UserError, match="too little memory for the published tables: it may take 10MB"
        ) as raised,
        engine_memory.want_told("the published tables", "10MB"),
    ):
        connection.execute(
            "create table t as select range as n, range::varchar as text from range(10_000_000)"
        )
    assert "GRADMART_ENGINE_MEMORY=8000MiB" in raised.value.do


def test_large_landings_are_built_one_model_at_a_time(limit, tmp_path):
    limit(60 * 1024**2, 64 * GIB)  # as a hundred thousand graduates are
    assert engine_memory.models_at_once(Paths(tmp_path)) == 2
    limit(590 * 1024**2, 64 * GIB)  # as a million are
    assert engine_memory.models_at_once(Paths(tmp_path)) == 1


def test_more_graduates_get_more(limit):
    assert limit(2 * GIB, 64 * GIB) == "12288MiB"


def test_a_small_machine_is_left_to_the_engine(limit):
    assert limit(2 * GIB, 3 * GIB) == "3072MiB"


def test_what_the_engine_says_of_this_machine_is_understood():
    assert engine_memory._own_limit() > 256 * engine_memory.MIB
