"""One run, from the lock to the line in the run log. Dagster and dbt are imported only if there is work.

`run` executes the same job that Dagster's schedule starts, in this process. What comes of it is one of:
a `RunResult`, a `UserError` (configuration, lock, gate), or a `Fault`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project import release
from dagster_project.errors import ConfigurationError
from dagster_project.ingest.configuration_files import configuration_files
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.ingest.side_by_side import get_ready
from dagster_project.orchestration import archive, going_back, progress, room
from dagster_project.orchestration.alerting import Tell, silent
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.fault import Fault
from dagster_project.orchestration.home import prepare_home
from dagster_project.orchestration.leftovers import temporary_files_below
from dagster_project.orchestration.outcome import RunResult, result_of, turn
from dagster_project.orchestration.register import last_release
from dagster_project.settings import Institution, Paths, Settings

if TYPE_CHECKING:
    import dagster as dg

# What takes seconds to load and is needed by processes of the run, not by the run itself.
_HEAVY = ("great_expectations", "dagster_project.quality", "dagster_project.reports.render")

DefsBuilder = Callable[[Settings], "dg.Definitions"]


def run(
    settings: Settings,
    build_defs: DefsBuilder,
    on_progress: progress.Listener = progress.ignore,
    verbose: bool = False,
    tell: Tell = silent,
    class_year: int | None = None,
    go_on: bool = False,
) -> RunResult:
    """Land, check, build, check and publish what is new in the data directory of `settings`.

    verbose     let Dagster and dbt talk to the terminal instead of data/build/logs/run.log
    tell        hears of every alert that could not be sent
    class_year  read the deliveries of this class year again, landed before or not, and build even if nothing
                is new
    go_on       publish although the current release was gone back to

    Raises UserError (exit status 2 configuration, 4 gate, 5 lock) or Fault. Every run leaves a line in the
    run log, save one that finds the lock held.
    """
    paths = existing_paths(settings)
    with turn(paths, tell=tell) as record:
        if go_on:
            going_back.lift(paths)
        listener = progress.both(record.stages, on_progress)
        result = _run(settings, paths, build_defs, listener, verbose, class_year)
        record.ended_well(result)
        return result


def existing_paths(settings: Settings) -> Paths:
    """The folders of the deployment; ConfigurationError when there is no such data folder."""
    paths = Paths(settings.data.absolute())
    if not paths.data.is_dir():
        raise ConfigurationError(
            f"There is no data folder {settings.data}.",
            "Give the right one with --data, or run `gradmart demo` to make one with invented people.",
        )
    return paths


def up_to_date(settings: Settings, paths: Paths, institution: Institution) -> RunResult | None:
    """The result of a run that has nothing to do; None when there is something new.

    Nothing is to be done either while the current release is one that somebody went back to.
    """
    last = last_release(paths)
    if last is None:
        return None
    day = today(institution.institution.time_zone)
    fingerprint = inputs_fingerprint(paths, institution, load_key(paths, settings.key), day)
    if last.manifest["inputs_fingerprint"] == fingerprint:
        archive.keep(paths, last, configuration_files(paths))
        return result_of("nothing new", paths, last.id, institution)
    if note := going_back.holding(paths, fingerprint):
        return replace(result_of("held", paths, last.id, institution), held=note.sentence)
    return None


def _run(
    settings: Settings,
    paths: Paths,
    build_defs: DefsBuilder,
    on_progress: progress.Listener,
    verbose: bool,
    class_year: int | None,
) -> RunResult:
    institution = load_configuration(paths.institution_file)
    if class_year is None and (ready := up_to_date(settings, paths, institution)):
        return ready
    room.require(paths)
    gone_back = going_back.in_force(paths)
    read_again = [] if class_year is None else _forget(paths, institution, class_year)
    prepare_home(paths)
    with (
        temporary_files_below(paths),
        progress.listening(on_progress),
        nullcontext() if verbose else _noise_to(paths.build / "logs" / "run.log"),
    ):
        progress.report("starting", "reading the models")
        get_ready(_HEAVY)
        _execute(settings, build_defs)
    published = release.current(paths.marts)
    if published is None:
        raise Fault("The job ended well but published nothing.", "")
    result = result_of("published", paths, published.id, institution)
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
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        raise_for_failure(result.success, result.all_events)


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
