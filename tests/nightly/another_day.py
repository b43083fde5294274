"""`gradmart run` on another day than today, which may kill itself at a point. A program.

    python -m tests.nightly.another_day DATA [progress PHASE DONE | file "EVENT PART-OF-ITS-NAME" COUNT]

progress  killed when that phase reports so many parts done
file      killed before that event (as Python's audit hooks name it) comes the COUNT+1-th time
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from dagster_project import cli
from dagster_project.cli import terminal
from dagster_project.orchestration.progress import Listener, Progress

_TODAY = date.today()
# Another day on which the same snapshots have come due: with one more it would be another release.
DAY = (_TODAY + timedelta(1 if (_TODAY.month, _TODAY.day) in ((8, 31), (12, 31)) else -1)).isoformat()


def main(data: Path, kind: str = "", name: str = "", count: str = "0") -> None:
    """Run the command line; it ends this process."""
    if kind == "progress":
        _kill_at_progress(name, int(count))
    elif kind == "file":
        _kill_at_file(*name.split(" "), int(count))
    cli._definitions = lambda settings: _definitions(data)
    sys.argv = ["gradmart", "--data", str(data), "run"]
    cli.main()


def _definitions(data: Path):
    from dagster_project.definitions import build_defs
    from dagster_project.orchestration.resources import Deployment
    from dagster_project.settings import Settings

    return build_defs(Settings(data=data), deployment=Deployment(data=str(data), as_of=DAY))


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_at_progress(phase: str, done: int) -> None:
    @contextmanager
    def watching(quiet: bool = False) -> Iterator[Listener]:
        def listener(progress: Progress) -> None:
            if (progress.phase, progress.done) == (phase, done):
                _kill()

        yield listener

    terminal.watching = watching


def _kill_at_file(event: str, part: str, count: int) -> None:
    seen = 0

    def hook(name: str, arguments: tuple) -> None:
        nonlocal seen
        if name == event and any(part in str(argument) for argument in arguments):
            if seen == count:
                _kill()
            seen += 1

    sys.addaudithook(hook)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
