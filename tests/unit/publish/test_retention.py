"""Which releases stay: the newest ones, one a month, and those somebody relies on."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.publish.retention import superfluous
from dagster_project.settings import ReleasesPolicy


def published(*days: str) -> list[tuple[str, datetime]]:
    """Releases named by their day, as given: the newest first."""
    return [(day, datetime.fromisoformat(day).replace(tzinfo=UTC)) for day in days]


NIGHTS = published(
    "2026-11-22", "2026-11-21", "2026-11-02", "2026-10-31", "2026-10-30", "2026-09-15", "2026-09-01",
    "2025-12-31",
)  # fmt: skip


def test_by_number_alone_the_newest_stay():
    assert superfluous(NIGHTS, ReleasesPolicy(keep=6, months=0)) == ["2026-09-01", "2025-12-31"]


def test_of_each_month_its_last_release_stays_beside_the_newest_ones():
    """Two newest; of the months back to September 10-31 and 09-15. November has its last among the newest."""
    assert superfluous(NIGHTS, ReleasesPolicy(keep=2, months=3)) == [
        "2026-11-02", "2026-10-30", "2026-09-01", "2025-12-31"
    ]  # fmt: skip


def test_months_are_counted_back_over_the_turn_of_the_year():
    """December 2025 is the twelfth month when November 2026 is the first."""
    assert "2025-12-31" in superfluous(NIGHTS, ReleasesPolicy(keep=1, months=11))
    assert "2025-12-31" not in superfluous(NIGHTS, ReleasesPolicy(keep=1, months=12))


def test_a_signed_release_and_one_in_use_stay_whatever_their_age():
    signed = ("20211231-e22a2d28db02", datetime(2021, 12, 31, tzinfo=UTC))
    policy = ReleasesPolicy(keep=1, months=0, never_remove=(signed[0],))
    assert superfluous([*NIGHTS, signed], policy, stay=["2026-09-01"]) == [
        "2026-11-21", "2026-11-02", "2026-10-31", "2026-10-30", "2026-09-15", "2025-12-31"
    ]  # fmt: skip


def test_nothing_published_is_nothing_to_remove():
    assert superfluous([], ReleasesPolicy()) == []


@given(
    st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))),
    st.integers(1, 40),
    st.integers(0, 30),
)
def test_pruning_night_after_night_never_goes_below_the_number_and_pruning_twice_is_pruning_once(
    days, keep, months
):
    found = [(str(place), day) for place, day in enumerate(sorted(days, reverse=True))]
    policy = ReleasesPolicy(keep=keep, months=months)
    gone = set(superfluous(found, policy))
    left = [item for item in found if item[0] not in gone]
    assert left[:keep] == found[:keep]
    assert superfluous(left, policy) == []
