"""Rows given back to their sender come in mended, beside what is published, and nobody counts twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.deployments import Outcome, gradmart, sql, write_xlsx

COUNT = (
    "select count(*) as graduates, count(distinct graduate_key) as persons, "
    "count(destination_delivery_id) as registered "
    "from graduate_outcome where snapshot = 'latest'"
)


def give_back_mended(data: Path, name: str, day: str, folder: Path) -> None:
    """The workbook of a delivery, 99 corrected to 10 and one row of a key kept, put where it belongs."""
    workbook = folder / f"{name}.xlsx"
    told = gradmart(data, "quarantine", f"{name}_{day}.csv", "--workbook", workbook)
    assert told.code == 0, told.err
    sheet = CalamineWorkbook.from_path(workbook).get_sheet_by_name("退回的行 Rows").to_python()
    header, first = sheet[0], ["10" if cell == "99" else cell for cell in sheet[1]]
    write_xlsx(data / "raw" / "destinations" / f"{name}_mended_{day}.xlsx", [header, first])


@pytest.fixture(scope="module")
def mended(dirty, build_once, tmp_path_factory) -> tuple[Path, Outcome]:
    """The deployment with mistakes, published, then run again with two mended workbooks beside its files."""

    def make(data: Path) -> Outcome:
        shutil.copytree(dirty[0], data, symlinks=True, dirs_exist_ok=True)
        folder = tmp_path_factory.mktemp("mended")
        give_back_mended(data, "unknown_code", "2020-07-01", folder)
        give_back_mended(data, "duplicate_key", "2020-07-03", folder)
        return gradmart(data, "run")

    return build_once("mended", make)


def test_mended_rows_count_once_beside_the_published_ones(dirty, mended):
    (before,), (after,) = sql(dirty[0], COUNT), sql(mended[0], COUNT)
    assert "Published release" in mended[1].out
    assert before["graduates"] == after["graduates"] == after["persons"] == 100
    # 1 to 61 and 63 to 92 are in sound rows of some list, 31 in a later one; 62 is in no other.
    assert (before["registered"], after["registered"]) == (91, 92)


def test_each_mended_workbook_has_its_own_balance(mended):
    rows = sql(
        mended[0],
        "select file, rows_read, accepted, quarantined, duplicates, totals_rows from delivery_quality "
        "where file like '%mended%' order by file",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("destinations/duplicate_key_mended_2020-07-03.xlsx", 1, 1, 0, 0, 0),
        ("destinations/unknown_code_mended_2020-07-01.xlsx", 1, 1, 0, 0, 0),
    ]
