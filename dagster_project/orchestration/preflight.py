"""`gradmart check`: what would stop tonight's run, looked at without running. Every question is a function.

Changes nothing (an unfinished copy is named, not removed) and imports no Dagster.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from dagster_project import release
from dagster_project.errors import UserError
from dagster_project.ingest.corrections import read_corrections
from dagster_project.ingest.decisions import read_decisions
from dagster_project.ingest.deliveries import IGNORED, find_strays
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.correction_review import correction_notices
from dagster_project.orchestration.lock import describe, holder
from dagster_project.orchestration.register import read_register
from dagster_project.orchestration.silences import silences
from dagster_project.settings import FEEDS, PROJECT_ROOT, Paths, Settings

CONSTRAINTS = PROJECT_ROOT / "constraints.txt"
_ROOM = 2 * 1024**3
_TIGHT = 10 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it stands, and of a warning or failure what to do."""

    level: Literal["ok", "warn", "fail"]
    subject: str
    message: str


def check(settings: Settings) -> list[Finding]:
    """Every finding, in the order of a run. A `fail` among them would stop the run."""
    paths = Paths(settings.data.absolute())
    looks: tuple[Callable[[Paths, Settings], Finding], ...] = (
        _configuration,
        _key,
        _lock,
        _disk,
        _writable,
        _folders,
        _copies,
        _release,
        _silences,
        _corrections,
        _versions,
    )
    return [look(paths, settings) for look in looks]


def _configuration(paths: Paths, settings: Settings) -> Finding:
    try:
        institution = load_configuration(paths.institution_file)
        read_decisions(paths.employer_decisions_file)
        read_corrections(paths.corrections_file, institution)
    except UserError as error:
        return Finding("fail", "configuration", str(error))
    name = institution.institution
    return Finding(
        "ok", "configuration", f"{name.name_en} ({name.code}), {len(institution.surveys)} survey(s)."
    )


def _key(paths: Paths, settings: Settings) -> Finding:
    if settings.key is not None:
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


def _lock(paths: Paths, settings: Settings) -> Finding:
    who = holder(paths.lock)
    if who is None:
        return Finding("ok", "lock", "free.")
    return Finding("warn", "lock", f"a run is under way: {describe(who)}. Another one has to wait for it.")


def _disk(paths: Paths, settings: Settings) -> Finding:
    place = _existing(paths.data)
    free = shutil.disk_usage(place).free
    gigabytes = f"{free / 1024**3:.1f} GB free at {place}"
    if free < _ROOM:
        return Finding("fail", "disk", f"{gigabytes}; a run needs 2 GB. Make room.")
    return Finding("warn" if free < _TIGHT else "ok", "disk", f"{gigabytes}.")


def _writable(paths: Paths, settings: Settings) -> Finding:
    for folder in (paths.landing, paths.build, paths.marts, paths.dagster):
        place = _existing(folder)
        if not os.access(place, os.W_OK | os.X_OK):
            return Finding(
                "fail", "permissions", f"{place} cannot be written to. Give this user the right to."
            )
    return Finding("ok", "permissions", "landing, build, marts and dagster can be written to.")


def _folders(paths: Paths, settings: Settings) -> Finding:
    try:
        shared = load_configuration(paths.institution_file).shared
    except UserError:  # told by the first finding
        shared = {}
    strays = find_strays(paths, shared)
    if strays:
        files = ", ".join(stray.file for stray in strays[:5]) + (", ..." if len(strays) > 5 else "")
        return Finding(
            "warn",
            "folders",
            f"{len(strays)} file(s) in data/raw lie in no feed's folder: "
            f"{files}. The feeds are {', '.join(FEEDS)}.",
        )
    return Finding("ok", "folders", "everything in data/raw lies in the folder of a feed.")


def _copies(paths: Paths, settings: Settings) -> Finding:
    unfinished = sorted(
        path.relative_to(paths.raw).as_posix()
        for feed in FEEDS
        for path in (paths.raw / feed).glob("*")
        if IGNORED.search(path.name) and path.name != ".gitkeep"
    )
    if unfinished:
        return Finding(
            "warn",
            "copies",
            f"{len(unfinished)} unfinished or temporary file(s) are passed over: "
            f"{', '.join(unfinished[:5])}. Finish copying, or remove them.",
        )
    return Finding("ok", "copies", "no unfinished copies in data/raw.")


def _release(paths: Paths, settings: Settings) -> Finding:
    try:
        last = release.current(paths.marts)
    except UserError as error:
        return Finding("fail", "release", str(error))
    return Finding("ok", "release", f"{last.id} is current." if last else "none yet.")


def _silences(paths: Paths, settings: Settings) -> Finding:
    try:
        institution = load_configuration(paths.institution_file)
    except UserError:
        return Finding("ok", "silences", "not looked at before the configuration is right.")
    late = silences(read_register(paths), institution, today(institution.institution.time_zone))
    if late:
        return Finding("warn", "silences", "\n".join(late))
    return Finding("ok", "silences", "no feed is overdue.")


def _corrections(paths: Paths, settings: Settings) -> Finding:
    try:
        notices = correction_notices(paths)
    except UserError as error:
        return Finding("fail", "corrections", str(error))
    if notices:
        return Finding("warn", "corrections", " ".join(notices))
    return Finding("ok", "corrections", "no line of corrections.csv has to be looked at.")


def _versions(paths: Paths, settings: Settings) -> Finding:
    if not CONSTRAINTS.exists():
        return Finding(
            "warn", "versions", "there is no constraints.txt to compare the installed packages with."
        )
    wrong = []
    for name, wanted in pins(CONSTRAINTS).items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a pin of an extra (tests) that is not installed here
        if installed != wanted:
            wrong.append(f"{name} {installed} instead of {wanted}")
    if wrong:
        return Finding(
            "warn",
            "versions",
            f"{len(wrong)} package(s) are not those of constraints.txt: "
            f"{', '.join(wrong[:5])}. "
            "Install again with: pip install -c constraints.txt -e .",
        )
    return Finding("ok", "versions", "the installed packages are those of constraints.txt.")


def pins(constraints: Path) -> dict[str, str]:
    """Name -> exact version out of a constraints file."""
    lines = (line.partition("#")[0].strip() for line in constraints.read_text(encoding="utf-8").splitlines())
    return {
        name.strip(): version.partition(";")[0].strip()
        for name, mark, version in (line.partition("==") for line in lines)
        if mark
    }


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists: that is where it would be made."""
    return next(place for place in (folder, *folder.parents) if place.exists())
