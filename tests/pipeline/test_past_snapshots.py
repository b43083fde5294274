"""A figure of a past day never changes by what is delivered later, whatever that is.

Small worlds of four students are drawn: deliveries of rosters and destinations, delta and full, by student
number and by exam number, with people who join, leave, are held back and come back. Each world is a class
year, several are built at once, without and with their later deliveries; every snapshot, week, move and state
of the days before those must be the same to the last column.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.small_warehouse import Delivery, SmallWarehouse

YEARS = range(2011, 2021)
STUDENTS = ("a", "b", "c", "d")
EXAMS = ("x", "y", "z")
# Days of the class year 2000. They are few, so that deliveries meet on one day and on the days of snapshots.
FIRST = [date(2000, 6, 1), date(2000, 7, 15), date(2000, 8, 31), date(2000, 9, 1), date(2000, 10, 31)]
LATER = [date(2000, 9, 1), date(2000, 11, 1), date(2000, 12, 31), date(2001, 1, 1)]
SNAPSHOTS = {"initial": date(2000, 8, 31), "october": date(2000, 10, 31), "year_end": date(2000, 12, 31)}
TARGETS = ("fct_destination_count", "fct_restatement", "fct_employment_progress")

graduate = st.fixed_dictionaries(
    {
        "exam_key": st.sampled_from((None, *EXAMS)),
        "degree_code": st.sampled_from(("31", "33", "11")),
        "college": st.sampled_from(("甲学院", "乙学院")),
        "campus": st.sampled_from((None, "东校区")),
        "roster_status": st.sampled_from((None, None, "graduate", "completed", "deferred", "withdrawn")),
    }
)
roster_rows = st.dictionaries(st.sampled_from(STUDENTS), graduate, min_size=1).map(
    lambda people: tuple({"graduate_key": key, **one} for key, one in people.items())
)
codes = st.sampled_from((None, "10", "12", "70", "801", "65"))
destination_rows = st.dictionaries(st.sampled_from((*STUDENTS, *EXAMS)), codes, min_size=1).map(
    lambda records: tuple(
        {("graduate_key" if key in STUDENTS else "exam_key"): key, "destination": code}
        for key, code in records.items()
    )
)


def deliveries(feed: str, days: list[date]) -> st.SearchStrategy[Delivery]:
    return st.builds(
        Delivery,
        feed=st.just(feed),
        recorded_on=st.sampled_from(days),
        rows=roster_rows if feed == "graduates" else destination_rows,
        mode=st.sampled_from(("delta", "full")),
        quarantined=st.sampled_from((0, 0, 1)),
    )


def several(days: list[date], at_most: int) -> st.SearchStrategy[list[Delivery]]:
    either = st.one_of(deliveries("graduates", days), deliveries("destinations", days))
    return st.lists(either, min_size=1, max_size=at_most)


# Both lists come once in summer, so that most worlds have something to say about the past.
begins = st.tuples(deliveries("graduates", FIRST[:2]), deliveries("destinations", FIRST[:3]))
worlds = st.tuples(begins, several(FIRST, 4), several(LATER, 3)).map(
    lambda parts: ([*parts[0], *parts[1]], parts[2])
)


def in_year(day: date, year: int) -> date:
    return day.replace(year=day.year - 2000 + year)


def of_year(drawn: list[Delivery], year: int) -> list[Delivery]:
    return [
        replace(
            one,
            recorded_on=in_year(one.recorded_on, year),
            rows=tuple({"class_year": year, **row} for row in one.rows),
        )
        for one in drawn
    ]


@pytest.fixture(scope="module")
def warehouse(demo) -> SmallWarehouse:
    data, outcome = demo
    assert outcome.code == 0, outcome.err
    return SmallWarehouse(data, TARGETS)


def snapshots() -> list[tuple[int, str, date]]:
    return [(year, name, in_year(day, year)) for year in YEARS for name, day in SNAPSHOTS.items()]


def past(warehouse: SmallWarehouse, year: int, day: date) -> dict[str, list[tuple]]:
    """All that is said of one class year's days before `day`; `latest` speaks of no day in particular."""
    own = f"class_year = {year}"
    return {
        "outcomes": warehouse.rows(
            "select * from build.core.fct_graduate_outcome "
            f"where {own} and as_of < date '{day}' and snapshot <> 'latest'"
        ),
        "counts": warehouse.rows(
            "select * from build.core.fct_destination_count "
            f"where {own} and as_of < date '{day}' and snapshot <> 'latest'"
        ),
        "moves": warehouse.rows(
            "select * from build.core.fct_restatement "
            f"where {own} and to_as_of < date '{day}' and to_snapshot <> 'latest'"
        ),
        "weeks": warehouse.rows(
            f"select * from build.core.fct_employment_progress where {own} and week_ending < date '{day}'"
        ),
        "states": warehouse.rows(
            f"select * exclude (until_day), least(until_day, date '{day}') "
            f"from build.core.fct_graduate_history where {own} and from_day < date '{day}'"
        ),
    }


