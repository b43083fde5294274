"""The figures the platform exists for, asked for on the demonstration through `gradmart sql`."""

from __future__ import annotations

import json

import pytest

from tests.deployments import sql


@pytest.fixture(scope="module")
def data(demo):
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def truth(data):
    return json.loads((data / "demo_truth.json").read_text(encoding="utf-8"))


def test_satisfaction_with_the_guidance_service_is_97_60_percent(data):
    rows = sql(
        data,
        "select box_rule, satisfied_n, base_n, excluded_n, responses_n, rate, is_headline from satisfaction "
        "where survey_id = 'guidance-2020' and item_no = '5' and breakdown = 'overall' "
        "order by box_rule desc",
    )
    assert rows == [
        {
            "box_rule": "top3", "satisfied_n": 2440, "base_n": 2500, "excluded_n": 37, "responses_n": 2537,
            "rate": 0.976, "is_headline": True,
        },
        {
            "box_rule": "top2", "satisfied_n": 2240, "base_n": 2500, "excluded_n": 37, "responses_n": 2537,
            "rate": 0.896, "is_headline": False,
        },
    ]  # fmt: skip


def test_the_comprehensive_autumn_fair_has_160_booths_298_employers_3500_students_15000_positions(data):
    rows = sql(
        data,
        "select booths, employers, students, positions, campus, scans > students as rescanned, "
        "scans - students = repeat_scans as adds_up from fair_summary where held_on = date '2020-11-02'",
    )
    assert rows == [
        {
            "booths": 160, "employers": 298, "students": 3500, "positions": 15000, "campus": "兴庆校区",
            "rescanned": True, "adds_up": True,
        }
    ]  # fmt: skip


def test_the_autumn_campus_fair_shows_records_beside_the_organisers_declaration(data):
    rows = sql(
        data,
        "select campus, recruiters, students, recruiters_declared, students_declared "
        "from fair_summary where held_on = date '2020-09-25'",
    )
    assert rows == [
        {
            "campus": "中国西部科技创新港", "recruiters": 2060, "students": 9850,
            "recruiters_declared": 2000, "students_declared": 10000,
        }
    ]  # fmt: skip


def test_every_destination_count_equals_the_written_truth(data, truth):
    rows = sql(
        data,
        "select class_year, snapshot, degree_level, destination_code, graduates from destination_structure "
        "where breakdown = 'overall' and graduates > 0",
    )
    counted: dict = {}
    for row in rows:
        year = counted.setdefault(str(row["class_year"]), {})
        level = year.setdefault(row["snapshot"], {}).setdefault(row["degree_level"], {})
        level[row["destination_code"]] = row["graduates"]
    assert counted == truth["destinations"]


def test_placement_grows_between_the_two_official_snapshots(data):
    rows = sql(
        data,
        "select class_year, max(rate) filter (where snapshot = 'initial') as initial, "
        "max(rate) filter (where snapshot = 'year_end') as year_end from employment_rate "
        "where rate_version = 'MOE-2021' and measure = 'placement_rate' and degree_level = 'all' "
        "and breakdown = 'overall' group by class_year order by class_year",
    )
    assert [row["class_year"] for row in rows] == [2019, 2020, 2021]
    assert all(0.5 < row["initial"] < row["year_end"] < 1 for row in rows)


def test_every_fair_has_the_visitors_and_employers_of_the_written_truth(data, truth):
    shown = (
        "employers", "positions", "headcount", "recruiters", "students", "scans", "repeat_scans",
        "scans_outside_window", "students_off_roster",
    )  # fmt: skip
    rows = sql(data, f"select fair_id, {', '.join(shown)} from fair_summary")
    assert {row.pop("fair_id"): row for row in rows} == {
        fair["fair_id"]: {name: fair[name] for name in shown} for fair in truth["fairs"]
    }


def test_every_file_has_the_rows_of_the_written_truth(data, truth):
    shown = ("rows_read", "accepted", "quarantined", "duplicates", "totals_rows")
    rows = sql(data, f"select file, {', '.join(shown)} from delivery_quality where status = 'landed'")
    assert {row.pop("file"): row for row in rows} == {
        file["file"]: {name: file[name] for name in shown} for file in truth["files"]
    }


def test_every_row_of_every_delivery_is_accounted_for(data):
    rows = sql(
        data,
        "select count(*) as deliveries, count(*) filter (where rows_read = accepted + quarantined "
        "+ duplicates + totals_rows) as balanced, sum(quarantined) > 0 as has_mess from delivery_quality",
    )
    assert rows[0]["deliveries"] == rows[0]["balanced"] > 30
    assert rows[0]["has_mess"] is True
