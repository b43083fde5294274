"""Gate 1, column by column: a column that means something else is held back until a person has looked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dagster_project.quality import check_landing
from dagster_project.quality.profile import judge
from dagster_project.settings import QualityPolicy
from tests.unit.quality.landings import TODAY, Landing

JULY, SEPTEMBER, OCTOBER = date(2020, 7, 1), date(2020, 9, 1), date(2020, 10, 1)


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path)


def column(name: str = "employer_nature", **changes: Any) -> dict[str, Any]:
    """A column of 100 rows, all filled, as landing keeps it."""
    words = {"digits": 0.0, "values": None, "median": None}
    entry = {"column": name, "header": name, "role": "value", "rows": 100, "filled": 100}
    return entry | words | changes


def money(median: float, **changes: Any) -> dict[str, Any]:
    return column("monthly_salary", header="月薪", digits=None, values=100, median=median) | changes


def send(landing: Landing, on: date, *columns: dict[str, Any], **register: Any) -> str:
    return landing.deliver("destinations", range(3), on=on, columns=list(columns), **register)


def refused(landing: Landing, *published: str, **policy: Any) -> dict[str, list[str]]:
    found = judge(landing.paths, landing.register, QualityPolicy(**policy), published)
    assert set(found.drifted) == set(found.refusals)
    return found.drifted


def test_codes_where_labels_were(landing):
    send(landing, SEPTEMBER, column(header="单位性质"))
    now = send(landing, OCTOBER, column(header="单位 性质", digits=0.98))
    refusal = judge(landing.paths, landing.register, QualityPolicy()).refusals[now]
    assert refusal.reason == (
        "destinations/2020-10-01_1.csv differs from earlier deliveries: 98% of the cells of employer_nature "
        "(单位 性质) are numbers, in destinations/2020-09-01_0.csv it was 0%."
    )
    assert refusal.what_to_do == (
        "Ask the sender. If the column means something else now, put the file right; if it is right as it "
        "is, run `gradmart confirm destinations/2020-10-01_1.csv`, or write `confirmed: [employer_nature]` "
        "into destinations/2020-10-01_1.csv.yml."
    )


@pytest.mark.parametrize(("digits", "is_refused"), [(0.5, False), (0.51, True)])
def test_the_form_may_move_as_far_as_the_policy_says(landing, digits, is_refused):
    send(landing, SEPTEMBER, column(digits=1.0))
    now = send(landing, OCTOBER, column(digits=1.0 - digits))
    assert (now in refused(landing)) is is_refused
    assert refused(landing, max_form_jump=0.6) == {}


@pytest.mark.parametrize(
    ("median", "is_refused"), [(0.5, True), (1000, False), (999, True), (25000, False), (60000, True)]
)
def test_another_unit_either_way(landing, median, is_refused):
    send(landing, SEPTEMBER, money(5000))
    now = send(landing, OCTOBER, money(median))
    assert refused(landing) == ({now: ["monthly_salary"]} if is_refused else {})


def test_the_message_on_a_unit_gives_both_medians(landing):
    send(landing, SEPTEMBER, money(5000))
    now = send(landing, OCTOBER, money(0.55))
    reason = judge(landing.paths, landing.register, QualityPolicy()).refusals[now].reason
    assert reason.endswith(
        ": the median of monthly_salary (月薪) is 0.55, in destinations/2020-09-01_0.csv it was 5,000 "
        "(another unit?)."
    )


def test_a_column_that_is_suddenly_blank(landing):
    send(landing, SEPTEMBER, column("employer_name", filled=90), class_year=2020)
    now = send(landing, OCTOBER, column("employer_name", filled=39), class_year=2020)
    assert refused(landing) == {now: ["employer_name"]}
    assert refused(landing, max_null_jump=0.6) == {}


@pytest.mark.parametrize(
    "other", [{"class_year": 2021}, {"survey_id": "g"}, {"class_year": None, "stem": "出国"}]
)
def test_blanks_are_compared_among_the_same_people_only(landing, other):
    known = {"class_year": None, "stem": "就业"} if "stem" in other else {"class_year": 2020}
    send(landing, SEPTEMBER, column("employer_name"), **known)
    send(landing, OCTOBER, column("employer_name", filled=0), **(known | other))
    assert refused(landing) == {}


def test_a_small_list_of_a_special_group_is_told_and_taken(landing):
    send(landing, SEPTEMBER, column("employer_name", rows=1000, filled=900), class_year=2020)
    now = send(landing, OCTOBER, column("employer_name", filled=0), class_year=2020)
    found = judge(landing.paths, landing.register, QualityPolicy())
    assert found.refusals == {}
    assert found.warnings == {
        now: ["100% of employer_name (employer_name) is blank, in destinations/2020-09-01_0.csv it was 10%"]
    }


def test_a_code_column_left_blank_beside_its_label_is_not_blank(landing):
    code, label = column(header="单位性质代码"), column(header="单位性质", role="label")
    send(landing, SEPTEMBER, code, label)
    send(landing, OCTOBER, code | {"filled": 0}, label)
    assert refused(landing) == {}


@pytest.mark.parametrize(
    "now",
    [
        column(digits=1.0, rows=49, filled=49),
        column(digits=1.0, filled=19),
        column(digits=1.0, header="单位性质代码"),
        column("industry", header="employer_nature", digits=1.0),
    ],
)
def test_what_is_too_little_or_another_column_is_not_compared(landing, now):
    send(landing, SEPTEMBER, column(filled=20))
    send(landing, OCTOBER, now)
    assert refused(landing) == {}


def test_what_came_before_in_too_few_rows_is_no_measure(landing):
    send(landing, SEPTEMBER, column(rows=49, filled=49))
    send(landing, OCTOBER, column(digits=1.0))
    assert refused(landing) == {}


def test_a_confirmed_column_is_taken_and_known_from_then_on(landing):
    send(landing, JULY, money(5000))
    send(landing, SEPTEMBER, money(60000), confirmed=["monthly_salary"])
    send(landing, OCTOBER, money(65000))
    assert refused(landing) == {}


def test_two_senders_with_a_way_of_their_own_are_asked_once(landing):
    for month, digits in enumerate([0.0, 1.0, 0.0, 1.0], start=1):
        confirmed = ["employer_nature"] if month == 2 else []
        send(landing, date(2020, month, 1), column(digits=digits), confirmed=confirmed)
    assert refused(landing) == {}


def test_only_the_confirmed_column_is_taken(landing):
    send(landing, SEPTEMBER, money(5000), column())
    now = send(landing, OCTOBER, money(0.5), column(digits=1.0), confirmed=["employer_nature"])
    assert refused(landing) == {now: ["monthly_salary"]}


def test_a_delivery_that_is_held_back_is_no_measure(landing):
    send(landing, JULY, money(5000))
    first = send(landing, SEPTEMBER, money(0.5))
    second = send(landing, OCTOBER, money(0.6))
    assert set(refused(landing)) == {first, second}


def test_what_is_published_stays_whatever_arrives_late(landing):
    published = send(landing, OCTOBER, money(5000))
    late = send(landing, SEPTEMBER, money(60000))
    assert set(refused(landing)) == {published}
    assert refused(landing, published) == {}
    later = send(landing, date(2020, 11, 1), money(0.5))
    assert set(refused(landing, published, late)) == {later}


def test_another_feed_is_no_measure(landing):
    landing.deliver("fair_employers", range(3), on=SEPTEMBER, columns=[column()])
    send(landing, OCTOBER, column(digits=1.0))
    assert refused(landing) == {}


def test_the_gate_leaves_out_what_changed_and_keeps_what_is_published(landing):
    send(landing, SEPTEMBER, money(5000))
    now = send(landing, OCTOBER, money(0.5))
    result = check_landing(landing.paths, landing.register, TODAY, QualityPolicy())
    assert (result.passed, result.drifted) == (True, {now: ["monthly_salary"]})
    [plausible] = [check for check in result.warnings if check.name == "plausible"]
    assert plausible.summary.startswith("destinations/2020-10-01_1.csv differs from earlier deliveries: ")
    published = {now: "destinations/2020-10-01_1.csv"}
    assert check_landing(landing.paths, landing.register, TODAY, QualityPolicy(), published).refusals == {}
