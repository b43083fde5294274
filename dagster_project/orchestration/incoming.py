"""What lies in data/raw and would not be taken in tonight: strays, half copies, open files, days to come.

Each look is a function of the scene. Changes nothing (an unfinished copy is named, not removed). Names of
files are masked, as everywhere. Imports no Dagster.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from dagster_project.ingest.deliveries import IGNORED, find_deliveries, find_strays
from dagster_project.ingest.names import shown
from dagster_project.orchestration.clock import DEFAULT_TIME_ZONE, today
from dagster_project.orchestration.finding import Finding, Scene, some
from dagster_project.settings import FEEDS, Paths

# Lock files of Office (~$x.xlsx), LibreOffice (.~lock.x.ods#) and WPS: somebody has the file open.
_OPEN = re.compile(r"^(~\$|\.~)")
# Copied just now, and perhaps still.
_RECENT = 600
_SECONDS_APART = 1.0


def folders(scene: Scene) -> Finding:
    """Everything lies in the folder of a feed."""
    strays = find_strays(scene.paths, scene.institution.shared if scene.institution else {})
    if strays:
        files = some([stray.file for stray in strays])
        return Finding(
            "warn",
            "folders",
            f"{len(strays)} file(s) in data/raw lie in no feed's folder: "
            f"{files}. The feeds are {', '.join(FEEDS)}.",
        )
    return Finding("ok", "folders", "everything in data/raw lies in the folder of a feed.")


def copies(scene: Scene) -> Finding:
    """No file is half copied, open in a spreadsheet program, or growing."""
    paths = scene.paths
    found = [
        path for folder in _places(paths) for path in sorted(folder.glob("*")) if path.name != ".gitkeep"
    ]
    passed_over = [path for path in found if IGNORED.search(path.name)]
    told = []
    if open_ones := [shown(paths, path) for path in passed_over if _OPEN.match(path.name)]:
        told.append(f"somebody has a file open: {some(open_ones)}. Save and close it.")
    if unfinished := [shown(paths, path) for path in passed_over if not _OPEN.match(path.name)]:
        told.append(
            f"{len(unfinished)} unfinished or temporary file(s) are passed over: {some(unfinished)}. "
            "Finish copying, or remove them."
        )
    whole = [path for path in found if not IGNORED.search(path.name) and path.is_file()]
    if growing := [shown(paths, path) for path in _growing(whole)]:
        told.append(
            f"{len(growing)} file(s) are still being written: {some(growing)}. Wait until they are whole."
        )
    if told:
        return Finding("warn", "copies", " ".join(told))
    return Finding("ok", "copies", "no unfinished copies in data/raw.")


def days(scene: Scene) -> Finding:
    """No delivery is of a day that has not come: it would be refused until then."""
    institution = scene.institution
    day = today(institution.institution.time_zone if institution else DEFAULT_TIME_ZONE)
    shared = institution.shared if institution else {}
    ahead = [
        found.file
        for feed in FEEDS
        for found in find_deliveries(scene.paths, feed, shared)
        if found.recorded_on is not None and found.recorded_on > day
    ]
    if ahead:
        return Finding(
            "warn",
            "days",
            f"{len(ahead)} file(s) are of a day after today ({day}): {some(ahead)}. "
            "They are refused until then; is the name right, and the clock?",
        )
    return Finding("ok", "days", f"no file is of a day after today ({day}).")


def _places(paths: Paths) -> list[Path]:
    return [*(paths.raw / feed for feed in FEEDS), paths.shared]


def _growing(files: list[Path]) -> list[Path]:
    """Files that change between two looks. Only what was changed lately is looked at twice."""
    before = {path: _state(path) for path in files}
    lately = [path for path, (_, changed) in before.items() if time.time() - changed / 1e9 < _RECENT]
    if not lately:
        return []
    time.sleep(_SECONDS_APART)
    return [path for path in lately if path.exists() and _state(path) != before[path]]


def _state(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns
