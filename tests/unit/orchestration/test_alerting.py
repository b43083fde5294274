"""Who is told what after a run: when something happens, when it lasts, when all is quiet, when it fails."""

from __future__ import annotations

import errno
import json

import pytest
import yaml

from dagster_project.alerts import sending
from dagster_project.errors import ConfigurationError
from dagster_project.ingest.deliveries import find_deliveries
from dagster_project.ingest.register import blank_record, write_register
from dagster_project.orchestration import alerting, alertlog, runlog
from dagster_project.orchestration.alerting import after_run
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.settings import Paths, Settings
from tests.deployments import write_csv, write_institution
from tests.unit.alerts.servers import webhook

STARTED = "2026-11-23T02:00:00+08:00"
WELL = RunRecord(STARTED, 1.0, "nothing new", 0, "20220630-0123456789ab")
PUBLISHED = RunRecord(STARTED, 9.0, "published", 0, "20220630-0123456789ab", {"landed": 2})
STOPPED = RunRecord(STARTED, 9.0, "stopped by a gate", 4, message="class_year 2020: 学生甲 has vanished")
FAULT = RunRecord(STARTED, 9.0, "fault", 1, message="KeyError: 13912345678")
EVERYTHING = ["refused", "stopped", "fault", "late", "recovered", "published"]


