"""What Dagster starts by itself: the schedule, the sensor, and the run whose process died. No dbt is started.

Its jobs have one step here; what the steps of the real ones do is asked elsewhere.
"""

import os
import subprocess
import sys

import dagster as dg
import pytest

from dagster_project.errors import UserError
from dagster_project.orchestration import arrivals, job, lost_runs, resources, runlog
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.lock import run_lock
from dagster_project.orchestration.outcome import RunResult
from dagster_project.orchestration.resources import Deployment
from dagster_project.settings import Paths, Settings
from tests.deployments import write_csv, write_institution


@pytest.fixture
def paths(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(arrivals, "SECONDS_APART", 0.0)
    monkeypatch.setattr(resources, "moving", lambda paths: frozenset())
    write_institution(tmp_path)
    return Paths(tmp_path)


@pytest.fixture
def instance(tmp_path_factory):
    with dg.DagsterInstance.local_temp(str(tmp_path_factory.mktemp("dagster"))) as instance:
        yield instance


def definitions(paths, body=lambda: None):
    """The real schedule, sensor and resource around jobs of one step, which does `body()`."""

    @dg.asset(group_name="landing")
    def step(deployment: Deployment):
        with told():
            body()

    settings = Settings(data=paths.data)
    nightly, landing = job.nightly_job(), job.landing_job()
    return dg.Definitions(
        assets=[step],
        jobs=[nightly, landing],
        schedules=[job.nightly_schedule(nightly, settings, "Asia/Shanghai", "0 2 * * *")],
        sensors=[job.new_files_sensor(landing, settings)],
        resources={"deployment": Deployment(data=str(paths.data))},
    )


def tick(paths, instance):
    schedule = definitions(paths).resolve_schedule_def("every_night")
    with dg.build_schedule_context(instance=instance) as context:
        return schedule.evaluate_tick(context)


def looks(paths, instance, count, cursor=None):
    """What the sensor says at each of so many looks, and its memory."""
    sensor = definitions(paths).resolve_sensor_def("new_files")
    said = []
    for _ in range(count):
        with dg.build_sensor_context(instance=instance, cursor=cursor) as context:
            answer = sensor.evaluate_tick(context)
        cursor = answer.cursor
        said.append(answer.skip_message or "run")
    return said, cursor


def outcomes(paths):
    return [line.outcome for line in reversed(runlog.last(paths.runs, 9))]


def test_at_night_a_run_is_started_that_nobody_watches(paths, instance):
    (request,) = tick(paths, instance).run_requests
    assert request.tags["gradmart/unattended"] == "yes"
    assert outcomes(paths) == []  # its own line is left by the run


def test_a_night_with_nothing_new_starts_nothing_and_is_logged(paths, instance, monkeypatch):
    result = RunResult(
        "nothing new", "20220630-0123456789ab", [], {"landed": 1, "accepted": 1, "quarantined": 0}
    )
    monkeypatch.setattr(job, "up_to_date", lambda *arguments: result)
    assert tick(paths, instance).skip_message == "Nothing new: release 20220630-0123456789ab is up to date."
    assert outcomes(paths) == ["nothing new"]


def test_a_mistake_in_the_configuration_is_logged_and_does_not_take_the_schedule_away(paths, instance):
    paths.institution_file.write_text("institution: {code: x}", encoding="utf-8")
    with pytest.raises(UserError):
        tick(paths, instance)
    assert outcomes(paths) == ["user error"]


def test_while_a_run_is_going_on_or_waiting_the_schedule_starts_no_other(paths, instance):
    instance.create_run_for_job(
        definitions(paths).resolve_job_def("nightly"), status=dg.DagsterRunStatus.STARTED
    )
    assert tick(paths, instance).skip_message == "The run before is not over yet."


def test_the_sensor_lands_at_the_second_look_and_only_once(paths, instance):
    write_csv(paths.raw / "destinations" / "a_2020-07-01.csv", [["学号"]])
    said, cursor = looks(paths, instance, 3)
    assert said == ["2 file(s) may still be growing.", "run", "Nothing new."]
    write_csv(paths.raw / "destinations" / "b_2020-07-02.csv", [["学号"]])
    said, cursor = looks(paths, instance, 1, cursor)
    assert said == ["1 file(s) may still be growing."]
    write_csv(paths.raw / "destinations" / "b_2020-07-02.csv", [["学号"], ["1"]])
    assert looks(paths, instance, 3, cursor)[0] == ["1 file(s) may still be growing.", "run", "Nothing new."]


def test_while_another_run_is_under_way_the_sensor_waits_and_names_it(paths, instance):
    with run_lock(paths.lock):
        said, cursor = looks(paths, instance, 2)
    assert said[1].startswith(f"Another run is under way: process {os.getpid()} on host ")
    assert said[1].endswith("Tried again at the next look.")
    assert looks(paths, instance, 1, cursor)[0] == ["run"]


def execute(paths, instance, body):
    nightly = definitions(paths, body).resolve_job_def(job.LANDING)
    return nightly.execute_in_process(instance=instance, raise_on_error=False)


def test_a_run_of_dagster_leaves_its_line_as_gradmart_run_does(paths, instance):
    def refuse():
        raise UserError("The setting is wrong.", "Mend it.")

    def break_down():
        raise ZeroDivisionError("division by zero")

    assert execute(paths, instance, lambda: None).success
    assert not execute(paths, instance, refuse).success
    assert not execute(paths, instance, break_down).success
    lines = list(reversed(runlog.last(paths.runs, 9)))
    assert [(line.outcome, line.exit_code, line.message) for line in lines] == [
        ("landed", 0, ""),
        ("user error", 2, "The setting is wrong."),
        ("fault", 1, "ZeroDivisionError: division by zero"),
    ]


def test_a_run_of_dagster_waits_for_its_turn_and_then_says_whose_it_was(paths, instance, monkeypatch):
    monkeypatch.setattr(resources, "_PATIENCE", 0.5)
    hold = (
        "import sys, time; from pathlib import Path\n"
        "from dagster_project.orchestration.lock import run_lock\n"
        "with run_lock(Path(sys.argv[1])):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", hold, str(paths.lock)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "held\n"
        result = execute(paths, instance, lambda: None)
    finally:
        other.kill()
        other.wait()
    assert not result.success
    errors = [
        event.event_specific_data.error for event in result.all_events if event.is_resource_init_failure
    ]
    assert f"Another run is under way: process {other.pid} on host" in str(errors)
    assert outcomes(paths) == []
    # Its turn comes when the other has died, and the log tells of both.
    assert execute(paths, instance, lambda: None).success
    assert outcomes(paths) == ["killed", "landed"]


def test_a_run_whose_process_is_gone_is_ended_and_one_that_lives_is_not(paths, instance):
    nightly = definitions(paths).resolve_job_def("nightly")
    dead, alive = (
        instance.create_run_for_job(nightly, status=dg.DagsterRunStatus.STARTED).run_id for _ in range(2)
    )
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    instance.add_run_tags(dead, {lost_runs.TAG: lost_runs.process_identity(int(gone.stdout))})
    lost_runs.mark(instance, alive)
    assert lost_runs.end(instance) == [dead]
    assert instance.get_run_by_id(dead).status is dg.DagsterRunStatus.FAILURE
    assert instance.get_run_by_id(alive).status is dg.DagsterRunStatus.STARTED
