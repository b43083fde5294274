"""A new notice of the ministry is new rows in the rate seeds: no SQL, no Python, and its tests hold.

The invented notice counts contract and further study only and is in force for the class of 2019. The seeds of
a copy of the dbt project get its rows, and what stands on them is built again by dbt on the demonstration.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project.settings import DBT_DIR

NEW = "MOE-TEST"
YEAR = 2019
CONTRACT = ("10", "11", "27", "46", "50", "51", "50/51")
STUDY = ("80", "85")
BUILT = ["rate_version", "rate_measure", "rate_matrix", "rate_base", "dim_rate_measure", "dim_rate_code"]
BUILT += ["fct_rate", "employment_rate", "rate_definition"]


def append(path: Path, *rows: tuple[str, ...]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def announce(dbt: Path) -> None:
    """Enter the notice as a person would: its rows, and the last year of the version before it."""
    rates = dbt / "seeds" / "rates"
    versions = (rates / "rate_version.csv").read_text(encoding="utf-8")
    assert "\nMOE-2004,,2019," in versions
    (rates / "rate_version.csv").write_text(
        versions.replace("\nMOE-2004,,2019,", "\nMOE-2004,,2018,"), encoding="utf-8"
    )
    append(
        rates / "rate_version.csv",
        (NEW, str(YEAR), str(YEAR), "虚构的通知", "an invented notice", "notice", "only for this test"),
    )
    append(
        rates / "rate_measure.csv",
        (NEW, "placement_rate", "all", "毕业去向落实率", "contract or further study"),
        (NEW, "known_contract_rate", "known", "知晓者签约率", "contract, of those known"),
    )
    append(
        rates / "rate_matrix.csv",
        *((NEW, "placement_rate", code) for code in CONTRACT + STUDY),
        *((NEW, "known_contract_rate", code) for code in CONTRACT),
    )
    known = (*CONTRACT, *STUDY, "12", "75", "76", "70", "71", "72")
    append(rates / "rate_base.csv", *(("known", code) for code in known))


@pytest.fixture(scope="module")
def rebuilt(demo, tmp_path_factory) -> tuple[subprocess.CompletedProcess, Path]:
    """What dbt said of the build with the new version, and the build."""
    data, outcome = demo
    assert outcome.code == 0, outcome.err
    folder = tmp_path_factory.mktemp("new_version")
    shutil.copytree(DBT_DIR, folder / "dbt", ignore=shutil.ignore_patterns("target", "logs"))
    announce(folder / "dbt")
    # dbt is started in a data folder; nothing that is built here reads the landing.
    (folder / "build").mkdir()
    build = shutil.copy(data / "build" / "build.duckdb", folder / "build" / "build.duckdb")
    arguments = ["build", "--select", *BUILT, "--exclude-resource-type", "unit_test", "--no-use-colors"]
    done = subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments],
        cwd=folder,
        env=os.environ
        | {
            "DBT_PROJECT_DIR": str(folder / "dbt"),
            "DBT_PROFILES_DIR": str(folder / "dbt"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done, Path(build)


def test_every_dbt_test_holds_with_the_new_version(rebuilt):
    done, _ = rebuilt
    assert done.returncode == 0, done.stdout[-3000:]
    assert "one_official_version_per_class_year" in done.stdout


def test_the_new_version_is_computed_for_every_cohort_and_official_for_its_own(rebuilt):
    with duckdb.connect(str(rebuilt[1]), read_only=True) as connection:
        official = connection.execute(
            "select distinct class_year, rate_version from marts.employment_rate where is_official order by 1"
        ).fetchall()
        assert official == [(2019, NEW), (2020, "MOE-2020"), (2021, "MOE-2021")]
        computed = connection.execute(
            "select class_year, snapshot, measure, numerator, denominator from marts.employment_rate "
            "where rate_version = $1 and breakdown = 'overall' and degree_level = 'all' order by all",
            [NEW],
        ).fetchall()
        counted = connection.execute(
            """
            select class_year, snapshot, measure, numerator, denominator from (
                select
                    class_year, snapshot, 'placement_rate' as measure,
                    count(*) filter (where category in ('contract', 'further_study')) as numerator,
                    count(*) as denominator
                from core.fct_graduate_outcome where is_counted group by all
                union all
                select
                    class_year, snapshot, 'known_contract_rate',
                    count(*) filter (where category = 'contract'),
                    count(*) filter (where category <> 'unknown')
                from core.fct_graduate_outcome where is_counted group by all
            ) order by all
            """
        ).fetchall()
    assert len(computed) == 18
    assert computed == counted


def test_the_new_version_is_in_the_published_definition(rebuilt):
    with duckdb.connect(str(rebuilt[1]), read_only=True) as connection:
        rows = connection.execute(
            "select measure, destination_code, in_numerator, in_denominator from marts.rate_definition "
            "where rate_version = $1 and destination_code in ('10', '70', 'unknown') order by all",
            [NEW],
        ).fetchall()
    assert rows == [
        ("known_contract_rate", "10", True, True),
        ("known_contract_rate", "70", False, True),
        ("known_contract_rate", "unknown", False, False),
        ("placement_rate", "10", True, True),
        ("placement_rate", "70", False, True),
        ("placement_rate", "unknown", False, True),
    ]