@pytest.fixture
def hook(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(sending, "_PAUSE", 0.0)
    with webhook() as running:
        monkeypatch.setenv("GRADMART_ALERT_GROUP_URL", running.url)
        yield running


@pytest.fixture
def paths(tmp_path):
    configure(tmp_path)
    return Paths(tmp_path)


def configure(data, when=EVERYTHING, **sections):
    alerts = {"language": "en", "timeout_seconds": 2, "to": {"group": {"webhook": "json", "when": when}}}
    write_institution(data, alerts=alerts, **sections)


def deliver(paths, *refused: str, feed: str = "fairs", day: str = "2020-01-01"):
    """A register of one landed file and of these refused ones."""
    write_csv(paths.raw / feed / f"good_{day}.csv", [["场次编号"], ["1"]])
    for name in refused:
        write_csv(paths.raw / feed / name, [["场次编号"], [name]])
    records = []
    for found in find_deliveries(paths, feed):
        good = found.path.name.startswith("good")
        records.append(
            blank_record(found) | ({"status": "landed"} if good else {"reason": "No.", "what_to_do": "."})
        )
    write_register(paths, records)


def run(paths, record, told=None):
    runlog.append(paths.runs, record)
    after_run(paths, record, (told if told is not None else []).append)


def events(hook):
    return [body["event"] for body in hook.bodies]


def age(paths, days: int):
    """Let every line of the alert log be so many days older."""
    from datetime import datetime, timedelta

    lines = [json.loads(line) for line in paths.alert_log.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["at"] = (datetime.fromisoformat(line["at"]) - timedelta(days=days)).isoformat()
    paths.alert_log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_a_refusal_is_told_once_and_again_when_another_comes_or_a_week_has_gone(paths, hook):
    deliver(paths, "a_2020-02-01.csv")
    run(paths, PUBLISHED)
    run(paths, WELL)
    assert events(hook) == ["refused", "published"]
    assert hook.bodies[0]["files"] == ["fairs/a_2020-02-01.csv"]
    deliver(paths, "a_2020-02-01.csv", "b_2020-03-01.csv")
    run(paths, WELL)
    assert hook.bodies[-1]["files"] == ["fairs/a_2020-02-01.csv", "fairs/b_2020-03-01.csv"]
    run(paths, WELL)
    assert len(hook.calls) == 3
    age(paths, 7)
    run(paths, WELL)
    assert events(hook)[3:] == ["refused"]


def test_a_mended_file_is_not_told_and_one_spoilt_anew_is(paths, hook):
    deliver(paths, "a_2020-02-01.csv")
    run(paths, WELL)
    (paths.raw / "fairs" / "a_2020-02-01.csv").unlink()
    deliver(paths)
    run(paths, WELL)
    write_csv(paths.raw / "fairs" / "a_2020-02-01.csv", [["场次编号"], ["spoilt anew"]])
    records = [blank_record(found) for found in find_deliveries(paths, "fairs")]
    write_register(paths, records)
    run(paths, WELL)
    assert events(hook) == ["refused", "refused"]


def test_a_stop_is_told_every_time_and_so_is_the_end_of_it_once(paths, hook):
    deliver(paths)
    for record in (STOPPED, STOPPED, FAULT, WELL, WELL):
        run(paths, record)
    assert events(hook) == ["stopped", "stopped", "fault", "recovered"]


def test_nothing_of_a_message_of_an_error_is_told(paths, hook):
    deliver(paths)
    run(paths, STOPPED)
    run(paths, FAULT)
    told = "".join(body.decode() for _, _, body in hook.calls)
    assert "学生甲" not in told
    assert "13912345678" not in told
    assert (hook.bodies[0]["exit_code"], hook.bodies[1]["exit_code"]) == (4, 1)


def test_a_late_feed_is_told_with_its_days_and_not_every_night(paths, hook):
    configure(paths.data, freshness={"fairs": {"every_days": 31}})
    deliver(paths)
    run(paths, WELL)
    run(paths, WELL)
    (body,) = hook.bodies
    assert body["event"] == "late"
    assert body["text"].startswith("- fairs: was due on 2020-02-01; the newest delivery is of 2020-01-01\n")


def test_only_what_was_asked_for_is_told(paths, hook):
    configure(paths.data, when=["fault"])
    deliver(paths, "a_2020-02-01.csv")
    for record in (PUBLISHED, STOPPED, FAULT, WELL):
        run(paths, record)
    assert events(hook) == ["fault"]


def test_a_sign_of_life_comes_once_a_month_whatever_happened(paths, hook):
    configure(paths.data, when=["heartbeat"])
    deliver(paths)
    run(paths, WELL)
    run(paths, STOPPED)
    assert events(hook) == ["heartbeat"]
    assert hook.bodies[0]["runs"] == {"nothing new": 1}
    age(paths, 32)
    run(paths, STOPPED)
    assert events(hook) == ["heartbeat", "heartbeat"]
    assert hook.bodies[1]["runs"] == {"nothing new": 1, "stopped by a gate": 2}


def test_what_could_not_be_sent_is_said_kept_and_sent_by_the_next_run(paths, hook):
    deliver(paths, "a_2020-02-01.csv")
    hook.answers, told = [(503, "")], []
    run(paths, WELL, told)
    assert told == [
        "group was not told (refused): the webhook answered with HTTP status 503. "
        "Try with: gradmart check --alerts"
    ]
    (line,) = alertlog.read(paths.alert_log)
    assert (line.to, line.problem) == ("group", "the webhook answered with HTTP status 503")
    hook.answers = [(200, "")]
    run(paths, WELL, told)
    assert len(told) == 1
    assert alertlog.read(paths.alert_log)[-1].problem == ""


def test_secrets_that_others_can_read_are_not_used_and_the_run_goes_on(paths, hook):
    deliver(paths, "a_2020-02-01.csv")
    paths.alert_secrets.write_text("GRADMART_ALERT_GROUP_URL=https://bot.invalid/s3cr3t\n")
    paths.alert_secrets.chmod(0o644)
    told = []
    run(paths, WELL, told)
    assert len(told) == 1
    assert f"Run: chmod 600 {paths.alert_secrets}" in told[0]
    assert hook.calls == []


def test_no_secret_and_no_address_is_kept_or_said(paths, hook, capfd):
    deliver(paths, "a_2020-02-01.csv")
    told = []
    for answers in ([(503, "")], [(200, "")]):
        hook.answers = answers
        run(paths, WELL, told)
    kept = "".join(file.read_text(errors="replace") for file in paths.data.glob("*.jsonl"))
    kept += "".join(file.read_text() for file in paths.build.rglob("*.json"))
    for text in (kept, "".join(told), "".join(capfd.readouterr())):
        assert "s3cr3t" not in text
        assert "127.0.0.1" not in text


def test_a_mistake_in_the_configuration_is_told_by_the_last_one_that_was_right(paths, hook):
    deliver(paths)
    run(paths, WELL)
    content = yaml.safe_load(paths.institution_file.read_text(encoding="utf-8"))
    paths.institution_file.write_text(yaml.safe_dump(content | {"polcy": {}}), encoding="utf-8")
    run(paths, RunRecord(STARTED, 0.1, "user error", 2, message="institution.yml has 1 mistake(s)"))
    assert events(hook) == ["stopped"]
    paths.institution_file.write_text("institution: [", encoding="utf-8")
    run(paths, RunRecord(STARTED, 0.1, "user error", 2))
    assert events(hook) == ["stopped", "stopped"]


def test_without_receivers_or_after_ctrl_c_nobody_is_told(paths, hook):
    run(paths, RunRecord(STARTED, 1.0, "interrupted", 1))
    write_institution(paths.data)
    run(paths, FAULT)
    assert hook.calls == []
    assert not paths.alert_log.exists()


def test_a_test_message_reaches_everybody_and_counts_for_nothing(paths, hook):
    assert alerting.test(Settings(data=paths.data)) == [("group", None)]
    assert events(hook) == ["test"]
    deliver(paths)
    run(paths, STOPPED)
    assert events(hook) == ["test", "stopped"]


def test_a_test_without_receivers_says_where_to_name_them(paths):
    write_institution(paths.data)
    with pytest.raises(ConfigurationError, match="There is nobody to be told"):
        alerting.test(Settings(data=paths.data))


def test_who_is_out_of_reach_is_waited_for_once_a_run(paths, hook):
    configure(paths.data, when=["stopped", "heartbeat"])
    deliver(paths)
    hook.answers, told = [(404, "")], []
    run(paths, STOPPED, told)
    assert len(hook.calls) == 1
    assert [line.split(":")[0] for line in told] == [
        "group was not told (stopped)",
        "group was not told (heartbeat)",
    ]


def test_a_full_disk_keeps_nobody_from_being_told(paths, hook, monkeypatch):
    def full(path, told):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(alertlog, "append", full)
    deliver(paths)
    told = []
    run(paths, STOPPED, told)
    assert events(hook) == ["stopped"]
    assert told == ["the alert log cannot be written (No space left on device)."]
