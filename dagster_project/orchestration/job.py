"""The two jobs, and what starts them: the schedule of every night and the sensor for new files.

Everything else that a run needs (the lock, the line in the run log) is in the resource, whoever starts it.
"""

from __future__ import annotations

import hashlib
import json

import dagster as dg

from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration import arrivals, lost_runs, passing
from dagster_project.orchestration.lock import describe, holder
from dagster_project.orchestration.outcome import recorded
from dagster_project.orchestration.run import up_to_date
from dagster_project.settings import Paths, Settings

NAME = "nightly"
LANDING = "landing"
_UNATTENDED = {passing.UNATTENDED: "yes"}
_LOOK_SECONDS = 30
_NOT_OVER = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def nightly_job():
    """Everything, from deliveries to the release, in one process."""
    return dg.define_asset_job(
        NAME,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="Land what is new, check it, build, check the marts, publish.",
    )


def landing_job():
    """What a file that comes in by day needs: it is landed and checked, and told if it is refused."""
    return dg.define_asset_job(
        LANDING,
        selection=dg.AssetSelection.groups("landing"),
        executor_def=dg.in_process_executor,
        description="Land what is new and check it. Publishing is left to the night.",
    )


def nightly_schedule(job, settings: Settings, time_zone: str, cron: str) -> dg.ScheduleDefinition:
    """The job at the hour of `institution.yml`, switched on; a night with nothing new starts nothing."""
    paths = Paths(settings.data.absolute())

    def due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        lost_runs.end(context.instance)
        if context.instance.get_runs(dg.RunsFilter(job_name=NAME, statuses=_NOT_OVER), limit=1):
            return dg.SkipReason("The run before is not over yet.")
        if holder(paths.lock) is None:
            with recorded(paths) as record:
                institution = load_configuration(paths.institution_file)
                if nothing_new := up_to_date(settings, paths, institution):
                    record.ended_well(nothing_new)
                    return dg.SkipReason(nothing_new.summary)
        return dg.RunRequest(tags=_UNATTENDED)

    return dg.ScheduleDefinition(
        name="every_night",
        job=job,
        cron_schedule=cron,
        execution_timezone=time_zone,
        execution_fn=due,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night, when institution.yml says (`nightly`), in the institution's time zone.",
    )


def new_files_sensor(job, settings: Settings) -> dg.SensorDefinition:
    """Lands what was put into data/raw once it is there whole, switched on."""
    paths = Paths(settings.data.absolute())

    @dg.sensor(
        name="new_files",
        job=job,
        minimum_interval_seconds=_LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Looks at data/raw every half minute; what looks the same twice is landed.",
    )
    def new_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        lost_runs.end(context.instance)
        memory = json.loads(context.cursor) if context.cursor else {"seen": {}, "landed": {}}
        now = arrivals.look(paths)
        whole = arrivals.standing(memory["seen"], now)
        landed = {file: state for file, state in memory["landed"].items() if file in now}
        news = {file: state for file, state in whole.items() if landed.get(file) != state}
        busy = holder(paths.lock)
        if news and not busy:
            landed |= news
        context.update_cursor(json.dumps({"seen": now, "landed": landed}))
        if news and busy:
            return dg.SkipReason(f"Another run is under way: {describe(busy)}. Tried again at the next look.")
        if news:
            return dg.RunRequest(run_key=_key(landed), tags=_UNATTENDED)
        waiting = len(now) - len(whole)
        return dg.SkipReason(f"{waiting} file(s) may still be growing." if waiting else "Nothing new.")

    return new_files


def _key(landed: arrivals.Look) -> str:
    return hashlib.sha256(json.dumps(landed, sort_keys=True).encode()).hexdigest()
