"""One run, from the lock to the line in the run log. Dagster and dbt are imported only if there is work.

`run` executes the same job that Dagster's schedule starts, in this process. What comes of it is one of:
a `RunResult`, a `UserError` (configuration, lock, gate), or a `Fault`.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dagster_project import release
from dagster_project.errors import ConfigurationError, GateFailed, UserError
from dagster_project.ingest.configuration_files import configuration_files
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.orchestration import archive, going_back, progress, runlog
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.correction_review import correction_notices
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.home import prepare_home
from dagster_project.orchestration.lock import run_lock
from dagster_project.orchestration.register import last_release, read_register
from dagster_project.orchestration.silences import silences
from dagster_project.settings import Institution, Paths, Settings

if TYPE_CHECKING:
    import dagster as dg

Outcome = Literal["published", "nothing new", "held"]
DefsBuilder = Callable[[Settings], "dg.Definitions"]


@dataclass(frozen=True)
class RefusedDelivery:
    """A delivery that was not taken in: which, why, and what to do."""

    file: str
    reason: str
    what_to_do: str


@dataclass(frozen=True)
class RunResult:
    """A run that ended well, perhaps without some deliveries.

    counts      deliveries by status (`landed`, `refused`, `repeated`), rows `accepted` and `quarantined`
    notices     what a person should look at, though nothing was refused for it
    held        why the run published nothing although there is something else than the current release
    read_again  class year, and the number of its deliveries that were landed before and were read again
    """

    outcome: Outcome
    release_id: str
    refused: list[RefusedDelivery]
    counts: dict[str, int]
    notices: list[str] = field(default_factory=list)
    held: str = ""
    read_again: tuple[int, int] | None = None

    @property
    def summary(self) -> str:
        """One sentence: what the run did."""
        if self.outcome == "held":
            return self.held
        if self.outcome == "nothing new":
            return f"Nothing new: release {self.release_id} is up to date."
        again = ""
        if self.read_again is not None:
            year, count = self.read_again
            again = f" Read again for class year {year}: {count} deliveries."
        states = ", ".join(
            f"{self.counts.get(state, 0)} {state}" for state in ("landed", "refused", "repeated")
        )
        return (
            f"Published release {self.release_id}: deliveries {states}; "
            f"rows {self.counts['accepted']} accepted, {self.counts['quarantined']} quarantined.{again}"
        )

    @property
    def exit_code(self) -> int:
        """0, or 3 when a delivery was refused and the rest went on."""
        return 3 if self.refused else 0


def run(
    settings: Settings,
    build_defs: DefsBuilder,
    on_progress: progress.Listener = progress.ignore,
    verbose: bool = False,
    class_year: int | None = None,
    go_on: bool = False,
) -> RunResult:
    """Land, check, build, check and publish what is new in the data directory of `settings`.

    verbose     let Dagster and dbt talk to the terminal instead of data/build/logs/run.log
    class_year  read the deliveries of this class year again, landed before or not, and build even if nothing
                is new
    go_on       publish although the current release was gone back to

    Raises UserError (exit status 2 configuration, 4 gate, 5 lock) or Fault. Every run leaves a line in the
    run log, save one that finds the lock held.
    """
    paths = Paths(settings.data.absolute())
    if not paths.data.is_dir():
        raise ConfigurationError(
            f"There is no data folder {settings.data}.",
            "Give the right one with --data, or run `gradmart demo` to make one with invented people.",
        )
    with run_lock(paths.lock):
        started, clock = runlog.now().isoformat(timespec="seconds"), time.monotonic()

        def log(outcome: runlog.Outcome, exit_code: int, **rest: Any) -> None:
            seconds = round(time.monotonic() - clock, 1)
            runlog.append(paths.runs, runlog.RunRecord(started, seconds, outcome, exit_code, **rest))

        try:
            if go_on:
                going_back.lift(paths)
            result = _run(settings, paths, build_defs, on_progress, verbose, class_year)
        except BaseException as error:
            log(**_verdict(error))
            raise
        reasons = "; ".join(refused.reason for refused in result.refused)
        log(
            result.outcome,
            result.exit_code,
            release_id=result.release_id,
            counts=result.counts,
            message=reasons,
        )
        return result


def _verdict(error: BaseException) -> dict[str, Any]:
    """What the run log says of a run that ended in `error`."""
    if isinstance(error, UserError):
        outcome = "stopped by a gate" if isinstance(error, GateFailed) else "user error"
        return {"outcome": outcome, "exit_code": error.exit_code, "message": error.what}
    if isinstance(error, KeyboardInterrupt):
        return {"outcome": "interrupted", "exit_code": 1}
    return {"outcome": "fault", "exit_code": 1, "message": str(error) or type(error).__name__}


def _run(
    settings: Settings,
    paths: Paths,
    build_defs: DefsBuilder,
    on_progress: progress.Listener,
    verbose: bool,
    class_year: int | None,
) -> RunResult:
    institution = load_configuration(paths.institution_file)
    last = last_release(paths)
    if last is not None:
        day = today(institution.institution.time_zone)
        key = load_key(paths, settings.key)
        fingerprint = inputs_fingerprint(paths, institution, key, day)
        if class_year is None and last.manifest["inputs_fingerprint"] == fingerprint:
            archive.keep(paths, last, configuration_files(paths))
            return _result("nothing new", paths, last.id, institution)
        if note := going_back.holding(paths, fingerprint):
            return replace(_result("held", paths, last.id, institution), held=note.sentence)
    gone_back = going_back.in_force(paths)
    read_again = [] if class_year is None else _forget(paths, institution, class_year)
    prepare_home(paths)
    with (
        progress.listening(on_progress),
        nullcontext() if verbose else _noise_to(paths.build / "logs" / "run.log"),
    ):
        progress.report("starting", "reading the models")
        _execute(settings, build_defs)
    published = release.current(paths.marts)
    if published is None:
        raise Fault("The job ended well but published nothing.", "")
    result = _result("published", paths, published.id, institution)
    if class_year is not None:
        result = replace(result, read_again=(class_year, len(read_again)))
    if gone_back is None:
        return result
    return replace(result, notices=[*result.notices, gone_back.ended])


def _forget(paths: Paths, institution: Institution, class_year: int) -> list[str]:
    from dagster_project.ingest.relanding import forget

    return forget(paths, institution, class_year)


def _execute(settings: Settings, build_defs: DefsBuilder) -> None:
    """Run the job in this process; raise what kept it from ending well."""
    import dagster as dg

    from dagster_project.orchestration.failures import raise_for_failure
    from dagster_project.orchestration.job import NAME

    job = build_defs(settings).resolve_job_def(NAME)
    with dg.DagsterInstance.get() as instance:
        raise_for_failure(job.execute_in_process(instance=instance, raise_on_error=False))


def _result(outcome: Outcome, paths: Paths, release_id: str, institution: Institution) -> RunResult:
    register = read_register(paths)
    refused = [
        RefusedDelivery(row["file"], row["reason"], row["what_to_do"])
        for row in register
        if row["status"] == "refused"
    ]
    counts = Counter(row["status"] for row in register)
    rows = {name: sum(row[name] or 0 for row in register) for name in ("accepted", "quarantined")}
    zone = institution.institution.time_zone
    notices = [*correction_notices(paths), *silences(register, institution, today(zone))]
    return RunResult(outcome, release_id, refused, dict(sorted(counts.items())) | rows, notices)


@contextmanager
def _noise_to(file: Path) -> Iterator[None]:
    """Whatever is printed or logged inside the block goes to `file`, which starts afresh."""
    file.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    # DuckDB draws its progress bars past sys.stdout, so the descriptor is turned too. That of stderr is left
    # to whoever shows the progress of the run.
    terminal = os.dup(1)
    with file.open("w", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        os.dup2(log.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(terminal, 1)
            os.close(terminal)
