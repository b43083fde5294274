"""One deployment through a hard night, on a small disk of its own: killed, out of room, then left alone.

A program, because a disk of its own needs a mount namespace of its own (which `unshare --user
--map-root-user --mount` makes without rights). It prints what it saw as JSON; what has to hold is asserted
in `test_hard_night`.

    python -m tests.nightly.hard_night SOURCE FOLDER tmpfs|limit

SOURCE   a deployment that was published; its deliveries and key are used, and its release under another
         name is the one before this night
FOLDER   an empty folder for the night
tmpfs    mount a small disk there, and fill it; `limit`: where no mount is allowed, no file may become larger
         than a few kB instead
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from dagster_project import release
from dagster_project.publish.publication import is_whole

DISK = "400m"
# What is left on the full disk: too little for a build, enough for it to begin.
LEFT = 6 * 1024**2
BEFORE = "20200101-000000000000"
# Where a run is killed: (kind, name, count); see `another_day`.
POINTS = (
    ("file", "open .part", 2),  # a landed file is written and has no name yet
    ("progress", "building", 150),  # dbt is in the middle of the models
    ("file", "os.symlink releases/", 0),  # the release has its name, and the link has not moved
)


def main(source: Path, folder: Path, how: str) -> dict[str, Any]:
    """The night; what was seen after each attempt, and in the end."""
    if how == "tmpfs":
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=True)
    data, temporary = folder / "data", folder / "tmp"
    temporary.mkdir()
    _deployment(source, data)
    attempts = [_attempt(data, temporary, point) for point in POINTS[:2]]
    attempts.append(_without_room(data, temporary, folder, how))
    attempts += [_attempt(data, temporary, point) for point in POINTS[2:]]
    attempts.append(_attempt(data, temporary))
    runs = [json.loads(line)["outcome"] for line in (data / "runs.jsonl").read_text().splitlines()]
    return {"attempts": attempts, "runs": runs, "left": _left(data, temporary), "files": checksums(data)}


def _deployment(source: Path, data: Path) -> None:
    """The deliveries of `source` in another folder, and before this night a release of other inputs."""
    shutil.copytree(source / "raw", data / "raw")
    shutil.copy2(source / ".gradmart-key", data)
    before = data / "marts" / "releases" / BEFORE
    shutil.copytree(release.current(source / "marts").path, before)
    manifest = json.loads((before / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"release_id": BEFORE, "inputs_fingerprint": "f" * 64}
    (before / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (data / "marts" / "current").symlink_to(f"releases/{BEFORE}")


def _attempt(
    data: Path, temporary: Path, point: tuple[str, str, int] | None = None, limit: int | None = None
) -> dict[str, Any]:
    """One `gradmart run`, killed at `point`, and the state it leaves."""

    def restrict() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = [str(data), *(map(str, point) if point else ())]
    done = subprocess.run(
        [sys.executable, "-m", "tests.nightly.another_day", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
        preexec_fn=restrict,
        check=False,
    )
    current = release.current(data / "marts")
    return {
        "point": point,
        "code": done.returncode,
        "out": done.stdout,
        "err": done.stderr,
        "current": current.id,
        "whole": is_whole(current.path),
        "processes": _processes(data),
    }


def _without_room(data: Path, temporary: Path, folder: Path, how: str) -> dict[str, Any]:
    if how == "limit":
        return _attempt(data, temporary, limit=100_000)
    filler = folder / "filler"
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(folder).free - LEFT)
    try:
        return _attempt(data, temporary)
    finally:
        filler.unlink()


def _processes(data: Path) -> list[str]:
    """What still works in the data folder: an orphan would write into the next run's build."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(data):
                found.append((process / "cmdline").read_text(encoding="utf-8").replace("\0", " "))
        except OSError:
            continue  # gone meanwhile, or not ours
    return found


def _left(data: Path, temporary: Path) -> list[str]:
    """Files that only a run under way may have."""
    hidden = [path for part in ("landing", "marts", "build") for path in (data / part).rglob(".*")]
    scratch = [*data.glob("build/*.tmp"), *data.glob("build/*.wal"), *(data / "build").glob("tmp/*")]
    return sorted(str(path) for path in [*hidden, *scratch, *temporary.rglob("*")])


def checksums(data: Path) -> dict[str, str]:
    """Every file whose bytes are promised, with its checksum as computed by others (`sha256sum`)."""
    folder = release.current(data / "marts").path
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix != ".duckdb")
    names = [name for name in names if (folder / name).is_file()]
    done = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, text=True, check=True)
    return {line[66:]: line[:64] for line in done.stdout.splitlines()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
