"""What is illegal in a line of `corrections.csv`. A line names people: no message repeats what it holds.

Only values of columns that tell nobody are quoted, so that a mistyped code can be found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from dagster_project.contracts import CONTRACTS, Column, Contract
from dagster_project.ingest.dates import read_day
from dagster_project.ingest.ledger import Entry
from dagster_project.ingest.masking import mask
from dagster_project.ingest.sense import Sense, folded, sense_of
from dagster_project.ingest.words import tidy
from dagster_project.settings import Institution

COLUMNS = ("feed", "key", "column", "expected", "new", "reason", "who", "until")
SURVEYS = "survey_responses"
_NEEDED = ("feed", "key", "column", "reason", "who")
_ITEM = re.compile(r"[1-9]\d{0,2}(\.[1-9]\d{0,2})?|c[1-9]\d{0,3}")
_SURVEY_KEY = ("survey_id", "response_no")


def day_of(text: str) -> dt.date | None:
    """The day of `until`, in any form a spreadsheet program leaves it in."""
    day = read_day(tidy(text)) if text else None
    return day.value if day is not None and day.precision == "day" else None


def key_pairs(text: str) -> list[tuple[str, str]]:
    """`class_year=2020;student_no=S00012` as pairs; a part without `=` has a blank value."""
    parts = (part.partition("=") for part in tidy(text).split(";"))
    return [(name.strip(), value.strip()) for name, _, value in parts if name.strip() or value.strip()]


def line_mistakes(row: dict[str, str], institution: Institution) -> list[str]:
    """All that is wrong with one line by itself."""
    wrong = [f"{name} is blank" for name in _NEEDED if not row[name]]
    if row["until"] and day_of(row["until"]) is None:
        wrong.append("until is no day written as YYYY-MM-DD")
    if tidy(row["expected"]) == tidy(row["new"]):
        wrong.append("expected and new are the same")
    if not row["feed"]:
        return wrong
    if row["feed"] not in CONTRACTS:
        return [*wrong, f"there is no such feed; legal are {', '.join(CONTRACTS)}"]
    if row["feed"] == SURVEYS:
        return [*wrong, *_survey_mistakes(row, institution)]
    contract = CONTRACTS[row["feed"]]
    return [*wrong, *_column_mistakes(row, contract, institution), *_key_mistakes(row, contract, institution)]


def rivals(entries: Iterable[Entry], institution: Institution) -> list[str]:
    """Lines about one cell of which the order would decide: nothing is guessed from it."""
    mistakes = []
    by_cell: dict[tuple, list[Entry]] = {}
    for number, row in entries:
        earlier = by_cell.setdefault(_cell(row, institution), [])
        sense = _sense(row["feed"], row["column"], institution)
        for before, other in earlier:
            if sense.is_said(row["expected"], [other["expected"]]):
                mistakes.append(f"line {number}: line {before} corrects the same value of the same cell")
            elif _follows(sense, row, other) or _follows(sense, other, row):
                told = "one of the two expects what the other puts there; write the last value into both"
                mistakes.append(f"line {number}: line {before} is about the same cell, and {told}")
        earlier.append((number, row))
    return mistakes


def _follows(sense: Sense, row: dict[str, str], other: dict[str, str]) -> bool:
    return sense.is_said(row["expected"], [other["new"]])


def _cell(row: dict[str, str], institution: Institution) -> tuple[Any, ...]:
    pairs = key_pairs(row["key"])
    key = sorted((name, str(_sense(row["feed"], name, institution).form(value))) for name, value in pairs)
    return (row["feed"], row["column"], *key)


def _sense(feed: str, column: str, institution: Institution) -> Sense:
    if feed == SURVEYS:
        return Sense()
    return sense_of(CONTRACTS[feed].column(column), CONTRACTS[feed], institution)


def _column_mistakes(row: dict[str, str], contract: Contract, institution: Institution) -> list[str]:
    column = _landing(contract).get(row["column"])
    if column is None:
        legal = ", ".join(_landing(contract))
        return [f"column: {contract.feed} has no such column; legal are {legal}"] if row["column"] else []
    if not folded(row["new"]):
        needed = column.need == "required" and not column.blank_ok
        return [f"new is blank, and {column.name} needs a value"] if needed else []
    problem = sense_of(column, contract, institution).problem(row["new"])
    if problem is None:
        return []
    is_told = column.kind not in ("pii", "birth_year") and not column.sensitive
    quoted = f" {mask(row['new'])!r}" if is_told else ""
    return [f"new{quoted}: cannot stand in {column.name} ({problem})"]


def _key_mistakes(row: dict[str, str], contract: Contract, institution: Institution) -> list[str]:
    if not row["key"]:
        return []
    columns = _landing(contract)
    pairs = key_pairs(row["key"])
    wrong = []
    for at, (name, value) in enumerate(pairs, start=1):
        if name not in columns:
            legal = ", ".join(columns)
            wrong.append(f"key: part {at} names no column of {contract.feed}; legal are {legal}")
        elif not folded(value):
            wrong.append(f"key: {name} has no value (write {name}=...)")
        elif sense_of(columns[name], contract, institution).problem(value):
            wrong.append(f"key: the value of {name} cannot be read as {columns[name].kind}")
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        wrong.append("key: a column is named twice")
    if not wrong:
        wrong = [f"key: {group} is missing" for group in _missing(set(names), contract)]
    return wrong


def _landing(contract: Contract) -> dict[str, Column]:
    """The columns of which something lands; a name or an ID number cannot be corrected, nor found by."""
    return {column.name: column for column in contract.columns if column.landed_columns}


def _missing(names: set[str], contract: Contract) -> list[str]:
    """Columns of the contract that a key lacks; of identifiers that stand for one another one will do."""
    groups: list[tuple[str, ...]] = []
    for landed in contract.key:
        column = next(item for item in contract.columns if item.landed_name == landed)
        same = (group for group in contract.one_of if column.pseudonym and column.name in group)
        group = next(same, (column.name,))
        if group not in groups:
            groups.append(group)
    return [" or ".join(group) for group in groups if not names & set(group)]


def _survey_mistakes(row: dict[str, str], institution: Institution) -> list[str]:
    wrong = []
    if row["column"] and not _ITEM.fullmatch(row["column"]):
        wrong.append("column: of survey_responses it is the number of an item, such as 5 or 13.2")
    if not row["key"]:
        return wrong
    key = dict(key_pairs(row["key"]))
    if set(key) != set(_SURVEY_KEY) or not all(key.values()):
        wrong.append("key: of survey_responses it is survey_id=...;response_no=...")
    elif key["survey_id"] not in institution.surveys:
        named = ", ".join(sorted(institution.surveys)) or "none yet"
        wrong.append(f"key: there is no such survey in institution.yml; its surveys are {named}")
    return wrong
