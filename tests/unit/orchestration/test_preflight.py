"""`gradmart check`: each thing that would stop the night's run is found beforehand."""

import sqlite3
from datetime import timedelta

import pytest

from dagster_project.ingest.deliveries import find_deliveries
from dagster_project.ingest.register import blank_record, write_register
from dagster_project.orchestration import preflight, runlog
from dagster_project.orchestration.home import DAGSTER_YAML
from dagster_project.orchestration.lock import run_lock
from dagster_project.orchestration.preflight import check, pins
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.settings import Paths, Settings
from tests.deployments import write_csv, write_institution


@pytest.fixture
def paths(tmp_path):
    write_institution(tmp_path)
    return Paths(tmp_path)


def finding(paths, subject, **settings):
    return next(item for item in check(Settings(data=paths.data, **settings)) if item.subject == subject)


def test_a_key_file_that_others_can_read_fails(paths):
    paths.key_file.write_text("k" * 64)
    paths.key_file.chmod(0o644)
    found = finding(paths, "key")
    assert found.level == "fail"
    assert found.message == f"others can read {paths.key_file} (mode 0644). Run: chmod 600 {paths.key_file}"


def test_a_key_that_is_gone_while_releases_are_there_fails(paths):
    release = paths.marts / "releases" / "20220630-0"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text('{"tables": {"internal": {}}}')
    (paths.marts / "current").symlink_to("releases/20220630-0")
    assert finding(paths, "key").level == "fail"
    assert finding(paths, "key", key="given by the environment").level == "ok"


def test_a_run_under_way_is_a_warning(paths):
    with run_lock(paths.lock):
        assert finding(paths, "lock").level == "warn"
    assert finding(paths, "lock").level == "ok"


def test_a_mistake_in_the_ledger_of_corrections_fails(paths):
    row = ["fairs", "fair_id=F7", "held", "2020-09-25", "2020-09-26", "typing error", "office", ""]
    header = ["feed", "key", "column", "expected", "new", "reason", "who", "until"]
    write_csv(paths.corrections_file, [header, row])
    found = finding(paths, "configuration")
    assert found.level == "fail"
    assert "corrections.csv has 1 mistake(s):\n  - line 2: column: fairs has no such column" in found.message
    assert finding(paths, "folders").level == "ok"


@pytest.mark.parametrize("name", ["history/runs.db", "history/runs/index.db", "schedules/schedules.db"])
def test_tables_of_dagster_that_were_made_twice_fail(paths, name):
    """The daemon and the page of `gradmart serve` once did that in a new folder; no night began any more."""
    file = paths.dagster / name
    file.parent.mkdir(parents=True)
    with sqlite3.connect(file) as database:
        database.execute("create table alembic_version (version_num varchar(32))")
        database.execute("insert into alembic_version values ('a')")
    assert finding(paths, "dagster").level == "ok"
    with sqlite3.connect(file) as database:
        database.execute("insert into alembic_version values ('b')")
    found = finding(paths, "dagster")
    assert found.level == "fail"
    assert f"remove the folder {file.parent} and start it again" in found.message


def test_settings_of_an_older_gradmart_are_told_with_what_they_lack(paths):
    config = paths.dagster / "dagster.yaml"
    config.parent.mkdir()
    config.write_text(DAGSTER_YAML, encoding="utf-8")
    assert finding(paths, "dagster").level == "ok"
    config.write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    found = finding(paths, "dagster")
    assert found.level == "warn"
    config.write_text(found.message.partition("add to it:\n")[2], encoding="utf-8")
    assert finding(paths, "dagster").level == "ok"
    config.write_text("storage:\n  postgres: {}\n", encoding="utf-8")
    assert finding(paths, "dagster").level == "ok"
    for no_settings in ("", "telemetry: [", "- telemetry:\n    enabled: false\n"):
        config.write_text(no_settings, encoding="utf-8")
        assert finding(paths, "dagster").level == "fail"


