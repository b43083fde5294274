"""The event log keeps what Dagster's own keeps, where Dagster's own keeps it, with one engine a file."""

from __future__ import annotations

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project.orchestration import event_log
from dagster_project.orchestration.home import prepare_home
from dagster_project.settings import Paths


@dg.asset
def counted() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.asset_check(asset=counted)
def plausible() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@pytest.fixture
def paths(tmp_path, monkeypatch) -> Paths:
    monkeypatch.setenv("DAGSTER_HOME", "")  # preparing sets it; this puts it back
    paths = Paths(tmp_path)
    prepare_home(paths)
    return paths


def materialize(instance: dg.DagsterInstance) -> str:
    job = dg.Definitions(
        assets=[counted], asset_checks=[plausible], jobs=[dg.define_asset_job("all")]
    ).resolve_job_def("all")
    return job.execute_in_process(instance=instance).run_id


def test_dagsters_own_class_reads_every_event_in_the_same_place(paths):
    with dg.DagsterInstance.get() as instance:
        run_id = materialize(instance)
        assert isinstance(instance.event_log_storage, event_log.EventLog)
        seen = [record.event_log_entry for record in instance.get_records_for_run(run_id).records]
    own = SqliteEventLogStorage(str(paths.dagster / "history" / "runs"))
    assert list(own.get_logs_for_run(run_id)) == seen
    kinds = {entry.dagster_event_type.name for entry in seen if entry.is_dagster_event}
    assert {"ASSET_MATERIALIZATION", "ASSET_CHECK_EVALUATION", "RUN_SUCCESS"} <= kinds
    newest = own.get_latest_materialization_events([dg.AssetKey("counted")])
    assert newest[dg.AssetKey("counted")].asset_materialization.metadata["rows"].value == 3


def test_one_engine_a_file_serves_all_its_events(paths, monkeypatch):
    made = []
    create = event_log.create_engine
    monkeypatch.setattr(
        event_log, "create_engine", lambda place, **rest: made.append(place) or create(place, **rest)
    )
    with dg.DagsterInstance.get() as instance:
        materialize(instance)
    assert len(made) == len(set(made)) <= 2  # the run's own file and the index
