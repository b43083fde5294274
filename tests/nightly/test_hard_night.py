"""Killed in landing, in the build and inside the swap, and left without room: nobody has to lend a hand.

In the end the release is that which another folder made of the same deliveries on another day, byte for byte.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dagster_project import release
from tests.nightly.hard_night import BEFORE, POINTS, checksums

_APART = ["unshare", "--user", "--map-root-user", "--mount"]


@pytest.fixture(scope="module")
def night(clean, tmp_path_factory) -> dict:
    """What `hard_night` saw, and how the disk was made small."""
    folder = tmp_path_factory.mktemp("night")
    may_mount = subprocess.run(
        [*_APART, "mount", "-t", "tmpfs", "tmpfs", folder], check=False, stderr=subprocess.DEVNULL
    )
    how = "tmpfs" if may_mount.returncode == 0 else "limit"
    apart = _APART if how == "tmpfs" else []
    done = subprocess.run(
        [*apart, sys.executable, "-m", "tests.nightly.hard_night", clean[0], folder, how],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout) | {"how": how}


def killed(night) -> list[dict]:
    return [attempt for attempt in night["attempts"] if attempt["point"]]


def test_each_point_was_met(night):
    assert [tuple(attempt["point"]) for attempt in killed(night)] == list(POINTS)
    assert [attempt["code"] for attempt in killed(night)] == [-9] * len(POINTS), night["attempts"]


def test_after_each_blow_the_release_before_is_current_and_whole(night):
    for attempt in night["attempts"][:-1]:
        assert (attempt["current"], attempt["whole"]) == (BEFORE, True), attempt


def test_nothing_goes_on_after_its_run_was_killed(night):
    assert [attempt["processes"] for attempt in night["attempts"]] == [[]] * len(night["attempts"])


def test_a_full_disk_is_told_and_publishes_nothing(night):
    (attempt,) = [attempt for attempt in night["attempts"][:-1] if not attempt["point"]]
    assert attempt["code"] not in (0, 3)
    if night["how"] == "tmpfs":
        assert attempt["code"] == 2
        assert "too little room" in attempt["err"] or "is full" in attempt["err"]
    assert "Traceback" not in attempt["err"]


def test_the_next_run_needs_no_hand_and_leaves_nothing_behind(night):
    last = night["attempts"][-1]
    assert (last["code"], last["whole"]) == (0, True), last["err"]
    assert night["left"] == []


def test_the_run_log_tells_of_the_runs_that_could_not_tell_themselves(night):
    assert night["runs"].count("killed") == len(POINTS)
    assert night["runs"][-1] == "published"


def test_the_same_deliveries_give_the_same_release_elsewhere_and_on_another_day(night, clean):
    here = release.current(clean[0] / "marts")
    assert night["attempts"][-1]["current"] == here.id
    assert night["files"] == checksums(clean[0])
    assert sum(name.endswith(".parquet") for name in night["files"]) > 50
