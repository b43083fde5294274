"""How a run tells whoever watches what it is doing, without knowing who watches.

The assets report steps; a terminal, a test or nobody listens. Imports no Dagster and draws nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

Phase = Literal[
    "starting", "landing", "checking deliveries", "building", "checking marts", "publishing", "reporting"
]
PHASES: tuple[Phase, ...] = get_args(Phase)


@dataclass(frozen=True)
class Progress:
    """One report: `done` of `total` parts of `phase` (total 0 when it is not known), and what is in hand.

    `rows`: so many more rows went through the phase since the last report; None where none are counted.
    """

    phase: Phase
    detail: str = ""
    done: int = 0
    total: int = 0
    rows: int | None = None


Listener = Callable[[Progress], None]


def ignore(progress: Progress) -> None:
    """The listener of a run that nobody watches."""


def both(first: Listener, second: Listener) -> Listener:
    """A listener that passes every report on to two."""

    def listener(progress: Progress) -> None:
        first(progress)
        second(progress)

    return listener


_listener: ContextVar[Listener] = ContextVar("gradmart_progress", default=ignore)


@contextlib.contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send every report made inside the block to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(phase: Phase, detail: str = "", done: int = 0, total: int = 0, rows: int | None = None) -> None:
    """Tell the listener, if there is one, where the run is."""
    _listener.get()(Progress(phase, detail, done, total, rows))
