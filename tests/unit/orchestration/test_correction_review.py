"""What is said of a line of the ledger of corrections that no longer does anything."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.orchestration.correction_review import correction_notices, sentence
from dagster_project.settings import Paths

LINE = {
    "feed": "destinations",
    "column_name": "destination",
    "valid_until": None,
    "last_applied_on": dt.date(2020, 8, 31),
    "lapsed_on": dt.date(2021, 3, 1),
    "newest_file": "destinations/x_2021-03-31.csv",
}
NEVER = {"last_applied_on": None}
FILE = "destinations/x_2021-03-31.csv"
OTHER = f"{FILE} holds something else than the expected value in destination: it was not corrected there."
MENDED = f"{FILE} holds the new value in destination by itself: the source was mended."


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            {"state": "expired"},
            f"{OTHER} End the line with `until` 2021-02-28 if the source was mended; else put the expected "
            "value right.",
        ),
        (
            {"state": "expired"} | NEVER,
            f"{OTHER} It never applied: put the expected value right, or take the line out.",
        ),
        ({"state": "mended"}, f"{MENDED} End the line with `until` 2021-02-28."),
        ({"state": "mended"} | NEVER, f"{MENDED} Take the line out."),
        (
            {"state": "unused", "valid_until": dt.date(2020, 12, 31)} | NEVER,
            "no row in the deliveries of destinations until 2020-12-31 has its key and a cell for "
            "destination: it corrected nothing. Put its key right, or take the line out.",
        ),
    ],
)
def test_a_line_is_told_with_what_to_do(line: dict, told: str) -> None:
    assert sentence(LINE | line) == told


def test_before_the_first_release_there_is_nothing_to_look_at(tmp_path) -> None:
    assert correction_notices(Paths(tmp_path)) == []
