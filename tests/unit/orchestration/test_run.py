"""One run from lock to log line, with a job of one asset in the place of the real one."""

import errno
import json
import os
import signal

import dagster as dg
import pytest

from dagster_project.alerts import sending
from dagster_project.errors import ConfigurationError, DeliveryRefused, GateFailed, LockHeld
from dagster_project.ingest.deliveries import find_deliveries
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.ingest.register import blank_record, write_register
from dagster_project.orchestration import outcome, room, runlog
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.progress import Progress, report
from dagster_project.orchestration.run import run
from dagster_project.settings import Paths, Settings, load_institution
from tests.deployments import write_csv, write_institution

RELEASE = "20220630-0123456789ab"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")  # the run sets it; this puts it back
    write_institution(tmp_path)
    write_csv(tmp_path / "raw" / "graduates" / "roster_2022-06-30.csv", [["学号"], ["1"]])
    return Settings(data=tmp_path)


@pytest.fixture
def paths(settings):
    return Paths(settings.data)


def job_of(body, check=None):
    """A builder of definitions whose job `nightly` does `body()`; `check` is an asset check's result."""

    def build_defs(settings):
        @dg.asset
        def work():
            with told():
                body()

        checks = []
        if check is not None:

            @dg.asset_check(asset=work, blocking=True)
            def plausible():
                return check

            checks = [plausible]
        job = dg.define_asset_job("nightly", dg.AssetSelection.all(), executor_def=dg.in_process_executor)
        return dg.Definitions(assets=[work], asset_checks=checks, jobs=[job])

    return build_defs


def publishing(paths, refuse=False):
    """What the real job leaves behind: a register and a release that `current` points at."""

    def body():
        (found,) = find_deliveries(paths, "graduates")
        record = blank_record(found) | {"status": "landed", "accepted": 1, "rows_read": 1}
        if refuse:
            record |= {"status": "refused", "reason": "It is not to be believed.", "what_to_do": "Ask."}
        write_register(paths, [record])
        institution = load_institution(paths.institution_file)
        fingerprint = inputs_fingerprint(paths, institution, load_key(paths, None), today("Asia/Shanghai"))
        folder = paths.marts / "releases" / RELEASE
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(
            json.dumps({"inputs_fingerprint": fingerprint, "inputs": [], "tables": {"internal": {}}})
        )
        (paths.marts / "current").symlink_to(f"releases/{RELEASE}")

    return body


def raising(error):
    def body():
        raise error

    return body


def not_to_be_built(settings):
    raise AssertionError("there is nothing to run, so nothing may be built")


def test_a_run_publishes_and_logs_it(settings, paths):
    result = run(settings, job_of(publishing(paths)))
    assert (result.outcome, result.exit_code, result.release_id) == ("published", 0, RELEASE)
    (line,) = runlog.last(paths.runs, 9)
    assert (line.outcome, line.exit_code, line.release_id) == ("published", 0, RELEASE)
    assert line.counts == {"landed": 1, "accepted": 1, "quarantined": 0}


def test_a_second_run_finds_nothing_new_and_builds_nothing(settings, paths):
    run(settings, job_of(publishing(paths)))
    result = run(settings, not_to_be_built)
    assert (result.outcome, result.exit_code, result.release_id) == ("nothing new", 0, RELEASE)
    assert [line.outcome for line in runlog.last(paths.runs, 9)] == ["nothing new", "published"]


def test_a_feed_that_stopped_coming_is_told_even_when_nothing_is_new(settings, paths):
    for month in range(1, 5):
        write_csv(paths.raw / "fairs" / f"fairs_2020-{month:02}-01.csv", [["场次编号"], [str(month)]])

    def body():
        publishing(paths)()
        landed = [blank_record(found) | {"status": "landed"} for found in find_deliveries(paths, "fairs")]
        write_register(paths, landed)

    for result in (run(settings, job_of(body)), run(settings, not_to_be_built)):
        (notice,) = result.notices
        assert notice.startswith("nothing of fairs has come for ")
        assert "fairs/fairs_2020-04-01.csv" in notice
    assert (result.outcome, result.exit_code) == ("nothing new", 0)


