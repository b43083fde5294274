"""A message, and the reason why one was not sent. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """What a person reads: `title`, then `lines`. `facts` says the same for programs (webhook `json`)."""

    event: str
    title: str
    lines: list[str]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join([self.title, *self.lines])


class NotSent(Exception):
    """Why a message did not arrive, without addresses or secrets; `passing`: trying again may help."""

    def __init__(self, reason: str, passing: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
