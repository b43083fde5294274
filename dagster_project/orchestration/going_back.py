"""Going back to an earlier release, and how long that holds.

A note, `data/gone_back.json`, says that the current release was gone back to. While nothing has changed
since the releases that were left, runs leave `current` where it is; what is new is published as always, and
ends the note. It counts only while `current` is the release it names, so that half a step does no harm.
Imports no Dagster.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from dagster_project import publish, release
from dagster_project.errors import UserError
from dagster_project.orchestration import runlog
from dagster_project.orchestration.lock import run_lock
from dagster_project.settings import Paths, Settings

GO_ON = "`gradmart run --go-on` publishes anew"


@dataclass(frozen=True)
class GoneBack:
    """The note: when (ISO time), from which release to which, and what holds it.

    left   fingerprints of the inputs of the releases that were left: runs of these publish nothing
    hold   runs publish nothing at all until somebody says so
    """

    when: str
    release_from: str
    release_to: str
    left: list[str]
    hold: bool

    @property
    def sentence(self) -> str:
        """What runs do about it."""
        since = f"Release {self.release_to} stays current: it was gone back to on {self.when[:10]} from "
        why = "and is held" if self.hold else "and nothing has changed since"
        return f"{since}{self.release_from}, {why}. {GO_ON}."

    @property
    def ended(self) -> str:
        """What is told of the run that published again."""
        return (
            f"release {self.release_from} was gone back from on {self.when[:10]}, and something new has been "
            "published since: what was wrong with it may be in it again. `gradmart diff` shows what changed."
        )


def roll_back(settings: Settings, wanted: str | None = None, hold: bool = False) -> GoneBack:
    """Make the release `wanted` (an id or its beginning) current, or the one published before the current.

    Under the run lock; leaves a line in the run log. Raises UserError when there is no such release, it is
    current already or it is not whole; LockHeld while a run is under way.
    """
    paths = Paths(settings.data.absolute())
    _require_releases(paths, settings.data)
    with run_lock(paths.lock):
        clock = time.monotonic()
        now = runlog.now().isoformat(timespec="seconds")
        current = _current(paths)
        target = _target(paths, current, wanted)
        if not publish.is_whole(target.path):
            raise UserError(
                f"Release {target.id} is damaged: files or tables of it are not what its manifest says.",
                "Name another one, or make it again with `gradmart rebuild`.",
            )
        newer = _published_after(paths, target)
        left = [one.manifest["inputs_fingerprint"] for one in newer]
        came_from = current.id if current else "none"
        note = GoneBack(now, came_from, target.id, left, hold)
        # Before the link moves: a note about another release than the current one says nothing.
        _write(paths, note)
        publish.point_at(paths.marts, target.id)
        if not newer and not hold:
            lift(paths)
        seconds = round(time.monotonic() - clock, 1)
        runlog.append(
            paths.runs,
            runlog.RunRecord(now, seconds, "gone back", 0, release_id=target.id, message=f"from {came_from}"),
        )
        return note


def in_force(paths: Paths) -> GoneBack | None:
    """The note, when the current release is the one it is about."""
    try:
        note = GoneBack(**json.loads(paths.gone_back.read_text(encoding="utf-8")))
        target = release.current_link(paths.marts).readlink()
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return note if target.name == note.release_to else None


def holding(paths: Paths, fingerprint: str) -> GoneBack | None:
    """The note, when a run of inputs with this fingerprint has to leave `current` where it is."""
    note = in_force(paths)
    return note if note and (note.hold or fingerprint in note.left) else None


def lift(paths: Paths) -> None:
    """Take the note away: runs publish again."""
    paths.gone_back.unlink(missing_ok=True)


def _require_releases(paths: Paths, shown: Path) -> None:
    if not release.releases(paths.marts):
        raise UserError(f"Nothing is published in {shown} yet.", "Run `gradmart run` first.")


def _current(paths: Paths) -> release.Release | None:
    """The current release; None when the link leads nowhere, which is a reason to go back."""
    try:
        return release.current(paths.marts)
    except UserError:
        return None


def _target(paths: Paths, current: release.Release | None, wanted: str | None) -> release.Release:
    if wanted is None:
        return release.before(paths.marts, current) if current else release.releases(paths.marts)[0]
    target = release.pick(paths.marts, wanted)
    if current and target.id == current.id:
        raise UserError(f"Release {target.id} is current already.", "Name another one.")
    return target


def _published_after(paths: Paths, target: release.Release) -> list[release.Release]:
    there = release.releases(paths.marts)
    return there[: [one.id for one in there].index(target.id)]


def _write(paths: Paths, note: GoneBack) -> None:
    part = paths.gone_back.with_name(f".{paths.gone_back.name}.part")
    part.write_text(json.dumps(asdict(note), indent=1) + "\n", encoding="utf-8")
    part.replace(paths.gone_back)


def published_on(one: release.Release) -> datetime:
    """When a release was published, with the machine's time zone."""
    return datetime.fromtimestamp((one.path / release.MANIFEST).stat().st_mtime).astimezone()
