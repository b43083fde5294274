"""What the gates of this run found, kept in `data/build/checks/` until the release's manifest takes it up.

Steps of a job hand over files and not Python objects, so that a step can be run alone from Dagster's
pages. Imports no Dagster.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from dagster_project.quality import CheckResult, GateResult, Refusal, write_docs
from dagster_project.settings import Paths

Gate = Literal["landing", "marts"]
_TITLES: dict[Gate, str] = {"landing": "Gate 1: deliveries", "marts": "Gate 2: marts"}


def write(paths: Paths, gate: Gate, result: GateResult) -> None:
    """Keep the result of a gate in place of the one before, and a page of both for people (index.html)."""
    file = _file(paths, gate)
    file.parent.mkdir(parents=True, exist_ok=True)
    if gate == "landing":
        # What gate 2 said of another build says nothing about this one.
        _file(paths, "marts").unlink(missing_ok=True)
    file.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1), encoding="utf-8")
    there = {title: read(paths, each) for each, title in _TITLES.items() if _file(paths, each).exists()}
    write_docs(there, file.parent)


def read(paths: Paths, gate: Gate) -> GateResult:
    """The result a gate left behind. FileNotFoundError when that gate has not run here yet."""
    content = json.loads(_file(paths, gate).read_text(encoding="utf-8"))
    return GateResult(
        checks=[
            CheckResult(**check | {"asset_key": tuple(check["asset_key"])}) for check in content["checks"]
        ],
        refusals={delivery: Refusal(*refusal) for delivery, refusal in content["refusals"].items()},
        profiles=content["profiles"],
        drifted=content.get("drifted", {}),
    )


def _file(paths: Paths, gate: Gate) -> Path:
    return paths.build / "checks" / f"{gate}.json"
