"""The run log `data/runs.jsonl`: one line per run. The only place where times of a run are kept.

Releases carry no times (same inputs, same bytes), so what happened when is told here. Imports no Dagster.
What the runs and their stages look like as tables is in `runtables`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from dagster_project.orchestration import jsonl
from dagster_project.orchestration.stages import Ending, Stage

Outcome = Literal[
    "published",
    "landed",
    "nothing new",
    "held",
    "gone back",
    "key replaced",
    "stopped by a gate",
    "user error",
    "fault",
    "interrupted",
    "killed",
]


@dataclass(frozen=True)
class RunRecord:
    """One run: `started` with offset from UTC, `seconds` of wall time, and what came of it.

    counts      deliveries landed, refused and repeated, quarantined rows, warnings of the gates
    message     one line of why, when something kept the run from publishing
    stages      what it did, in order; none when nothing was new
    """

    started: str
    seconds: float
    outcome: Outcome
    exit_code: int
    release_id: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    message: str = ""
    stages: list[Stage] = field(default_factory=list)


_FIELDS = frozenset(one.name for one in fields(RunRecord))
_NEEDED = frozenset({"started", "seconds", "outcome", "exit_code"})


def now() -> datetime:
    """This moment with the machine's time zone."""
    return datetime.now().astimezone()


def ending(outcome: Outcome) -> Ending:
    """How the last stage of a run ended that came to this."""
    if outcome in ("published", "landed", "nothing new", "held", "gone back", "key replaced"):
        return "done"
    return "interrupted" if outcome == "interrupted" else "failed"


def append(path: Path, record: RunRecord) -> None:
    """Add one line, whole."""
    jsonl.append(path, asdict(record))


def last(path: Path, count: int) -> list[RunRecord]:
    """The newest `count` runs, newest first; none when nothing has run yet."""
    return [record for _, record in reversed(deque(numbered(path), maxlen=count))]


def numbered(path: Path) -> Iterator[tuple[int, RunRecord]]:
    """Every run, oldest first, with the number of its line."""
    for number, line in jsonl.read(path):
        if line.keys() >= _NEEDED:
            yield number, _record(line)


def _record(line: dict[str, Any]) -> RunRecord:
    # A later version of the program may have written more than this one knows of.
    known = {name: value for name, value in line.items() if name in _FIELDS}
    return RunRecord(**known | {"stages": [Stage(**stage) for stage in line.get("stages", ())]})
