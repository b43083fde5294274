"""The seed figures of guidance, programmes and goals, and every headline mart against the written truth.

Asked for on the demonstration through `gradmart sql`, as an analyst would.
"""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from dagster_project.contracts.codes import SEEDS
from tests.deployments import sql


@pytest.fixture(scope="module")
def data(demo):
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def truth(data):
    return json.loads((data / "demo_truth.json").read_text(encoding="utf-8"))


def test_the_fourth_career_experience_week_reached_3527_students_at_the_innovation_harbour(data):
    rows = sql(
        data,
        "select activities, participants from service_reach "
        "where year = 2020 and kind = 'career_experience_week' and pillar = 'all'",
    )
    assert rows == [{"activities": 1, "participants": 3527}]
    rows = sql(
        data,
        "select activity_name, campus, held_on between date '2020-10-01' and date '2020-10-31' as october "
        "from activity where kind = 'career_experience_week' and year = 2020",
    )
    assert rows == [{"activity_name": "第四届职业体验周", "campus": "中国西部科技创新港", "october": True}]


def test_the_sixth_summer_camp_had_53_members_on_both_records(data):
    reach = sql(
        data,
        "select activities, participants from service_reach "
        "where year = 2020 and kind = 'camp' and pillar = '创业教育'",
    )
    assert reach == [{"activities": 1, "participants": 53}]
    members = sql(
        data, "select members from special_programme where programme = '创业训练营' and year = 2020"
    )
    assert members == [{"members": 53}]


def test_32_entrepreneurship_lectures_were_held_online_in_the_first_half_of_2020(data):
    rows = sql(
        data,
        "select activities, activities_online_h1 from service_reach "
        "where year = 2020 and kind = 'lecture' and pillar = '创业教育'",
    )
    assert rows == [{"activities": 32, "activities_online_h1": 32}]


def test_26_liaison_officers_are_of_3_campuses_7_academies_and_13_colleges(data):
    rows = sql(
        data,
        "select members, campuses, academies, colleges from special_programme "
        "where programme = '国际组织工作联络员' and year = 2020",
    )
    assert rows == [{"members": 26, "campuses": 3, "academies": 7, "colleges": 13}]


def test_international_organisations_had_5_events_104_consultations_and_1086_person_times(data):
    rows = sql(
        data,
        "select kind, activities, person_times from service_reach "
        "where year = 2020 and pillar = '国际组织' order by kind",
    )
    assert [(row["kind"], row["activities"]) for row in rows] == [
        ("all", 109), ("consultation", 104), ("international_organisation", 5),
    ]  # fmt: skip
    assert rows[0]["person_times"] == 1086


def test_contests_camps_and_alumni_talks_are_on_record(data):
    rows = sql(data, "select kind from service_reach where year = 2020 and pillar = 'all' and activities > 0")
    assert {row["kind"] for row in rows} > {"mock_interview", "contest", "camp", "alumni_talk"}
    names = [row["activity_name"] for row in sql(data, "select activity_name from activity where is_listed")]
    for wanted in ("模拟面试大赛", "求职征文大赛", "职场新人加速营", "校友讲坛"):
        assert any(wanted in name for name in names), wanted


def test_selected_graduates_are_the_union_of_code_and_roster(data, truth):
    rows = sql(
        data,
        "select class_year, snapshot, degree_level, numerator from placement_quality "
        "where measure = 'selected_graduate_count' and breakdown = 'overall'",
    )
    assert {(row["class_year"], row["snapshot"], row["degree_level"]): row["numerator"] for row in rows} == {
        (row["class_year"], row["snapshot"], row["degree_level"]): row["union"]
        for row in truth["selected_graduates"]
    }


def test_the_goals_of_2021_have_targets_and_figures(data):
    rows = {row["goal_id"]: row for row in sql(data, "select * from annual_goal where year = 2021")}
    assert set(rows) == {
        "placement", "quality", "start_up", "three_campuses", "guidance_events", "courses", "platform",
        "international_base",
    }  # fmt: skip
    assert all(row["target"] is not None and row["actual"] is not None for row in rows.values())
    assert (rows["guidance_events"]["target"], rows["guidance_events"]["met"]) == (100, True)
    assert rows["start_up"]["actual"] == 61


