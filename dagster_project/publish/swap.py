"""Put a finished release in its place so that readers see the old one whole or the new one whole.

A release is written into `releases/.building-<id>-<pid>`, flushed to disk, renamed to `releases/<id>`,
and only then does the link `current` move, by one atomic replacement. Whatever fails before that leaves
`current` where it was. The caller holds the run lock: there is one writer at a time.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dagster_project.errors import UserError
from dagster_project.publish.retention import superfluous
from dagster_project.release import MANIFEST, current_link, releases_dir
from dagster_project.release.layout import published_order
from dagster_project.settings import ReleasesPolicy

_LEFTOVER = re.compile(r"\.(?:building|removing|current)-(?:.*-)?(\d+)$")


@contextmanager
def building(marts_dir: Path, release_id: str) -> Iterator[Path]:
    """A fresh hidden folder to write the release into; gone again when the block fails."""
    folder = releases_dir(marts_dir) / f".building-{release_id}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # the error that is under way matters more
        raise


def install(folder: Path, marts_dir: Path, release_id: str) -> Path:
    """Flush the built `folder` to disk and give it its name; returns the release's folder.

    A folder of that name that is already there is one that was found damaged: it makes way.
    """
    for directory, _, names in os.walk(folder):
        for path in [*(Path(directory) / name for name in names), Path(directory)]:
            _flush(path)
    target = releases_dir(marts_dir) / release_id
    if target.exists():
        _remove(target)
    folder.rename(target)
    _flush(target.parent)
    return target


def point_at(marts_dir: Path, release_id: str) -> None:
    """Move `current` to the release `release_id`, atomically; UserError when there is no such release."""
    if not (releases_dir(marts_dir) / release_id / MANIFEST).is_file():
        raise UserError(
            f"There is no release {release_id}.", f"Look in {releases_dir(marts_dir)} for those there are."
        )
    link = current_link(marts_dir)
    new = marts_dir / f".current-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(Path(releases_dir(marts_dir).name) / release_id)
    new.replace(link)
    _flush(marts_dir)


def sweep(marts_dir: Path) -> list[str]:
    """Remove what runs that died left behind; returns the names of what was removed.

    What belongs to a process that is alive stays: a run of ours that holds no lock is still a run.
    """
    removed = []
    for folder in (marts_dir, releases_dir(marts_dir)):
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            leftover = _LEFTOVER.fullmatch(path.name)
            if leftover is None or _is_alive(int(leftover[1])):
                continue
            if path.is_symlink():
                path.unlink()
            else:
                shutil.rmtree(path)
            removed.append(path.name)
    return removed


def prune(marts_dir: Path, policy: ReleasesPolicy, stay: Collection[str] = ()) -> list[str]:
    """Remove what `policy` no longer keeps, never the current release nor those in `stay`.

    Returns the ids of those removed.
    """
    link = current_link(marts_dir)
    current = [link.readlink().name] if link.is_symlink() else []
    found = [path for path in releases_dir(marts_dir).iterdir() if (path / MANIFEST).is_file()]
    found = sorted((p for p in found if not p.name.startswith(".")), key=published_order, reverse=True)
    published = [(path.name, datetime.fromtimestamp(published_order(path)[0] / 1e9, UTC)) for path in found]
    removed = superfluous(published, policy, [*stay, *current])
    for name in removed:
        _remove(releases_dir(marts_dir) / name)
    return removed


def _remove(release: Path) -> None:
    """Remove a release in two steps, so that nobody ever finds half of one under its name."""
    doomed = release.with_name(f".removing-{release.name}-{os.getpid()}")
    release.rename(doomed)
    shutil.rmtree(doomed)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # of an earlier attempt in this process: one that is under way is not swept
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
