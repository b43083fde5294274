"""Where a release keeps its files, and how to find one. No SQL and no writing here.

data/marts/releases/<release_id>/manifest.json, datapackage.json
                                 internal/ and public/: *.parquet, marts.duckdb, dictionary.md
                                 report/: the annual report, and the office's own words for it
data/marts/current -> releases/<release_id>
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dagster_project.errors import UserError

Tier = Literal["internal", "public"]
TIERS: tuple[Tier, ...] = ("internal", "public")
# The schema of the build that is published. In a published file the tables lie in the file's default schema:
# the file is called marts.duckdb, so that `marts.employment_rate` is their name there, and a schema `marts`
# inside it would make that name ambiguous.
SCHEMA = "marts"
DATABASE = "marts.duckdb"
DICTIONARY = "dictionary.md"
MANIFEST = "manifest.json"
DATAPACKAGE = "datapackage.json"
REPORT = "report"
OFFICE_TEXTS = "report/office"


@dataclass(frozen=True)
class Release:
    """One published release: its id, its own folder (never the moving link) and its manifest."""

    id: str
    path: Path
    manifest: dict[str, Any]

    def tier_dir(self, tier: Tier = "internal") -> Path:
        return self.path / tier

    def database(self, tier: Tier = "internal") -> Path:
        """The DuckDB file of a tier; open it with `release.connect`."""
        return self.tier_dir(tier) / DATABASE

    def tables(self, tier: Tier = "internal") -> list[str]:
        """Names of the marts in a tier, sorted."""
        return sorted(self.manifest["tables"][tier])


def releases_dir(marts_dir: Path) -> Path:
    return marts_dir / "releases"


def current_link(marts_dir: Path) -> Path:
    return marts_dir / "current"


def read_release(path: Path) -> Release:
    """Read the release in folder `path`; UserError when its manifest is missing or unreadable."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            f"Release {path.name} is not there or has no {MANIFEST}.",
            "Run `gradmart run` to publish it again, or `gradmart rollback` to go to another.",
        ) from error
    except json.JSONDecodeError as error:
        raise UserError(
            f"The {MANIFEST} of release {path.name} is damaged.",
            "Remove the folder of that release and run `gradmart run` to publish it again.",
        ) from error
    return Release(id=path.name, path=path, manifest=manifest)


def releases(marts_dir: Path) -> list[Release]:
    """All releases, the one published last first.

    The order is that of publishing (age of the manifest), not of the ids: an id starts with the day of
    the newest delivery, and a correction of the code publishes anew for an old day.
    """
    folder = releases_dir(marts_dir)
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.name[0] != "." and (path / MANIFEST).is_file()]
    return [read_release(path.resolve()) for path in sorted(found, key=published_order, reverse=True)]


def published_order(path: Path) -> tuple[int, str]:
    """Sort key of a release folder: when it was published, then its name."""
    return (path / MANIFEST).stat().st_mtime_ns, path.name


def current(marts_dir: Path) -> Release | None:
    """The release that `current` points at, or None when nothing was published yet.

    The link is read exactly once: whoever holds the answer keeps reading that release whole, even if
    another one is published meanwhile. UserError when the link points at nothing.
    """
    try:
        target = current_link(marts_dir).readlink()
    except FileNotFoundError:
        return None
    return read_release((marts_dir / target).resolve())
