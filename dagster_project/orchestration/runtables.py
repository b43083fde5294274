"""The run log and the alert log as tables, for `gradmart sql --runs`. Imports no Dagster.

They are made of `data/runs.jsonl` and `data/alerts.jsonl` each time somebody asks: nothing is kept twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from dagster_project.errors import ConfigurationError
from dagster_project.orchestration import alertlog, runlog
from dagster_project.settings import Paths

# Times are those of the clock of this machine, as the log says them, without an offset.
_TIME = pa.timestamp("s")
_COUNTS = ("landed", "refused", "repeated", "accepted", "quarantined")
RUN = pa.schema(
    [
        ("run", pa.int64()),
        ("started", _TIME),
        ("seconds", pa.float64()),
        ("outcome", pa.string()),
        ("exit_code", pa.int64()),
        ("release_id", pa.string()),
        *((name, pa.int64()) for name in _COUNTS),
        ("message", pa.string()),
    ]
)
RUN_STAGE = pa.schema(
    [
        ("run", pa.int64()),
        ("position", pa.int64()),
        ("stage", pa.string()),
        ("started", _TIME),
        ("seconds", pa.float64()),
        ("rows", pa.int64()),
        ("outcome", pa.string()),
    ]
)
ALERT = pa.schema(
    [
        ("told", _TIME),
        ("event", pa.string()),
        ("receiver", pa.string()),
        ("was_sent", pa.bool_()),
        ("problem", pa.string()),
    ]
)


def run_tables(data: Path) -> dict[str, pa.Table]:
    """`run` (one row a run), `run_stage` (one row a stage of a run) and `alert` (one row a message).

    Raises ConfigurationError when there is no such data folder.
    """
    if not data.is_dir():
        raise ConfigurationError(f"There is no data folder {data}.", "Give the right one with --data.")
    paths = Paths(data.absolute())
    runs: list[dict[str, Any]] = []
    stages: list[dict[str, Any]] = []
    for number, record in runlog.numbered(paths.runs):
        started = _clock(record.started)
        runs.append(
            {
                "run": number,
                "started": started,
                "seconds": record.seconds,
                "outcome": record.outcome,
                "exit_code": record.exit_code,
                "release_id": record.release_id,
                **{name: record.counts.get(name) for name in _COUNTS},
                "message": record.message or None,
            }
        )
        stages += [
            {
                "run": number,
                "position": position,
                "stage": stage.stage,
                "started": started + timedelta(seconds=stage.start),
                "seconds": stage.seconds,
                "rows": stage.rows,
                "outcome": stage.outcome,
            }
            for position, stage in enumerate(record.stages, start=1)
        ]
    alerts = [
        {
            "told": _clock(told.at),
            "event": told.event,
            "receiver": told.to,
            "was_sent": not told.problem,
            "problem": told.problem or None,
        }
        for told in alertlog.read(paths.alert_log)
    ]
    return {
        "run": pa.Table.from_pylist(runs, RUN),
        "run_stage": pa.Table.from_pylist(stages, RUN_STAGE),
        "alert": pa.Table.from_pylist(alerts, ALERT),
    }


def _clock(text: str) -> datetime:
    """The time on the clock, to the second."""
    return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
