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

from dagster_project.ingest.configuration_files import configuration_files
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.lock import run_lock
from dagster_project.settings import Institution, Paths, Settings


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
    _configuration: dict[str, bytes] = PrivateAttr()

    @contextlib.contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Deployment]:
        """Hold the lock of the data directory for the whole run, whoever started the run."""
        with run_lock(self.paths.lock):
            self._institution = load_configuration(self.paths.institution_file)
            zone = self._institution.institution.time_zone
            self._today = date.fromisoformat(self.as_of) if self.as_of else today(zone)
            self._key = load_key(self.paths, Settings().key)
            self._configuration = configuration_files(self.paths)
            self._fingerprint = inputs_fingerprint(self.paths, self._institution, self._key, self._today)
            yield self

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
    def configuration(self) -> dict[str, bytes]:
        """The files of the configuration as they were then, for the archive."""
        return self._configuration

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the inputs, taken before the first of them was read."""
        return self._fingerprint
