"""The ledger `data/raw/corrections.csv`: known errors of the sources, as data with a guard.

    feed,key,column,expected,new,reason,who,until
    destinations,class_year=2020;student_no=S00012,destination,10,11,contract seen,career centre,
    fairs,fair_id=F7,held_on,2020-09-25,2020-09-26,typing error of the organiser,career centre,2020-12-31
    survey_responses,survey_id=guidance-2020;response_no=17,5,2,3,told by telephone,career centre,

A line holds for deliveries whose day is not after `until`, and only as long as the file says `expected`. The
ledger is read whole and all its mistakes are told at once; what is illegal is in `correction_mistakes`. How
a line is applied is in `correcting` (rows) and `survey_corrections`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.correction_mistakes import (
    COLUMNS,
    SURVEYS,
    day_of,
    key_pairs,
    line_mistakes,
    rivals,
)
from dagster_project.ingest.ledger import Entry, read_ledger, require_no_mistakes
from dagster_project.ingest.masking import MASK, mask
from dagster_project.ingest.personal import masked
from dagster_project.ingest.words import tidy
from dagster_project.settings import Institution

# The ledger as dbt reads it. Whose row a line is about, and who decided, stays in the ledger.
CORRECTIONS = {
    "line": pl.Int64,
    "feed": pl.String,
    "column_name": pl.String,
    "expected": pl.String,
    "new_value": pl.String,
    "reason": pl.String,
    "valid_until": pl.Date,
}
_UNTOLD = ("pii", "birth_year")
# A student number in the words of a reason; days are written with dashes there.
_SHORTEST_NUMBER = 5
_NUMBER = re.compile(r"[A-Za-z]?\d{7,}[Xx]?")


@dataclass(frozen=True)
class Correction:
    """One line of the ledger.

    key            column -> value as written; it tells who a row is about and is never shown
    shown          `expected` and `new` as they may be shown, None for an identifying or sensitive column
    reason         without personal numbers and without the identifiers of the ledger
    """

    line: int
    feed: str
    key: dict[str, str]
    column: str
    expected: str
    new: str
    reason: str
    until: dt.date | None
    shown: tuple[str, str] | None

    @property
    def remark(self) -> str:
        """What a corrected row is told to be."""
        change = ""
        if self.shown is not None:
            was, now = (repr(text) if text else "blank" for text in self.shown)
            change = f" from {was} to {now}"
        name = f"item {self.column}" if self.feed == SURVEYS else self.column
        return f"{name}: corrected{change} (ledger line {self.line}: {self.reason})"


def read_corrections(path: Path, institution: Institution) -> list[Correction]:
    """The lines of the ledger in their order; none without a file.

    Raises ConfigurationError that lists every mistake with its line.
    """
    entries, mistakes = read_ledger(path, COLUMNS)
    sound: list[Entry] = []
    for number, row in entries:
        wrong = line_mistakes(row, institution)
        mistakes += [f"line {number}: {item}" for item in wrong]
        sound += [] if wrong else [(number, row)]
    require_no_mistakes(path, [*mistakes, *rivals(sound, institution)])
    known = _identifiers(sound, institution)
    return [_correction(number, row, known, institution) for number, row in sound]


def in_force(corrections: Sequence[Correction], feed: str, recorded_on: dt.date | None) -> list[Correction]:
    """The lines for a delivery of this feed that shows the state of this day."""
    return [
        item
        for item in corrections
        if item.feed == feed
        and (item.until is None or (recorded_on is not None and recorded_on <= item.until))
    ]


def corrections_frame(corrections: Sequence[Correction]) -> pl.DataFrame:
    """The ledger in `CORRECTIONS`."""
    rows = [
        (item.line, item.feed, item.column, *(item.shown or (None, None)), item.reason, item.until)
        for item in corrections
    ]
    return pl.DataFrame(rows, schema=CORRECTIONS, orient="row")


def _correction(number: int, row: dict[str, str], known: list[str], institution: Institution) -> Correction:
    key = dict(key_pairs(row["key"]))
    marks = {tidy(mark).casefold() for mark in institution.blanks}
    expected = "" if tidy(row["expected"]).casefold() in marks else row["expected"]
    words = [_unidentified(row[name], known) for name in ("expected", "new", "reason")]
    *texts, reason = words
    if row["feed"] == SURVEYS:
        texts = [pl.select(masked(pl.lit(text))).item() for text in texts]
    is_told = _is_told(row["feed"], row["column"], key, institution)
    return Correction(
        number,
        row["feed"],
        key,
        row["column"],
        expected,
        row["new"],
        _NUMBER.sub(MASK, reason),
        day_of(row["until"]),
        (texts[0], texts[1]) if is_told else None,
    )


def _is_told(feed: str, column: str, key: dict[str, str], institution: Institution) -> bool:
    """Whether the values of a column may be shown: not who somebody is, nor what they wrote themselves."""
    if feed == SURVEYS:
        item = institution.surveys[key["survey_id"]].single_items.get(column)
        return item is not None and item.kind != "open"
    found = CONTRACTS[feed].column(column)
    return found.kind not in _UNTOLD and not found.sensitive


def _identifiers(entries: list[Entry], institution: Institution) -> list[str]:
    """Every identifier in the ledger: no text of it may repeat one."""
    found = set()
    for _, row in entries:
        personal = {column.name for column in CONTRACTS[row["feed"]].columns if column.kind == "pii"}
        found |= {value for name, value in key_pairs(row["key"]) if name in personal}
        if row["column"] in personal:
            found |= {row["expected"], row["new"]}
        if row["feed"] == SURVEYS:
            found |= _respondent(dict(key_pairs(row["key"])), institution)
    return sorted(found - {""}, key=lambda text: (-len(text), text))


def _respondent(key: dict[str, str], institution: Institution) -> set[str]:
    """The response number where it may be the respondent's own; running numbers are too short for one."""
    number = key["response_no"]
    is_own = institution.surveys[key["survey_id"]].respondent_header and len(number) >= _SHORTEST_NUMBER
    return {number} if is_own else set()


def _unidentified(text: str, known: list[str]) -> str:
    for identifier in known:
        whole = rf"(?<![0-9A-Za-z]){re.escape(identifier)}(?![0-9A-Za-z])"
        text = re.sub(whole, MASK, text, flags=re.IGNORECASE)
    return mask(text)
