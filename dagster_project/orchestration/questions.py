"""What waits for a person's answer: headers and labels nothing knows, and columns that look unlike before.

Reads what the last run left in landing, takes no lock and imports no Dagster. Answers are in `confirming`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from dagster_project.contracts import CONTRACTS, normalise_header
from dagster_project.contracts.codes import institution_table, normalise_value
from dagster_project.ingest.header import dictionary
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.register import Record, read_records
from dagster_project.ingest.sidecar import SUFFIX, read_sidecar
from dagster_project.ingest.suggest import nearest_codes
from dagster_project.ingest.unknown import SHOWN_SIGNS
from dagster_project.ingest.words import MASK
from dagster_project.orchestration import evidence
from dagster_project.settings import Institution, Paths, Settings
from dagster_project.settings.own_codes import OWN_CODES

DROP = "drop"


class Choice(NamedTuple):
    """A column or code that a header or label may mean, with its Chinese name."""

    meaning: str
    zh: str


class Place(NamedTuple):
    """Where it is met, and what it keeps waiting.

    filled   of a header, the rows in which the column holds something; else None
    effect   file_refused, row_quarantined or value_dropped
    """

    file: str
    feed: str
    column: str | None
    rows: int
    filled: int | None
    effect: str


@dataclass(frozen=True)
class Question:
    """One header or label, wherever it is met: one answer serves all its places.

    scope      first argument of `gradmart confirm`: the feed of a header, the code table of a label
    rows       rows in all its places
    no_answer  why it cannot be answered, None when it can
    section    section of institution.yml for codes of the institution's own, where the table takes such
    """

    kind: Literal["header", "label"]
    scope: str
    text: str
    places: tuple[Place, ...]
    choices: tuple[Choice, ...]
    no_answer: str | None = None
    section: str | None = None

    @property
    def rows(self) -> int:
        return sum(place.rows for place in self.places)

    @property
    def identity(self) -> tuple[str, str, str]:
        """Two spellings with one identity are one question."""
        return identity(self.kind, self.scope, self.text)


class HeldBack(NamedTuple):
    """A delivery that gate 1 does not believe for these columns."""

    file: str
    columns: tuple[str, ...]
    reason: str


def identity(kind: str, scope: str, text: str) -> tuple[str, str, str]:
    return kind, scope, normalise_header(text) if kind == "header" else normalise_value(text)


def open_questions(settings: Settings) -> list[Question]:
    """Headers and labels of the last run that institution.yml does not answer yet, most rows first.

    Raises ConfigurationError when institution.yml cannot be used.
    """
    paths = Paths(settings.data.absolute())
    institution = load_configuration(paths.institution_file)
    return [item for item in questions(read_records(paths), institution) if not _known(item, institution)]


def questions(records: Iterable[Record], institution: Institution) -> list[Question]:
    """All questions of these register rows, answered meanwhile or not, most rows first."""
    found: dict[tuple[str, str, str], Question] = {}
    for record in records:
        for question in (*_headers(record), *_labels(record, institution)):
            before = found.get(question.identity)
            found[question.identity] = (
                replace(before, places=(*before.places, *question.places)) if before else question
            )
    return sorted(found.values(), key=lambda item: (-item.rows, item.kind, item.scope, item.text))


def held_back(paths: Paths) -> list[HeldBack]:
    """Deliveries the last run refused for what their columns hold, with those not confirmed since.

    Raises DeliveryRefused for a sidecar that cannot be read.
    """
    try:
        gate = evidence.read(paths, "landing")
    except FileNotFoundError:
        return []
    files = {record["delivery_id"]: record["file"] for record in read_records(paths)}
    held: dict[str, HeldBack] = {}
    for delivery, columns in gate.drifted.items():
        if delivery not in files:
            continue
        file = files[delivery]
        confirmed = read_sidecar(paths.raw / f"{file}{SUFFIX}", f"{file}{SUFFIX}").confirmed
        left = tuple(name for name in columns if name not in confirmed)
        if left:
            reason = gate.refusals[delivery].reason
            # A file that serves two feeds may be held back for both, and has one sidecar.
            before = held.get(file, HeldBack(file, (), ""))
            both = tuple(dict.fromkeys((*before.columns, *left)))
            held[file] = HeldBack(file, both, f"{before.reason} {reason}".strip())
    return list(held.values())


def _headers(record: Record) -> Iterator[Question]:
    feed = record["feed"]
    for entry in record.get("unknown_headers", ()):
        column = {item.name: item.zh for item in CONTRACTS[feed].columns}
        choices = tuple(Choice(name, column[name]) for name in entry["suggestions"])
        place = Place(record["file"], feed, None, entry["rows"], entry["filled"], "file_refused")
        yield Question("header", feed, entry["header"], (place,), choices, _unanswerable(entry["header"]))


def _labels(record: Record, institution: Institution) -> Iterator[Question]:
    feed = record["feed"]
    for entry in record.get("unknown_labels", ()):
        name, label = entry["column_name"], entry["label"]
        table = CONTRACTS[feed].column(name).table
        assert table is not None
        known = institution_table(table, institution)
        choices = tuple(Choice(code, known.labels.get(code, "")) for code in nearest_codes(label, known))
        place = Place(record["file"], feed, name, entry["rows"], None, entry["effect"])
        no_answer = _unanswerable(label)
        if len(label) >= SHOWN_SIGNS:
            no_answer = "it is too long for a label: correct it in the file"
        yield Question("label", table, label, (place,), choices, no_answer, OWN_CODES.get(table))


def _unanswerable(text: str) -> str | None:
    return "it holds what may be somebody's number or name: correct the file" if MASK in text else None


def _known(question: Question, institution: Institution) -> bool:
    if question.kind == "label":
        return institution_table(question.scope, institution).find(question.text) is not None
    own: dict[str, Any] = dict(institution.headers)
    return dictionary(CONTRACTS[question.scope], own.get(question.scope, {})).get(question.text) is not None
