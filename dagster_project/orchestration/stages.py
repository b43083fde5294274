"""How long each stage of a run took and what went through it: a listener of the run's progress.

Whoever runs the job listens with `Stages` (beside the terminal) and writes `ended(...)` into the run log.
Imports no Dagster.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

from dagster_project.orchestration.progress import Phase, Progress

Ending = Literal["done", "failed", "interrupted"]


@dataclass(frozen=True)
class Stage:
    """One stage of one run.

    start    seconds after the start of the run
    seconds  how long it took
    rows     rows that went through it: read (landing), accepted (checking deliveries), published
             (publishing); None where a stage counts none
    outcome  done; failed or interrupted, of the stage in which the run ended
    """

    stage: Phase
    start: float
    seconds: float
    rows: int | None = None
    outcome: Ending = "done"


class Stages:
    """Call it with every report of a run, and `ended` once, when the run is over."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._entered = 0.0
        self._phase: Phase | None = None
        self._rows: int | None = None
        self._over: list[Stage] = []

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self._phase:
            self._close()
            self._phase, self._entered, self._rows = progress.phase, self._elapsed(), None
        if progress.rows is not None:
            self._rows = (self._rows or 0) + progress.rows

    def ended(self, outcome: Ending = "done") -> list[Stage]:
        """The stages in their order; the last one ended as the run did."""
        self._close()
        if self._over and outcome != "done":
            self._over[-1] = replace(self._over[-1], outcome=outcome)
        return self._over

    def _close(self) -> None:
        if self._phase is not None:
            took = round(self._elapsed() - self._entered, 1)
            self._over.append(Stage(self._phase, round(self._entered, 1), took, self._rows))
            self._phase = None

    def _elapsed(self) -> float:
        return time.monotonic() - self._began
