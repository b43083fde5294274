"""When the run of the night is due, compared with the reading of Dagster, which is the one that starts it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from dagster._utils.schedules import cron_string_iterator
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.errors import ConfigurationError
from dagster_project.settings import Paths, load_institution
from dagster_project.settings.cron import next_due
from tests.deployments import write_institution

ZONE = ZoneInfo("Asia/Shanghai")


def field(low, high):
    number = st.integers(low, high).map(str)
    pair = st.lists(st.integers(low, high), min_size=2, max_size=2, unique=True).map(sorted)
    several = st.lists(number | pair.map(lambda ends: f"{ends[0]}-{ends[1]}"), min_size=1, max_size=3)
    return st.just("*") | st.integers(2, 20).map("*/{}".format) | several.map(",".join)


@settings(deadline=None)
@given(
    st.tuples(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6)).map(" ".join),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
)
def test_the_next_time_is_that_of_dagster(cron, after):
    after = after.replace(tzinfo=ZONE)
    expected = next(
        due
        for due in cron_string_iterator(after.timestamp(), cron, "Asia/Shanghai")
        if due.timestamp() > after.timestamp()
    )
    assert next_due(cron, after).astimezone(UTC) == expected.astimezone(UTC)


def test_the_leap_day_comes_and_the_thirtieth_of_february_does_not():
    assert next_due("0 2 29 2 *", datetime(2025, 3, 1)) == datetime(2028, 2, 29, 2, 0)
    with pytest.raises(ValueError, match="never comes"):
        next_due("0 2 30 2 *", datetime(2025, 3, 1))


@pytest.mark.parametrize(
    ("cron", "told"),
    [
        ("02:00", "needs five fields, such as '0 2 \\* \\* \\*' for 02:00"),
        ("0 25 * * *", "'25' is no hour of cron; it goes from 0 to 23"),
        ("0 2 * * mon", "'mon' is no weekday of cron"),
        ("0 5-2 * * *", "'5-2' is no hour of cron"),
        ("0 2-2 * * *", "'2-2' is no hour of cron"),
        ("0 2 31 2 *", "never comes"),
    ],
)
def test_a_wrong_time_is_told_with_its_place(tmp_path, cron, told):
    write_institution(tmp_path, nightly=cron)
    with pytest.raises(ConfigurationError, match=told) as raised:
        load_institution(Paths(tmp_path).institution_file)
    assert "  - nightly: " in raised.value.what
