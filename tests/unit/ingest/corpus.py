"""The corpus of `tests/fixtures/deliveries`: its cases, how one is landed, and what is compared.

Keys of a case in `expected*.yml` (only `shows` is a must; what is not stated is not compared):

    shows        what the case is about
    rows         read, accepted, quarantined, duplicates, totals (the last three are 0 unless stated)
    status       landed (default) or refused
    refused      {rule: as the record counts it, because: fragment of the message, do: of what to do}
    encoding, sheet, header_row, class_year     as the record of the delivery states them
    landed       line -> {landed column: value}; `remarks` is a fragment; `student`, `exam` and `mobile`
                 are the numbers whose pseudonym must stand there
    answers      survey item -> the same for the rows of that item
    quarantined  line -> rule, of every row kept out
    notes, dropped   fragments of the record's notes and of its dropped columns
    sidecar      the text of `<file>.yml`
    settings     sections of institution.yml. The share of bad rows allowed is 1 unless they say another
"""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from dagster_project.ingest.pseudonyms import pseudonym
from tests.unit.ingest.office import KEY, Office, institution

CORPUS = Path(__file__).resolve().parents[2] / "fixtures" / "deliveries"
# Student numbers, exam numbers, mobiles, ID numbers, names, mail and IP addresses planted in the files.
IDENTIFIERS = re.compile(
    r"(?<!\d)(?:00990000\d\d|1661099\d{7}|1990000\d{4}|199 0000 \d{4}|99010119000101\d{3}[\dX])(?!\d)"
    r"|S9\d{4}|测试[甲乙丙丁]|[a-z]+@example\.edu|192\.0\.2\.\d"
)
# For one file, on a machine that is busy with other things; most take a tenth of a second.
SECONDS = 60
PSEUDONYMS = {"student": "graduate_key", "exam": "exam_key", "mobile": "mobile_key"}
Expected = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One file: its feed, where it lies and what must become of it."""

    feed: str
    path: Path
    expected: Expected

    @property
    def name(self) -> str:
        return f"{self.path.parent.parent.name}-{self.feed}-{self.path.name}"


def cases() -> list[Case]:
    """Every file that an `expected*.yml` describes, in order of folder and name."""
    return [
        Case(folder.name, folder / file, expected)
        for folder in sorted(CORPUS.glob("*/*/"))
        for listing in sorted(folder.glob("expected*.yml"))
        for file, expected in yaml.safe_load(listing.read_text(encoding="utf-8")).items()
    ]


def settle(office: Office, expected: Expected) -> None:
    """The institution.yml of a case."""
    office.settings = institution(**({"quarantine": {"max_share": 1}} | expected.get("settings", {})))


class TooLate(BaseException):
    """No Exception, so that landing cannot take it for a fault of a file and go on."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fails what takes longer than `seconds`: no file may hold up the night."""

    def too_late(*_: object) -> None:
        raise TooLate

    before = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(seconds)
    try:
        yield
    except TooLate:
        raise AssertionError(f"takes longer than {seconds} s") from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def land(office: Office, feed: str, name: str, content: bytes, expected: Expected) -> dict:
    """The record of one file, landed alone in an office of its own."""
    settle(office, expected)
    with within(SECONDS):
        return office.land_one(f"{feed}/{name}", content, expected.get("sidecar"))


def compare(office: Office, feed: str, record: dict, expected: Expected) -> None:
    """Everything the case states, and that nothing personal came out."""
    _compare_record(record, expected)
    if "refused" in expected:
        _compare_refusal(record, expected["refused"])
    frame = office.landed(feed)
    for line, values in expected.get("landed", {}).items():
        _compare_row(office, frame, line, values)
    for item, answers in expected.get("answers", {}).items():
        for line, answer in answers.items():
            _compare_row(office, frame.filter(item_no=str(item)), line, answer)
    if "quarantined" in expected:
        assert [(row["line"], row["rule"]) for row in office.quarantine()] == list(
            expected["quarantined"].items()
        )
    assert personal(office) == set()


def personal(office: Office) -> set[str]:
    """Planted identifiers found in any file of landing and its logs."""
    told = ""
    for file in sorted(office.paths.landing.rglob("*")) + sorted(office.paths.build.rglob("*.txt")):
        told += file.name
        if file.suffix == ".parquet":
            told += json.dumps(pl.read_parquet(file).to_dicts(), ensure_ascii=False, default=str)
        elif file.is_file():
            told += file.read_text(encoding="utf-8")
    return set(IDENTIFIERS.findall(told))


def _compare_record(record: dict, expected: Expected) -> None:
    status = expected.get("status", "refused" if "refused" in expected else "landed")
    assert record["status"] == status, record["reason"]
    if "rows" in expected:
        wanted = {"quarantined": 0, "duplicates": 0, "totals": 0} | expected["rows"]
        names = {"read": "rows_read", "totals": "totals_rows"}
        assert {name: record[names.get(name, name)] for name in wanted} == wanted, record
    for name in ("encoding", "sheet", "header_row", "class_year"):
        if name in expected:
            assert record[name] == expected[name], name
    for name, kept in (("notes", "notes"), ("dropped", "dropped_columns")):
        for fragment in expected.get(name, []):
            assert fragment in (record[kept] or ""), name


def _compare_refusal(record: dict, wanted: dict[str, str]) -> None:
    assert wanted["because"] in record["reason"]
    assert wanted.get("do", "") in record["what_to_do"]
    assert record["top_reasons"] == wanted["rule"]


def _compare_row(office: Office, frame: pl.DataFrame, line: int, values: dict[str, Any]) -> None:
    [row] = frame.filter(source_line=line).rows(named=True)
    for name, value in values.items():
        if name in PSEUDONYMS:
            code = office.settings.institution.code
            assert row[PSEUDONYMS[name]] == pseudonym(KEY, name, code, str(value)), (line, name)
        elif name == "remarks" and value is not None:
            assert value in (row["remarks"] or ""), line
        else:
            found = row[name]
            if isinstance(found, dt.datetime) and isinstance(value, str):
                value = dt.datetime.fromisoformat(value)
            assert found == value, (line, name)
