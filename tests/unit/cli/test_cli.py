"""The command line: exit statuses, exact messages, and an answer before anything heavy is imported."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys

import pyarrow as pa
import pytest
from click.testing import CliRunner

from dagster_project.cli import main
from dagster_project.errors import ConfigurationError, GateFailed, LockHeld
from dagster_project.orchestration import fault
from dagster_project.orchestration import run as running
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.outcome import RefusedDelivery, RunResult
from dagster_project.settings import Paths, Settings
from tests.deployments import write_institution

COUNTS = {"landed": 3, "refused": 1, "accepted": 120, "quarantined": 4}
REFUSED = RefusedDelivery(
    "graduates/roster.csv",
    "graduates/roster.csv has no date in its name.",
    "Rename it to graduates/roster_2022-06-30.csv.",
)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def call(data):
    """`call("run", ...)`: the command on an empty data folder."""
    return lambda *arguments: CliRunner().invoke(main, ["--data", str(data), *arguments])


@pytest.fixture
def run_gives(monkeypatch):
    """Let the run return this, or raise it."""

    def set_result(result):
        def fake(settings, build_defs, listener, verbose, tell, **how):
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(running, "run", fake)

    return set_result


def test_help_needs_nothing_heavy():
    code = (
        "import sys, dagster_project.cli;"
        "print(sorted({'dagster', 'dagster_dbt', 'dbt', 'duckdb', 'great_expectations', 'pandas', 'polars',"
        " 'pyarrow', 'pydantic', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_published_run_says_what_it_published_and_ends_with_0(call, run_gives):
    run_gives(RunResult("published", "20220630-0123456789ab", [], COUNTS | {"refused": 0}))
    result = call("run")
    assert result.exit_code == 0
    assert result.stdout == (
        "Published release 20220630-0123456789ab: deliveries 3 landed, 0 refused, 0 repeated; "
        "rows 120 accepted, 4 quarantined.\n"
    )
    assert result.stderr == ""


def test_nothing_new_is_said_in_one_sentence(call, run_gives):
    run_gives(RunResult("nothing new", "20220630-0123456789ab", [], COUNTS))
    result = call("run")
    assert (result.exit_code, result.stdout) == (
        0,
        "Nothing new: release 20220630-0123456789ab is up to date.\n",
    )


@pytest.mark.parametrize("outcome", ["published", "nothing new"])
def test_what_is_worth_a_look_goes_to_stderr_and_changes_no_exit_status(call, run_gives, outcome):
    run_gives(RunResult(outcome, "20220630-0123456789ab", [], COUNTS, ["nothing of fairs has come."]))
    result = call("run")
    assert (result.exit_code, result.stderr) == (0, "Look at: nothing of fairs has come.\n")


@pytest.mark.parametrize("outcome", ["published", "nothing new"])
def test_a_refused_delivery_is_named_with_what_to_do_and_ends_with_3(call, run_gives, outcome):
    run_gives(RunResult(outcome, "20220630-0123456789ab", [REFUSED], COUNTS))
    result = call("run")
    assert result.exit_code == 3
    assert result.stderr == (
        "Refused: graduates/roster.csv has no date in its name. "
        "Rename it to graduates/roster_2022-06-30.csv.\n"
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError("institution.yml is empty.", "It needs a section."), 2),
        (GateFailed("1 check stopped publishing.", "The last release stays."), 4),
        (LockHeld("Another run is under way.", "Wait."), 5),
    ],
)
def test_a_user_error_is_two_sentences_without_a_traceback(call, run_gives, error, code):
    run_gives(error)
    result = call("run")
    assert (result.exit_code, result.stderr, result.stdout) == (code, f"{error}\n", "")


def test_a_fault_is_owned_up_to_and_its_trace_is_kept(call, run_gives, data):
    run_gives(Fault("The scan met a wall", "Traceback (most recent call last): inside the job"))
    result = call("run")
    (trace,) = (data / "build" / "logs").glob("fault-*.txt")
    assert result.exit_code == 1
    assert result.stderr == f"This is a fault of the program: The scan met a wall. The trace is in {trace}.\n"
    assert trace.read_text(encoding="utf-8") == "Traceback (most recent call last): inside the job"


def test_verbose_shows_the_trace(call, run_gives):
    run_gives(ValueError("oh"))
    result = call("run", "-v")
    assert "ValueError: oh" in result.stderr
    assert "Traceback" in result.stderr


def test_a_mistyped_data_folder_is_not_made(tmp_path):
    result = CliRunner().invoke(main, ["run", "--data", str(tmp_path / "dta")])
    assert result.exit_code == 2
    assert result.stderr == (
        f"There is no data folder {tmp_path / 'dta'}. "
        "Give the right one with --data, or run `gradmart demo` to make one with invented people.\n"
    )
    assert not (tmp_path / "dta").exists()


def test_data_on_the_line_wins_over_the_environment(tmp_path):
    result = CliRunner().invoke(
        main, ["--data", str(tmp_path / "given"), "run"], env={"GRADMART_DATA": str(tmp_path / "environment")}
    )
    assert f"There is no data folder {tmp_path / 'given'}." in result.stderr


def test_the_environment_names_the_data_folder(tmp_path):
    result = CliRunner().invoke(main, ["run"], env={"GRADMART_DATA": str(tmp_path / "environment")})
    assert f"There is no data folder {tmp_path / 'environment'}." in result.stderr


def test_a_wrong_environment_variable_is_named(call, monkeypatch):
    class WithANumber(Settings):
        graduates: int = 1

    monkeypatch.setattr("dagster_project.settings.Settings", WithANumber)
    monkeypatch.setenv("GRADMART_GRADUATES", "none")
    result = call("run")
    assert result.exit_code == 2
    assert result.stderr.startswith("The environment is not right: GRADMART_GRADUATES: ")


def test_an_unknown_option_is_usage(call):
    assert call("run", "--fast").exit_code == 2


@pytest.mark.parametrize("arguments", [("sql", "select 1"), ("sql", "select 1", "--json")])
def test_sql_before_the_first_release_says_what_to_do(call, data, arguments):
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stderr == f"Nothing is published in {data} yet. Run `gradmart run` first.\n"


def test_status_of_a_new_deployment(call, data):
    write_institution(data)
    told = json.loads(call("status", "--json").stdout)
    assert (told["release_id"], told["stale"], told["running"], told["runs"]) == (None, True, None, [])
    assert [feed["landed"] for feed in told["feeds"]] == [0] * 10
    assert told["next_run"].endswith("T02:00+08:00")
    assert (
        call("status").stdout.splitlines()[0] == "Release   none yet (there is something new: `gradmart run`)"
    )


def test_quarantine_of_a_new_deployment_is_empty(call, data):
    write_institution(data)
    assert call("quarantine").stdout == "Nothing is in quarantine.\n"


def test_quarantine_of_a_delivery_that_is_not_there(call, data):
    write_institution(data)
    result = call("quarantine", "roster.csv")
    assert result.exit_code == 2
    assert result.stderr == (
        "There is no delivery roster.csv in the register. "
        "Give its file name or its id; `gradmart quarantine` lists them.\n"
    )


def test_key_before_the_first_run_makes_no_key(call, data):
    write_institution(data)
    result = call("key", "2022000001")
    assert result.exit_code == 2
    assert "Run `gradmart run` first." in result.stderr
    assert not (data / ".gradmart-key").exists()


def test_key_is_the_pseudonym_of_the_number_however_it_is_written(call, data, monkeypatch):
    write_institution(data)
    monkeypatch.setenv("GRADMART_KEY", "a key for this test only")
    plain, wide = call("key", "2022000001"), call("key", " ２０２２０００００１ ")
    assert plain.exit_code == 0
    assert len(plain.stdout.strip()) == 64
    assert plain.stdout == wide.stdout


def test_check_of_a_fresh_configuration_has_nothing_against_a_run(call, data):
    write_institution(data)
    result = call("check", "--json")
    levels = {finding["subject"]: finding["level"] for finding in json.loads(result.stdout)}
    assert result.exit_code == 0
    assert {levels[subject] for subject in ("configuration", "key", "lock", "permissions", "folders")} == {
        "ok"
    }


def test_check_fails_on_what_would_stop_the_run(call, data):
    result = call("check")
    assert result.exit_code == 2
    assert result.stdout.startswith(f"fail  configuration  There is no institution.yml in {data / 'raw'}.")


def test_an_answer_that_cannot_be_written_is_no_fault(tmp_path):
    from dagster_project.cli.asking import _write
    from dagster_project.release import QueryResult

    result = QueryResult(pa.table({"n": [1]}), ["INTEGER"])
    with pytest.raises(ConfigurationError) as error:
        _write(result, "csv", tmp_path / "nosuch" / "x.csv")
    assert str(error.value).endswith(
        "x.csv cannot be written (No such file or directory). Name another file with --output."
    )


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_place_that_may_not_be_written_to_is_told_without_a_traceback(call, run_gives, number):
    run_gives(OSError(number, os.strerror(number), "data/.lock"))
    done = call("run")
    assert done.exit_code == 2
    assert done.stderr == (
        f"data/.lock cannot be opened ({os.strerror(number)}). Give this user the right to, and try again.\n"
    )


def test_on_a_full_disk_every_fault_is_the_disks(call, run_gives, data, monkeypatch):
    run_gives(Fault("(sqlite3.OperationalError) database or disk is full", ""))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    done = call("run")
    assert done.exit_code == 2
    assert done.stderr == (
        f"The disk of {data} is full. Make room (a run needs 2 GB) and run the command again.\n"
    )


def test_a_trace_that_finds_no_room_is_not_a_second_fault(data, monkeypatch):
    def refuse(self, *arguments, **options):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    assert fault.keep(Paths(data), Fault("x", "")) is None


def test_sql_that_is_piped_in_as_gbk_is_told_so(monkeypatch):
    from dagster_project.cli.asking import _piped

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("select '毕业'".encode("gb18030"))))
    with pytest.raises(ConfigurationError, match="What was piped in is not UTF-8 text"):
        _piped()


def test_the_quarantine_of_a_mistyped_folder_is_not_empty_but_wrong(tmp_path):
    done = CliRunner().invoke(main, ["--data", str(tmp_path / "nosuch"), "quarantine"])
    assert done.exit_code == 2
    assert "There is no data folder" in done.stderr


def test_without_any_option_the_data_folder_is_the_one_here(tmp_path, monkeypatch):
    """`gradmart run` as the README writes it: the defaults stand in `options.Commands`."""
    monkeypatch.delenv("GRADMART_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 2
    assert "There is no data folder data." in done.stderr
    (tmp_path / "data").mkdir()
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 2
    assert "There is no institution.yml in" in done.stderr


def test_employers_can_be_reviewed_only_once_something_is_published(call, data):
    write_institution(data)
    outcome = call("employers")
    assert outcome.exit_code == 2
    assert outcome.stderr == f"No employers are published in {data} yet. Run `gradmart run` first.\n"


def test_a_header_given_to_no_column_stops_a_run_before_anything_is_read(data):
    write_institution(data, headers={"destinations": {"学生编号": "studentno"}})
    done = CliRunner().invoke(main, ["--data", str(data), "run"])
    assert done.exit_code == 2
    assert (
        "headers.destinations.学生编号: there is no column 'studentno'; legal are drop, class_year"
        in done.stderr
    )
    assert not (data / "landing").exists()
