"""What Dagster loads: assembly of assets, checks, job, schedule and resource. No logic here.

`build_defs` takes overrides, so that a test (or another deployment) swaps one part and not the world.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration import dbt_process, gates, job, landing, publishing, transform
from dagster_project.orchestration.clock import DEFAULT_TIME_ZONE
from dagster_project.orchestration.resources import Deployment
from dagster_project.settings import Paths, Settings


def build_defs(
    settings: Settings | None = None,
    manifest: Path | None = None,
    deployment: Deployment | None = None,
    time_zone: str | None = None,
) -> dg.Definitions:
    """The definitions of one deployment.

    settings     where it lives; by default from the environment
    manifest     dbt's manifest; by default parsed if it is missing or older than the models
    deployment   the resource of that name; by default the data directory of `settings`
    time_zone    of the schedule; by default the institution's
    """
    paths = Paths((settings or Settings()).data.absolute())
    manifest = manifest or dbt_process.manifest_path(paths)
    nightly = job.nightly_job()
    return dg.Definitions(
        assets=[
            *landing.raw_specs(),
            *(landing.feed_asset(contract, position) for position, contract in enumerate(CONTRACTS.values())),
            landing.configuration_assets(),
            landing.register_assets(),
            transform.dbt_layer(manifest),
            publishing.release_asset(manifest),
        ],
        asset_checks=[gates.landing_gate(), gates.marts_gate(manifest)],
        jobs=[nightly],
        schedules=[job.nightly_schedule(nightly, time_zone or _time_zone(paths))],
        resources={"deployment": deployment or Deployment(data=str(paths.data))},
        executor=dg.in_process_executor,
    )


def _time_zone(paths: Paths) -> str:
    """The institution's, or that of most institutions while there is no configuration yet."""
    if not paths.institution_file.exists():
        return DEFAULT_TIME_ZONE
    return load_configuration(paths.institution_file).institution.time_zone


@dg.definitions
def defs() -> dg.Definitions:
    """Entry point of Dagster's own commands: the deployment that `GRADMART_DATA` names."""
    return build_defs()
