"""More than one key: the one in use and those it replaced, told apart by their fingerprints.

With another key the same person is another `graduate_key`, so an old key is never thrown away: it is kept in
`data/keys/<day>-<fingerprint>.key`, and a release made with it can be made again. What keys do is in
`pseudonyms`.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.pseudonyms import key_fingerprint, load_key
from dagster_project.settings import Paths


@dataclass(frozen=True)
class Rotated:
    """The fingerprints of the key before and now, and where the old key lies."""

    before: str
    now: str
    kept: Path


def known_keys(places: Sequence[Paths], given: str | None) -> dict[str, bytes]:
    """Fingerprint -> key: GRADMART_KEY (`given`), the key files of these data folders, and their old keys."""
    files = [file for place in places for file in (place.key_file, *sorted(place.old_keys.glob("*.key")))]
    texts = [given] if given is not None else []
    texts += [file.read_text(encoding="ascii").strip() for file in files if file.is_file()]
    return {key_fingerprint(text.encode()): text.encode() for text in texts}


def rotate(paths: Paths, day: dt.date) -> Rotated:
    """Put a new random key in the place of the one in use, which is kept aside first.

    Raises ConfigurationError when there is no key yet, or when the key file is not right.
    """
    if not paths.key_file.exists():
        raise ConfigurationError(
            f"There is no key in {paths.data} to replace.", "The first `gradmart run` makes one."
        )
    old = load_key(paths, None)
    new = secrets.token_hex(32).encode()
    before = key_fingerprint(old)
    paths.old_keys.mkdir(mode=0o700, exist_ok=True)
    kept = paths.old_keys / f"{day}-{before[:8]}.key"
    put_key(old, kept)
    put_key(new, paths.key_file)
    return Rotated(before, key_fingerprint(new), kept)


def put_key(key: bytes, path: Path) -> None:
    """Write a key file, readable by its owner only; whole or not at all: half a key would be another key."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
