"""One run at a time: who comes second is told who was first, and a killed run leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from dagster_project.errors import LockHeld
from dagster_project.orchestration.lock import describe, holder, run_lock

HOLD = """
import sys, time
from pathlib import Path
from dagster_project.orchestration.lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_process(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / ".lock")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_run_is_told_who_holds_the_lock(tmp_path, other_process):
    with pytest.raises(LockHeld) as raised, run_lock(tmp_path / ".lock"):
        pass
    expected = (
        f"Another run is under way: process {other_process.pid} on host {socket.gethostname()}, started "
    )
    assert str(raised.value).startswith(expected)
    assert raised.value.do == "Wait until it has ended, or end that process if it hangs, and run again."
    assert raised.value.exit_code == 5


def test_a_killed_run_frees_the_lock(tmp_path, other_process):
    other_process.send_signal(signal.SIGKILL)
    other_process.wait()
    with run_lock(tmp_path / ".lock"):
        assert holder(tmp_path / "none") is None
    assert holder(tmp_path / ".lock") is None


def test_holder_names_a_run_under_way_without_disturbing_it(tmp_path, other_process):
    who = holder(tmp_path / ".lock")
    assert who["pid"] == other_process.pid
    assert holder(tmp_path / ".lock") == who


def test_the_same_process_may_take_it_again(tmp_path):
    with run_lock(tmp_path / ".lock"), run_lock(tmp_path / ".lock"):
        assert holder(tmp_path / ".lock")["pid"] == os.getpid()
    assert holder(tmp_path / ".lock") is None


def test_an_error_inside_frees_the_lock(tmp_path):
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path / ".lock"):
        1 / 0  # noqa: B018
    assert holder(tmp_path / ".lock") is None


def test_a_holder_that_has_not_signed_yet_is_described_all_the_same():
    assert describe({}) == "a process that has only just started"


def test_a_name_that_a_dead_process_left_is_no_lock_whatever_host_it_is_of(tmp_path):
    """What: the file names a process of another host. When: a container was killed. Fix: ask the kernel."""
    left = {"pid": 1, "host": "elsewhere", "started": "2026-11-22 02:00:00+08:00"}
    (tmp_path / ".lock").write_text(json.dumps(left))
    assert holder(tmp_path / ".lock") is None
    with run_lock(tmp_path / ".lock") as died:
        assert died == left
    with run_lock(tmp_path / ".lock") as died:
        assert died is None


def test_half_a_name_is_no_lock_either(tmp_path):
    (tmp_path / ".lock").write_text('{"pid": 47')
    with run_lock(tmp_path / ".lock") as died:
        assert died is None


def test_who_has_patience_gets_the_lock_when_it_is_free(tmp_path, other_process):
    threading.Timer(0.5, other_process.kill).start()
    with run_lock(tmp_path / ".lock", patience=60) as died:
        assert died["pid"] == other_process.pid