def test_reach_of_every_kind_and_pillar(data, truth):
    shown = ("activities", "participants", "person_times", "participants_off_roster", "cohort_participants")
    rows = sql(data, f"select year, kind, pillar, hours, {', '.join(shown)} from service_reach")
    counted = {
        (row["year"], row["kind"], row["pillar"]): (row["hours"] or 0, *(row[name] for name in shown))
        for row in rows
    }
    known = {
        (row["year"], row["kind"], row["pillar"]): (row["hours"], *(row[name] for name in shown))
        for row in truth["service_reach"]
    }
    # Check-ins of 2019 to an activity that stands on no list: they are in the year's total and in no kind.
    total = (2019, "all", "all")
    assert counted[total][1] >= known.pop(total)[1]
    assert {key: counted[key] for key in known} == known


def test_members_of_every_programme(data, truth):
    rows = sql(
        data,
        "select programme, year, members, campuses, academies, colleges, "
        "members_on_roster as on_roster, placed from special_programme order by programme, year",
    )
    order = ("programme", "year")
    assert rows == sorted(truth["special_programmes"], key=lambda row: tuple(row[name] for name in order))


def test_placement_by_number_of_fairs(data, truth):
    rows = sql(
        data,
        "select class_year, degree_level, fairs_attended, graduates, placed from fair_outcome "
        "where snapshot = 'latest' and degree_level <> 'all' and graduates > 0",
    )
    key = ("class_year", "degree_level", "fairs_attended")
    assert {tuple(row[name] for name in key): (row["graduates"], row["placed"]) for row in rows} == {
        tuple(row[name] for name in key): (row["graduates"], row["placed"]) for row in truth["fair_outcomes"]
    }


def test_graduates_who_signed_with_an_employer_of_the_fair(data, truth):
    rows = sql(data, "select fair_id, signed_with_attending_employer as signed from fair_summary")
    assert {row["fair_id"]: row["signed"] for row in rows} == {
        fair["fair_id"]: fair["signed_with_attending_employer"] for fair in truth["fairs"]
    }


def test_moves_between_the_snapshots(data, truth):
    rows = sql(
        data,
        "select class_year, from_snapshot || '>' || to_snapshot as both_snapshots, "
        "from_code || '>' || to_code as move, graduates from restatement "
        "where from_snapshot in ('initial', 'year_end') and to_snapshot in ('year_end', 'latest')",
    )
    counted: dict = {}
    for row in rows:
        counted.setdefault((row["class_year"], row["both_snapshots"]), {})[row["move"]] = row["graduates"]
    assert counted
    for (year, both), moves in counted.items():
        assert moves == truth["restatement"][str(year)][both]


def test_the_state_of_every_week(data, truth):
    shown = ("graduates", "placed", "contract", "further_study", "unknown")
    rows = sql(
        data,
        f"select class_year, cast(week_ending as varchar) as day, degree_level, {', '.join(shown)} "
        "from employment_progress",
    )
    assert rows
    for row in rows:
        known = [
            day
            for day in truth["progress"][str(row["class_year"])]
            if day["degree_level"] == row["degree_level"] and day["as_of"] <= row["day"]
        ]
        assert [row[name] for name in shown] == [known[-1][name] for name in shown]


def test_shares_of_the_versioned_lists(data, truth):
    rows = sql(
        data,
        "select class_year, snapshot, replace(measure, '_share', '') as list, numerator, denominator "
        "from placement_quality where breakdown = 'overall' and degree_level = 'all' "
        "and measure in ('fortune500_share', 'china500_share', 'central_soe_share', 'key_employer_share')",
    )
    counted: dict = {}
    for row in rows:
        snapshot = counted.setdefault(str(row["class_year"]), {}).setdefault(row["snapshot"], {})
        snapshot[row["list"]] = {"numerator": row["numerator"], "denominator": row["denominator"]}
    assert counted == truth["employer_lists"]


def test_graduates_of_every_employer_however_files_spell_it(data, truth):
    for year, employers in truth["top_employers"].items():
        rows = sql(
            data,
            "select employer_name, graduates from top_employer "
            f"where class_year = {year} and snapshot = 'latest' order by rank, employer_name",
        )
        shown = Counter()
        for row in rows:
            # One of the spellings is shown; forms of brackets, blanks and talent centres are no part of it.
            name = row["employer_name"].split("/")[-1].replace(" ", "").replace("（", "(").replace("）", ")")
            shown[name] += row["graduates"]
        assert shown
        assert shown == {name: employers[name] for name in shown}
        # What the mart leaves out, if it ends somewhere, has no more graduates than the last one shown.
        rest = [n for name, n in employers.items() if name not in shown]
        assert max(rest, default=0) <= min(shown.values())


