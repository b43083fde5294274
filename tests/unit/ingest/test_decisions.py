"""The ledger of employers: read whole, all mistakes told with their lines, nothing guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.configuration import write_configuration
from dagster_project.ingest.decisions import read_decisions
from dagster_project.ingest.deliveries import find_strays
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.settings import Paths
from tests.unit.ingest.office import KEY, TODAY, institution

HEADER = "decision,employer_a,employer_b,decided_by,decided_on,reason\n"
USCC, OLDER = "91110000600037341L", "600037341"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "raw").mkdir()
    return Paths(tmp_path)


def ledger(paths: Paths, *lines: str, encoding: str = "utf-8") -> Path:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    paths.employer_decisions_file.write_bytes(text.encode(encoding))
    return paths.employer_decisions_file


def test_no_ledger_is_an_empty_one(paths: Paths) -> None:
    assert read_decisions(paths.employer_decisions_file).height == 0
    write_configuration(paths, institution(), TODAY)
    assert (paths.landing / "employer_decisions" / "employer_decisions.parquet").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_employers_are_named_or_given_by_a_code(paths: Paths, encoding: str) -> None:
    file = ledger(paths, f"same,某某 （西安）公司,{USCC},office,2021-03-02,short name", encoding=encoding)
    assert read_decisions(file).to_dicts() == [
        {
            "line": 2,
            "decision": "same",
            "employer_a": "name:某某(西安)公司",
            "employer_b": OLDER,
            "group_key": OLDER,
            "decided_on": dt.date(2021, 3, 2),
            "reason": "short name",
        }
    ]


def test_a_chain_of_lines_is_one_employer_known_by_its_code(paths: Paths) -> None:
    file = ledger(
        paths,
        "same,甲,乙,office,2021-03-02,a",
        "same,丙,丁,office,2021-03-02,b",
        f"same,{OLDER},丁,office,2021-03-02,c",
        "same,乙,丙,office,2021-03-02,d",
        "parent,甲,戊,office,2021-03-02,e",
    )
    assert read_decisions(file)["group_key"].to_list() == [OLDER] * 4 + [None]


def test_all_mistakes_are_told_with_their_lines(paths: Paths) -> None:
    file = ledger(
        paths,
        "equal,甲,乙,office,2021-03-02,a",
        "same,甲,,office,2021-3-2,b",
        "same,甲,乙,office,2021-03-02",
        "same,甲,91110000600037341X,office,2021-03-02,c",
        "same,甲（一）公司,甲(一) 公司,office,2021-03-02,d",
        "same,甲,乙,office,2021-03-02,e",
        "different,乙,甲,office,2021-03-02,f",
        "parent,丙,丁,office,2021-03-02,g",
        "parent,丙,戊,office,2021-03-02,h",
        "parent,丁,丙,office,2021-03-02,i",
    )
    with pytest.raises(ConfigurationError) as raised:
        read_decisions(file)
    told = str(raised.value)
    for said in (
        "employer_decisions.csv has 10 mistake(s):",
        "line 2: there is no decision 'equal'; legal are same, different, parent",
        "line 3: employer_b is blank",
        "line 3: decided_on '2021-3-2' is no day written as YYYY-MM-DD",
        "line 4: it has 5 columns instead of 6 (a comma in a cell needs quotes)",
        "line 5: employer_b '91110000600037341X' is no valid code: its check character is wrong",
        "line 6: employer_a and employer_b are written the same for the program",
        "line 8: other lines make the two the same",
        "line 10: line 9 gives another parent",
        "line 9: the parents go in a circle",
        "line 11: the parents go in a circle",
    ):
        assert said in told


def test_a_wrong_header_is_told_with_the_right_one(paths: Paths) -> None:
    paths.employer_decisions_file.write_text("a,b\nsame,甲\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="the columns are decision,employer_a,employer_b"):
        read_decisions(paths.employer_decisions_file)


def test_the_ledger_is_an_input_and_no_stray_file(paths: Paths) -> None:
    before = inputs_fingerprint(paths, institution(), KEY, TODAY)
    ledger(paths, "same,甲,乙,office,2021-03-02,a")
    assert find_strays(paths) == []
    first = inputs_fingerprint(paths, institution(), KEY, TODAY)
    ledger(paths, "different,甲,乙,office,2021-03-02,a")
    assert len({before, first, inputs_fingerprint(paths, institution(), KEY, TODAY)}) == 3
