"""What `gradmart status --runs` prints: each run with its stages, and the messages that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_project.cli.terminal import table

if TYPE_CHECKING:
    from dagster_project.orchestration.lately import Lately
    from dagster_project.orchestration.runlog import RunRecord


def lately_text(found: Lately) -> str:
    if not found.runs:
        return "Nothing has run yet."
    rows = [row for run in found.runs for row in _rows(run)]
    parts = [table(("run", "stage", "took", "rows", "outcome"), rows)]
    reasons = [f"  {run.started}  {run.message}" for run in found.runs if run.message]
    if reasons:
        parts += ["", "Reasons", *reasons]
    if found.alerts:
        told = [(told.at, told.event, told.to, told.problem or "sent") for told in found.alerts]
        parts += ["", table(("told", "of", "to", "outcome"), told)]
    return "\n".join(parts)


def _rows(run: RunRecord) -> list[tuple[str | None, str, str, int | None, str]]:
    outcome = f"{run.outcome} (exit {run.exit_code})" + (f", {run.release_id}" if run.release_id else "")
    whole = (run.started, "whole run", _took(run.seconds), None, outcome)
    return [whole, *((None, s.stage, _took(s.seconds), s.rows, s.outcome) for s in run.stages)]


def _took(seconds: float) -> str:
    return f"{seconds:7.1f} s"
