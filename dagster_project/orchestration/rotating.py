"""`gradmart key --rotate`: a new key for everybody, and what has to follow. Imports no Dagster."""

from __future__ import annotations

import shutil
import time

from dagster_project.errors import ConfigurationError
from dagster_project.ingest import keys
from dagster_project.orchestration import runlog
from dagster_project.orchestration.lock import run_lock
from dagster_project.settings import Paths, Settings


def rotate_key(settings: Settings) -> keys.Rotated:
    """Replace the key file, keep the old key aside, and empty what holds pseudonyms made with it.

    Releases stay as they are; the next run lands everything anew. Raises ConfigurationError when the key is
    not in the key file; LockHeld while a run is under way.
    """
    paths = Paths(settings.data.absolute())
    if settings.key is not None:
        raise ConfigurationError(
            "The key comes from GRADMART_KEY, so it cannot be replaced here.",
            f"Put the old key into a file in {paths.old_keys} (mode 0600, named <day>.key), set the new one "
            "in the environment and run `gradmart run`.",
        )
    with run_lock(paths.lock):
        clock, now = time.monotonic(), runlog.now()
        rotated = keys.rotate(paths, now.date())
        shutil.rmtree(paths.landing, ignore_errors=True)
        paths.build_db.unlink(missing_ok=True)
        seconds = round(time.monotonic() - clock, 1)
        told = f"{rotated.before[:8]} -> {rotated.now[:8]}"
        started = now.isoformat(timespec="seconds")
        runlog.append(paths.runs, runlog.RunRecord(started, seconds, "key replaced", 0, message=told))
        return rotated
