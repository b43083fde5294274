"""DAGSTER_HOME of a deployment: `data/dagster/` with a `dagster.yaml` that calls nobody.

Imports no Dagster where it is imported: the environment has to be right before.
"""

from __future__ import annotations

import os

from dagster_project.settings import Paths

DAGSTER_YAML = """\
# Written by gradmart when it is missing; yours to change.
# Nothing leaves this machine.
telemetry:
  enabled: false
nux:
  enabled: false
# Dagster's own event log in SQLite, without a new engine for every event (see that module).
event_log_storage:
  module: dagster_project.orchestration.event_log
  class: EventLog
# What steps print is kept in data/build/logs.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
# SQLite and one scratch database do not bear two runs at a time.
concurrency:
  runs:
    max_concurrent_runs: 1
"""


def prepare_home(paths: Paths) -> None:
    """Make DAGSTER_HOME below the data directory and point this process at it."""
    paths.dagster.mkdir(parents=True, exist_ok=True)
    config = paths.dagster / "dagster.yaml"
    if not config.exists():
        config.write_text(DAGSTER_YAML, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(paths.dagster.resolve())
    # Read before dagster.yaml is, by the commands of Dagster that upload what telemetry logged.
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"


def make_storage() -> None:
    """Have Dagster make the tables of DAGSTER_HOME if they are not there."""
    import dagster as dg

    with dg.DagsterInstance.get():
        pass
