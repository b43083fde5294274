"""`gradmart serve` for real, with a schedule of every minute: one process for all that is asked of it here.

What it starts is started by Dagster's own daemon; the test only looks at files, as the office would.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dagster_project import release
from dagster_project.orchestration import runlog
from dagster_project.orchestration.lock import holder
from dagster_project.orchestration.register import read_register
from dagster_project.settings import Paths
from tests.deployments import GRADMART, gradmart
from tests.pipeline.hundred_graduates import DESTINATION, STUDENTS

# Far beyond what anything takes here, so that a slow machine fails nothing.
PATIENCE = 1200
FILE = "destinations/late_2020-08-01.csv"
ROWS = 100


@pytest.fixture
def data(clean, tmp_path: Path) -> Path:
    """The deployment of 100 graduates, published, with nothing new; run every minute."""
    shutil.copytree(clean[0], tmp_path / "data", symlinks=True)
    shutil.rmtree(tmp_path / "data" / "dagster")
    with (tmp_path / "data" / "raw" / "institution.yml").open("a", encoding="utf-8") as file:
        file.write("nightly: '* * * * *'\n")
    return tmp_path / "data"


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def served(data: Path, port: int) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [GRADMART, "--data", data, "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True
    )
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(60)


class SlowCopy(threading.Thread):
    """Writes the file line by line, as a copy over a slow line does, and the rest when told to finish."""

    def __init__(self, file: Path) -> None:
        super().__init__(daemon=True)
        self.finish = threading.Event()
        self._file = file

    def run(self) -> None:
        lines = [",".join(DESTINATION), *(f"{number},2020,10,示例公司" for number in STUDENTS[:ROWS])]
        with self._file.open("w", encoding="utf-8", newline="") as stream:
            for place, line in enumerate(lines):
                stream.write(f"{line}\r\n")
                stream.flush()
                # The second half waits for the word, but the file is touched now and then all the while.
                while place == ROWS // 2 and not self.finish.wait(1):
                    os.utime(self._file)


def wait_for(what: Callable[[], bool], process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.3)


def test_the_schedule_publishes_and_the_sensor_lands_a_file_only_when_it_is_whole(data, port, served):
    paths = Paths(data)
    lines = [served.stderr.readline() for _ in range(2)]
    assert lines[0] == "Reading the models ...\n"
    assert f"at http://127.0.0.1:{port}; the next run is due at " in lines[1]
    before = release.current(paths.marts).id

    # A second one would start every run twice.
    second = gradmart(data, "serve", "--port", str(port))
    assert second.code == 5
    assert f"is being served already: process {served.pid} on host {socket.gethostname()}" in second.err

    def row() -> dict | None:
        found = next((row for row in read_register(paths) if row["file"] == FILE), None)
        # At no time has a part of the file been taken for the file.
        assert found is None or found["status"] == "refused" or found["rows_read"] == ROWS
        return found

    def is_seen_growing() -> bool:
        found = row()
        return found is not None and "still being written" in found["reason"]

    copy = SlowCopy(paths.raw / FILE)
    copy.start()
    wait_for(is_seen_growing, served)

    # While a run of the schedule builds, which takes a while, there is none by hand.
    began = time.time()
    wait_for(lambda: paths.build_db.exists() and paths.build_db.stat().st_mtime > began, served)
    who = holder(paths.lock)
    assert who is not None
    turned_away = gradmart(data, "run")
    assert turned_away.code == 5
    assert f"Another run is under way: process {who['pid']} on host" in turned_away.err

    copy.finish.set()
    wait_for(lambda: release.current(paths.marts).id != before, served)
    wait_for(lambda: row()["status"] == "landed", served)
    assert row()["rows_read"] == row()["accepted"] == ROWS
    wait_for(lambda: any(line.outcome == "published" for line in runlog.last(paths.runs, 9)[:-1]), served)

    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info")
    assert page.status == 200

    served.send_signal(signal.SIGTERM)
    rest = served.communicate(timeout=120)[1]
    assert (served.returncode, rest) == (0, "Ended.\n")
    assert holder(paths.lock) is None
    assert processes_in(data) == []


def processes_in(folder: Path) -> list[str]:
    """Command lines of the processes that work in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # gone meanwhile, or not ours
    return found
