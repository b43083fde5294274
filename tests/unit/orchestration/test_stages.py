"""What the run log says of the stages of a run, and how it reads after a run that was killed."""

from __future__ import annotations

import json

import pytest

from dagster_project.errors import ConfigurationError, UserError
from dagster_project.orchestration import alertlog, jsonl, runlog, stages
from dagster_project.orchestration.alertlog import Told
from dagster_project.orchestration.lately import lately, unsent
from dagster_project.orchestration.progress import Progress, both
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.orchestration.runtables import run_tables
from dagster_project.orchestration.stages import Stage, Stages
from dagster_project.release import query_tables
from dagster_project.settings import Paths, Settings

STAGES = [Stage("landing", 0.5, 2.0, 120), Stage("building", 2.5, 7.0, None, "failed")]
FAILED = RunRecord("2026-11-23T02:00:00+08:00", 9.5, "fault", 1, message="no such column", stages=STAGES)
WELL = RunRecord("2026-11-24T02:00:00+08:00", 0.4, "nothing new", 0, "20220630-0", {"landed": 3})


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is set."""
    now = [100.0]
    monkeypatch.setattr(stages.time, "monotonic", lambda: now[0])

    def forward(seconds):
        now[0] += seconds

    return forward


def test_each_stage_has_its_start_its_seconds_and_its_rows(clock):
    watch = Stages()
    clock(0.5)
    watch(Progress("landing", "graduates", 0, 2))
    watch(Progress("landing", "graduates", 1, 2, rows=100))
    clock(2)
    watch(Progress("landing", "fairs", 2, 2, rows=20))
    watch(Progress("building"))
    clock(7)
    assert watch.ended("failed") == STAGES


def test_a_run_without_stages_has_none(clock):
    assert Stages().ended("failed") == []


def test_two_listeners_hear_the_same():
    first, second = [], []
    both(first.append, second.append)(Progress("landing"))
    assert first == second == [Progress("landing")]


def test_stages_come_back_out_of_the_log(tmp_path):
    runlog.append(tmp_path / "runs.jsonl", FAILED)
    assert runlog.last(tmp_path / "runs.jsonl", 1) == [FAILED]


def test_half_a_line_of_a_killed_run_costs_nothing_but_itself(tmp_path):
    path = tmp_path / "runs.jsonl"
    runlog.append(path, FAILED)
    with path.open("a") as file:
        file.write('{"started": "2026-11-2')
    runlog.append(path, WELL)
    assert runlog.last(path, 9) == [WELL, FAILED]


def test_lines_of_other_versions_are_read(tmp_path):
    path = tmp_path / "runs.jsonl"
    line = {"started": "2026-11-22T02:00:00+08:00", "seconds": 1.0, "outcome": "published", "exit_code": 0}
    jsonl.append(path, line)
    jsonl.append(path, line | {"what a later version adds": 1})
    jsonl.append(path, {"something": "else"})
    assert [run.outcome for run in runlog.last(path, 9)] == ["published", "published"]


@pytest.fixture
def data(tmp_path):
    paths = Paths(tmp_path)
    runlog.append(paths.runs, FAILED)
    runlog.append(paths.runs, WELL)
    alertlog.append(paths.alert_log, Told("2026-11-23T02:00:12+08:00", "fault", "group", problem="no answer"))
    return tmp_path


def asked(data, sql):
    return list(query_tables(run_tables(data), sql, "the run log").rows())


def test_analysts_ask_the_run_log_in_sql(data):
    assert asked(
        data, "select run, stage, started, seconds, rows, outcome from run_stage order by position"
    ) == [
        (1, "landing", _at("2026-11-23T02:00:00"), 2.0, 120, "done"),
        (1, "building", _at("2026-11-23T02:00:02"), 7.0, None, "failed"),
    ]
    assert asked(data, "select outcome, exit_code, landed, message from run order by run") == [
        ("fault", 1, None, "no such column"),
        ("nothing new", 0, 3, None),
    ]
    assert asked(data, "select event, receiver, was_sent, problem from alert") == [
        ("fault", "group", False, "no answer")
    ]


def test_before_the_first_run_the_tables_are_there_and_empty(tmp_path):
    assert asked(tmp_path, "select count(*) from run_stage") == [(0,)]
    with pytest.raises(ConfigurationError, match="There is no data folder"):
        run_tables(tmp_path / "none")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select * from runs", "There is no table runs in the run log."),
        ("select * from read_text('/etc/hostname')", "SQL here has no access to files"),
        ("delete from run", "only"),
        ("select * from run_tables", "Its tables are alert, run, run_stage."),
    ],
)
def test_the_walls_are_those_around_a_release(data, sql, told):
    with pytest.raises(UserError) as error:
        asked(data, sql)
    assert told.lower() in str(error.value).lower()


def test_the_last_runs_come_with_what_was_told_since(data):
    found = lately(Settings(data=data), 1)
    assert (found.runs, found.alerts) == ([WELL], [])
    assert [told.event for told in lately(Settings(data=data), 2).alerts] == ["fault"]


def test_whom_the_last_message_did_not_reach_is_told_until_one_does(data):
    paths = Paths(data)
    assert unsent(paths) == ["group was not told (fault): no answer."]
    alertlog.append(paths.alert_log, Told("2026-11-24T02:00:12+08:00", "test", "group"))
    assert unsent(paths) == []


def test_every_line_is_json(data):
    lines = Paths(data).runs.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["exit_code"] for line in lines] == [1, 0]


def _at(text):
    from datetime import datetime

    return datetime.fromisoformat(text)
