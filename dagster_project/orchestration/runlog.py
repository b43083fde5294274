"""The run log `data/runs.jsonl`: one line per run. The only place where times of a run are kept.

Releases carry no times (same inputs, same bytes), so what happened when is told here. Imports no Dagster.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

Outcome = Literal[
    "published", "nothing new", "held", "gone back", "key replaced",
    "stopped by a gate", "user error", "fault", "interrupted",
]  # fmt: skip


@dataclass(frozen=True)
class RunRecord:
    """One run: `started` with offset from UTC, `seconds` of wall time, and what came of it.

    counts      deliveries landed, refused and repeated, quarantined rows, warnings of the gates
    message     one line of why, when something kept the run from publishing
    """

    started: str
    seconds: float
    outcome: Outcome
    exit_code: int
    release_id: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    message: str = ""


def now() -> datetime:
    """This moment with the machine's time zone."""
    return datetime.now().astimezone()


def append(path: Path, record: RunRecord) -> None:
    """Add one line, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")


def last(path: Path, count: int) -> list[RunRecord]:
    """The newest `count` runs, newest first; none when nothing has run yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        lines = deque(file, maxlen=count)
    return [RunRecord(**json.loads(line)) for line in reversed(lines)]
