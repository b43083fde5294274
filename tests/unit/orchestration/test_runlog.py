"""The run log keeps every run, and tells the newest first."""

from dagster_project.orchestration import runlog
from dagster_project.orchestration.runlog import RunRecord


def test_the_last_runs_come_back_newest_first(tmp_path):
    runs = [RunRecord(f"2026-11-2{day}T02:00:00+08:00", 1.5, "published", 0, f"r{day}") for day in range(4)]
    for run in runs:
        runlog.append(tmp_path / "data" / "runs.jsonl", run)
    assert runlog.last(tmp_path / "data" / "runs.jsonl", 2) == [runs[3], runs[2]]


def test_before_the_first_run_there_is_none(tmp_path):
    assert runlog.last(tmp_path / "runs.jsonl", 5) == []


def test_chinese_reasons_are_kept_readable(tmp_path):
    runlog.append(
        tmp_path / "runs.jsonl", RunRecord("2026-11-22", 0.1, "user error", 2, message="学院 unknown")
    )
    assert "学院 unknown" in (tmp_path / "runs.jsonl").read_text(encoding="utf-8")
