"""When is a file that is being copied into data/raw there whole? When two looks at it show the same.

No system says that a copy is finished: a copy over a network has its full size from the start, or the time
of the original, or it pauses. So size and time of change must both stand still. Files under the name of a
temporary (`IGNORED`) are never looked at. Imports no Dagster.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from dagster_project.ingest.deliveries import IGNORED
from dagster_project.settings import Paths

# Path below data/raw -> [size in bytes, time of change in ns]; lists, because looks are kept as JSON.
Look = dict[str, list[int]]
# Between the two looks of a run that nobody watches.
SECONDS_APART = 10.0


def look(paths: Paths) -> Look:
    """Everything in data/raw but temporary files: deliveries, sidecars, configuration."""
    found: Look = {}
    for folder, folders, names in os.walk(paths.raw):
        folders[:] = sorted(name for name in folders if not IGNORED.search(name))
        for name in sorted(name for name in names if not IGNORED.search(name)):
            path = Path(folder) / name
            try:
                state = path.stat()
            except OSError:
                continue  # gone again, or a link to nowhere; landing tells about what stays like this
            found[path.relative_to(paths.raw).as_posix()] = [state.st_size, state.st_mtime_ns]
    return found


def standing(before: Look, now: Look) -> Look:
    """What of `now` looked the same before."""
    return {file: state for file, state in now.items() if before.get(file) == state}


def moving(paths: Paths, seconds_apart: float = SECONDS_APART) -> frozenset[Path]:
    """Files of data/raw that came or changed between two looks."""
    before = look(paths)
    time.sleep(seconds_apart)
    now = look(paths)
    return frozenset(paths.raw / file for file in now.keys() - standing(before, now).keys())
