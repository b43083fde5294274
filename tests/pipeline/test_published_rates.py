"""Published counts in, published rates out: every row of `published_rates.csv`, from row-level records."""

from __future__ import annotations

import csv

import pytest

from tests.deployments import REAL, sql

# The class year under which each population is delivered by `write_published_destinations`.
CLASS_YEAR = {"henan_college_2022": 2022, "university_5082": 2021, "shaanxi_2020": 2020}

with (REAL / "destination_tables" / "published_rates.csv").open(encoding="utf-8", newline="") as file:
    PUBLISHED = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rates(published) -> dict[tuple[int, str, str], dict]:
    data, outcome = published
    assert outcome.code == 0, outcome.err
    rows = sql(
        data,
        "select class_year, snapshot, measure, numerator, denominator, rate from employment_rate "
        "where is_official and degree_level = 'all' and breakdown = 'overall'",
    )
    return {(row["class_year"], row["snapshot"], row["measure"]): row for row in rows}


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row['population']}-{row['measure']}")
def test_the_published_rate_comes_out_of_the_records(rates, row):
    figure = rates[CLASS_YEAR[row["population"]], "latest", row["measure"].split()[0]]
    assert figure["rate"] * 100 == pytest.approx(
        float(row["published_percent"]), abs=float(row["tolerance_points"]) + 1e-9
    )


def test_the_year_end_snapshot_equals_the_latest_when_nothing_came_later(rates):
    for year in (2020, 2021, 2022):
        measure = "employment_rate" if year == 2020 else "placement_rate"
        assert rates[year, "year_end", measure] == {
            **rates[year, "latest", measure],
            "snapshot": "year_end",
        }


def test_a_snapshot_before_the_first_delivery_of_destinations_has_no_row_and_is_not_a_zero(published):
    data, _ = published
    rows = sql(data, "select distinct class_year, snapshot from employment_rate order by all")
    assert [(row["class_year"], row["snapshot"]) for row in rows] == [
        (year, snapshot) for year in (2020, 2021, 2022) for snapshot in ("latest", "year_end")
    ]


@pytest.mark.parametrize(("name", "year"), [("henan_college_2022", 2022), ("university_5082", 2021)])
def test_the_destination_structure_gives_the_printed_counts_back(published, name, year):
    from tests.deployments import published_table

    data, _ = published
    printed: dict[str, int] = {}
    for row in published_table(name):
        code = row["destination_code"]
        printed[code] = printed.get(code, 0) + int(row["graduates"])
    rows = sql(
        data,
        f"select destination_code, graduates from destination_structure where class_year = {year} "
        "and snapshot = 'latest' and degree_level = 'all' and breakdown = 'overall' and graduates > 0",
    )
    counted = {row["destination_code"]: row["graduates"] for row in rows}
    if name == "henan_college_2022":  # printed as 80 专升本; the file's code column says 80 as well
        assert counted["80"] == printed["80"]
    assert counted == printed
