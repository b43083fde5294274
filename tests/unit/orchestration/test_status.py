"""What `gradmart status` and `quarantine` gather out of the register and the quarantine."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dagster_project.ingest.register import read_records, write_register
from dagster_project.orchestration.status import quarantine, status
from dagster_project.settings import Settings
from tests.deployments import write_institution
from tests.unit.ingest.office import Office, destination, destinations

FILE = "destinations/x_2020-06-30.csv"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    write_institution(tmp_path)
    return Office(tmp_path)


def deliver(office: Office, *rows: list[str], filler: int = 40) -> Settings:
    office.put(FILE, destinations(*rows, filler=filler))
    office.land("destinations")
    write_register(office.paths, read_records(office.paths))
    return Settings(data=office.data)


def test_a_delivery_whose_own_total_disagrees_is_worth_a_look(office: Office) -> None:
    settings = deliver(office, ["总计：50人", *[""] * 6])
    assert status(settings).notices == [
        f"{FILE}: the totals row on line 42 says 50 where there are 40 rows. "
        "Ask its sender whether rows are missing."
    ]


def test_advice_is_told_by_rule_and_what_is_wrong_by_row(office: Office) -> None:
    found = quarantine(deliver(office, destination(1, "9. 9"), destination(2, "98")))
    assert found.by_rule == [
        {
            "rows": 2,
            "feed": "destinations",
            "rule": "unknown_code",
            "what_to_do": [
                "Correct it, or add it to institution.yml under codes: destination: "
                "with the code it stands for (`gradmart confirm` writes it)."
            ],
        }
    ]
    assert [row["what"] for row in found.rows] == [
        "毕业去向类别代码 '9. 9' is no known code.",
        "毕业去向类别代码 '98' is no known code.",
    ]


def test_rows_without_a_fault_of_their_own_are_told_apart(office: Office) -> None:
    found = quarantine(deliver(office, *(destination(number, "99") for number in range(10)), filler=20))
    assert [row["is_sound"] for row in found.rows].count(True) == 20
    assert len(found.refused) == 1


@pytest.mark.parametrize("code", ["it's. Not", 'so "said. Not', "line 42: x. Y", "'. \\"])
def test_what_a_cell_holds_never_passes_for_our_own_sentences(office: Office, code: str) -> None:
    found = quarantine(deliver(office, destination(1, code)))
    (row,), (count,) = found.rows, found.by_rule
    assert row["what"] == f"毕业去向类别代码 {code!r} is no known code."
    assert count["what_to_do"][0].startswith("Correct it, or add it to institution.yml")
    assert row["reason"] == f"{FILE}, line 42: {row['what']} {row['what_to_do']}"


def test_what_an_earlier_version_landed_is_told_by_its_reason(office: Office) -> None:
    settings = deliver(office, destination(1, "99"))
    (aside,) = (office.paths.landing / "quarantine").glob("*-*.parquet")
    pl.read_parquet(aside).drop("what", "what_to_do").write_parquet(aside)
    found = quarantine(settings)
    (row,), (count,) = found.rows, found.by_rule
    assert row["what"] == row["reason"]
    assert row["what"].startswith(f"{FILE}, line 42: 毕业去向类别代码 '99' is no known code. Correct it, or")
    assert count["what_to_do"] == ["Run `gradmart run`: an earlier version of the program kept it out."]
