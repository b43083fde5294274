"""Faults of the program, as opposed to mistakes a user can put right, and where their traces are kept."""

from __future__ import annotations

import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from dagster_project.settings import Paths


class Fault(Exception):
    """The program failed inside the job. `trace` is the traceback Dagster kept, as text."""

    def __init__(self, summary: str, trace: str) -> None:
        super().__init__(summary)
        self.trace = trace


def trace_of(error: BaseException) -> str:
    """The traceback that helps: the one from inside the job if there is one."""
    if isinstance(error, Fault) and error.trace:
        return error.trace
    return "".join(traceback.format_exception(error))


def keep(paths: Paths, error: BaseException) -> Path | None:
    """Write the traceback to `data/build/logs/fault-<time>.txt` and return that path.

    Where there is no data folder, a mistyped name must not make one: then it goes to the temporary folder,
    as it does where the data folder cannot be written to. None when there is no place for it at all.
    """
    temporary = Path(tempfile.gettempdir())
    for logs in (paths.build / "logs" if paths.data.is_dir() else temporary, temporary):
        file = logs / f"fault-{datetime.now():%Y%m%d-%H%M%S}.txt"
        try:
            logs.mkdir(parents=True, exist_ok=True)
            file.write_text(trace_of(error), encoding="utf-8")
        except OSError:
            continue
        return file
    return None
