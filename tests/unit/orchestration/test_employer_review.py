"""Proposals for the ledger: which pairs are shown, with which lines, and which are settled."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dagster_project.ingest.decisions import COLUMNS, read_decisions
from dagster_project.ingest.employers import name_key
from dagster_project.orchestration.employer_review import Proposal, pairs

USCC, OTHER = "91110000600037341L", "91310115MADM01192Y"


def employer(key: str, name: str, code: str | None = None, graduates: int = 1) -> dict:
    return {
        "employer_key": key,
        "employer_name": name,
        "employer_name_key": name_key(name),
        "employer_uscc": code,
        "graduates": graduates,
        "parent_key": None,
    }


def proposed(
    *employers: dict, decided: set[frozenset[str]] | None = None, min_score: int = 88
) -> list[Proposal]:
    return pairs(employers, decided or set(), min_score, "office", "2021-03-02")


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        (employer("a", "西安某某软件有限公司", USCC), employer("b", "西安某某软件公司"), 99),
        (employer("a", "某某建设银行", USCC), employer("b", "某某建设银行", OTHER), 100),
        (employer("a", "西安某某精密机械厂", USCC), employer("b", "西安某某精密机械总厂"), 95),
        (employer("a", "某某工商银行"), employer("b", "中国某某工商银行股份有限公司", USCC), 90),
    ],
)
def test_names_that_are_alike_are_proposed_with_their_likeness(one: dict, other: dict, score: int) -> None:
    (found,) = proposed(one, other)
    assert (found.score, found.a["employer_key"], found.b["employer_key"]) == (score, "a", "b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (employer("a", "西安甲某软件有限公司", USCC), employer("b", "西安甲乙软件有限公司", OTHER)),
        (employer("a", "西安某某软件有限公司"), employer("b", "成都天地电子有限公司")),
        (employer("a", "某某局"), employer("b", "甲局")),
    ],
)
def test_two_codes_under_two_names_and_names_that_differ_are_not_proposed(one: dict, other: dict) -> None:
    assert proposed(one, other) == []


def test_a_branch_is_not_proposed_to_be_its_parent() -> None:
    head = employer("a", "某某工程集团有限公司", USCC)
    branch = employer("b", "某某工程集团有限公司西安分公司")
    assert len(proposed(head, branch)) == 1
    assert proposed(head, branch | {"parent_key": "a"}) == []


def test_a_decided_pair_is_not_proposed_again() -> None:
    one, other = employer("a", "西安某某软件有限公司"), employer("b", "西安某某软件公司")
    assert len(proposed(one, other)) == 1
    assert proposed(one, other, decided={frozenset({"b", "a"})}) == []


def test_the_likest_and_then_the_largest_come_first_whatever_the_order_of_the_employers() -> None:
    employers = [
        employer("a", "西安某某软件有限公司", graduates=1),
        employer("b", "西安某某软件公司"),
        employer("c", "成都天地电子有限公司", graduates=9),
        employer("d", "成都天地电子公司"),
        employer("e", "郑州一二三四精密机械厂"),
        employer("f", "郑州一二三四精密机械总厂"),
    ]
    order = [(found.a["employer_key"], found.b["employer_key"]) for found in proposed(*employers)]
    assert order == [("c", "d"), ("a", "b"), ("e", "f")]


def test_the_lines_can_be_pasted_into_the_ledger_as_they_are(tmp_path: Path) -> None:
    (found,) = proposed(employer("a", "某某软件,有限公司", USCC), employer("b", "某某软件,公司"))
    for line, decision in ((found.same, "same"), (found.different, "different")):
        file = tmp_path / f"{decision}.csv"
        file.write_text(",".join(COLUMNS) + "\n" + line + "\n", encoding="utf-8")
        (row,) = read_decisions(file).to_dicts()
        assert (row["decision"], row["employer_a"]) == (decision, "600037341")
    assert next(csv.reader([found.same]))[3:5] == ["office", "2021-03-02"]
