"""What `gradmart status`, `quarantine` and `key` tell, out of register, run log and release.

Reads only, takes no lock and imports no Dagster.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagster_project import release
from dagster_project.errors import ConfigurationError
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.keys import known_keys
from dagster_project.ingest.pseudonyms import load_key, normalise_identifier, pseudonym
from dagster_project.ingest.quarantine import SOUND
from dagster_project.ingest.register import read_records
from dagster_project.ingest.report_inputs import read_report_inputs
from dagster_project.orchestration import going_back, runlog
from dagster_project.orchestration.clock import next_nightly, today
from dagster_project.orchestration.correction_review import correction_notices
from dagster_project.orchestration.lately import unsent
from dagster_project.orchestration.lock import holder
from dagster_project.orchestration.register import last_release, read_quarantine, read_register
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.orchestration.silences import Due, dues, silences
from dagster_project.settings import FEEDS, Paths, Settings

_STATES = ("landed", "refused", "repeated")
_ROWS = ("accepted", "quarantined", "duplicates")


@dataclass(frozen=True)
class Status:
    """The state of a deployment.

    feeds       one mapping a feed: feed, landed, refused, repeated (deliveries), accepted, quarantined,
                duplicates (rows), newest (ISO date of the newest delivery landed), due (ISO date by which
                the next one is expected, None when none is), is_late
    refused     register rows of the deliveries refused: file, reason, what_to_do
    stale       True when a run would publish something else than the current release
    running     who holds the lock, None when nobody does
    next_run    ISO time of the next night run
    notices     what a person should look at, though nothing was refused for it
    """

    release_id: str | None
    stale: bool
    feeds: list[dict[str, Any]]
    refused: list[dict[str, str]]
    runs: list[RunRecord]
    running: dict[str, str | int] | None
    next_run: str
    notices: list[str] = field(default_factory=list)


def status(settings: Settings, runs: int = 5) -> Status:
    """Gather it. Raises ConfigurationError when the deployment has no usable configuration."""
    paths = Paths(settings.data.absolute())
    institution = load_configuration(paths.institution_file)
    zone = institution.institution.time_zone
    day = today(zone)
    last = release.current(paths.marts)
    stale, held = last is None, None
    if last is not None:
        fingerprint = inputs_fingerprint(paths, institution, load_key(paths, settings.key), day)
        held = going_back.holding(paths, fingerprint)
        stale = last.manifest["inputs_fingerprint"] != fingerprint and held is None
    register = read_register(paths)
    expected = {due.feed: due for due in dues(register, institution, day)}
    return Status(
        release_id=last.id if last else None,
        stale=stale,
        feeds=[
            _feed(feed, [row for row in register if row["feed"] == feed]) | _due(expected.get(feed), day)
            for feed in FEEDS
        ],
        refused=refused(register),
        runs=runlog.last(paths.runs, runs),
        running=holder(paths.lock),
        next_run=next_nightly(runlog.now(), zone, institution.nightly).isoformat(timespec="minutes"),
        notices=[
            *([held.sentence] if held else []),
            *correction_notices(paths),
            *silences(register, institution, day),
            *_disagreeing(paths),
            *read_report_inputs(paths).notices,
            *unsent(paths),
        ],
    )


def _disagreeing(paths: Paths) -> list[str]:
    """Deliveries that counted and whose own totals say otherwise."""
    return [
        f"{record['file']}: {sentence}. Ask its sender whether rows are missing."
        for record in read_records(paths)
        if record["status"] == "landed"
        for sentence in record.get("totals_disagree", ())
    ]


@dataclass(frozen=True)
class Quarantine:
    """What was kept out, without pii cells.

    refused  deliveries: file, reason, what_to_do
    by_rule  rows, feed, rule, what_to_do (every advice given for it), most rows first
    rows     rows of the quarantine; `is_sound` where nothing is wrong but that the delivery was refused whole
    """

    refused: list[dict[str, str]]
    by_rule: list[dict[str, Any]]
    rows: list[dict[str, Any]]


def quarantine(settings: Settings, delivery: str | None = None) -> Quarantine:
    """The quarantine of all deliveries, or of the one with this id, path below data/raw or file name.

    Raises ConfigurationError when there is no such delivery.
    """
    register = register_of(settings, delivery)
    paths = Paths(settings.data.absolute())
    rows: list[dict[str, Any]] = []
    advice: dict[tuple[str, str], dict[str, None]] = {}
    for row in read_quarantine(paths, [row["delivery_id"] for row in register]):
        rows.append(row | {"is_sound": row["rule"] == SOUND})
        advice.setdefault((row["feed"], row["rule"]), {})[row["what_to_do"]] = None
    counted = Counter((row["feed"], row["rule"]) for row in rows)
    by_rule = [
        {"rows": count, "feed": feed, "rule": rule, "what_to_do": list(advice[feed, rule])}
        for (feed, rule), count in counted.most_common()
    ]
    return Quarantine(refused(register), by_rule, rows)


def register_of(settings: Settings, delivery: str | None) -> list[dict[str, Any]]:
    """The register, or its rows of one delivery: by id, path below data/raw, or file name.

    Raises ConfigurationError when there is no such data folder or delivery.
    """
    paths = Paths(settings.data.absolute())
    if not paths.data.is_dir():
        raise ConfigurationError(
            f"There is no data folder {settings.data}.", "Give the right one with --data."
        )
    register = read_register(paths)
    if delivery is None:
        return register
    found = [row for row in register if _is(row, delivery)]
    if not found:
        raise ConfigurationError(
            f"There is no delivery {delivery} in the register.",
            "Give its file name or its id; `gradmart quarantine` lists them.",
        )
    return found


def refused(register: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The deliveries of a register that were not taken in: file, reason, what_to_do."""
    columns = ("file", "reason", "what_to_do")
    return [{name: row[name] for name in columns} for row in register if row["status"] == "refused"]


def _is(row: Mapping[str, Any], delivery: str) -> bool:
    return delivery in (row["delivery_id"], row["file"], row["file"].rpartition("/")[2])


def _feed(feed: str, register: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    states = Counter(row["status"] for row in register)
    landed = [row for row in register if row["status"] == "landed"]
    newest = max((row["recorded_on"] for row in landed), default=None)
    return (
        {"feed": feed}
        | {state: states[state] for state in _STATES}
        | {name: sum(row[name] or 0 for row in landed) for name in _ROWS}
        | {"newest": newest.isoformat() if newest else None}
    )


def _due(expected: Due | None, today: dt.date) -> dict[str, Any]:
    return {
        "due": expected.due.isoformat() if expected else None,
        "is_late": expected is not None and expected.is_late(today),
    }


def graduate_key(settings: Settings, student_no: str) -> str:
    """The pseudonym under which a student number lands; ConfigurationError when it is no such number."""
    paths = Paths(settings.data.absolute())
    institution = load_configuration(paths.institution_file)
    value, problem = normalise_identifier("student", student_no)
    if value is None:
        raise ConfigurationError(
            f"That is not a student number ({problem or 'it is empty'}).",
            "Give it as it stands in the roster.",
        )
    if settings.key is None and not paths.key_file.exists():
        raise ConfigurationError(
            f"There is no key in {paths.data} yet, so nobody has a pseudonym.", "Run `gradmart run` first."
        )
    # That of the current release, so that it is found there even when the key has been replaced since.
    last = last_release(paths)
    of_release = last.manifest.get("key_fingerprint") if last else None
    key = known_keys([paths], settings.key).get(of_release) or load_key(paths, settings.key)
    return pseudonym(key, "student", institution.institution.code, value)