def test_flow_from_provinces_of_origin_to_provinces_of_work(data, truth):
    with (SEEDS / "code_province.csv").open(encoding="utf-8", newline="") as file:
        labels = {row["province_code"]: row["label_zh"] for row in csv.DictReader(file)}
    rows = sql(
        data,
        "select class_year, snapshot, origin_province, work_province, graduates from placement_flow "
        "where degree_level = 'all' and work_province <> 'unknown'",
    )
    counted: dict = {}
    for row in rows:
        year = counted.setdefault((str(row["class_year"]), row["snapshot"]), {})
        year[row["origin_province"], row["work_province"]] = row["graduates"]
    for (year, snapshot), flow in counted.items():
        known = {
            tuple(labels[code] for code in move.split(">")): graduates
            for move, graduates in truth["placement_flow"][year][snapshot].items()
            if not move.endswith("unknown")
        }
        assert flow == known


def test_further_study_by_host(data, truth):
    rows = sql(
        data,
        "select class_year, snapshot, kind, host, graduates from further_study where degree_level = 'all'",
    )
    counted: dict = {}
    for row in rows:
        counted.setdefault((str(row["class_year"]), row["snapshot"]), {})[row["kind"], row["host"]] = row[
            "graduates"
        ]
    for (year, snapshot), hosts in counted.items():
        known = Counter()
        for row in truth["further_study"][year][snapshot]:
            known[row["kind"], row["host"] or "unknown"] += row["graduates"]
        assert hosts == known


def test_quartiles_of_pay(data, truth):
    rows = sql(
        data,
        "select class_year, snapshot, degree_level, measure, value, numerator from placement_quality "
        "where measure like 'salary%' and breakdown = 'overall'",
    )
    assert rows
    for row in rows:
        told = truth["salaries"][str(row["class_year"])][row["snapshot"]][row["degree_level"]]
        assert row["numerator"] == told["n"]
        assert row["value"] == pytest.approx(told[row["measure"].removeprefix("salary_")])


def test_cases_that_do_not_fit(data, truth):
    rows = sql(
        data,
        "select class_year, rule, count(distinct graduate_key) as graduates from integrity_flag "
        "where graduate_key is not null group by class_year, rule",
    )
    flagged = {(row["class_year"], row["rule"]): row["graduates"] for row in rows}
    for year, snapshots in truth["integrity"].items():
        cases = snapshots["latest"]
        for rule, graduates in (
            ("invalid_code", cases["invalid_code"]),
            ("signed_before_enrolment", cases["signed_before_enrolment"]),
            ("signed_after_delivery", cases["signed_after_delivery"]),
            ("employer_is_university", cases["employer_is_university"] - cases["university_assistant"]),
            ("missing_evidence", cases["evidence_none"] + cases["evidence_blank"]),
        ):
            assert flagged[int(year), rule] == graduates, (year, rule)


def test_every_answer_of_the_employers_at_the_fair(data, truth):
    assert answers(data, "fair-employers-2020") == truth["surveys"]["fair-employers-2020"]["items"]


def test_answers_of_the_class_of_2019_less_those_of_people_who_answered_twice(data, truth):
    survey = truth["surveys"]["placement-2019"]
    counted = answers(data, "placement-2019")
    assert set(counted) == set(survey["items"])
    second = survey["with_student_no"] - survey["respondents_with_student_no"]
    for item_no, told in survey["items"].items():
        left_out = Counter(told)
        left_out.subtract(counted[item_no])
        assert min(left_out.values()) >= 0
        assert sum(left_out.values()) <= second


def answers(data, survey_id: str) -> dict[str, dict[str, int]]:
    """Item -> answer -> responses."""
    rows = sql(
        data,
        "select item_no, option, responses from survey_item "
        f"where survey_id = '{survey_id}' and responses > 0",
    )
    items: dict[str, dict[str, int]] = {}
    for row in rows:
        items.setdefault(row["item_no"], {})[row["option"]] = row["responses"]
    return items
