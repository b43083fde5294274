"""Gate 1, delivery by delivery: what is refused, what is only remarked, and what must not be."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.quality import check_landing
from dagster_project.quality.profile import FEWEST_JUDGED, judge
from dagster_project.settings import QualityPolicy
from tests.unit.quality.landings import TODAY, Landing, key

SEPTEMBER, OCTOBER = date(2020, 9, 1), date(2020, 10, 1)


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path)


def verdicts(landing: Landing, **policy):
    return judge(landing.paths, landing.register, QualityPolicy(**policy))


def test_destinations_of_strangers_are_refused(landing):
    landing.deliver("graduates", range(100))
    stranger = landing.deliver("destinations", range(90, 190))
    refusal = verdicts(landing).refusals[stranger]
    assert refusal.reason == (
        "destinations/2020-09-01_1.csv: only 10% of its 100 graduates are on the roster of their class year, "
        "which is below 50%."
    )
    assert refusal.what_to_do == (
        "Check that it is of that class year and this institution; if so, deliver the roster that holds "
        "them or lower quality.min_roster_overlap in institution.yml."
    )
    assert verdicts(landing, min_roster_overlap=0.1).refusals == {}


def test_the_rest_goes_on_when_a_delivery_is_refused(landing):
    landing.deliver("graduates", range(100))
    good = landing.deliver("destinations", range(100), on=SEPTEMBER)
    stranger = landing.deliver("destinations", range(200, 300), on=OCTOBER, first={"industry": "999"})
    result = check_landing(landing.paths, landing.register, TODAY, QualityPolicy())
    assert set(result.refusals) == {stranger}
    # The refused delivery's wrong code is nobody's business any more.
    assert result.passed
    (plausible,) = [found for found in result.warnings if found.name == "plausible"]
    assert plausible.asset_key == ("landing", "destinations")
    assert plausible.summary.startswith("destinations/2020-10-01_2.csv: only 0% of its 100 graduates")
    assert plausible.metrics == {"deliveries": 2, "refused": 1}
    assert result.profiles[good]["roster_overlap"] == 1.0


def test_destinations_before_their_roster_wait_in_peace(landing):
    landing.deliver("graduates", range(100), change={"class_year": 2019})
    landing.deliver("destinations", range(100))
    assert verdicts(landing).refusals == {}


def test_an_exam_number_finds_its_graduate_too(landing):
    landing.deliver("graduates", range(20), change={"exam_key": key("e")})
    rows = {"graduate_key": None, "exam_key": key("e")}
    delivery = landing.deliver("destinations", range(20), change=rows)
    assert verdicts(landing).profiles[delivery]["roster_overlap"] == 1.0


def test_a_missing_key_on_both_sides_is_not_a_match(landing):
    landing.deliver("graduates", range(20))
    delivery = landing.deliver("destinations", range(50, 70))
    assert verdicts(landing).profiles[delivery]["roster_overlap"] == 0.0


@pytest.mark.parametrize(("rows", "refused"), [(FEWEST_JUDGED, True), (FEWEST_JUDGED - 1, False)])
def test_a_handful_of_corrections_is_not_judged_by_its_share(landing, rows, refused):
    landing.deliver("graduates", range(100))
    delivery = landing.deliver("destinations", range(200, 200 + rows))
    assert (delivery in verdicts(landing).refusals) is refused


def test_a_full_delivery_that_lost_half_is_refused(landing):
    landing.deliver("destinations", range(100), on=SEPTEMBER)
    cut = landing.deliver("destinations", range(49), on=OCTOBER, mode="full")
    refusal = verdicts(landing).refusals[cut]
    assert refusal.reason == (
        "destinations/2020-10-01_1.csv holds 49 rows where destinations/2020-09-01_0.csv held 100; "
        "as a full delivery it would withdraw the rest."
    )
    assert refusal.what_to_do == (
        "Deliver the whole file, set `mode: delta` in its sidecar, or lower quality.min_full_volume "
        "in institution.yml."
    )
    assert verdicts(landing, min_full_volume=0.49).refusals == {}


@pytest.mark.parametrize(
    "later",
    [{"mode": "delta"}, {"mode": "full", "class_year": 2019}, {"mode": "full", "on": date(2020, 8, 1)}],
)
def test_small_deliveries_that_withdraw_nothing_are_admitted(landing, later):
    landing.deliver("destinations", range(100), on=SEPTEMBER)
    landing.deliver("destinations", range(10), **({"on": OCTOBER} | later))
    assert verdicts(landing).refusals == {}


def test_a_refused_delivery_is_no_measure_for_the_next(landing):
    landing.deliver("destinations", range(100), on=SEPTEMBER)
    cut = landing.deliver("destinations", range(10), on=OCTOBER, mode="full")
    again = landing.deliver("destinations", range(12), on=date(2020, 11, 1), mode="full")
    assert set(verdicts(landing).refusals) == {cut, again}


def test_a_roster_that_is_refused_does_not_vouch_for_destinations(landing):
    landing.deliver("graduates", range(100), on=SEPTEMBER)
    cut = landing.deliver("graduates", range(200, 220), on=OCTOBER, mode="full")
    stranger = landing.deliver("destinations", range(200, 220), on=OCTOBER)
    assert set(verdicts(landing).refusals) == {cut, stranger}


def test_a_jump_of_unknown_destinations_is_remarked_not_refused(landing):
    landing.deliver("destinations", range(20), on=SEPTEMBER)
    landing.deliver("destinations", range(20), on=OCTOBER, change={"destination": None})
    result = check_landing(landing.paths, landing.register, TODAY, QualityPolicy())
    assert result.refusals == {}
    assert [found.summary for found in result.warnings] == [
        "destinations/2020-10-01_1.csv: the share of unknown destinations went from 0% to 100%. "
        "Ask the sender whether this is so."
    ]


def test_visitors_off_the_roster_are_real_and_only_remarked(landing):
    landing.deliver("graduates", range(100))
    scans = landing.deliver("fair_attendance", range(200, 300))
    found = verdicts(landing)
    assert found.refusals == {}
    assert found.warnings == {scans: ["only 0% of its 100 visitors are on a roster"]}


def test_the_profile_of_a_delivery(landing):
    delivery = landing.deliver(
        "destinations", range(4), first={"destination": None, "remarks": "x"}, rows_read=5, quarantined=1
    )
    assert verdicts(landing).profiles[delivery] == {
        "rows": 4, "quarantined": 0.2, "remarked": 0.25, "unknown_destination": 0.25
    }  # fmt: skip


def test_a_total_that_disagrees_is_a_warning_never_a_refusal(landing):
    said = "the totals row on line 32 says 35 where there are 30 rows"
    delivery = landing.deliver("graduates", range(30), totals_disagree=[said])
    found = verdicts(landing)
    assert (found.refusals, found.warnings) == ({}, {delivery: [said]})
