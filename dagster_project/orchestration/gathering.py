"""The inputs of a past release into a folder of their own: deliveries by their hash, configuration from the
archive, the key by its fingerprint. Nothing is built here. Imports no Dagster.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.keys import known_keys, put_key
from dagster_project.orchestration.archive import Archived
from dagster_project.settings import Paths

_LISTED = 10


def gather(archived: Archived, places: Sequence[Paths], given_key: str | None, target: Paths) -> list[str]:
    """Put what the release was made of under `target`; returns files that counted for nothing and are gone.

    `places` are data folders, or folders with deliveries in them. Raises ConfigurationError when a delivery
    that counted, or the key, is in none of them.
    """
    key = known_keys(places, given_key).get(archived.manifest["key_fingerprint"])
    if key is None:
        raise ConfigurationError(
            f"The key that release {archived.manifest['release_id']} was made with "
            f"({archived.manifest['key_fingerprint'][:8]}) is not here.",
            "Put it into the folder `keys` of the data folder, or name a backup that has it with --from.",
        )
    found = _Files(places)
    gone, lost = [], []
    for file, entry in _files(archived.manifest["inputs"]).items():
        if entry["sha256"] is None:
            # Refused for its name or place, or because it was empty: what was in it does not matter.
            _place(target, file).touch()
        elif (path := found.of(file, entry["sha256"])) is not None:
            shutil.copyfile(path, _place(target, file))
        else:
            (gone if entry["status"] == "refused" else lost).append((file, entry["sha256"]))
    if lost:
        listed = "".join(f"\n  - {file} (sha256 {digest[:16]}…)" for file, digest in lost[:_LISTED])
        more = f"\n  and {len(lost) - _LISTED} more" if len(lost) > _LISTED else ""
        raise ConfigurationError(
            f"{len(lost)} delivery(s) that this release counted are not here as they were:{listed}{more}",
            "\nName the folder that has them, for instance a backup, with --from.",
        )
    for file, content in archived.configuration.items():
        _place(target, file).write_bytes(content)
    put_key(key, target.key_file)
    return [file for file, _ in gone]


def _files(inputs: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """File -> its entry. A file of several feeds has several; of one that was changed under its name, that
    which counted."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in inputs:
        if entry["file"] not in found or found[entry["file"]]["status"] == "refused":
            found[entry["file"]] = entry
    return found


def _place(target: Paths, file: str) -> Path:
    path = target.raw / file
    if not path.resolve().is_relative_to(target.raw.resolve()):
        raise ConfigurationError(
            f"The manifest names a file outside data/raw ({file}).",
            "It was tampered with: use a backup of it.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


class _Files:
    """Deliveries by their bytes: first where they should be, then anywhere in the given folders."""

    def __init__(self, places: Sequence[Paths]) -> None:
        self._roots = [root for place in places for root in (place.raw, place.data) if root.is_dir()]
        self._by_digest: dict[str, Path] | None = None

    def of(self, file: str, digest: str) -> Path | None:
        for root in self._roots:
            path = root / file
            if path.is_file() and _digest(path) == digest:
                return path
        if self._by_digest is None:
            self._by_digest = {
                _digest(path): path
                for root in self._places_to_search()
                for path in sorted(root.rglob("*"))
                if path.is_file()
            }
        return self._by_digest.get(digest)

    def _places_to_search(self) -> list[Path]:
        """Of a data folder only its deliveries; of any other folder everything."""
        with_raw = {root.parent for root in self._roots if root.name == "raw"}
        return [root for root in self._roots if root not in with_raw]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
