"""What a release says about everything it was made with but the deliveries, as hashes of its parts.

So two releases can be compared, and one can be made again, without the release holding any of it: ledgers
and sidecars name people. Their hashes are keyed, because a list of all student numbers is soon tried.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest import correction_mistakes, decisions
from dagster_project.ingest.fingerprint import code_fingerprint
from dagster_project.ingest.ledger import read_ledger
from dagster_project.ingest.pseudonyms import key_fingerprint
from dagster_project.ingest.sidecar import SUFFIX, read_sidecar
from dagster_project.ingest.snapshots import due_snapshots
from dagster_project.settings import Institution, Paths

_SIGNS = 16


def made_with(
    paths: Paths,
    institution: Institution,
    key: bytes,
    register: Sequence[Mapping[str, Any]],
    today: dt.date,
) -> dict[str, Any]:
    """Fields of the manifest, a function of the inputs alone:

    code_fingerprint  hash of the program
    key_fingerprint   tells keys apart and nothing else
    as_of             the first day on which the same would have been made
    newest_snapshot   day of the snapshot that came due last
    configuration     section.setting of institution.yml that differs from its default -> hash
    ledgers           ledger -> its lines: line (number in the file), id (keyed hash of its cells)
    sidecars          file below data/raw -> keyed hash of what its sidecar says
    """
    return {
        "code_fingerprint": code_fingerprint(),
        "key_fingerprint": key_fingerprint(key),
        "as_of": first_day(institution, register, today),
        "newest_snapshot": due_snapshots(institution, today)[-1][2],
        "configuration": configuration_parts(institution),
        "ledgers": {
            "corrections": _lines(paths.corrections_file, correction_mistakes.COLUMNS, key),
            "employer_decisions": _lines(paths.employer_decisions_file, decisions.COLUMNS, key),
        },
        "sidecars": _sidecars(paths, (row["file"] for row in register), key),
    }


def configuration_parts(institution: Institution) -> dict[str, str]:
    """`section.setting` -> hash, for what differs from its default: defaults belong to the program."""
    content = institution.model_dump(mode="json", exclude_defaults=True, exclude={"releases"})
    parts: dict[str, str] = {}
    for section, value in content.items():
        entries = value.items() if isinstance(value, dict) else [("", value)]
        parts |= {f"{section}.{name}".rstrip("."): _plain(entry) for name, entry in entries}
    return dict(sorted(parts.items()))


def first_day(institution: Institution, register: Sequence[Mapping[str, Any]], today: dt.date) -> dt.date:
    """The first day on which the same snapshots were due and the same deliveries not dated ahead."""
    known = [row["recorded_on"] for row in register if row["recorded_on"] and row["recorded_on"] <= today]
    return max([*known, *(day for _, _, day in due_snapshots(institution, today))])


def last_day(
    institution: Institution, register: Iterable[Mapping[str, Any]], as_of: dt.date, today: dt.date
) -> dt.date:
    """The last day up to today on which it is still the same as on `as_of`."""
    ahead = [row["recorded_on"] for row in register if row["recorded_on"] and row["recorded_on"] > as_of]
    ahead += [day for _, _, day in due_snapshots(institution, today) if day > as_of]
    return min([today, *(day - dt.timedelta(days=1) for day in ahead)])


def _lines(path: Path, columns: tuple[str, ...], key: bytes) -> list[dict[str, Any]]:
    entries, _ = read_ledger(path, columns)  # its mistakes have stopped the run before
    return [{"line": number, "id": _keyed(key, row)} for number, row in entries]


def _sidecars(paths: Paths, files: Iterable[str], key: bytes) -> dict[str, str]:
    told = {}
    for file in sorted(set(files)):
        path = paths.raw / (file + SUFFIX)
        if path.is_file():
            try:
                content: Any = read_sidecar(path, file).model_dump(mode="json", exclude_defaults=True)
            except DeliveryRefused as refusal:  # its delivery is refused; that it was wrong is what it says
                content = refusal.rule
            told[file] = _keyed(key, content)
    return told


def _plain(content: Any) -> str:
    return hashlib.sha256(_text(content)).hexdigest()[:_SIGNS]


def _keyed(key: bytes, content: Any) -> str:
    return hmac.digest(key, b"made with|" + _text(content), "sha256").hex()[:_SIGNS]


def _text(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=True).encode()
