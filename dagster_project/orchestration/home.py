"""DAGSTER_HOME of a deployment: `data/dagster/` with a `dagster.yaml` that calls nobody; what may be wrong.

Imports no Dagster where it is imported: the environment has to be right before.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import yaml

from dagster_project.orchestration.finding import Finding, Scene
from dagster_project.settings import Paths

# Dagster's own files below DAGSTER_HOME that the daemon and the page share; each run has one more of its own.
_TABLES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")

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


def history(scene: Scene) -> Finding:
    """Dagster's own tables can be opened, and its settings are not those of an older gradmart."""
    home = scene.paths.dagster
    if broken := [home / name for name in _TABLES if _has_two_versions(home / name)]:
        return Finding(
            "fail",
            "dagster",
            f"two programs made the tables of {broken[0]} at the same time, and Dagster cannot open it. Stop "
            f"`gradmart serve`, remove the folder {broken[0].parent} and start it again: Dagster makes the "
            "folder anew, and no release is lost.",
        )
    config = home / "dagster.yaml"
    if not config.exists():
        return Finding("ok", "dagster", "its folder is made by the first run.")
    try:
        settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        settings = None
    if not isinstance(settings, dict):
        return Finding(
            "fail",
            "dagster",
            f"{config} holds no settings in YAML. Mend it, or remove it: it is made anew.",
        )
    if not {"storage", "event_log_storage"} & set(settings):
        return Finding(
            "warn",
            "dagster",
            f"{config} is of an older gradmart, and runs take longer. Remove it and it is made anew; if you "
            "changed it, add to it:\n" + _section("event_log_storage"),
        )
    return Finding("ok", "dagster", f"{config} and Dagster's tables are as they should be.")


def _has_two_versions(file: Path) -> bool:
    """Whether the tables of an SQLite file were made twice: each making notes its version."""
    try:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        ((versions,),) = connection.execute("select count(*) from alembic_version").fetchall()
    except sqlite3.Error:
        return False  # not one of those that are numbered
    finally:
        connection.close()
    return versions > 1


def _section(name: str) -> str:
    """The lines of one setting, as gradmart writes it."""
    return yaml.safe_dump({name: yaml.safe_load(DAGSTER_YAML)[name]}, sort_keys=False)
