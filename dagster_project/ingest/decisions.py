"""The ledger `data/raw/employer_decisions.csv`: employers that people decided to be the same, or not.

    decision,employer_a,employer_b,decided_by,decided_on,reason
    same,中国工商银行,中国工商银行股份有限公司,office,2021-03-02,short name
    different,西安天和防务技术股份有限公司,西安天和防务科技有限公司,office,2021-03-02,two firms
    parent,西安电力设计院,中国电建集团有限公司,office,2021-03-02,subsidiary

An employer is named, or given by its 统一社会信用代码 (or organisation code of nine signs). `parent` says
that a is a part of b. The ledger is read whole, and all its mistakes are told at once with their lines.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dagster_project.ingest.employers import name_key, organisation_code
from dagster_project.ingest.ledger import Entry, read_ledger, require_no_mistakes
from dagster_project.ingest.masking import mask

DECISIONS = ("same", "different", "parent")
COLUMNS = ("decision", "employer_a", "employer_b", "decided_by", "decided_on", "reason")
# Who decided stays in the ledger: names of staff have no place in the warehouse.
SCHEMA = {
    "line": pl.Int64,
    "decision": pl.String,
    "employer_a": pl.String,
    "employer_b": pl.String,
    "group_key": pl.String,
    "decided_on": pl.Date,
    "reason": pl.String,
}
_CODE_LIKE = re.compile(r"[0-9A-Z]{18}|[0-9]{8}-?[0-9X]|(?=.*\d)[0-9A-Z]{9}")


@dataclass(frozen=True)
class Decision:
    """One line. `a` and `b` are references: an organisation code, or `name:` and a name key."""

    line: int
    decision: str
    a: str
    b: str
    decided_on: dt.date
    reason: str


def read_decisions(path: Path) -> pl.DataFrame:
    """The ledger as a table in `SCHEMA`; without a file an empty one.

    `group_key` is the reference that stands for all that are the same by any chain of `same` lines, null for
    other decisions. Raises ConfigurationError that lists every mistake with its line.
    """
    entries, mistakes = read_ledger(path, COLUMNS)
    decisions, wrong = _parse(entries)
    groups = same_groups(decisions)
    require_no_mistakes(path, [*mistakes, *wrong, *_contradictions(decisions, groups)])
    rows = [
        (
            item.line,
            item.decision,
            item.a,
            item.b,
            groups[item.a] if item.decision == "same" else None,
            item.decided_on,
            item.reason,
        )
        for item in decisions
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def same_groups(decisions: list[Decision]) -> dict[str, str]:
    """Reference -> the one that stands for its group: the smallest code in it, else the smallest name."""
    groups: dict[str, set[str]] = {}
    for item in decisions:
        if item.decision == "same":
            joined = groups.get(item.a, {item.a}) | groups.get(item.b, {item.b})
            groups |= dict.fromkeys(joined, joined)
    return {
        reference: min(group, key=lambda one: (one.startswith("name:"), one))
        for reference, group in groups.items()
    }


def reference(text: str) -> str | None:
    """The reference that a cell means; None for what looks like a code and is not a valid one."""
    if code := organisation_code(text):
        return code
    compact = re.sub(r"\s+", "", text).upper()
    return None if _CODE_LIKE.fullmatch(compact) else f"name:{name_key(text)}"


def _parse(entries: list[Entry]) -> tuple[list[Decision], list[str]]:
    decisions, mistakes = [], []
    for number, row in entries:
        found, wrong = _line(number, row)
        mistakes += [f"line {number}: {item}" for item in wrong]
        decisions += [found] if found else []
    return decisions, mistakes


def _line(number: int, row: dict[str, str]) -> tuple[Decision | None, list[str]]:
    wrong = [f"{name} is blank" for name in COLUMNS if not row[name]]
    if row["decision"] and row["decision"] not in DECISIONS:
        wrong.append(f"there is no decision {row['decision']!r}; legal are {', '.join(DECISIONS)}")
    ends = {name: reference(row[name]) if row[name] else None for name in ("employer_a", "employer_b")}
    for name, end in ends.items():
        if row[name] and end is None:
            wrong.append(f"{name} {mask(row[name])!r} is no valid code: its check character is wrong")
    a, b = ends["employer_a"], ends["employer_b"]
    if a is not None and a == b:
        wrong.append("employer_a and employer_b are written the same for the program")
    day = _day(row["decided_on"])
    if row["decided_on"] and day is None:
        wrong.append(f"decided_on {row['decided_on']!r} is no day written as YYYY-MM-DD")
    if wrong or a is None or b is None or day is None:
        return None, wrong
    return Decision(number, row["decision"], a, b, day, mask(row["reason"])), []


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _contradictions(decisions: list[Decision], groups: dict[str, str]) -> list[str]:
    """Lines that take back what others say: nothing is guessed from their order."""
    mistakes = []
    parents: dict[str, Decision] = {}
    for item in decisions:
        a, b = groups.get(item.a, item.a), groups.get(item.b, item.b)
        if item.decision != "same" and a == b:
            mistakes.append(f"line {item.line}: other lines make the two the same")
        elif item.decision == "parent":
            before = parents.setdefault(a, item)
            if groups.get(before.b, before.b) != b:
                mistakes.append(f"line {item.line}: line {before.line} gives another parent")
    return mistakes + _circles(parents, groups)


def _circles(parents: dict[str, Decision], groups: dict[str, str]) -> list[str]:
    mistakes = []
    for start, first in parents.items():
        seen, at = {start}, start
        while at in parents:
            at = groups.get(parents[at].b, parents[at].b)
            if at == start:
                mistakes.append(f"line {first.line}: the parents go in a circle")
            if at in seen:
                break
            seen.add(at)
    return mistakes
