"""Making a past release again from its manifest, and whether it comes out as it was.

It is built in a data folder of its own, by the same run as any other; the current release and data/landing
are not touched. Imports no Dagster.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project import publish, release
from dagster_project.errors import ConfigurationError
from dagster_project.ingest.fingerprint import code_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.made_with import last_day
from dagster_project.orchestration import archive, progress
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.gathering import gather
from dagster_project.orchestration.run import run
from dagster_project.settings import Paths, Settings

if TYPE_CHECKING:
    import dagster as dg

# The definitions of a deployment, as of a day.
DatedBuilder = Callable[[Settings, date], "dg.Definitions"]
_KEY = "GRADMART_KEY"


@dataclass(frozen=True)
class Rebuilt:
    """A past release made again.

    release_id  the release; `made_id` that of what came out, another one with another program or library
    folder      the data folder it was made in
    circumstances  what it is made with now that is not as it was then, in sentences
    gone        refused files that are no longer there, which counted for nothing
    compared    number of tables and files compared with the manifest
    tables      tables that are not as they were, as tier/name
    files       other files of the release whose bytes are not as they were
    """

    release_id: str
    made_id: str
    folder: Path
    circumstances: list[str]
    gone: list[str]
    compared: int
    tables: list[str]
    files: list[str]

    @property
    def agrees(self) -> bool:
        """Whether every table holds what it held."""
        return not self.tables


def rebuild(
    settings: Settings,
    wanted: str,
    to: Path,
    source: Path | None,
    build_defs: DatedBuilder,
    on_progress: progress.Listener = progress.ignore,
    verbose: bool = False,
) -> Rebuilt:
    """Make the release `wanted` (an id or its beginning) again in the empty folder `to` and compare it.

    source  a folder with what is no longer in the data folder: deliveries, archive, keys; a backup of it

    Raises ConfigurationError when `to` is not empty or something the release was made of is not to be found.
    """
    paths = Paths(settings.data.absolute())
    places = [paths, *([Paths(source.absolute())] if source else [])]
    kept_in = {one: place for place in reversed(places) for one in archive.archived_ids(place)}
    published = [one.id for one in release.releases(paths.marts)]
    release_id = release.named(sorted({*kept_in, *published}, reverse=True), wanted)
    archived = archive.read(kept_in.get(release_id, paths), release_id)
    target = _emptied(to)
    gone = gather(archived, places, settings.key, target)
    institution = load_configuration(target.institution_file)
    now = today(institution.institution.time_zone)
    inputs = [entry | {"recorded_on": _day(entry["recorded_on"])} for entry in archived.manifest["inputs"]]
    as_of = last_day(institution, inputs, date.fromisoformat(archived.manifest["as_of"]), now)
    with _own_key():
        place = settings.model_copy(update={"data": target.data, "key": None})
        run(place, lambda one: build_defs(one, as_of), on_progress, verbose)
    made = release.current(target.marts)
    assert made is not None
    return _compared(archived.manifest, made, target.data, gone)


def _compared(manifest: dict[str, Any], made: release.Release, folder: Path, gone: list[str]) -> Rebuilt:
    then, now = (
        {f"{tier}/{name}": table["table_checksum"] for tier in side for name, table in side[tier].items()}
        for side in (manifest["tables"], made.manifest["tables"])
    )
    tables = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    # The Parquet file of a table that differs says nothing more.
    others = {f"{name}.parquet" for name in tables}
    was, is_now = manifest["files"], made.manifest["files"]
    files = sorted(name for name in was.keys() | is_now.keys() if was.get(name) != is_now.get(name))
    return Rebuilt(
        manifest["release_id"],
        made.id,
        folder,
        _circumstances(manifest),
        gone,
        len(then) + len(was),
        tables,
        [name for name in files if name not in others],
    )


def _circumstances(manifest: dict[str, Any]) -> list[str]:
    """What is no longer as it was when the release was made."""
    told = []
    if manifest["code_fingerprint"] != code_fingerprint():
        told.append(
            f"The program is another one than then ({manifest['code_version']}, "
            f"{manifest['code_fingerprint'][:8]}; now {code_fingerprint()[:8]})."
        )
    then, now = manifest["libraries"], publish.library_versions()
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            told.append(f"{name} is {now.get(name, 'missing')} and was {then.get(name, 'missing')}.")
    return told


def _emptied(to: Path) -> Paths:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise ConfigurationError(f"{to} is not empty.", "Name a new folder with --to.")
    to.mkdir(parents=True, exist_ok=True)
    return Paths(to.absolute())


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@contextmanager
def _own_key() -> Iterator[None]:
    """The key of the release is in its folder: that of the environment may be another one."""
    given = os.environ.pop(_KEY, None)
    try:
        yield
    finally:
        if given is not None:
            os.environ[_KEY] = given
