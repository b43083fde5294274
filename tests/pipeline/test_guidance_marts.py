"""Fairs, guidance, programmes, goals and integrity flags of guidance_office.py, worked out by hand.

One run for all; every figure is read through SQL on the published release, as an analyst reads it.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.deployments import sql
from tests.pipeline.guidance_office import ART, run


@pytest.fixture(scope="module")
def data(build_once) -> Path:
    folder, outcome = build_once("guidance", run)
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def ask(data):
    """`ask(query)`: rows of a query on the internal tier, as tuples."""
    with closing(duckdb.connect()) as connection:
        for path in (data / "marts" / "current" / "internal").glob("*.parquet"):
            connection.execute(f"create view {path.stem} as from read_parquet('{path}')")
        yield lambda query: connection.execute(query).fetchall()


def test_every_delivery_of_the_office_counts(ask):
    assert (
        ask("select file, top_reasons from delivery_quality where status <> 'landed' or quarantined > 0")
        == []
    )


def test_a_fair_shows_what_was_recorded_beside_what_was_declared(ask):
    """Seven people: A06 twice, A07 and M01 by phone, A08 on the wrong day, the shared and the unknown phone,
    the stranger. Only the last two are on no roster. A06, A08 and M01 signed with 工程公司 afterwards."""
    assert ask(
        "select employers, positions, headcount, recruiters, booths, booths_recorded, students, scans, "
        "repeat_scans, scans_outside_window, students_off_roster, signed_with_attending_employer "
        "from fair_summary where fair_id = 'F1'"
    ) == [(2, 15, 28, 3, 2, 2, 7, 8, 1, 1, 2, 3)]
    assert ask(
        "select fair_id, employers_declared, positions_declared, students_declared, declared_differs_in "
        "from fair_summary order by fair_id"
    ) == [
        ("F1", 3, 15, 10, "employers, students"),
        ("F2", None, None, None, None),
        ("F3", None, None, None, None),
        ("F4", None, None, None, None),
    ]


def test_the_records_of_a_fair_are_there_to_be_counted_again(ask):
    assert ask("select count(*), sum(scans), sum(repeat_scans) from fair_visit where fair_id = 'F1'") == [
        (7, 8, 1)
    ]
    assert ask(
        "select count(*) from fair_visit as v "
        "inner join graduate_outcome as g on v.graduate_key = g.graduate_key "
        "where v.fair_id = 'F1' and g.snapshot = 'latest' and g.degree_level = 'master'"
    ) == [(1,)], "the phone of two degrees leads to the master"
    assert ask(
        "select employer_name, positions, is_attending from fair_exhibitor where fair_id = 'F1' "
        "order by positions"
    ) == [("戊公司", 5, True), ("工程公司", 10, True), ("丁公司", 99, False)]


def test_placement_is_counted_by_distinct_fairs_up_to_the_day_of_the_snapshot(ask):
    """A06 went to three events, A07, A08, A09 and M01 to one; A10 only to a fair after the snapshot. Of the
    others B39 and M02 seek and B40 is unknown."""
    figures = (
        "select degree_level, fairs_attended, graduates, placed from fair_outcome "
        "where class_year = 2020 and snapshot = '{}' order by all"
    )
    expected = [
        ("all", "0", 57, 54), ("all", "1", 4, 4), ("all", "2", 0, 0), ("all", "3+", 1, 1),
        ("bachelor", "0", 56, 54), ("bachelor", "1", 3, 3), ("bachelor", "2", 0, 0), ("bachelor", "3+", 1, 1),
        ("master", "0", 1, 0), ("master", "1", 1, 1), ("master", "2", 0, 0), ("master", "3+", 0, 0),
    ]  # fmt: skip
    assert ask(figures.format("latest")) == expected
    assert ask(figures.format("year_end")) == expected
    assert (
        ask("select placement_rate from fair_outcome where graduates = 0 and placement_rate is not null")
        == []
    )


def test_the_reach_of_the_service_counts_people_once_and_visits_by_day(ask):
    """A01 took part in three activities; at the camp on two days, with two scans of one day and a line of the
    paper list. X9 was never announced; L2 has no list of participants."""
    assert ask(
        "select kind, pillar, activities, activities_h1, activities_online, activities_online_h1, campuses, "
        "hours, activities_with_records, participants, participants_off_roster, person_times, "
        "person_times_declared, cohort_participants, cohort_n "
        "from service_reach where year = 2020 order by kind, pillar"
    ) == [
        ("all", "all", 5, 1, 1, 1, 2, 29.0, 4, 6, 2, 9, 100, 4, 62),
        ("all", "unknown", 1, 0, 0, 0, 0, None, 1, 1, 0, 1, None, 1, 62),
        ("all", "创业", 3, 1, 1, 1, 2, 29.0, 2, 4, 1, 6, 100, 3, 62),
        ("all", "国际组织", 1, 0, 0, 0, 0, None, 1, 2, 1, 2, None, 1, 62),
        ("camp", "all", 1, 0, 0, 0, 1, 24.0, 1, 2, 0, 3, None, 2, 62),
        ("camp", "创业", 1, 0, 0, 0, 1, 24.0, 1, 2, 0, 3, None, 2, 62),
        ("international_organisation", "all", 1, 0, 0, 0, 0, None, 1, 2, 1, 2, None, 1, 62),
        ("international_organisation", "国际组织", 1, 0, 0, 0, 0, None, 1, 2, 1, 2, None, 1, 62),
        ("lecture", "all", 2, 1, 1, 1, 1, 5.0, 1, 3, 1, 3, 100, 2, 62),
        ("lecture", "创业", 2, 1, 1, 1, 1, 5.0, 1, 3, 1, 3, 100, 2, 62),
        ("unknown", "all", 1, 0, 0, 0, 0, None, 1, 1, 0, 1, None, 1, 62),
        ("unknown", "unknown", 1, 0, 0, 0, 0, None, 1, 1, 0, 1, None, 1, 62),
    ]  # fmt: skip
    assert ask("select share_of_cohort from service_reach where kind = 'lecture' and pillar = 'all'") == [
        (2 / 62,)
    ]


def test_a_programme_rates_only_those_of_its_members_who_graduated(ask):
    """A01 is freelance and takes the college from the roster, M02 seeks, the stranger is on no roster."""
    assert ask("select * from special_programme order by year") == [
        ("创业训练营", 2020, 3, 2, 3, 1, 2, 1, 0.5),
        ("创业训练营", 2021, 1, 1, 1, 0, 1, 0, 0.0),
    ]
    assert ask("select college from programme_member where year = 2020 and outcome = 'employed'") == [(ART,)]


def test_goals_are_met_by_figures_and_open_where_there_is_none(ask):
    """59 of 62 graduates are placed: all but B39, B40 and M02."""
    assert ask(
        "select goal_id, actual, numerator, denominator, is_stated, met from annual_goal order by goal_id"
    ) == [
        ("base", None, None, None, False, None),
        ("camp", 3.0, 3, None, False, True),
        ("events", 5.0, None, None, False, False),
        ("lectures_online", 1.0, None, None, False, True),
        ("next_year", None, None, None, False, None),
        ("placement", 59 / 62, 59, 62, False, True),
        ("platform", 1.0, None, None, True, True),
        ("startup_events", 3.0, None, None, False, True),
    ]


def test_each_integrity_rule_fires_where_it_should_and_nowhere_else(ask):
    """One record was made for each rule, two for missing evidence; the others are sound, among them 16 people
    at one employer that came to a fair and a research assistant at the university itself."""
    assert ask(
        "select rule, employer_name, destination_code, evidence from integrity_flag order by rule, evidence"
    ) == [
        ("employer_is_university", "示例 大学", "11", "employer_name=示例 大学"),
        ("invalid_code", "乙公司", "10", "employer_uscc=123"),
        ("many_at_one_employer", "不知名公司", None, "graduates=10"),
        ("missing_evidence", None, "10", "required=就业协议书 (agreement); evidence=blank"),
        ("missing_evidence", None, "10", "required=就业协议书 (agreement); evidence=none"),
        ("signed_after_delivery", None, "10", "signed_on=2021-03-01; recorded_on=2020-12-31"),
        ("signed_before_enrolment", None, "10", "signed_on=2015-01-01; enrolled_on=2016-09-01"),
        ("unusual_code_share", None, "76", "college=5/20; institution=5/60"),
    ]
    assert ask("select college, degree_level from integrity_flag where subject_kind = 'college'") == [
        (ART, "bachelor")
    ]
    assert ask(
        "select count(*) from integrity_flag where reason is null or reason_en is null or look_at is null"
    ) == [(0,)]


def test_the_public_tier_has_no_records_of_people_and_hides_small_groups(data):
    tables = {path.stem for path in (data / "marts" / "current" / "public").glob("*.parquet")}
    assert {"fair_summary", "fair_outcome", "service_reach", "special_programme", "annual_goal"} <= tables
    assert not tables & {
        "fair_visit", "fair_exhibitor", "activity", "activity_visit", "programme_member", "event_delivery",
        "integrity_flag",
    }  # fmt: skip
    assert sql(
        data,
        "select year, members, placed, placement_rate from special_programme order by year",
        tier="public",
    ) == [
        {"year": 2020, "members": 3, "placed": None, "placement_rate": None},
        {"year": 2021, "members": None, "placed": None, "placement_rate": None},
    ]
    assert sql(
        data,
        "select fair_id, students, scans, signed_with_attending_employer as signed from fair_summary "
        "where fair_id in ('F1', 'F2') order by fair_id",
        tier="public",
    ) == [
        {"fair_id": "F1", "students": 7, "scans": 8, "signed": 3},
        {"fair_id": "F2", "students": None, "scans": None, "signed": None},
    ]
    # Two participants are hidden, the activity is not; two of the cohort hide no larger group.
    assert sql(
        data,
        "select kind, activities, participants, cohort_participants from service_reach "
        "where pillar = 'all' and kind in ('camp', 'lecture') order by kind",
        tier="public",
    ) == [
        {"kind": "camp", "activities": 1, "participants": None, "cohort_participants": None},
        {"kind": "lecture", "activities": 2, "participants": 3, "cohort_participants": None},
    ]
