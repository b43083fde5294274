"""Night runs are at 02:00 at the institution, wherever the machine stands."""

from datetime import UTC, datetime

import pytest

from dagster_project.orchestration.clock import next_nightly


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 22, 17, 59, tzinfo=UTC), "2026-11-23T02:00:00+08:00"),
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), "2026-11-24T02:00:00+08:00"),
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), "2026-11-23T02:00:00+08:00"),
    ],
)
def test_the_next_night_run_is_at_two_in_shanghai(now, due):
    assert next_nightly(now, "Asia/Shanghai").isoformat() == due
