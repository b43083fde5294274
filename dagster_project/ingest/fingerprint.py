"""What the inputs are, as one hash: is there anything new, and may a landed file be used again?

Imports no frames, so that "nothing new" is said within a second.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.ingest.deliveries import find_deliveries, find_strays
from dagster_project.ingest.pseudonyms import key_fingerprint
from dagster_project.ingest.report_inputs import report_digest
from dagster_project.ingest.snapshots import due_snapshots
from dagster_project.settings import DBT_DIR, FEEDS, FONTS_DIR, Institution, Paths

if TYPE_CHECKING:
    from dagster_project.ingest.corrections import Correction

_PACKAGE = Path(__file__).resolve().parent.parent
# What dbt and Python write beside the code is no code.
_NOT_CODE = frozenset({"__pycache__", "target", "logs", "dbt_packages"})
_LIBRARIES = ("duckdb", "polars")
# Sections of institution.yml that say when a run is made, who is told what and which releases are kept; they
# change no table.
_NO_INPUT = {"nightly", "freshness", "alerts", "releases"}


def inputs_fingerprint(paths: Paths, institution: Institution, key: bytes, today: dt.date) -> str:
    """64 hex signs that change with every input of a release and with nothing else.

    Covers names and bytes of everything in data/raw (sidecars and the ledgers too), institution.yml by its
    meaning (but for how long releases are kept), the key, the snapshots due today, the code of
    dagster_project and dbt, and the versions of duckdb and polars.
    """
    shared = institution.shared
    found = [item for feed in FEEDS for item in find_deliveries(paths, feed, shared)]
    found += find_strays(paths, shared)
    return _hash(
        {
            "files": [[item.file, item.sha256, item.sidecar.model_dump(mode="json")] for item in found],
            # A delivery dated ahead is refused until its day has come, and a refusal may be lifted.
            "refused": [[item.file, item.refusal.rule] for item in found if item.refusal],
            "ahead": [item.file for item in found if item.recorded_on and item.recorded_on > today],
            "institution": institution.model_dump(mode="json", exclude=_NO_INPUT),
            "employer_decisions": _digest_or_none(paths.employer_decisions_file),
            "corrections": _digest_or_none(paths.corrections_file),
            "report": report_digest(paths),
            "key": key_fingerprint(key),
            "snapshots": [
                [year, name, day.isoformat()] for year, name, day in due_snapshots(institution, today)
            ],
            "code": code_fingerprint(),
            "libraries": {name: version(name) for name in _LIBRARIES},
        }
    )


def feed_context(
    feed: str, institution: Institution, key: bytes, corrections: Sequence[Correction] = ()
) -> str:
    """Everything but the delivery itself that its landed rows depend on.

    `corrections` are the lines of the ledger for this feed, with their numbers, which remarks tell.
    """
    return _hash(
        {
            "institution": institution.institution.code,
            "headers": institution.headers.get(feed, {}),  # type: ignore[call-overload]
            "codes": institution.codes,
            "own_codes": {
                name: {code: names.model_dump(mode="json") for code, names in own.items()}
                for name, own in institution.own_codes.items()
            },
            "quarantine": institution.quarantine.model_dump(mode="json"),
            "blanks": institution.blanks,
            "constants": institution.constants.get(feed, {}),  # type: ignore[call-overload]
            "limits": institution.limits.model_dump(mode="json"),
            "surveys": institution.model_dump(mode="json")["surveys"] if feed == "survey_responses" else None,
            "corrections": [asdict(item) | {"until": str(item.until)} for item in corrections],
            "key": key_fingerprint(key),
            "code": code_hash((_PACKAGE / "ingest", _PACKAGE / "contracts", DBT_DIR / "seeds" / "codes")),
            "libraries": {"polars": version("polars")},
        }
    )


def delivery_fingerprint(file: str, sha256: str, sidecar: str, context: str) -> str:
    """Identity of one landing: the same fingerprint gives the same rows."""
    return _hash([file, sha256, sidecar, context])


def code_fingerprint() -> str:
    """Hash of the whole program: dagster_project and dbt."""
    return code_hash((_PACKAGE, DBT_DIR, FONTS_DIR))


def code_hash(folders: Iterable[Path]) -> str:
    """Hash of all files below the folders, by relative path and bytes."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(part in _NOT_CODE or part.startswith(".") for part in parts):
                found.append([folder.name, *parts, _digest(path)])
    return _hash(found)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digest_or_none(path: Path) -> str | None:
    return _digest(path) if path.is_file() else None


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
