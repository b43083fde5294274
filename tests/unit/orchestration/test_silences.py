"""A feed that used to come and does not is told, with its rhythm and the line that acknowledges it."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.orchestration.silences import silences
from tests.unit.ingest.office import institution

MONTHS = [dt.date(2020, month, 1) for month in range(1, 7)]  # gaps of 31, 29, 31, 30, 31 days
NEWEST = MONTHS[-1]
LATE = NEWEST + dt.timedelta(days=2 * 31 + 7 + 1)


def register(days: list[dt.date], feed: str = "destinations", status: str = "landed") -> list[dict]:
    return [
        {"feed": feed, "status": status, "recorded_on": day, "file": f"{feed}/x_{day}.csv"} for day in days
    ]


def acknowledging(**silences: str):
    return institution(quality={"acknowledged_silences": silences})


def test_a_late_feed_is_told_with_the_line_to_write() -> None:
    assert silences(register(MONTHS), institution(), LATE) == [
        "nothing of destinations has come for 70 days; of late the longest gap was 31. The newest is "
        "destinations/x_2020-06-01.csv. Ask its sender for what is due; if no more is to come, add to "
        "institution.yml:\nquality:\n  acknowledged_silences:\n    destinations: 2020-06-01"
    ]


def test_within_twice_its_rhythm_and_a_week_a_feed_is_not_late() -> None:
    assert silences(register(MONTHS), institution(), LATE - dt.timedelta(days=1)) == []


def test_three_delivery_days_make_no_rhythm() -> None:
    twice = register(MONTHS[-3:]) + register(MONTHS[-3:])
    assert silences(twice, institution(), dt.date(2026, 1, 1)) == []


def test_a_busy_week_is_a_burst_and_no_rhythm() -> None:
    days = [dt.date(2020, 7, day) for day in (1, 2, 3, 6, 28)]
    assert silences(register(days), institution(), dt.date(2026, 1, 1)) == []
    assert len(silences(register([*days, dt.date(2020, 7, 29)]), institution(), dt.date(2026, 1, 1))) == 1


def test_a_daily_season_does_not_make_the_monthly_one_late() -> None:
    days = [dt.date(2020, 7, day) for day in range(1, 31)]
    days += [dt.date(2020, 8, 31), dt.date(2020, 9, 30)]
    assert silences(register(days), institution(), dt.date(2020, 11, 15)) == []


def test_an_old_pause_is_forgotten_after_six_gaps() -> None:
    weekly = [dt.date(2020, 3, 2) + dt.timedelta(weeks=week) for week in range(7)]
    days = [dt.date(2019, 1, 1), *weekly]
    assert len(silences(register(days), institution(), weekly[-1] + dt.timedelta(days=22))) == 1


def test_yearly_lists_are_not_late_within_the_year() -> None:
    days = [dt.date(year, 3, 31) for year in (2017, 2018, 2019, 2020)]
    assert silences(register(days, "employer_lists"), institution(), dt.date(2022, 4, 1)) == []


def test_a_refused_delivery_is_not_what_was_due() -> None:
    rows = register(MONTHS) + register([LATE], status="refused")
    assert len(silences(rows, institution(), LATE)) == 1


@pytest.mark.parametrize("day", ["2020-06-01", "2020-12-31"])
def test_an_acknowledged_silence_is_quiet(day: str) -> None:
    assert silences(register(MONTHS), acknowledging(destinations=day), LATE) == []


def test_an_acknowledgement_is_of_one_feed() -> None:
    assert len(silences(register(MONTHS), acknowledging(graduates="2020-12-31"), LATE)) == 1


def test_what_comes_after_the_acknowledged_day_makes_the_rule_live_again() -> None:
    again = [*MONTHS, dt.date(2020, 9, 1)]
    silent = acknowledging(destinations="2020-06-01")
    assert silences(register(again), silent, dt.date(2020, 9, 2)) == []
    assert len(silences(register(again), silent, dt.date(2021, 9, 2))) == 1


def expecting(every_days: int, season: tuple[str, str] | None = None, **quality):
    rule = {"every_days": every_days} | (dict(zip(("from", "until"), season, strict=True)) if season else {})
    return institution(freshness={"destinations": rule}, quality=quality)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


SEASON = ("04-01", "12-31")


@pytest.mark.parametrize(
    ("newest", "season", "due"),
    [
        ("2020-06-01", None, "2020-07-02"),  # 31 days on
        ("2020-12-15", None, "2021-01-15"),  # a year that never pauses has no turn
        ("2020-06-01", SEASON, "2020-07-02"),
        ("2020-11-30", SEASON, "2020-12-31"),  # the last day of the season is in time
        ("2020-12-01", SEASON, "2021-05-02"),  # 31 days on is over: the next season, 31 days after it began
        ("2021-02-10", SEASON, "2021-05-02"),  # came out of season
        ("2020-10-01", ("09-01", "03-31"), "2020-11-01"),
        ("2021-02-01", ("09-01", "03-31"), "2021-03-04"),  # the season began in the year before
        ("2021-03-15", ("09-01", "03-31"), "2021-10-02"),
    ],
)
def test_an_expected_feed_is_late_after_the_day_worked_out_by_hand(newest, season, due) -> None:
    office, rows = expecting(31, season), register([day(newest)])
    assert silences(rows, office, day(due)) == []
    (told,) = silences(rows, office, day(due) + dt.timedelta(days=1))
    assert f"so it was due on {due}." in told


def test_what_fell_due_in_a_season_stays_late_after_its_end() -> None:
    (told,) = silences(register([day("2020-11-01")]), expecting(31, SEASON), day("2021-02-01"))
    assert told == (
        "nothing of destinations has come since 2020-11-01 (destinations/x_2020-11-01.csv). institution.yml "
        "expects it every 31 days from 04-01 until 12-31, so it was due on 2020-12-02. Ask its sender for "
        "what is due; if no more is to come, add to institution.yml:\nquality:\n"
        "  acknowledged_silences:\n    destinations: 2020-12-31"
    )


def test_a_feed_that_never_came_is_late_once_its_season_is_on() -> None:
    office = expecting(31, SEASON)
    assert silences([], office, day("2026-05-02")) == []
    (told,) = silences([], office, day("2026-05-03"))
    assert told.startswith("nothing of destinations has come yet. institution.yml expects it every 31 days")


def test_an_acknowledged_season_is_quiet_until_the_next_one() -> None:
    office = expecting(31, SEASON, acknowledged_silences={"destinations": "2020-12-31"})
    rows = register([day("2020-06-01")])
    assert silences(rows, office, day("2021-05-02")) == []
    assert len(silences(rows, office, day("2021-05-03"))) == 1


def test_an_expectation_takes_the_place_of_the_rhythm() -> None:
    assert silences(register(MONTHS), expecting(365), LATE) == []
    assert len(silences(register(MONTHS), expecting(10), NEWEST + dt.timedelta(days=11))) == 1
