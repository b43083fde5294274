"""What Dagster loads: assembly of assets, checks, jobs, schedule, sensor and resource. No logic here.

`build_defs` takes overrides, so that a test (or another deployment) swaps one part and not the world.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import UserError
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration import gates, job, known_models, landing, publishing, transform
from dagster_project.orchestration.resources import Deployment
from dagster_project.settings import Institution, InstitutionId, Paths, Settings


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
    settings = settings or Settings()
    paths = Paths(settings.data.absolute())
    manifest = manifest or known_models.manifest_path(paths)
    nightly, landing_only = job.nightly_job(), job.landing_job()
    zone, cron = _when(paths)
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
        jobs=[nightly, landing_only],
        schedules=[job.nightly_schedule(nightly, settings, time_zone or zone, cron)],
        sensors=[job.new_files_sensor(landing_only, settings)],
        resources={"deployment": deployment or Deployment(data=str(paths.data))},
        executor=dg.in_process_executor,
    )


def _when(paths: Paths) -> tuple[str, str]:
    """Time zone and hour of the schedule; the usual ones while the configuration is missing or wrong.

    A mistake in institution.yml must not take the schedule away: the run of the night is what tells it.
    """
    try:
        institution = load_configuration(paths.institution_file)
    except UserError:
        return InstitutionId.model_fields["time_zone"].default, Institution.model_fields["nightly"].default
    return institution.institution.time_zone, institution.nightly


@dg.definitions
def defs() -> dg.Definitions:
    """Entry point of Dagster's own commands: the deployment that `GRADMART_DATA` names."""
    return build_defs()
