"""A command as seen from outside: seconds and peak memory of each stage, of its processes together."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
# `gradmart run` says so when a stage is over: its name, then its seconds.
_STAGE = re.compile(r"^(?P<name>[a-z][a-z ]*?) +[0-9.]+ s$")
WHOLE = "whole"


@dataclass(frozen=True)
class Measured:
    """One stage: wall seconds, CPU seconds (only of the whole; 0 for a stage) and peak memory in MB."""

    stage: str
    seconds: float
    cpu: float
    peak_mb: int


def watch(command: Sequence[str], environment: dict[str, str] | None = None) -> list[Measured]:
    """Run `command`; its stages in their order, then the whole. RuntimeError with its words when it fails."""
    # What was written before is put on the disk before: who waits for it while it measures pays for another.
    os.sync()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = last = time.monotonic()
    stages: list[Measured] = []
    words: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | (environment or {}),
    ) as process:
        sampler = _Sampler(process.pid)
        sampler.start()
        assert process.stderr is not None
        for line in process.stderr:
            words.append(line)
            if found := _STAGE.match(line.rstrip()):
                now = time.monotonic()
                stages.append(Measured(found["name"], now - last, 0.0, sampler.peak_since_last()))
                last = now
        process.wait()
        sampler.stop()
    if process.returncode not in (0, 3):
        raise RuntimeError("".join(words[-20:]))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [*stages, Measured(WHOLE, time.monotonic() - began, cpu, sampler.peak_mb)]


class _Sampler(threading.Thread):
    """Looks at a process and those below it five times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self._stage_peak = 0
        self.peak_mb = 0

    def run(self) -> None:
        while not self._over.wait(0.2):
            now = tree_mb(self._pid)
            self._stage_peak = max(self._stage_peak, now)
            self.peak_mb = max(self.peak_mb, now)

    def peak_since_last(self) -> int:
        peak, self._stage_peak = self._stage_peak, 0
        return peak

    def stop(self) -> None:
        self._over.set()
        self.join()


def tree_mb(pid: int) -> int:
    """Resident memory of a process and all below it, in MB; pages that two of them share count twice."""
    parents: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name of a program stands in brackets and may hold blanks.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            sizes[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * _PAGE
        except OSError:
            continue  # it has ended since
        parents.setdefault(int(fields[1]), []).append(int(entry.name))
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        total += sizes.get(one, 0)
        waiting += parents.get(one, [])
    return total // 1_000_000
