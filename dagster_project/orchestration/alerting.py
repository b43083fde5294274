"""After a run: who is told what. One hook, `after_run`, called where the line of the run log is written.

What may be told is derived from the line, the register and the alert log; how it is worded and sent is in
`alerts`. Nothing here makes a run fail: what cannot be sent is told in the output and kept in the alert log.
Imports no Dagster.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from dagster_project import alerts as sending
from dagster_project.alerts import Facts
from dagster_project.errors import ConfigurationError, UserError
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.orchestration import alertlog, runlog
from dagster_project.orchestration.alertlog import Told, days_ago, last_sent
from dagster_project.orchestration.clock import next_nightly, today
from dagster_project.orchestration.register import last_release, read_register
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.orchestration.silences import dues
from dagster_project.settings import Event, Institution, Paths, Settings

Tell = Callable[[str], None]

_ENDINGS: dict[str, Event] = {"stopped by a gate": "stopped", "user error": "stopped"}
# What lasts is not told every night, only when it grows and again after some days.
_LASTING = ("refused", "late")
_HEARTBEAT_DAYS = 31


@dataclass(frozen=True)
class _News:
    """Something that happened; `about` tells one refusal or late feed from another."""

    event: Event
    facts: Facts
    about: tuple[str, ...] = ()


def silent(line: str) -> None:
    """Tells nobody."""


def after_run(paths: Paths, record: RunRecord, tell: Tell = silent) -> None:
    """Alert whoever wants to know of the run that has just been logged.

    `tell` hears one sentence for each message that could not be sent. Raises nothing for that.
    """
    if record.outcome == "interrupted":  # somebody is there
        return
    institution = _institution(paths)
    if institution is None or not institution.alerts.to:
        return
    log = alertlog.read(paths.alert_log)
    news = list(_news(paths, institution, record))
    now = runlog.now().astimezone(ZoneInfo(institution.institution.time_zone))
    due = [
        (name, item)
        for name, receiver in institution.alerts.to.items()
        for item in news
        if item.event in receiver.when and _is_due(item, log, name, now, institution.alerts.repeat_days)
    ]
    if not due:
        return
    try:
        secrets, problem = sending.read_secrets(paths.alert_secrets, os.environ), None
    except ConfigurationError as error:
        secrets, problem = {}, str(error)
    out_of_reach: dict[str, str] = {}
    for name, item in due:
        # Who was not reached a moment ago is not waited for again.
        outcome = problem or out_of_reach.get(name)
        outcome = outcome or _send(institution, name, item.event, item.facts, secrets)
        if outcome:
            out_of_reach[name] = outcome
            tell(not_told(name, item.event, outcome))
        at = runlog.now().isoformat(timespec="seconds")
        try:
            alertlog.append(paths.alert_log, Told(at, item.event, name, item.about, outcome or ""))
        except OSError as error:  # a full disk; then the same is told once more next time
            tell(f"the alert log cannot be written ({error.strerror}).")


def not_told(name: str, event: str, problem: str) -> str:
    """The sentence about a message that was not sent."""
    return f"{name} was not told ({event}): {problem.rstrip('.')}. Try with: gradmart check --alerts"


def test(settings: Settings) -> list[tuple[str, str | None]]:
    """Send a test message to every receiver: (name, why it was not sent or None).

    Raises ConfigurationError when there are no receivers, or the configuration or secrets are not right.
    """
    paths = Paths(settings.data.absolute())
    institution = load_configuration(paths.institution_file)
    if not institution.alerts.to:
        raise ConfigurationError(
            "There is nobody to be told: institution.yml names no receiver.",
            "Add one under alerts: to: (docs/operations.md, 'Alerts').",
        )
    secrets = sending.read_secrets(paths.alert_secrets, os.environ)
    at = runlog.now().isoformat(timespec="seconds")
    outcomes = []
    for name in institution.alerts.to:
        problem = _send(institution, name, "test", _names(institution), secrets)
        alertlog.append(paths.alert_log, Told(at, "test", name, problem=problem or ""))
        outcomes.append((name, problem))
    return outcomes


def _send(
    institution: Institution, name: str, event: str, facts: Facts, secrets: dict[str, str]
) -> str | None:
    language = institution.alerts.to[name].language or institution.alerts.language
    return sending.send(institution.alerts, name, sending.write(event, facts, language), secrets)


def _institution(paths: Paths) -> Institution | None:
    """The configuration, or the last one that was right: a mistake in it must not silence its own alert."""
    kept = paths.build / "alerts.json"
    try:
        institution = load_configuration(paths.institution_file)
    except UserError:
        try:
            return Institution.model_validate_json(kept.read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            return None
    content = Institution(institution=institution.institution, alerts=institution.alerts)
    text = content.model_dump_json(by_alias=True)
    try:
        if not kept.exists() or kept.read_text(encoding="utf-8") != text:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
    except OSError:  # a full disk: then there is no copy
        kept.unlink(missing_ok=True)
    return institution


def _names(institution: Institution) -> Facts:
    return Facts(institution.institution.name_zh, institution.institution.name_en)


def _news(paths: Paths, institution: Institution, record: RunRecord) -> Iterator[_News]:
    """Everything that could be told after this run, whoever wants to know."""
    last = last_release(paths)
    facts = replace(
        _names(institution),
        started=_there(datetime.fromisoformat(record.started), institution),
        exit_code=record.exit_code,
        release_id=last.id if last else None,
        counts=record.counts,
    )
    late: dict[str, Any] = {}
    if runlog.ending(record.outcome) == "done":
        register = read_register(paths)
        refused = [row for row in register if row["status"] == "refused"]
        if refused:
            files = tuple(row["file"] for row in refused)
            yield _News("refused", replace(facts, files=files), tuple(row["delivery_id"] for row in refused))
        day = today(institution.institution.time_zone)
        late = {
            due.feed: (due.due.isoformat(), due.newest.isoformat() if due.newest else None)
            for due in dues(register, institution, day)
            if due.is_late(day)
        }
        if late:
            yield _News("late", replace(facts, late=late), tuple(late))
        yield _News("recovered", facts)
        if record.outcome == "published":
            yield _News("published", facts)
    else:
        yield _News(_ENDINGS.get(record.outcome, "fault"), facts)
    yield _News("heartbeat", _month_in_short(paths, institution, replace(facts, late=late)))


def _month_in_short(paths: Paths, institution: Institution, facts: Facts) -> Facts:
    now = runlog.now()
    since = now - timedelta(days=_HEARTBEAT_DAYS)
    runs = Counter(
        run.outcome for _, run in runlog.numbered(paths.runs) if datetime.fromisoformat(run.started) >= since
    )
    due = _there(next_nightly(now, institution.institution.time_zone, institution.nightly), institution)
    return replace(facts, runs=dict(sorted(runs.items())), days=_HEARTBEAT_DAYS, next_run=due)


def _there(moment: datetime, institution: Institution) -> str:
    """The time on the clocks of the institution, to the minute."""
    return f"{moment.astimezone(ZoneInfo(institution.institution.time_zone)):%Y-%m-%d %H:%M}"


def _is_due(item: _News, log: list[Told], name: str, now: datetime, repeat_days: int) -> bool:
    """Whether this receiver has to be told now, after all it was told before."""
    if item.event in _LASTING:
        before = last_sent(log, name, [item.event])
        return (
            before is None or not set(item.about) <= set(before.about) or days_ago(before, now) >= repeat_days
        )
    if item.event == "recovered":
        before = last_sent(log, name, ["stopped", "fault", "recovered"])
        return before is not None and before.event != "recovered"
    if item.event == "heartbeat":
        before = last_sent(log, name, ["heartbeat"])
        if before is None:
            return True
        then = datetime.fromisoformat(before.at).astimezone(now.tzinfo)
        return (then.year, then.month) != (now.year, now.month)
    return True
