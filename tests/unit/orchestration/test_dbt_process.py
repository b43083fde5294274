"""How a dbt build is judged, and that the dbt which was started ahead is the one that builds."""

import json

import pytest

from dagster_project.errors import GateFailed, UserError
from dagster_project.orchestration import dbt_process, transform
from dagster_project.orchestration.dbt_process import DbtFault, FailedTest
from dagster_project.settings import Paths

NODES = {
    "model.g.fct": {"name": "fct", "description": ""},
    "test.g.grain": {"name": "grain", "description": "One row a graduate.\n  Else figures double."},
}
UNIT_TESTS = {"unit_test.g.rate": {"name": "rate", "description": "结业 counts."}}


@pytest.fixture
def built(tmp_path):
    """`built({unique_id: (status, failures)})`: the artifacts of a build that went so."""
    paths = Paths(tmp_path)
    target = dbt_process.target_dir(paths)
    target.mkdir(parents=True)
    (target / "manifest.json").write_text(json.dumps({"nodes": NODES, "unit_tests": UNIT_TESTS}))

    def results(statuses, message="no such column"):
        rows = [
            {"unique_id": name, "status": status, "failures": failures, "message": message}
            for name, (status, failures) in statuses.items()
        ]
        (target / "run_results.json").write_text(json.dumps({"results": rows}))
        return paths

    return results


def test_a_build_without_failures_is_fine(built):
    paths = built(
        {"model.g.fct": ("success", None), "test.g.grain": ("pass", 0), "unit_test.g.rate": ("pass", 0)}
    )
    assert dbt_process.judge(paths) == []


def test_failed_tests_come_with_their_description(built):
    paths = built(
        {"test.g.grain": ("fail", 7), "unit_test.g.rate": ("fail", None), "model.g.fct": ("skipped", None)}
    )
    failed = dbt_process.judge(paths)
    assert failed == [
        FailedTest("grain", "One row a graduate. Else figures double.", 7),
        FailedTest("rate", "结业 counts.", 0),
    ]
    with pytest.raises(GateFailed) as raised:
        transform.raise_for_failures(failed)
    assert raised.value.what == (
        "2 test(s) of the tables did not hold, so nothing was published:\n"
        "  - grain (7 rows): One row a graduate. Else figures double.\n"
        "  - rate: 结业 counts."
    )


def test_a_model_that_breaks_is_a_fault_even_beside_failed_tests(built):
    paths = built({"test.g.grain": ("fail", 7), "model.g.fct": ("error", None)})
    with pytest.raises(DbtFault, match=r"model\.g\.fct: no such column"):
        dbt_process.judge(paths)


def test_dbt_is_asked_before_a_data_folder_has_anything(tmp_path):
    """What: no folder for dbt.log. When: the models are read for a new data folder. Fix: `_logs`."""
    paths = Paths(tmp_path / "new")
    with pytest.raises(DbtFault, match="no-such-command"):
        list(dbt_process.events(paths, ["no-such-command"]))
    assert "no-such-command" in (paths.build / "logs" / "dbt.log").read_text(encoding="utf-8")


def test_too_little_memory_is_told_with_what_to_do(built, monkeypatch):
    monkeypatch.setenv("GRADMART_ENGINE_MEMORY", "900MiB")
    paths = built({"model.g.fct": ("error", None)}, "Out of Memory Error: failed to pin block")
    with pytest.raises(UserError, match="too little memory for fct: it may take 900MiB") as raised:
        dbt_process.judge(paths)
    assert "GRADMART_ENGINE_MEMORY=8000MiB" in raised.value.do


def test_a_singular_test_tells_the_comment_it_begins_with():
    comment = "-- What it is: rows add up.\n-- How to resolve: look."
    code = f"{{{{ config(severity='warn') }}}}\n\n{comment}\nselect 1\n-- end"
    node = {"description": "", "raw_code": code}
    assert dbt_process.prose(node) == "What it is: rows add up. How to resolve: look."
    assert dbt_process.prose({"description": "", "raw_code": "select 1"}) == ""


def test_a_generic_test_tells_what_it_was_given():
    """Its name is cut short and tells no column."""
    given = {
        "model": "{{ get_where_subquery(ref('fct')) }}",
        "grain": ["year", "graduate"],
        "column_name": "code",
    }
    node = {"description": "", "raw_code": "{{ test_sound(**_kwargs) }}", "test_metadata": {"kwargs": given}}
    assert dbt_process.prose(node) == "grain year, graduate; column name code"


def node_names(events) -> set[str]:
    return {event["data"]["node_info"]["node_name"] for event in events if "node_info" in event["data"]}


def test_the_dbt_that_waits_is_the_one_that_builds(tmp_path, monkeypatch):
    """What it builds is said when the deliveries are checked: here one code table."""
    paths, started = Paths(tmp_path), []
    start = dbt_process._start
    monkeypatch.setattr(dbt_process, "_start", lambda *how: started.append(start(*how)) or started[-1])
    dbt_process.get_ready(paths)
    seed = ["build", "--select", "code_degree", "--exclude-resource-type", "test"]
    assert "code_degree" in node_names(dbt_process.events(paths, seed))
    assert dbt_process.judge(paths) == []
    (only,) = started
    assert only.returncode == 0
    # Nothing waits now, so the next one is started for its build.
    assert "code_degree" in node_names(dbt_process.events(paths, seed))
    assert len(started) == 2


def test_a_dbt_that_waits_for_another_folder_is_sent_away(tmp_path, monkeypatch):
    here, there = Paths(tmp_path / "here"), Paths(tmp_path / "there")
    for paths in (here, there):
        paths.data.mkdir()
    started = []
    start = dbt_process._start
    monkeypatch.setattr(dbt_process, "_start", lambda *how: started.append(start(*how)) or started[-1])
    dbt_process.get_ready(here)
    dbt_process.get_ready(there)
    assert started[0].returncode is not None
    with pytest.raises(DbtFault):
        list(dbt_process.events(here, ["build", "--no-such-option"]))
    assert started[1].returncode is not None
    assert len(started) == 3
