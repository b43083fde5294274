"""The one resource of the job: the deployment that is being run, as it stood when the run began.

Configuration, date, key and fingerprint are read once at the start, so that a file which arrives (or a
setting which changes) while the run is under way belongs to the next run and not to half of this one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from dagster_project.errors import UserError
from dagster_project.ingest.configuration_files import configuration_files
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.orchestration import lost_runs, progress, room
from dagster_project.orchestration.arrivals import moving
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.failures import raise_for_failure
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.job import NAME as NIGHTLY
from dagster_project.orchestration.leftovers import temporary_files_below
from dagster_project.orchestration.lock import holds
from dagster_project.orchestration.outcome import Recording, result_of, turn
from dagster_project.orchestration.register import last_release
from dagster_project.settings import Institution, Paths, Settings

# A run of the night that finds another one under way waits for so many seconds before it gives up.
_PATIENCE = 3600.0
_PUBLISHED = "release__marts"
_STEP_ENDS = (
    dg.DagsterEventType.STEP_START,
    dg.DagsterEventType.STEP_SUCCESS,
    dg.DagsterEventType.STEP_FAILURE,
)


class Deployment(dg.ConfigurableResource):
    """A data directory and what is in force there.

    data     the data directory
    as_of    the day that counts as today, ISO 8601; by default today in the institution's time zone
    """

    data: str
    as_of: str | None = None

    _institution: Institution = PrivateAttr()
    _today: date = PrivateAttr()
    _key: bytes = PrivateAttr()
    _fingerprint: str = PrivateAttr()
    _moving: frozenset[Path] = PrivateAttr(default=frozenset())
    _configuration: dict[str, bytes] = PrivateAttr()

    @contextlib.contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Deployment]:
        """Hold the lock of the data directory for the whole run, whoever started the run.

        `gradmart run` holds it already, and records what comes of the run; a run that Dagster started waits
        for its turn and for files that are being copied, and is recorded here.
        """
        assert context.run_id is not None
        assert context.instance is not None
        lost_runs.mark(context.instance, context.run_id)
        if holds(self.paths.lock):
            self._read_what_is_in_force()
            yield self
            return
        with (
            turn(self.paths, _PATIENCE) as record,
            temporary_files_below(self.paths),
            progress.listening(record.stages),
        ):
            room.require(self.paths)
            self._moving = moving(self.paths)
            self._read_what_is_in_force()
            try:
                yield self
            finally:
                _record(record, self.paths, self._institution, context.instance, context.run_id)

    def _read_what_is_in_force(self) -> None:
        self._institution = load_configuration(self.paths.institution_file)
        zone = self._institution.institution.time_zone
        self._today = date.fromisoformat(self.as_of) if self.as_of else today(zone)
        self._key = load_key(self.paths, Settings().key)
        self._configuration = configuration_files(self.paths)
        self._fingerprint = inputs_fingerprint(self.paths, self._institution, self._key, self._today)

    @property
    def paths(self) -> Paths:
        return Paths(Path(self.data))

    @property
    def institution(self) -> Institution:
        return self._institution

    @property
    def today(self) -> date:
        return self._today

    @property
    def key(self) -> bytes:
        return self._key

    @property
    def moving(self) -> frozenset[Path]:
        """Files that were still being copied when the run began: they are left to the next one."""
        return self._moving

    @property
    def configuration(self) -> dict[str, bytes]:
        """The files of the configuration as they were then, for the archive."""
        return self._configuration

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the inputs, taken before the first of them was read."""
        return self._fingerprint


def _record(
    record: Recording, paths: Paths, institution: Institution, instance: dg.DagsterInstance, run_id: str
) -> None:
    """Tell the run log what the steps of this run came to. Dagster raises nothing here: it keeps events."""
    entries = instance.all_logs(run_id)
    events = [entry.dagster_event for entry in entries if entry.dagster_event is not None]
    kinds = {kind: {event.step_key for event in events if event.event_type is kind} for kind in _STEP_ENDS}
    done = kinds[dg.DagsterEventType.STEP_SUCCESS]
    try:
        raise_for_failure(not kinds[dg.DagsterEventType.STEP_FAILURE], events)
    except (UserError, Fault, KeyboardInterrupt) as error:
        record.failed(error)
        return
    run = instance.get_run_by_id(run_id)
    whole = run is None or run.job_name != NIGHTLY or _PUBLISHED in done
    if not whole or kinds[dg.DagsterEventType.STEP_START] - done:
        record.failed(KeyboardInterrupt())
        return
    last = last_release(paths)
    outcome = "published" if _PUBLISHED in done else "landed"
    record.ended_well(result_of(outcome, paths, last.id if last else None, institution))
