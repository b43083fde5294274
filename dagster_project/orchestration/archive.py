"""`data/archive/<release>.zip`: what a release was made with and does not hold, so that it can be made again.

One file a release: its manifest, and under `raw/` institution.yml, the ledgers and the sidecars as they
were. It outlives the release. Ledgers and sidecars name people, so that only the owner may read it.
Imports no Dagster.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.errors import ConfigurationError
from dagster_project.release import MANIFEST, Release
from dagster_project.settings import Paths

_RAW = "raw/"
_TEMPORARY = ".part"


@dataclass(frozen=True)
class Archived:
    """`manifest` of the release; `configuration` is path below data/raw -> content."""

    manifest: dict[str, Any]
    configuration: dict[str, bytes]


def keep(paths: Paths, release: Release, configuration: Mapping[str, bytes]) -> None:
    """Archive what `release` was made with, unless it is archived already."""
    target = _file(paths, release.id)
    manifest = (release.path / MANIFEST).read_bytes()
    if target.exists() and _manifest_of(target) == manifest:
        return
    paths.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    for leftover in paths.archive.glob(f".*{_TEMPORARY}"):
        leftover.unlink()
    part = target.with_name(f".{target.name}.{os.getpid()}{_TEMPORARY}")
    members = {MANIFEST: manifest} | {f"{_RAW}{name}": configuration[name] for name in sorted(configuration)}
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                # Without the time of day, so that the same release is the same file.
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


def archived_ids(paths: Paths) -> list[str]:
    """Ids of the archived releases, sorted."""
    return sorted(file.stem for file in paths.archive.glob("*.zip") if not file.name.startswith("."))


def read(paths: Paths, release_id: str) -> Archived:
    """What was archived of a release; ConfigurationError when there is nothing, or nothing whole."""
    file = _file(paths, release_id)
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.startswith(_RAW)]
            return Archived(
                json.loads(archive.read(MANIFEST)),
                {name.removeprefix(_RAW): archive.read(name) for name in names},
            )
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"The configuration of release {release_id} was not kept: there is no {file}.",
            f"Put {file.name} back from the backup; releases of earlier versions of the program have none.",
        ) from error
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise ConfigurationError(f"{file} is damaged.", "Put it back from the backup.") from error


def _manifest_of(file: Path) -> bytes | None:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read(MANIFEST)
    except (zipfile.BadZipFile, KeyError):
        return None


def _file(paths: Paths, release_id: str) -> Path:
    return paths.archive / f"{release_id}.zip"
