"""`status --runs`, `sql --runs` and `check --alerts` as a user calls them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dagster_project.cli import main
from dagster_project.orchestration import alertlog, runlog
from dagster_project.orchestration.alertlog import Told
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.orchestration.stages import Stage
from dagster_project.settings import Paths
from tests.deployments import write_institution
from tests.unit.alerts.servers import webhook


@pytest.fixture
def data(tmp_path):
    write_institution(tmp_path)
    paths = Paths(tmp_path)
    stages = [Stage("landing", 0.5, 12.1, 143851), Stage("building", 12.6, 40.0, None, "failed")]
    first = RunRecord("2026-11-22T02:00:00+08:00", 0.4, "nothing new", 0, "20220630-0")
    second = RunRecord("2026-11-23T02:00:00+08:00", 52.6, "fault", 1, message="no such column", stages=stages)
    for record in (first, second):
        runlog.append(paths.runs, record)
    alertlog.append(paths.alert_log, Told("2026-11-23T02:00:53+08:00", "fault", "group"))
    return tmp_path


@pytest.fixture
def call(data):
    return lambda *arguments: CliRunner().invoke(main, ["--data", str(data), *arguments])


def test_runs_are_told_stage_by_stage(call):
    assert call("status", "--runs", "1").stdout == (
        "run                        stage      took       rows    outcome\n"
        "2026-11-23T02:00:00+08:00  whole run     52.6 s          fault (exit 1)\n"
        "                           landing       12.1 s  143851  done\n"
        "                           building      40.0 s          failed\n"
        "\n"
        "Reasons\n"
        "  2026-11-23T02:00:00+08:00  no such column\n"
        "\n"
        "told                       of     to     outcome\n"
        "2026-11-23T02:00:53+08:00  fault  group  sent\n"
    )


def test_runs_as_json_keep_their_stages(call):
    told = json.loads(call("status", "--runs", "5", "--json").stdout)
    assert [run["outcome"] for run in told["runs"]] == ["fault", "nothing new"]
    assert told["runs"][0]["stages"][0] == {
        "stage": "landing",
        "start": 0.5,
        "seconds": 12.1,
        "rows": 143851,
        "outcome": "done",
    }


def test_before_the_first_run_that_is_said(tmp_path):
    write_institution(tmp_path)
    assert CliRunner().invoke(main, ["--data", str(tmp_path), "status", "--runs", "3"]).stdout == (
        "Nothing has run yet.\n"
    )


def test_the_run_log_is_asked_in_sql_without_a_release(call):
    result = call(
        "sql", "--runs", "--format", "csv", "select stage, seconds from run_stage order by position"
    )
    assert result.stdout == "stage,seconds\nlanding,12.1\nbuilding,40.0\n"


def test_a_test_message_is_sent_to_everybody(call, data, monkeypatch):
    alerts = {"language": "en", "to": {"group": {"webhook": "dingtalk"}, "chat": {"webhook": "slack"}}}
    write_institution(data, alerts=alerts)
    monkeypatch.setenv("no_proxy", "*")
    with webhook() as hook:
        monkeypatch.setenv("GRADMART_ALERT_GROUP_URL", hook.url)
        result = call("check", "--alerts")
    assert hook.bodies[0]["text"]["content"].startswith(
        "[gradmart] Example University: a test\nAlerts reach you."
    )
    assert result.exit_code == 2
    assert result.stdout == (
        "ok    group          sent.\nfail  chat           not sent: GRADMART_ALERT_CHAT_URL is not set.\n"
    )


def test_status_says_when_a_feed_is_due_and_that_it_is_late(call, data):
    write_institution(data, freshness={"fairs": {"every_days": 31, "from": "01-01", "until": "12-31"}})
    feeds = {feed["feed"]: feed for feed in json.loads(call("status", "--json").stdout)["feeds"]}
    assert feeds["graduates"]["due"] is None
    assert not feeds["graduates"]["is_late"]
    assert feeds["fairs"]["due"].endswith("-02-01")  # 31 days after the first of January
    late = feeds["fairs"]["is_late"]
    told = call("status").stdout
    assert ("-02-01, late" in told) == ("nothing of fairs has come yet." in told) == late


def test_status_names_whom_the_last_message_did_not_reach(call, data):
    alertlog.append(
        Paths(data).alert_log, Told("2026-11-23T02:01:00+08:00", "late", "group", problem="no answer")
    )
    assert "Look at\n  group was not told (late): no answer.\n" in call("status").stdout
