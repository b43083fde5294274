"""The alert log `data/alerts.jsonl`: one line for each message that was sent or could not be.

It is what `alerting` remembers: who was told what, and when. Without it everybody is told once more. Holds
names of receivers (not their addresses), ids of deliveries and feeds. Imports no Dagster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from dagster_project.orchestration import jsonl

_FIELDS = ("at", "event", "to", "about", "problem")


@dataclass(frozen=True)
class Told:
    """One attempt to tell `to` of `event`.

    at       when, ISO 8601
    about    the deliveries (ids) or feeds it was about
    problem  why it was not sent; empty when it was
    """

    at: str
    event: str
    to: str
    about: tuple[str, ...] = ()
    problem: str = ""


def append(path: Path, told: Told) -> None:
    jsonl.append(path, asdict(told))


def read(path: Path) -> list[Told]:
    """All lines, oldest first."""
    return [
        Told(line["at"], line["event"], line["to"], tuple(line["about"]), line["problem"])
        for _, line in jsonl.read(path)
        if line.keys() >= set(_FIELDS)
    ]


def last_sent(log: Iterable[Told], to: str, events: Iterable[str]) -> Told | None:
    """The newest message of one of these events that reached the receiver."""
    wanted = set(events)
    found = [told for told in log if told.to == to and told.event in wanted and not told.problem]
    return found[-1] if found else None


def days_ago(told: Told, now: datetime) -> int:
    return (now - datetime.fromisoformat(told.at)).days
