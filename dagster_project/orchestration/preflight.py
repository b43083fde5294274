"""`gradmart check`: what would stop tonight's run, looked at without running. Every question is a function.

Those about the machine are in `machine`, about files in data/raw in `incoming`, about Dagster's folder in
`home`; here is what the deployment itself says. Changes nothing and imports no Dagster.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from dagster_project import alerts as sending
from dagster_project import release
from dagster_project.errors import UserError
from dagster_project.ingest.corrections import read_corrections
from dagster_project.ingest.decisions import read_decisions
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration import alerting, home, incoming, machine, runlog
from dagster_project.orchestration.clock import DEFAULT_TIME_ZONE, next_nightly, today
from dagster_project.orchestration.correction_review import correction_notices
from dagster_project.orchestration.finding import Finding, Scene, some
from dagster_project.orchestration.lately import unsent
from dagster_project.orchestration.register import read_register
from dagster_project.orchestration.silences import silences
from dagster_project.settings import PROJECT_ROOT, Paths, Settings

CONSTRAINTS = PROJECT_ROOT / "constraints.txt"
_A_NIGHT = timedelta(hours=26)


def check(settings: Settings) -> list[Finding]:
    """Every finding, in the order of a run. A `fail` among them would stop the run."""
    scene = _scene(settings)
    looks: tuple[Callable[[Scene], Finding], ...] = (
        _configuration,
        machine.key,
        machine.lock,
        machine.disk,
        machine.file_system,
        machine.permissions,
        machine.clock,
        home.history,
        incoming.folders,
        incoming.copies,
        incoming.days,
        _release,
        _late,
        _corrections,
        _alerts,
        _schedule,
        _versions,
    )
    return [look(scene) for look in looks]


def try_alerts(settings: Settings) -> list[Finding]:
    """Send a test message to everybody who is told; one finding a receiver.

    Raises ConfigurationError when nobody is, or the configuration or the secrets are not right.
    """
    return [
        Finding("fail", name, f"not sent: {problem}.") if problem else Finding("ok", name, "sent.")
        for name, problem in alerting.test(settings)
    ]


def _scene(settings: Settings) -> Scene:
    paths = Paths(settings.data.absolute())
    try:
        return Scene(paths, settings, load_configuration(paths.institution_file))
    except UserError:  # told by the first finding
        return Scene(paths, settings, None)


def _configuration(scene: Scene) -> Finding:
    paths = scene.paths
    try:
        institution = load_configuration(paths.institution_file)
        read_decisions(paths.employer_decisions_file)
        read_corrections(paths.corrections_file, institution)
    except UserError as error:
        return Finding("fail", "configuration", str(error))
    name = institution.institution
    return Finding(
        "ok", "configuration", f"{name.name_en} ({name.code}), {len(institution.surveys)} survey(s)."
    )


def _release(scene: Scene) -> Finding:
    try:
        last = release.current(scene.paths.marts)
    except UserError as error:
        return Finding("fail", "release", str(error))
    return Finding("ok", "release", f"{last.id} is current." if last else "none yet.")


def _late(scene: Scene) -> Finding:
    if scene.institution is None:
        return Finding("ok", "late", "not looked at before the configuration is right.")
    day = today(scene.institution.institution.time_zone)
    late = silences(read_register(scene.paths), scene.institution, day)
    if late:
        return Finding("warn", "late", "\n".join(late))
    return Finding("ok", "late", "no feed is overdue.")


def _corrections(scene: Scene) -> Finding:
    try:
        notices = correction_notices(scene.paths)
    except UserError as error:
        return Finding("fail", "corrections", str(error))
    if notices:
        return Finding("warn", "corrections", " ".join(notices))
    return Finding("ok", "corrections", "no line of corrections.csv has to be looked at.")


def _alerts(scene: Scene) -> Finding:
    if scene.institution is None:
        return Finding("ok", "alerts", "not looked at before the configuration is right.")
    wanted = scene.institution.alerts
    if not wanted.to:
        return Finding("ok", "alerts", "nobody is told when a night fails; see docs/operations.md, 'Alerts'.")
    try:
        secrets = sending.read_secrets(scene.paths.alert_secrets, os.environ)
    except UserError as error:
        return Finding("warn", "alerts", f"nobody can be told. {error}")
    told = []
    if missing := sending.missing(wanted, secrets):
        place = scene.paths.alert_secrets
        told.append(f"not set: {', '.join(missing)}. Set it in the environment or in {place} (mode 600).")
    if unknown := sorted(set(secrets) - set(sending.names_of(wanted))):
        told.append(f"set, and no receiver uses it: {', '.join(unknown)}. Is it spelt right?")
    if not told:
        told += [f"{line} Try with: gradmart check --alerts" for line in unsent(scene.paths)]
    if told:
        return Finding("warn", "alerts", " ".join(told))
    return Finding("ok", "alerts", f"{', '.join(wanted.to)}; `gradmart check --alerts` sends a test.")


def _schedule(scene: Scene) -> Finding:
    now = runlog.now()
    zone = scene.institution.institution.time_zone if scene.institution else DEFAULT_TIME_ZONE
    cron = [scene.institution.nightly] if scene.institution else []
    due = f"{next_nightly(now, zone, *cron):%Y-%m-%d %H:%M} in {zone}"
    last = next(iter(runlog.last(scene.paths.runs, 1)), None)
    if last is None:
        return Finding("ok", "schedule", f"nothing has run yet; the next night run is due {due}.")
    began = datetime.fromisoformat(last.started).astimezone(ZoneInfo(zone))
    if now - began > _A_NIGHT:
        return Finding(
            "warn",
            "schedule",
            f"no run has started since {began:%Y-%m-%d %H:%M}. If one should every night, look whether the "
            "timer, cron or `gradmart serve` is on (docs/operations.md).",
        )
    return Finding("ok", "schedule", f"the last run started {began:%Y-%m-%d %H:%M}; the next is due {due}.")


def _versions(scene: Scene) -> Finding:
    if not CONSTRAINTS.exists():
        return Finding(
            "warn", "versions", "there is no constraints.txt to compare the installed packages with."
        )
    wrong = []
    for name, wanted in pins(CONSTRAINTS).items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a pin of an extra (tests) that is not installed here
        if installed != wanted:
            wrong.append(f"{name} {installed} instead of {wanted}")
    if wrong:
        return Finding(
            "warn",
            "versions",
            f"{len(wrong)} package(s) are not those of constraints.txt: "
            f"{some(wrong)}. Install again with: pip install -c constraints.txt -e .",
        )
    return Finding("ok", "versions", "the installed packages are those of constraints.txt.")


def pins(constraints: Path) -> dict[str, str]:
    """Name -> exact version out of a constraints file."""
    lines = (line.partition("#")[0].strip() for line in constraints.read_text(encoding="utf-8").splitlines())
    return {
        name.strip(): version.partition(";")[0].strip()
        for name, mark, version in (line.partition("==") for line in lines)
        if mark
    }
