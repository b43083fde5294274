"""A person's answers to what a header or a label means, and what is wrong with them.

Nothing is read or written here; `confirming` does that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dagster_project.contracts import CONTRACTS
from dagster_project.contracts.codes import institution_table
from dagster_project.ingest.header import dictionary
from dagster_project.ingest.institution_file import code_tables
from dagster_project.ingest.words import MASK
from dagster_project.orchestration.questions import DROP, identity
from dagster_project.settings import Institution
from dagster_project.settings.own_codes import OWN_CODES

TABLES = tuple(code_tables())
_SHOWN_CODES = 40


class Answer(NamedTuple):
    """`scope` is a feed (a header means a column, or `drop`) or a code table (a label means a code)."""

    scope: str
    text: str
    meaning: str

    @property
    def kind(self) -> Literal["header", "label"]:
        return "header" if self.scope in CONTRACTS else "label"

    @property
    def place(self) -> tuple[str, str]:
        """Section of institution.yml, and the name in it."""
        return ("headers" if self.kind == "header" else "codes", self.scope)

    @property
    def written(self) -> str:
        """The header or label as it is written down: on one line."""
        return " ".join(self.text.split())


def legal_meanings(scope: str, institution: Institution) -> dict[str, str]:
    """What a header of this feed, or a label of this code table, may mean: column or code -> Chinese name."""
    if scope in CONTRACTS:
        return {column.name: column.zh for column in CONTRACTS[scope].columns} | {DROP: "不要"}
    return institution_table(scope, institution).labels


def answers_wrong(answers: Sequence[Answer], institution: Institution) -> list[str]:
    """Every mistake in the answers, one sentence each."""
    found = [line for answer in answers for line in _mistake(answer, institution)]
    meanings: dict[tuple[str, str, str], str] = {}
    for answer in answers:
        same = identity(answer.kind, answer.scope, answer.text)
        if meanings.setdefault(same, answer.meaning) != answer.meaning:
            found.append(f"{answer.text!r} cannot mean both {meanings[same]} and {answer.meaning}")
    return found


def _mistake(answer: Answer, institution: Institution) -> list[str]:
    scope, text, meaning = answer
    if scope not in CONTRACTS and scope not in TABLES:
        feeds, tables = ", ".join(CONTRACTS), ", ".join(TABLES)
        return [f"there is no feed or code table {scope!r}; feeds are {feeds}; code tables are {tables}"]
    legal = legal_meanings(scope, institution)
    told = []
    if not identity(answer.kind, scope, text)[2]:
        told.append(f"a {answer.kind} is missing before '={meaning}'")
    if MASK in text:
        told.append(f"{text!r} is masked: it may be somebody's number or name, so correct the file instead")
    if meaning not in legal:
        told.append(_no_such_meaning(answer, legal, institution))
    section, _ = answer.place
    for known, before in getattr(institution, section).get(scope, {}).items():
        same = identity(answer.kind, scope, known) == identity(answer.kind, scope, text)
        if same:
            told.append(f"institution.yml says already that {known!r} is {before}: change it there")
    return told


def _no_such_meaning(answer: Answer, legal: dict[str, str], institution: Institution) -> str:
    """Names of feeds and code tables are much alike, so the other one is looked at too."""
    kind = "column" if answer.kind == "header" else "code"
    others = [
        name
        for name in (TABLES if answer.kind == "header" else CONTRACTS)
        if name.rstrip("s") == answer.scope.rstrip("s")
        and answer.meaning in legal_meanings(name, institution)
    ]
    if others:
        other = "code of the code table" if answer.kind == "header" else "column of the feed"
        return f"{answer.meaning!r} is no {kind} of {answer.scope} but a {other} {others[0]}: name that one"
    shown = ", ".join(legal) if len(legal) <= _SHOWN_CODES else f"those of code_{answer.scope}.csv"
    return f"{answer.scope} has no {kind} {answer.meaning!r}; legal are {shown}"


def notes(answer: Answer, institution: Institution) -> list[str]:
    """What an answer takes the place of, and where a label could be a code of its own."""
    if answer.kind == "label":
        section = OWN_CODES.get(answer.scope)
        own = f"A new {answer.scope} of your own is written under {section}: instead of codes:."
        before = institution_table(answer.scope, institution).find(answer.text)
        known = [f"{answer.text!r} is known as {before} so far."] if before else []
        return known + ([own] if section else [])
    target = dictionary(CONTRACTS[answer.scope], {}).get(answer.text)
    if target is None or target.column == answer.meaning:
        return []
    return [f"{answer.text!r} is known as {target.column or DROP} in {answer.scope} so far."]
