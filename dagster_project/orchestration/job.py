"""The one job and when it runs."""

from __future__ import annotations

import dagster as dg

from dagster_project.orchestration.clock import NIGHTLY_CRON

NAME = "nightly"


def nightly_job():
    """Everything, from deliveries to the release, in one process."""
    return dg.define_asset_job(
        NAME,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="Land what is new, check it, build, check the marts, publish.",
    )


def nightly_schedule(job, time_zone: str) -> dg.ScheduleDefinition:
    """The job at 02:00 in the institution's time zone, switched on."""
    return dg.ScheduleDefinition(
        name="nightly_0200",
        job=job,
        cron_schedule=NIGHTLY_CRON,
        execution_timezone=time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night at 02:00 in the institution's time zone.",
    )