@settings(max_examples=12, derandomize=True)
@given(drawn=st.lists(worlds, min_size=len(YEARS), max_size=len(YEARS)))
def test_later_deliveries_leave_every_earlier_day_as_it_was(warehouse, drawn):
    first, later, days = [], [], {}
    for year, (early, late) in zip(YEARS, drawn, strict=True):
        later += of_year(late, year)
        days[year] = min(one.recorded_on for one in of_year(late, year))
        # What is dated before the earlier ones is a correction of the past, and may change it.
        first += [one for one in of_year(early, year) if one.recorded_on < days[year]]
    warehouse.deliver(first, snapshots())
    before = {year: past(warehouse, year, day) for year, day in days.items()}
    assert sum(len(said["outcomes"]) > 0 for said in before.values()) >= len(YEARS) // 4
    warehouse.deliver([*first, *later], snapshots())
    for year, day in days.items():
        after = past(warehouse, year, day)
        # A newer delivery prolongs the line of weeks; the weeks it had stay as they were.
        assert set(after.pop("weeks")) >= set(before[year].pop("weeks"))
        assert after == before[year]


def test_the_property_can_fail_because_a_correction_of_the_past_changes_it(warehouse):
    person = {"graduate_key": "a", "degree_code": "31", "college": "甲学院"}
    roster = Delivery("graduates", FIRST[0], (person,))
    seeking = Delivery("destinations", FIRST[0], ({"graduate_key": "a", "destination": "70"},))
    signed = Delivery("destinations", FIRST[1], ({"graduate_key": "a", "destination": "10"},))
    year, day = YEARS[0], in_year(SNAPSHOTS["year_end"], YEARS[0])
    warehouse.deliver(of_year([roster, seeking], year), snapshots())
    before = past(warehouse, year, day)
    warehouse.deliver(of_year([roster, seeking, signed], year), snapshots())
    after = past(warehouse, year, day)
    assert {name for name in before if before[name] != after[name]} == {
        "outcomes", "counts", "moves", "weeks", "states",
    }  # fmt: skip


def test_a_record_of_being_held_back_leaves_n_and_a_later_record_brings_the_person_back(warehouse):
    people = tuple({"graduate_key": key, "degree_code": "31", "college": "甲学院"} for key in "abc")
    told = [
        Delivery("graduates", FIRST[0], people),
        Delivery("destinations", FIRST[0], ({"graduate_key": "a", "destination": "10"},)),
        Delivery("destinations", FIRST[1], ({"graduate_key": "b", "destination": "65"},)),
        Delivery("graduates", FIRST[3], people),
        Delivery("destinations", LATER[1], ({"graduate_key": "b", "destination": "80"},)),
    ]
    warehouse.deliver(of_year(told, YEARS[0]), snapshots())
    counted = warehouse.rows(
        "select snapshot, string_agg(destination_code, ' ' order by destination_code) "
        "from build.core.fct_graduate_outcome where snapshot <> 'latest' group by snapshot"
    )
    assert counted == [("initial", "10 unknown"), ("october", "10 unknown"), ("year_end", "10 80 unknown")]