def test_files_outside_the_feeds_folders_are_named(paths):
    write_csv(paths.raw / "gradautes" / "roster_2022-06-30.csv", [["学号"]])
    found = finding(paths, "folders")
    assert found.level == "warn"
    assert "gradautes/roster_2022-06-30.csv" in found.message


def test_unfinished_copies_are_named(paths):
    write_csv(paths.raw / "graduates" / "roster_2022-06-30.csv.part", [["学号"]])
    found = finding(paths, "copies")
    assert (found.level, "graduates/roster_2022-06-30.csv.part" in found.message) == ("warn", True)


def test_a_current_release_that_is_damaged_fails(paths):
    paths.marts.mkdir()
    (paths.marts / "current").symlink_to("releases/gone")
    assert finding(paths, "release").level == "fail"


def test_packages_beside_the_constraints_are_named(paths, tmp_path, monkeypatch):
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("# pins\nclick==0.0.1\nnot-installed-here==1.0\n")
    monkeypatch.setattr(preflight, "CONSTRAINTS", constraints)
    found = finding(paths, "versions")
    assert found.level == "warn"
    assert "1 package(s)" in found.message
    assert "instead of 0.0.1" in found.message
    assert pins(constraints) == {"click": "0.0.1", "not-installed-here": "1.0"}


def test_a_feed_that_stopped_coming_is_a_warning_with_the_line_that_acknowledges_it(paths):
    for month in range(1, 5):
        write_csv(paths.raw / "fairs" / f"fairs_2020-{month:02}-01.csv", [["场次编号"], [str(month)]])
    landed = [blank_record(found) | {"status": "landed"} for found in find_deliveries(paths, "fairs")]
    write_register(paths, landed)
    found = finding(paths, "late")
    assert found.level == "warn"
    assert found.message.endswith("quality:\n  acknowledged_silences:\n    fairs: 2020-04-01")
    with paths.institution_file.open("a", encoding="utf-8") as file:
        file.write("\nquality:\n  acknowledged_silences:\n    fairs: 2020-04-01\n")
    assert finding(paths, "late").level == "ok"


def with_alerts(paths, **receiver):
    write_institution(paths.data, alerts={"to": {"group": {"webhook": "wecom"} | receiver}})


def test_alerts_that_nobody_set_up_are_told_and_no_warning(paths):
    found = finding(paths, "alerts")
    assert (found.level, "nobody is told when a night fails" in found.message) == ("ok", True)


def test_a_secret_that_is_missing_or_misspelt_is_a_warning(paths, monkeypatch):
    with_alerts(paths)
    monkeypatch.setenv("GRADMART_ALERT_GROPU_URL", "https://bot.invalid/s3cr3t")
    found = finding(paths, "alerts")
    assert found.level == "warn"
    assert found.message == (
        "not set: GRADMART_ALERT_GROUP_URL. Set it in the environment or in "
        f"{paths.alert_secrets} (mode 600). "
        "set, and no receiver uses it: GRADMART_ALERT_GROPU_URL. Is it spelt right?"
    )


def test_secrets_that_others_can_read_are_a_warning_with_the_command(paths):
    with_alerts(paths)
    paths.alert_secrets.write_text("GRADMART_ALERT_GROUP_URL=https://bot.invalid/s3cr3t\n")
    paths.alert_secrets.chmod(0o640)
    found = finding(paths, "alerts")
    assert (found.level, f"Run: chmod 600 {paths.alert_secrets}" in found.message) == ("warn", True)
    paths.alert_secrets.chmod(0o600)
    assert finding(paths, "alerts").level == "ok"


def test_a_schedule_that_went_to_sleep_is_a_warning(paths):
    assert finding(paths, "schedule").level == "ok"
    now = runlog.now()
    runlog.append(paths.runs, RunRecord((now - timedelta(hours=27)).isoformat(), 1.0, "published", 0))
    found = finding(paths, "schedule")
    assert (found.level, found.message.startswith("no run has started since ")) == ("warn", True)
    runlog.append(paths.runs, RunRecord((now - timedelta(hours=3)).isoformat(), 1.0, "nothing new", 0))
    assert finding(paths, "schedule").level == "ok"
