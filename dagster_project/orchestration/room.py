"""Room on the disk: a run that cannot end should not start.

What a run needs is estimated from what the last one left: its scratch folder, and its release half again as
large; twice what has come into data/raw since (landed rows are smaller than text, but a workbook unpacks). A
first run is estimated from data/raw alone. Reads only, imports no Dagster.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from dagster_project.errors import ConfigurationError, UserError
from dagster_project.release import current
from dagster_project.settings import Paths

# Logs, Dagster's own files, temporary files.
_LEAST = 64 * 1024**2
# On the demonstration, scratch and release together are 17 times as large as data/raw.
_FIRST_RUN = 20
# With less than this many times the need, the disk is told to be tight.
_TIGHT = 3


@dataclass(frozen=True)
class Room:
    """Bytes that a run needs and that are free, on the disk of `place`."""

    place: Path
    needed: int
    free: int

    @property
    def is_too_small(self) -> bool:
        return self.free < self.needed

    @property
    def is_tight(self) -> bool:
        return self.free < _TIGHT * self.needed

    @property
    def told(self) -> str:
        return f"{amount(self.free)} free at {self.place}; the next run needs about {amount(self.needed)}"


def room(paths: Paths) -> Room:
    """What there is and what the next run needs."""
    place = existing(paths.data)
    return Room(place, _LEAST + _needed(paths), shutil.disk_usage(place).free)


def require(paths: Paths) -> None:
    """Raise ConfigurationError when the next run would fill the disk."""
    found = room(paths)
    if found.is_too_small:
        raise ConfigurationError(
            f"There is too little room for a run: {found.told}.",
            "Make room and run again; nothing was begun, and the last release stays.",
        )


def amount(size: int) -> str:
    """A size in words: 1.5 GB, 300 MB."""
    return f"{size / 1024**3:.1f} GB" if size >= 1024**3 else f"{max(1, round(size / 1024**2))} MB"


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists: that is where it would be made."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _needed(paths: Paths) -> int:
    raw = _files(paths.raw)
    try:
        last = current(paths.marts)
    except UserError:  # damaged; it will be published anew
        last = None
    if last is None or not paths.build_db.exists():
        return _FIRST_RUN * sum(size for size, _ in raw)
    published = (last.path / "manifest.json").stat().st_mtime
    new = sum(size for size, changed in raw if changed > published)
    release = sum(size for size, _ in _files(last.path))
    return paths.build_db.stat().st_size + round(1.5 * release) + 2 * new


def _files(folder: Path) -> list[tuple[int, float]]:
    """Size and time of change of every file below a folder."""
    found = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return [(one.st_size, one.st_mtime) for one in found]