def test_a_new_file_is_something_new(settings, paths):
    run(settings, job_of(publishing(paths)))
    write_csv(paths.raw / "graduates" / "roster_2022-07-31.csv", [["学号"], ["2"]])
    with pytest.raises(AssertionError, match="there is nothing to run"):
        run(settings, not_to_be_built)


def test_a_delivery_still_refused_is_named_again_when_nothing_is_new(settings, paths):
    assert run(settings, job_of(publishing(paths, refuse=True))).exit_code == 3
    result = run(settings, not_to_be_built)
    assert (result.outcome, result.exit_code) == ("nothing new", 3)
    (refused,) = result.refused
    assert refused.file == "graduates/roster_2022-06-30.csv"
    assert (refused.reason, refused.what_to_do) == ("It is not to be believed.", "Ask.")


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (ConfigurationError("The setting is wrong.", "Mend it."), ConfigurationError, 2),
        (DeliveryRefused("all", "Every delivery was refused.", "Mend them."), DeliveryRefused, 3),
        (GateFailed("1 test did not hold.", "Look at it."), GateFailed, 4),
        (LockHeld("Another run is under way.", "Wait."), LockHeld, 5),
    ],
)
def test_a_user_error_inside_the_job_comes_out_whole(settings, paths, error, kind, code):
    with pytest.raises(kind) as raised:
        run(settings, job_of(raising(error)))
    assert (raised.value.what, raised.value.do, raised.value.exit_code) == (error.what, error.do, code)
    (line,) = runlog.last(paths.runs, 9)
    assert (line.exit_code, line.message) == (code, error.what)


def test_a_failed_blocking_check_is_a_gate(settings, paths):
    check = dg.AssetCheckResult(passed=False, description="landing.work: 3 rows too many. Ask the sender.")
    with pytest.raises(GateFailed) as raised:
        run(settings, job_of(lambda: None, check))
    assert raised.value.what == (
        "1 quality check(s) stopped publishing:\n  - landing.work: 3 rows too many. Ask the sender."
    )
    assert runlog.last(paths.runs, 1)[0].outcome == "stopped by a gate"


def test_a_warning_stops_nothing(settings, paths):
    check = dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN, description="Odd.")
    assert run(settings, job_of(publishing(paths), check)).exit_code == 0


def test_anything_else_is_a_fault_with_its_trace(settings, paths):
    with pytest.raises(Fault, match="division by zero") as raised:
        run(settings, job_of(lambda: 1 / 0))
    assert "ZeroDivisionError" in raised.value.trace
    assert runlog.last(paths.runs, 1)[0].outcome == "fault"


def test_ctrl_c_in_a_step_is_an_interruption_and_no_fault(settings, paths):
    with pytest.raises(KeyboardInterrupt):
        run(settings, job_of(lambda: os.kill(os.getpid(), signal.SIGINT)))
    assert runlog.last(paths.runs, 1)[0].outcome == "interrupted"


def test_a_step_that_breaks_after_a_failed_check_is_a_fault_and_no_gate(settings, paths):
    def build_defs(settings):
        @dg.asset(check_specs=[dg.AssetCheckSpec("holds", asset="work", blocking=True)])
        def work():
            yield dg.AssetCheckResult(passed=False, check_name="holds")
            raise ValueError("no such column")

        return dg.Definitions(assets=[work], jobs=[dg.define_asset_job("nightly")])

    with pytest.raises(Fault, match="no such column"):
        run(settings, build_defs)


def test_wrong_configuration_is_told_before_anything_runs(settings, paths):
    paths.institution_file.write_text("institution: {code: x}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"institution\.yml has"):
        run(settings, not_to_be_built)
    assert runlog.last(paths.runs, 1)[0].exit_code == 2


def test_progress_reaches_the_listener_and_noise_does_not_reach_the_terminal(settings, paths, capfd):
    publish = publishing(paths)

    def body():
        print("noise")  # noqa: T201
        report("landing", "graduates", 1, 6)
        publish()

    heard = []
    run(settings, job_of(body), heard.append)
    assert heard == [Progress("starting", "reading the models"), Progress("landing", "graduates", 1, 6)]
    assert capfd.readouterr() == ("", "")
    assert "noise" in (paths.build / "logs" / "run.log").read_text(encoding="utf-8")


def test_dagster_keeps_its_home_in_the_data_folder_and_tells_nobody(settings, paths):
    run(settings, job_of(publishing(paths)))
    assert os.environ["DAGSTER_HOME"] == str(paths.dagster)
    with dg.DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False
        assert len(instance.get_runs()) == 1


def test_a_damaged_current_release_is_published_anew(settings, paths):
    paths.marts.mkdir()
    (paths.marts / "current").symlink_to("releases/gone")
    heal = publishing(paths)

    def body():
        (paths.marts / "current").unlink()
        heal()

    assert run(settings, job_of(body)).outcome == "published"


def test_the_line_of_a_run_says_how_its_stages_went(settings, paths):
    def body():
        report("landing", "graduates", rows=3)
        report("building", "starting dbt")
        raise ConfigurationError("The setting is wrong.", "Mend it.")

    with pytest.raises(ConfigurationError):
        run(settings, job_of(body))
    (line,) = runlog.last(paths.runs, 9)
    assert [(stage.stage, stage.rows, stage.outcome) for stage in line.stages] == [
        ("starting", None, "done"),
        ("landing", 3, "done"),
        ("building", None, "failed"),
    ]


def test_a_run_that_cannot_end_does_not_start(settings, paths, monkeypatch):
    usage = type("Usage", (), {"free": 1024**2})
    monkeypatch.setattr(room.shutil, "disk_usage", lambda place: usage)
    with pytest.raises(ConfigurationError) as raised:
        run(settings, not_to_be_built)
    assert raised.value.what == (
        f"There is too little room for a run: 1 MB free at {settings.data}; the next run needs about 64 MB."
    )
    assert runlog.last(paths.runs, 1)[0].exit_code == 2


def test_an_alert_that_cannot_be_sent_is_told_and_the_run_is_as_it_was(settings, paths, monkeypatch):
    alerts = {"timeout_seconds": 1, "to": {"group": {"webhook": "slack", "when": ["published"]}}}
    write_institution(paths.data, alerts=alerts)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(sending, "_PAUSE", 0.0)
    monkeypatch.setenv("GRADMART_ALERT_GROUP_URL", "http://127.0.0.1:9/s3cr3t")
    told = []
    result = run(settings, job_of(publishing(paths)), tell=told.append)
    assert (result.outcome, result.exit_code) == ("published", 0)
    assert told == [
        "group was not told (published): the webhook cannot be reached (ConnectionRefusedError). "
        "Try with: gradmart check --alerts"
    ]


def test_who_is_told_and_what_is_expected_changes_no_release(settings, paths):
    run(settings, job_of(publishing(paths)))
    write_institution(
        paths.data,
        alerts={"to": {"group": {"webhook": "wecom", "when": ["fault"]}}},
        freshness={"fairs": {"every_days": 31}},
    )
    assert run(settings, not_to_be_built).outcome == "nothing new"


def test_on_a_full_disk_there_is_no_line_but_an_alert(settings, paths, monkeypatch):
    def full(path, record):
        raise OSError(errno.ENOSPC, "No space left on device")

    told = []
    monkeypatch.setattr(runlog, "append", full)
    monkeypatch.setattr(outcome, "after_run", lambda paths, record, tell: told.append(record.outcome))
    with pytest.raises(OSError, match="No space left"):
        run(settings, job_of(lambda: 1 / 0))
    assert told == ["fault"]
