"""What came of a run: the result that is told or the error that stopped it, and its line in the log.

`gradmart run` and the runs that Dagster starts meet in `turn`: whoever takes the lock clears up after runs
that died and records what comes of its own. Imports no Dagster.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from dagster_project.errors import GateFailed, UserError
from dagster_project.ingest.report_inputs import read_report_inputs
from dagster_project.orchestration import leftovers, runlog
from dagster_project.orchestration.alerting import Tell, after_run, silent
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.correction_review import correction_notices
from dagster_project.orchestration.lock import Holder, describe, run_lock
from dagster_project.orchestration.register import read_register
from dagster_project.orchestration.silences import silences
from dagster_project.orchestration.stages import Stages
from dagster_project.settings import Institution, Paths

# How a run ends that was not stopped.
Ended = Literal["published", "landed", "nothing new", "held"]
_DEAD = "The run did not end by itself: {} is gone."


@dataclass(frozen=True)
class RefusedDelivery:
    """A delivery that was not taken in: which, why, and what to do."""

    file: str
    reason: str
    what_to_do: str


@dataclass(frozen=True)
class RunResult:
    """A run that ended well, perhaps without some deliveries.

    outcome     `landed`: taken in, to be published by the next run of the night
    counts      deliveries by status (`landed`, `refused`, `repeated`), rows `accepted` and `quarantined`
    notices     what a person should look at, though nothing was refused for it
    held        why the run published nothing although there is something else than the current release
    read_again  class year, and the number of its deliveries that were landed before and were read again
    """

    outcome: Ended
    release_id: str | None
    refused: list[RefusedDelivery]
    counts: dict[str, int]
    notices: list[str] = field(default_factory=list)
    held: str = ""
    read_again: tuple[int, int] | None = None

    @property
    def summary(self) -> str:
        """One sentence: what the run did."""
        if self.outcome == "held":
            return self.held
        if self.outcome == "nothing new":
            return f"Nothing new: release {self.release_id} is up to date."
        again = ""
        if self.read_again is not None:
            year, count = self.read_again
            again = f" Read again for class year {year}: {count} deliveries."
        done = "Landed what is new" if self.outcome == "landed" else f"Published release {self.release_id}"
        states = ", ".join(
            f"{self.counts.get(state, 0)} {state}" for state in ("landed", "refused", "repeated")
        )
        return (
            f"{done}: deliveries {states}; "
            f"rows {self.counts['accepted']} accepted, {self.counts['quarantined']} quarantined.{again}"
        )

    @property
    def exit_code(self) -> int:
        """0, or 3 when a delivery was refused and the rest went on."""
        return 3 if self.refused else 0


def result_of(
    outcome: Ended,
    paths: Paths,
    release_id: str | None,
    institution: Institution,
) -> RunResult:
    """The result of a run that ended well, as the register tells it."""
    register = read_register(paths)
    refused = [
        RefusedDelivery(row["file"], row["reason"], row["what_to_do"])
        for row in register
        if row["status"] == "refused"
    ]
    counts = Counter(row["status"] for row in register)
    rows = {name: sum(row[name] or 0 for row in register) for name in ("accepted", "quarantined")}
    zone = institution.institution.time_zone
    notices = [
        *correction_notices(paths),
        *silences(register, institution, today(zone)),
        *read_report_inputs(paths).notices,
    ]
    return RunResult(outcome, release_id, refused, dict(sorted(counts.items())) | rows, notices)


class Recording:
    """The line that a run is going to leave: give it the result, or the error, before the block ends."""

    def __init__(self) -> None:
        self.line: dict[str, Any] | None = None
        self.stages = Stages()

    def ended_well(self, result: RunResult) -> None:
        reasons = "; ".join(refused.reason for refused in result.refused)
        self.line = {
            "outcome": result.outcome,
            "exit_code": result.exit_code,
            "release_id": result.release_id,
            "counts": result.counts,
            "message": reasons,
        }

    def failed(self, error: BaseException) -> None:
        self.line = _verdict(error)


@contextmanager
def turn(paths: Paths, patience: float = 0, tell: Tell = silent) -> Iterator[Recording]:
    """Hold the lock while the block runs, and record what comes of it.

    patience  seconds to wait for another run to end
    tell      hears of every alert that could not be sent

    Raises LockHeld, which leaves no line: it is the other run's turn.
    """
    with run_lock(paths.lock, patience) as died:
        leftovers.clear(paths)
        if died:
            line = _line_of_the_dead(died)
            runlog.append(paths.runs, line)
            after_run(paths, line, tell)
        with recorded(paths, tell) as record:
            yield record


@contextmanager
def recorded(paths: Paths, tell: Tell = silent) -> Iterator[Recording]:
    """Leave a line in the run log for what the block does.

    An error of the block is recorded and raised. A block that says nothing leaves no line.
    """
    started, clock = runlog.now().isoformat(timespec="seconds"), time.monotonic()
    recording = Recording()
    try:
        yield recording
    except BaseException as error:
        recording.failed(error)
        raise
    finally:
        if recording.line is not None:
            seconds = round(time.monotonic() - clock, 1)
            stages = recording.stages.ended(runlog.ending(recording.line["outcome"]))
            line = runlog.RunRecord(started, seconds, stages=stages, **recording.line)
            try:
                runlog.append(paths.runs, line)
            finally:  # on a full disk there is no line, and all the more to be told
                after_run(paths, line, tell)


def _line_of_the_dead(died: Holder) -> runlog.RunRecord:
    """The line that a run which was killed could not write itself. How long it took nobody knows."""
    started = str(died["started"]).replace(" ", "T", 1)
    return runlog.RunRecord(started, 0.0, "killed", 1, message=_DEAD.format(describe(died)))


def _verdict(error: BaseException) -> dict[str, Any]:
    """What the run log says of a run that ended in `error`."""
    if isinstance(error, UserError):
        outcome = "stopped by a gate" if isinstance(error, GateFailed) else "user error"
        return {"outcome": outcome, "exit_code": error.exit_code, "message": error.what}
    if isinstance(error, KeyboardInterrupt):
        return {"outcome": "interrupted", "exit_code": 1}
    return {"outcome": "fault", "exit_code": 1, "message": str(error) or type(error).__name__}
