"""What `gradmart employers` proposes: employers of the current release that may be one, for people to decide.

Reads the published marts `employer` and `employer_decision` and nothing else. Nothing is merged here: a
proposal carries the line that says so in the ledger `employer_decisions.csv`, and the next run applies it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rapidfuzz.distance import Indel

from dagster_project import release
from dagster_project.contracts.employer_names import LEGAL_FORMS
from dagster_project.errors import UserError
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration.clock import today
from dagster_project.settings import Paths, Settings

MIN_SCORE = 88
_EVIDENCE = (
    "employer_key", "employer_name", "employer_name_key", "employer_uscc", "graduates", "fair_registrations",
    "list_entries", "names", "employer_nature", "industry", "province", "city", "parent_key",
)  # fmt: skip
# A pair of signs that more names than this have (有限, 科技) says nothing about who is meant.
_COMMON = 300
_SHORTEST = 4
_COMPANY_FORMS = [form for form in LEGAL_FORMS if not form.startswith("银行")]
_LEGAL = re.compile("|".join(sorted(_COMPANY_FORMS, key=len, reverse=True)))


@dataclass(frozen=True)
class Proposal:
    """Two employers whose names are alike.

    score     0 to 100, likeness of the names without their legal form
    why       what is alike
    a, b      evidence of each: name, code, graduates, registrations for fairs, list entries, nature, place
    same      the ledger line that makes them one; `different` the line that settles that they are two
    """

    score: int
    why: str
    a: dict[str, Any]
    b: dict[str, Any]
    same: str
    different: str


def propose(settings: Settings, min_score: int = MIN_SCORE, decided_by: str = "") -> list[Proposal]:
    """Undecided pairs of the current release, the likest first. UserError when nothing is published yet."""
    paths = Paths(settings.data.absolute())
    last = release.current(paths.marts)
    if last is None or "employer" not in last.tables("internal"):
        raise UserError(f"No employers are published in {settings.data} yet.", "Run `gradmart run` first.")
    found = release.query(last, f"select {', '.join(_EVIDENCE)} from employer order by employer_key")
    employers = [dict(zip(_EVIDENCE, row, strict=True)) for row in found.rows()]
    settled = release.query(last, "select employer_key_a, employer_key_b from employer_decision")
    decided = {frozenset(pair) for pair in settled.rows()}
    day = today(load_configuration(paths.institution_file).institution.time_zone).isoformat()
    return pairs(employers, decided, min_score, decided_by, day)


def pairs(
    employers: Sequence[dict[str, Any]],
    decided: set[frozenset[str]],
    min_score: int,
    decided_by: str,
    day: str,
) -> list[Proposal]:
    """The proposals among these employers, in an order that depends on them alone."""
    cores = [core(employer["employer_name_key"]) for employer in employers]
    proposals = []
    for i, j in _candidates(cores):
        a, b = employers[i], employers[j]
        if a["parent_key"] == b["employer_key"] or b["parent_key"] == a["employer_key"]:
            continue  # known to be a part of the other, which is why the names are alike
        score, why = _judge(a, b, cores[i], cores[j])
        if score < min_score or frozenset((a["employer_key"], b["employer_key"])) in decided:
            continue
        lines = (_line(decision, a, b, decided_by, day, why) for decision in ("same", "different"))
        proposals.append(Proposal(score, why, a, b, *lines))
    return sorted(
        proposals,
        key=lambda p: (
            -p.score,
            -(p.a["graduates"] + p.b["graduates"]),
            p.a["employer_key"],
            p.b["employer_key"],
        ),
    )


def core(name_key: str) -> str:
    """The name without its legal form: what is left tells who is meant."""
    return _LEGAL.sub("", name_key) or name_key


def _candidates(cores: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Pairs that share a pair of signs few names have, or the whole name: all others are not looked at."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(cores):
        for part in {text[at : at + 2] for at in range(max(1, len(text) - 1))} | {text}:
            holders[part].append(number)
    whole = set(cores)
    shared = Counter[tuple[int, int]]()
    for part, numbers in holders.items():
        if len(numbers) <= _COMMON or part in whole:
            shared.update(combinations(numbers, 2))
    # Two thirds of the shorter name's pairs of signs: less cannot reach a score worth proposing.
    return [
        (i, j)
        for (i, j), count in sorted(shared.items())
        if 3 * count >= min(len(cores[i]), len(cores[j])) - 1
    ]


def _judge(a: dict[str, Any], b: dict[str, Any], core_a: str, core_b: str) -> tuple[int, str]:
    if a["employer_name_key"] == b["employer_name_key"]:
        return 100, "one name, two codes"
    if core_a == core_b:
        return 99, "names that differ in the legal form"
    if a["employer_uscc"] and b["employer_uscc"]:
        return 0, "two valid codes and two names are two employers"
    short, long = sorted((core_a, core_b), key=len)
    if len(short) >= _SHORTEST and (long.startswith(short) or long.endswith(short)):
        return 90, "one name is the beginning or the end of the other"
    return round(100 * Indel.normalized_similarity(core_a, core_b)), "similar names"


def _line(decision: str, a: dict[str, Any], b: dict[str, Any], by: str, day: str, why: str) -> str:
    out = io.StringIO()
    row = [decision, *(one["employer_uscc"] or one["employer_name"] for one in (a, b)), by, day, why]
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()
