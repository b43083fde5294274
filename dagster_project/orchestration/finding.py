"""What `gradmart check` looks at and what it finds. Imports no Dagster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dagster_project.settings import Institution, Paths, Settings


@dataclass(frozen=True)
class Scene:
    """The deployment that is looked at; `institution` is None while its configuration is not right."""

    paths: Paths
    settings: Settings
    institution: Institution | None


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it stands, and of a warning or failure what to do.

    level  fail: tonight's run would stop; warn: a person should look at it
    """

    level: Literal["ok", "warn", "fail"]
    subject: str
    message: str


def some(names: list[str], most: int = 5) -> str:
    """The first few names, and whether there are more."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
