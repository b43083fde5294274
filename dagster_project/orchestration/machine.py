"""What the machine may have against tonight's run: key, lock, disk, file system, rights, clock.

Each look is a function of the scene. Changes nothing, imports no Dagster.
"""

from __future__ import annotations

import os
import pwd
import re
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dagster_project import release
from dagster_project.orchestration import runlog
from dagster_project.orchestration.clock import DEFAULT_TIME_ZONE
from dagster_project.orchestration.finding import Finding, Scene, some
from dagster_project.orchestration.lock import describe, holder
from dagster_project.orchestration.room import existing, room
from dagster_project.settings import Paths

MOUNTS = Path("/proc/mounts")
_NETWORK = re.compile(r"^(nfs4?|cifs|smb3|smbfs|afs|ceph|glusterfs|9p|fuse\.(sshfs|s3fs|rclone|davfs.*))$")
_WITHOUT_LINKS = frozenset({"vfat", "msdos", "exfat", "fuseblk", "ntfs", "ntfs3"})
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_ESCAPED = re.compile(r"\\(\d{3})")
# A whole run of a million graduates takes minutes.
_HANGS = timedelta(hours=12)
_MINUTES = 5 * 60
_DAY = 24 * 3600


def key(scene: Scene) -> Finding:
    """The pseudonyms' key is there and only its owner can read it."""
    paths = scene.paths
    if scene.settings.key is not None:
        return Finding("ok", "key", "taken from GRADMART_KEY.")
    if not paths.key_file.exists():
        if not release.current_link(paths.marts).is_symlink():
            return Finding("ok", "key", f"none yet; the first run makes {paths.key_file}.")
        return Finding(
            "fail",
            "key",
            f"{paths.key_file} is gone, and a new key would give everybody a new pseudonym. "
            "Put it back from the backup, or set GRADMART_KEY.",
        )
    mode = stat.S_IMODE(paths.key_file.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "fail",
            "key",
            f"others can read {paths.key_file} (mode {mode:04o}). Run: chmod 600 {paths.key_file}",
        )
    return Finding("ok", "key", f"{paths.key_file}, readable by its owner only.")


def lock(scene: Scene) -> Finding:
    """Nobody holds the lock, or not for longer than a run takes."""
    path = scene.paths.lock
    who = holder(path)
    if who is None:
        if path.exists() and path.stat().st_size:
            return Finding("ok", "lock", "free; the last run died before its end, the next one goes on.")
        return Finding("ok", "lock", "free.")
    told = f"a run is under way: {describe(who)}."
    started = datetime.fromisoformat(str(who["started"])) if "started" in who else runlog.now()
    if runlog.now() - started > _HANGS:
        return Finding("warn", "lock", f"{told} It takes too long: if it hangs, end that process.")
    return Finding("warn", "lock", f"{told} Another one has to wait for it.")


def disk(scene: Scene) -> Finding:
    """There is room for a run as large as the last one."""
    found = room(scene.paths)
    if found.is_too_small:
        return Finding("fail", "disk", f"{found.told}. Make room.")
    if found.is_tight:
        return Finding("warn", "disk", f"{found.told}. Make room soon.")
    return Finding("ok", "disk", f"{found.told}.")


def file_system(scene: Scene) -> Finding:
    """The data folder lies where locks hold, links can be made and a rename is one step."""
    place = existing(scene.paths.data).resolve()
    kind = kind_of(place, MOUNTS.read_text(encoding="utf-8")) if MOUNTS.exists() else "unknown"
    if kind in _WITHOUT_LINKS:
        return Finding(
            "fail",
            "file system",
            f"{place} is on {kind}, which has no links and no modes of files. "
            "Move the data folder to a disk of this machine (ext4, xfs).",
        )
    if _NETWORK.match(kind):
        return Finding(
            "warn",
            "file system",
            f"{place} is on {kind}, a network, where locks and Dagster's SQLite are not safe. "
            "Move the data folder to a disk of this machine and copy releases from there.",
        )
    if kind in _IN_MEMORY:
        return Finding(
            "warn",
            "file system",
            f"{place} is on {kind}: everything is gone after a restart. Move it to a disk.",
        )
    return Finding("ok", "file system", f"{kind}.")


def kind_of(place: Path, mounts: str) -> str:
    """The kind of file system that `place` lies on, by the lines of /proc/mounts."""
    best, kind = -1, "unknown"
    for line in mounts.splitlines():
        _, point, found, *_ = [*line.split(), "", "", ""]
        point = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), point)
        # Of two on the same point the later hides the earlier.
        if point and place.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), found
    return kind


def permissions(scene: Scene) -> Finding:
    """This user may write wherever a run writes."""
    paths = scene.paths
    for folder in (paths.landing, paths.build, paths.marts, paths.dagster):
        place = existing(folder)
        if not os.access(place, os.W_OK | os.X_OK):
            return Finding(
                "fail", "permissions", f"{place} cannot be written to. Give this user the right to."
            )
    foreign = [str(path) for path in _written(paths) if not os.access(path, os.W_OK)]
    if foreign:
        return Finding(
            "fail",
            "permissions",
            f"{some(foreign)} cannot be written to: another user made it. "
            f"Run as root: chown -R {_user(os.geteuid())} {paths.data}",
        )
    owner = existing(paths.data).stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        return Finding(
            "warn",
            "permissions",
            f"you are root, and {paths.data} belongs to {_user(owner)}, who cannot write to what root makes. "
            f"Run gradmart as that user: sudo -u {_user(owner)} gradmart ...",
        )
    return Finding("ok", "permissions", "everything a run writes can be written to.")


def _written(paths: Paths) -> list[Path]:
    """Files and folders of earlier runs that the next one writes to."""
    places = [paths.lock, paths.runs, paths.alert_log, paths.build_db, paths.marts / "releases"]
    for folder in (paths.landing, paths.build, paths.dagster):
        if folder.is_dir():
            places += sorted(folder.iterdir())
    return [place for place in places if place.exists()]


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def clock(scene: Scene) -> Finding:
    """The clock is not behind what has happened, and whose time the night is in."""
    named = scene.institution.institution.time_zone if scene.institution else DEFAULT_TIME_ZONE
    now = time.time()
    there = datetime.fromtimestamp(now, ZoneInfo(named))
    last = next(iter(runlog.last(scene.paths.runs, 1)), None)
    started = datetime.fromisoformat(last.started) if last else there
    behind = started.timestamp() - now
    if behind > _MINUTES:
        return Finding(
            "fail" if behind > _DAY else "warn",
            "clock",
            f"it says {there:%Y-%m-%d %H:%M}, and the last run started later than that "
            f"({started.astimezone(there.tzinfo):%Y-%m-%d %H:%M}). "
            "Set it right: deliveries of a day that has not come are refused.",
        )
    newest = max((path.stat().st_mtime for path in scene.paths.raw.rglob("*") if path.is_file()), default=0.0)
    if newest - now > _MINUTES:
        return Finding(
            "warn",
            "clock",
            f"it says {there:%Y-%m-%d %H:%M}, and a file in data/raw was changed later than that "
            f"({datetime.fromtimestamp(newest, ZoneInfo(named)):%Y-%m-%d %H:%M}). "
            "One of two clocks is wrong: that of this machine, or that of the one it was copied from.",
        )
    own = datetime.fromtimestamp(now).astimezone()
    zone = "" if own.utcoffset() == there.utcoffset() else f"; cron on this machine goes by {own:%H:%M %Z}"
    return Finding("ok", "clock", f"{there:%Y-%m-%d %H:%M} in {named}{zone}.")
