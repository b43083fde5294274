"""`gradmart serve`: Dagster's web page and daemon, started together, watched together, ended together.

The daemon runs the schedule and the sensor; the page shows them. Each is a process of its own, in a group of
its own with everything it starts, so that ending the group leaves nothing behind. Imports no Dagster.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dagster_project.errors import ConfigurationError, LockHeld
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration import child, known_models, runlog
from dagster_project.orchestration.clock import next_nightly
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.home import prepare_home
from dagster_project.orchestration.lock import describe, holder, run_lock
from dagster_project.orchestration.run import existing_paths
from dagster_project.settings import Paths, Settings

_LOOK_SECONDS = 0.5
# A run that is under way is told to end and writes its line; what has not ended by then is killed.
_GRACE_SECONDS = 30.0
_LOG_BYTES = 10 * 1024**2


@dataclass(frozen=True)
class Part:
    """One of the processes, and what a person calls it."""

    name: str
    process: subprocess.Popen[bytes]


def serve(
    settings: Settings, host: str, port: int, say: Callable[[str], None], verbose: bool = False
) -> None:
    """Serve the data directory of `settings` until SIGTERM or SIGINT; `say` gets a line for a person.

    verbose  let the processes talk to the terminal instead of data/dagster/serve.log

    Raises ConfigurationError (no such folder, wrong configuration, port taken), LockHeld when it is being
    served already, and Fault when one of the two processes ends by itself; the other is ended first.
    """
    paths = existing_paths(settings)
    institution = load_configuration(paths.institution_file)
    prepare_home(paths)
    with _alone(paths), asked_to_end() as asked:
        _require_free(host, port)
        say("Reading the models ...")
        known_models.manifest_path(paths)
        due = next_nightly(runlog.now(), institution.institution.time_zone, institution.nightly)
        with _log(paths, verbose) as log:
            _make_storage(paths.data, log)
            with started(paths.data, commands(host, port), log) as parts:
                say(
                    f"Serving {settings.data} at http://{_in_url(host)}:{port}; the next run is due at "
                    f"{due.isoformat(timespec='minutes')}. Ctrl-C ends it."
                )
                if not _is_loopback(host):
                    say("The page asks for no password: whoever reaches it can start runs.")
                ended = first_that_ends(parts, asked)
    if ended is not None:
        raise Fault(
            f"the {ended.name} ended by itself with status {ended.process.returncode}, so all was ended; "
            f"what it said last is in {paths.dagster / 'serve.log'}",
            "",
        )
    say("Ended.")


def _make_storage(data: Path, log: IO[str] | None) -> None:
    """Have Dagster make the tables of its history, in a process that is over before the others start.

    Two that make them at once leave them so that no run is ever started. What keeps them from being made, the
    daemon says too.
    """
    command = child.command("dagster_project.orchestration.home", "make_storage")
    subprocess.run(command, cwd=data, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)


@contextlib.contextmanager
def _log(paths: Paths, verbose: bool) -> Iterator[IO[str] | None]:
    """Where the processes talk to; the file before it is kept once as serve.log.1."""
    if verbose:
        yield None
        return
    file = paths.dagster / "serve.log"
    if file.exists() and file.stat().st_size > _LOG_BYTES:
        file.replace(file.with_name("serve.log.1"))
    with file.open("a", encoding="utf-8") as stream:
        yield stream


@contextlib.contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """One daemon for a data directory: two would start every run twice."""
    lock = paths.dagster / ".serve.lock"
    if who := holder(lock):
        raise LockHeld(
            f"{paths.data} is being served already: {describe(who)}.", "Use that one, or end it first."
        )
    with run_lock(lock):
        yield


@contextlib.contextmanager
def asked_to_end() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, instead of what they do otherwise."""
    asked = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in signals}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def commands(host: str, port: int) -> dict[str, list[str]]:
    """Name -> command line of each process that is served by."""
    module = ("-m", "dagster_project.definitions")
    quiet = ("--log-level", "warning", "--code-server-log-level", "warning")
    return {
        "daemon": child.command("dagster._daemon.cli", "main", "run", *module, *quiet),
        "web page": child.command(
            "dagster_webserver.cli", "main", *module, *quiet, "--host", host, "--port", str(port)
        ),
    }


@contextlib.contextmanager
def started(data: Path, parts: Mapping[str, list[str]], log: IO[str] | None) -> Iterator[list[Part]]:
    """The processes of `commands`; ended, with all that they started, when the block is left."""
    environment = os.environ | {"GRADMART_DATA": str(data)}
    running: list[Part] = []
    try:
        for name, command in parts.items():
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            running.append(Part(name, process))
        yield running
    finally:
        _end(running)


def first_that_ends(parts: list[Part], asked: threading.Event) -> Part | None:
    """Wait until one of the processes ends (that one) or until somebody asks to end (None)."""
    while not asked.wait(_LOOK_SECONDS):
        for part in parts:
            if part.process.poll() is not None:
                return part
    return None


def _end(parts: list[Part]) -> None:
    """End the groups of both: asked first, killed when they take too long."""
    for part in parts:
        _signal(part, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    while time.monotonic() < deadline and any(_signal(part, 0) for part in parts):
        time.sleep(_LOOK_SECONDS / 5)
    for part in parts:
        _signal(part, signal.SIGKILL)
        part.process.wait()


def _signal(part: Part, number: int) -> bool:
    """Send it to the whole group; whether there was anybody left."""
    part.process.poll()  # a process that nobody asked for its status still counts as one of the group
    try:
        os.killpg(part.process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _require_free(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise ConfigurationError(
            f"The page cannot be served at {host}, port {port} ({error.strerror}).",
            "Give another one with --port or --host.",
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
