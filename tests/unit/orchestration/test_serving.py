"""The two processes of `gradmart serve`, with short programs in their place: watched and ended together."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from dagster_project.errors import ConfigurationError, LockHeld
from dagster_project.orchestration import serving
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.lock import run_lock
from dagster_project.settings import Settings
from tests.deployments import write_institution

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
DIES = [sys.executable, "-c", "import sys; sys.exit(7)"]
# Says so when it is ready, and does not listen to SIGTERM.
STUBBORN = [
    sys.executable,
    "-c",
    "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "pathlib.Path('ready').touch(); time.sleep(600)",
]
# Starts a process of its own, which writes its number.
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, pathlib, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "pathlib.Path('number').write_text(str(child.pid)); time.sleep(600)",
]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "")
    write_institution(tmp_path)
    monkeypatch.setattr(serving.known_models, "manifest_path", lambda paths: None)
    return Settings(data=tmp_path)


@pytest.fixture
def port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def serve(settings, port, monkeypatch, daemon, page, said=None):
    monkeypatch.setattr(serving, "commands", lambda host, port: {"daemon": daemon, "page": page})
    said = [] if said is None else said
    serving.serve(settings, "127.0.0.1", port, said.append)
    return said


def test_when_one_dies_the_other_is_ended_and_the_message_names_it(settings, port, monkeypatch):
    with pytest.raises(Fault, match="the page ended by itself with status 7, so all was ended"):
        serve(settings, port, monkeypatch, PARENT, DIES)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both_and_is_no_fault(settings, port, monkeypatch, number):
    threading.Timer(1.0, os.kill, (os.getpid(), number)).start()
    said = serve(settings, port, monkeypatch, SLEEPS, SLEEPS)
    assert said[-1] == "Ended."
    assert f"at http://127.0.0.1:{port}; the next run is due at 20" in said[1]


def test_dagsters_tables_are_there_before_two_processes_would_make_them_at_once(
    settings, port, monkeypatch, tmp_path
):
    """Why: tables made twice at once have two versions, and then no run is ever started."""
    said = tmp_path / "said"
    look = (
        "import pathlib, sqlite3;"
        "files = sorted(pathlib.Path('dagster').rglob('*.db'));"
        "ask = lambda file: sqlite3.connect(file).execute('select count(*) from alembic_version');"
        f"pathlib.Path({str(said)!r}).write_text(str([(file.name, *ask(file).fetchone()) for file in files]))"
    )
    with pytest.raises(Fault, match="the daemon ended by itself with status 0"):
        serve(settings, port, monkeypatch, [sys.executable, "-c", look], SLEEPS)
    assert said.read_text() == "[('index.db', 1), ('runs.db', 1), ('schedules.db', 1)]"


def test_what_they_started_is_ended_too(settings, port, monkeypatch):
    number = settings.data / "number"
    ended = threading.Thread(target=end_when, args=(number,))
    ended.start()
    serve(settings, port, monkeypatch, PARENT, SLEEPS)
    ended.join()
    assert is_gone(int(number.read_text()))


def test_who_does_not_listen_is_killed(settings, port, monkeypatch):
    monkeypatch.setattr(serving, "_GRACE_SECONDS", 0.5)
    ended = threading.Thread(target=end_when, args=(settings.data / "ready",))
    ended.start()
    assert serve(settings, port, monkeypatch, STUBBORN, SLEEPS)[-1] == "Ended."
    ended.join()


def test_a_taken_port_and_a_second_server_are_told_before_anything_starts(settings, port, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(ConfigurationError, match=f"port {port}"):
            serve(settings, port, monkeypatch, DIES, DIES)
    with run_lock(settings.data / "dagster" / ".serve.lock"), pytest.raises(LockHeld) as raised:
        serve(settings, port, monkeypatch, DIES, DIES)
    assert f"is being served already: process {os.getpid()} on host" in raised.value.what


def test_elsewhere_than_on_loopback_it_warns_that_there_is_no_password(settings, port, monkeypatch):
    said = []
    monkeypatch.setattr(serving, "commands", lambda host, port: {"daemon": DIES, "page": SLEEPS})
    with pytest.raises(Fault):
        serving.serve(settings, "0.0.0.0", port, said.append)
    assert said[-1] == "The page asks for no password: whoever reaches it can start runs."


def test_both_are_quiet_and_the_page_listens_where_it_is_told():
    parts = serving.commands("127.0.0.1", 3000)
    assert parts["web page"][-4:] == ["--host", "127.0.0.1", "--port", "3000"]
    assert parts["daemon"][3:6] == ["run", "-m", "dagster_project.definitions"]


def end_when(file):
    while not (file.exists() and (file.stat().st_size or file.name == "ready")):
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)


def is_gone(pid):
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # dead, and only waits for somebody to ask
            return True
        time.sleep(0.05)
    return False
