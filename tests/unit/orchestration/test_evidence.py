"""What a gate found is handed to the release through a file, and shown to people as a page."""

import pytest

from dagster_project.orchestration import evidence
from dagster_project.quality import CheckResult, GateResult, Refusal
from dagster_project.settings import Paths

FOUND = GateResult(
    [CheckResult("steady", ("landing", "graduates"), False, "warn", "毕业生: half as many.", {"rows": 3})],
    {"graduates-0": Refusal("It shrank.", "Ask the sender.")},
    {"graduates-0": {"rows": 3.0}},
)


def test_a_result_comes_back_as_it_was(tmp_path):
    evidence.write(Paths(tmp_path), "landing", FOUND)
    assert evidence.read(Paths(tmp_path), "landing") == FOUND
    assert "half as many" in (tmp_path / "build" / "checks" / "index.html").read_text(encoding="utf-8")


def test_a_new_gate_1_forgets_what_gate_2_said_of_another_build(tmp_path):
    evidence.write(Paths(tmp_path), "marts", FOUND)
    evidence.write(Paths(tmp_path), "landing", FOUND)
    with pytest.raises(FileNotFoundError):
        evidence.read(Paths(tmp_path), "marts")
