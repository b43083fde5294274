"""What a second run does: nothing when nothing is new, and nothing to the release when a gate stops it."""

from __future__ import annotations

import json
import resource
import shutil
from pathlib import Path

import pytest

from tests.deployments import Outcome, gradmart, sql


def release_of(data: Path) -> str:
    return (data / "marts" / "current").readlink().name


def test_nothing_new_is_said_and_no_release_is_made(demo):
    data, _ = demo
    before = sorted(path.name for path in (data / "marts" / "releases").iterdir())
    outcome = gradmart(data, "run")
    assert (outcome.code, outcome.out) == (0, f"Nothing new: release {release_of(data)} is up to date.\n")
    assert sorted(path.name for path in (data / "marts" / "releases").iterdir()) == before


def test_nothing_new_starts_no_dbt_and_costs_less_than_five_seconds(demo):
    """What: seconds of the processor, which do not depend on what else the machine has to do."""
    data, _ = demo

    def written() -> dict[Path, int]:
        folders = (data / "build" / "dbt", data / "build" / "logs", data / "landing", data / "marts")
        files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        return {path: path.stat().st_mtime_ns for path in files}

    def seconds() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before, began = written(), seconds()
    assert gradmart(data, "run").code == 0
    assert seconds() - began < 5
    assert written() == before


def test_landing_is_a_cache_and_the_same_inputs_are_the_same_release(demo, tmp_path):
    """A copy elsewhere, without landing and build, has nothing new to publish either."""
    data, _ = demo
    for name in ("raw", "marts"):
        shutil.copytree(data / name, tmp_path / name, symlinks=True)
    shutil.copy(data / ".gradmart-key", tmp_path / ".gradmart-key")
    outcome = gradmart(tmp_path, "run")
    assert (outcome.code, outcome.out) == (0, f"Nothing new: release {release_of(data)} is up to date.\n")


@pytest.fixture(scope="module")
def with_a_lost_cohort(clean, build_once) -> tuple[Path, Outcome]:
    """A published deployment whose destinations have all been taken away, run again."""

    def make(data: Path) -> Outcome:
        shutil.copytree(clean[0], data, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(data / "raw" / "destinations")
        return gradmart(data, "run")

    return build_once("lost_cohort", make)


def test_a_failed_gate_ends_with_status_4_and_says_what_vanished_and_what_to_do(with_a_lost_cohort):
    _, outcome = with_a_lost_cohort
    assert outcome.code == 4
    assert "4 delivery(s) of the last release would no longer count (destinations/" in outcome.err
    assert "quality: {acknowledged_losses: [delivery=destinations-" in outcome.err
    assert "Traceback" not in outcome.out + outcome.err


def test_after_a_failed_gate_the_last_release_stays_and_answers(with_a_lost_cohort, clean):
    data, _ = with_a_lost_cohort
    assert release_of(data) == release_of(clean[0])
    assert sql(data, "select sum(graduates) as n from cohort_size where degree_level = 'all'")[0]["n"] > 0
    last = json.loads((data / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["outcome"], last["exit_code"]) == ("stopped by a gate", 4)
