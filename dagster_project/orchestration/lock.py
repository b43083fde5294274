"""One run at a time: an advisory lock on `data/.lock` that names its holder.

The kernel holds the lock and drops it when its holder dies, so a killed run never has to be cleaned up after.
What the file says is for people only: whatever process of whatever host it names, who gets the lock has it. A
name that is still there then tells of a holder that died. The lock is re-entrant within one process, because
`run` takes it and the job's resource takes it again (a job started by Dagster itself comes without `run`).
Imports no Dagster.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from dagster_project.errors import LockHeld

# Process, host and start of a run: `pid`, `host`, `started`.
Holder = dict[str, str | int]

_held: set[Path] = set()
# `holder` takes a shared lock for a blink; that must not turn a run away.
_BLINK = 0.2


@contextlib.contextmanager
def run_lock(path: Path, patience: float = 0) -> Iterator[Holder | None]:
    """Hold the lock file `path` while the block runs; yields a holder before it that died, if one did.

    patience  seconds to wait for another process to end its run

    Raises LockHeld (exit status 5), naming process, host and start of the holder, if another process has it.
    """
    path = path.resolve()
    if path in _held:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        _take(file, patience)
        died = _content(path) or None
        _write(file)
        _held.add(path)
        try:
            yield died
        finally:
            _held.discard(path)
            # An empty file says that nobody holds it; removing it would let two runs lock two files.
            file.truncate(0)


def holds(path: Path) -> bool:
    """Whether this very process holds the lock."""
    return path.resolve() in _held


def holder(path: Path) -> Holder | None:
    """Who holds the lock now; None when it is free."""
    if not path.exists():
        return None
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _content(path)
    return None


def describe(who: Holder) -> str:
    """`process 4711 on host stats, started 2026-11-22 02:00:00`."""
    if "pid" not in who:
        return "a process that has only just started"
    return f"process {who['pid']} on host {who['host']}, started {who['started']}"


def _take(file: TextIO, patience: float) -> None:
    deadline = time.monotonic() + max(patience, _BLINK)
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                who = describe(_content(Path(file.name)))
                raise LockHeld(
                    f"Another run is under way: {who}.",
                    "Wait until it has ended, or end that process if it hangs, and run again.",
                ) from error
            time.sleep(_BLINK)


def _write(file: TextIO) -> None:
    file.truncate(0)
    started = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "started": started}))
    file.flush()


def _content(path: Path) -> Holder:
    """What the file says; nothing when its holder died while it signed."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
