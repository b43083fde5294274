"""Which release is meant: by its id or the beginning of it, or as the one before another. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dagster_project.errors import UserError
from dagster_project.release.layout import Release, releases

_LISTED = 5


def named(ids: Sequence[str], word: str) -> str:
    """The id that `word` is or begins; UserError when there is none or more than one."""
    found = [word] if word in ids else [one for one in ids if one.startswith(word)]
    if len(found) == 1:
        return found[0]
    if not found:
        listed = ", ".join(ids[:_LISTED]) + (f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else "")
        raise UserError(
            f"There is no release {word}.", f"There are {listed}." if ids else "Run `gradmart run` first."
        )
    raise UserError(f"{word} begins the ids of {len(found)} releases.", f"Say which: {', '.join(found)}.")


def pick(marts_dir: Path, word: str) -> Release:
    """The published release that `word` is or begins; UserError when there is none or more than one."""
    there = {release.id: release for release in releases(marts_dir)}
    return there[named(list(there), word)]


def before(marts_dir: Path, release: Release) -> Release:
    """The one published last before `release`; UserError when there is none."""
    there = releases(marts_dir)
    place = [one.id for one in there].index(release.id)
    if place + 1 == len(there):
        raise UserError(
            f"There is no release before {release.id}.",
            "It is the first one, or the ones before are no longer kept (`releases` in institution.yml).",
        )
    return there[place + 1]
