"""Which deliveries lie in `data/raw`, and the day whose state each of them shows.

Only names, sizes, hashes and sidecars are looked at here; no content is parsed. A file that cannot be
a delivery by its name or kind is found too, with the refusal that says what to do about it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.masking import mask_name
from dagster_project.ingest.names import PACKED, PLAIN, day_in_name, name_of, shown, stem_of, without_date
from dagster_project.ingest.sidecar import SUFFIX, Sidecar, read_sidecar
from dagster_project.settings import FEEDS, Paths

# Half-copied files, lock files of spreadsheet programs and the like: not deliveries, not mistakes either.
IGNORED = re.compile(
    r"^(\.|~\$)|\.(tmp|part|crdownload|swp|bak)$|~$|^(Thumbs\.db|desktop\.ini)$", re.IGNORECASE
)

Shared = Mapping[str, Sequence[str]]
NOTHING_SHARED: Shared = {}


@dataclass(frozen=True)
class FoundDelivery:
    """One file of a feed. `refusal` is set when it cannot be read.

    `file` is its path below data/raw with `/`; `stem` is the name before the date. `sha256` is None for what
    has no bytes of its own (a folder, a link).
    """

    feed: str
    path: Path
    file: str
    sha256: str | None
    recorded_on: dt.date | None
    stem: str
    sidecar: Sidecar
    refusal: DeliveryRefused | None = None

    @property
    def delivery_id(self) -> str:
        identity = self.sha256 or hashlib.sha256(self.file.encode()).hexdigest()
        return f"{self.feed}-{identity[:16]}"

    @property
    def extensions(self) -> tuple[str, str | None]:
        """Kind of the file, and the kind that the name of an archive promises (`x.csv.gz` -> gz, csv)."""
        parts = self.path.name.lower().split(".")
        outer = parts[-1]
        inner = parts[-2] if outer in PACKED and len(parts) > 2 and parts[-2] in PLAIN else None
        return outer, inner


def find_deliveries(paths: Paths, feed: str, shared: Shared = NOTHING_SHARED) -> list[FoundDelivery]:
    """Every file of a feed, ordered by path; refused ones carry their refusal.

    They lie in `data/raw/<feed>/`, or in `data/raw/shared/` where `shared` (name before the date -> feeds)
    says that they serve this feed too.
    """
    entries = _entries(paths.raw / feed)
    entries += [entry for entry in _entries(paths.shared) if feed in shared.get(name_of(entry), ())]
    return [_found(paths, feed, entry) for entry in entries]


def find_strays(paths: Paths, shared: Shared = NOTHING_SHARED) -> list[FoundDelivery]:
    """Files that lie where nothing would ever read them: beside the feeds' folders, or shared for no feed."""
    if not paths.raw.is_dir():
        return []
    strays = [_unshared(paths, entry) for entry in _entries(paths.shared) if name_of(entry) not in shared]
    for entry in sorted(paths.raw.iterdir()):
        if IGNORED.search(entry.name) or entry.name in FEEDS or entry in (paths.shared, paths.report_inputs):
            continue
        if entry in (paths.institution_file, paths.employer_decisions_file, paths.corrections_file):
            continue
        if entry.is_dir():
            inside = sorted(item for item in entry.rglob("*") if item.is_file())
            strays += [_stray(paths, item, entry.name) for item in inside if not IGNORED.search(item.name)]
        elif not entry.name.lower().startswith("readme"):
            strays.append(_stray(paths, entry, "none"))
    return strays


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, in order, without sidecars of what lies there and without half copies."""
    if not folder.is_dir():
        return []
    entries = sorted(entry for entry in folder.iterdir() if not IGNORED.search(entry.name))
    names = {entry.name for entry in entries}
    return [
        entry
        for entry in entries
        if not (entry.name.endswith(SUFFIX) and entry.name.removesuffix(SUFFIX) in names)
    ]


def _found(paths: Paths, feed: str, path: Path) -> FoundDelivery:
    file = shown(paths, path)
    digest, sidecar, day = None, Sidecar(), None
    stem = stem_of(path.name)
    before = stem
    refusal: DeliveryRefused | None = None
    try:
        _check_kind(paths, path, feed, file)
        digest = _digest(path, file)
        sidecar = read_sidecar(path.with_name(path.name + SUFFIX), file + SUFFIX)
        named = day_in_name(stem)
        before = named[1] if named else stem
        day = sidecar.recorded_on or (named[0] if named else None)
        if day is None:
            raise without_date(path.name, stem, file)
    except DeliveryRefused as error:
        refusal = error
    return FoundDelivery(feed, path, file, digest, day, before, sidecar, refusal)


def _check_kind(paths: Paths, path: Path, feed: str, file: str) -> None:
    if mask_name(path.name) != path.name:
        raise DeliveryRefused(
            "file_name",
            f"{file} has a personal number in its name, which would be shown wherever the file is named.",
            "Rename it without the number.",
        )
    if os.fsencode(path.name) != file.rpartition("/")[2].encode():
        raise DeliveryRefused(
            "file_name",
            f"{file} has a name that is not UTF-8 and can only be guessed at.",
            "Rename it (or unpack the archive it came in with the right encoding of names).",
        )
    if path.is_symlink() and _leads_outside(path, paths.raw):
        raise DeliveryRefused(
            "symlink", f"{file} is a link to a place outside data/raw.", "Put the file itself in the folder."
        )
    if path.is_dir():
        raise DeliveryRefused(
            "folder", f"{file} is a folder.", f"Put its files directly into data/raw/{feed}/."
        )
    if not path.is_file():
        raise DeliveryRefused(
            "not_a_file", f"{file} is not a regular file.", "Put the file itself in the folder."
        )
    kind = path.suffix.lower().lstrip(".")
    if kind in ("yml", "yaml"):
        raise DeliveryRefused(
            "sidecar",
            f"{file} is the sidecar of a file that is not there.",
            f"Name it as its whole file with {SUFFIX} behind (x_2020-06-30.csv{SUFFIX}), or take it away.",
        )
    if kind not in PLAIN + PACKED:
        raise DeliveryRefused(
            "unknown_format",
            f"{file} is of a kind that is not read ({kind or 'no extension'}).",
            f"Deliver it as one of {', '.join(PLAIN)} (also packed as {' or '.join(PACKED)}).",
        )


def _leads_outside(path: Path, raw: Path) -> bool:
    """Whether a link leads out of data/raw. One that leads in a circle leads nowhere: it is no file."""
    try:
        return not path.resolve().is_relative_to(raw.resolve())
    except (OSError, RuntimeError):
        return False


def _digest(path: Path, file: str) -> str:
    try:
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            if before.st_size == 0:
                raise DeliveryRefused(
                    "empty", f"{file} is empty (0 bytes).", "Export it again and replace it."
                )
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise unreadable(file, error) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise growing(file)
    return digest


def unreadable(file: str, error: OSError) -> DeliveryRefused:
    """The refusal of a file that the system does not open."""
    return DeliveryRefused(
        "unreadable",
        f"{file} cannot be opened ({error.strerror}).",
        "Give this user the right to read it.",
    )


def growing(file: str) -> DeliveryRefused:
    """The refusal of a file that changes while it is looked at. Never kept: it holds for this run only."""
    return DeliveryRefused(
        "growing",
        f"{file} is still being written: it changed while it was read.",
        "Wait until it is there whole; the next run takes it.",
    )


def _stray(paths: Paths, path: Path, feed: str) -> FoundDelivery:
    file = shown(paths, path)
    refusal = DeliveryRefused(
        "unknown_feed",
        f"{file} lies in no feed's folder.",
        f"Move it into the folder of its feed: {', '.join(FEEDS)}.",
    )
    return FoundDelivery(feed, path, file, None, None, path.stem, Sidecar(), refusal)


def _unshared(paths: Paths, path: Path) -> FoundDelivery:
    file = shown(paths, path)
    name = mask_name(json.dumps(name_of(path), ensure_ascii=False))
    refusal = DeliveryRefused(
        "unknown_feed",
        f"{file} is shared, but no feeds are named for it.",
        "Add to institution.yml the feeds it serves, for example:\n"
        f"shared:\n  {name}: [graduates, destinations]",
    )
    return FoundDelivery("shared", path, file, None, None, path.stem, Sidecar(), refusal)
