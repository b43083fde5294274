"""The last runs with their stages, and who was told what: `gradmart status --runs`. Imports no Dagster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dagster_project.errors import ConfigurationError
from dagster_project.orchestration import alertlog, runlog
from dagster_project.orchestration.alertlog import Told
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.settings import Paths, Settings


@dataclass(frozen=True)
class Lately:
    """`runs`, newest first, and `alerts` since the first of them began, oldest first."""

    runs: list[RunRecord]
    alerts: list[Told]


def lately(settings: Settings, count: int) -> Lately:
    """The last `count` runs. Raises ConfigurationError when there is no such data folder."""
    paths = Paths(settings.data.absolute())
    if not paths.data.is_dir():
        raise ConfigurationError(
            f"There is no data folder {settings.data}.", "Give the right one with --data."
        )
    runs = runlog.last(paths.runs, count)
    since = min((datetime.fromisoformat(run.started) for run in runs), default=None)
    alerts = [
        told
        for told in alertlog.read(paths.alert_log)
        if since is None or datetime.fromisoformat(told.at) >= since
    ]
    return Lately(runs, alerts)


def unsent(paths: Paths) -> list[str]:
    """One sentence for each receiver whom the last message did not reach."""
    last = {told.to: told for told in alertlog.read(paths.alert_log)}
    return [
        f"{told.to} was not told ({told.event}): {told.problem}." for told in last.values() if told.problem
    ]
