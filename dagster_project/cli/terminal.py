"""What a person sees of a run: its steps while it goes on, and tables of text.

Progress goes to stderr, results to stdout, so that a result can be piped. Nothing is decided here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from dagster_project.orchestration.lock import describe
from dagster_project.orchestration.progress import PHASES, Listener, Phase, Progress, ignore

if TYPE_CHECKING:
    from dagster_project.orchestration.employer_review import Proposal
    from dagster_project.orchestration.status import Status


@contextmanager
def watching(quiet: bool = False) -> Iterator[Listener]:
    """A listener for a run: a live display on a terminal, one line per step elsewhere, nothing when quiet."""
    if quiet:
        yield ignore
    elif sys.stderr.isatty():
        with _Live() as live:
            yield live
    else:
        lines = _Lines()
        yield lines
        lines.close()


class _Lines:
    """One line when a step ends, for logs and pipes."""

    def __init__(self) -> None:
        # Kept now, because the run sends sys.stderr to its log file.
        self._stream = sys.stderr
        self._phase: Phase | None = None
        self._began = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self._phase:
            self.close()
            self._phase, self._began = progress.phase, time.monotonic()

    def close(self) -> None:
        if self._phase is not None:
            click.echo(f"{self._phase:<20} {time.monotonic() - self._began:6.1f} s", file=self._stream)
            self._phase = None


class _Live:
    """A bar per step; steps that are over keep their time."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Display
        from rich.table import Column

        self._display = Display(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description:<20}"),
            TimeElapsedColumn(table_column=Column(min_width=7)),
            BarColumn(bar_width=12),
            TextColumn(
                "{task.fields[detail]}",
                style="dim",
                # A long name must not push the times out of a narrow terminal.
                table_column=Column(max_width=30, no_wrap=True, overflow="ellipsis"),
            ),
            console=Console(file=sys.stderr),
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._tasks = {
            phase: self._display.add_task(phase, total=None, start=False, visible=False, detail="")
            for phase in PHASES
        }
        self._phase: Phase | None = None

    def __enter__(self) -> _Live:
        self._display.start()
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self._finish()
        self._display.stop()

    def __call__(self, progress: Progress) -> None:
        task = self._tasks[progress.phase]
        if progress.phase != self._phase:
            self._finish()
            self._phase = progress.phase
            self._display.start_task(task)
        total = progress.total or None
        self._display.update(task, visible=True, completed=progress.done, total=total, detail=progress.detail)

    def _finish(self) -> None:
        if self._phase is not None:
            self._display.update(self._tasks[self._phase], total=1, completed=1, detail="")


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Aligned columns of text: numbers to the right, None as an empty cell, Chinese characters two wide."""
    from rich.cells import cell_len

    lines = [list(header), *(["" if cell is None else str(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(header))]
    right = [
        bool(rows) and all(isinstance(row[column], int | float) for row in rows)
        for column in range(len(header))
    ]

    def padded(line: list[str]) -> str:
        cells = []
        for cell, width, to_the_right in zip(line, widths, right, strict=True):
            space = " " * (width - cell_len(cell))
            cells.append(space + cell if to_the_right else cell + space)
        return "  ".join(cells).rstrip()

    return "\n".join(padded(line) for line in lines)


def status_text(status: Status) -> str:
    """`gradmart status` as text."""
    release = f"{status.release_id or 'none yet'}" + (
        " (there is something new: `gradmart run`)" if status.stale else ""
    )
    parts = [f"Release   {release}", f"Next run  {status.next_run}"]
    if status.running:
        parts.append(f"Running   {describe(status.running)}")
    if status.feeds:
        feeds = [_with_due(feed) for feed in status.feeds]
        parts += ["", table(list(feeds[0]), [list(feed.values()) for feed in feeds])]
    if status.refused:
        parts += ["", "Refused deliveries", *refused_lines(status.refused)]
    if status.notices:
        parts += ["", "Look at", *(f"  {notice}" for notice in status.notices)]
    runs = [
        (
            run.started,
            f"{run.seconds:.1f} s",
            run.outcome,
            run.exit_code,
            run.release_id or _first_line(run.message),
        )
        for run in status.runs
    ]
    last = table(("started", "took", "outcome", "exit", "release or reason"), runs) if runs else "none"
    return "\n".join([*parts, "", "Last runs", last])


def _with_due(feed: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in feed.items() if name != "is_late"}
    return shown | {"due": f"{feed['due']}, late" if feed["is_late"] else feed["due"]}


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def proposals_text(proposals: Sequence[Proposal], limit: int | None) -> str:
    """`gradmart employers` as text: each pair with its evidence and the two lines to choose from."""
    if not proposals:
        return "No undecided employers have names that are alike."
    columns = {
        "employer_name": "name",
        "employer_uscc": "code",
        "graduates": "graduates",
        "fair_registrations": "fairs",
        "list_entries": "lists",
        "employer_nature": "nature",
        "city": "city",
    }
    parts = []
    for proposal in proposals[:limit]:
        rows = [[side[name] for name in columns] for side in (proposal.a, proposal.b)]
        parts += [f"{proposal.score}  {proposal.why}", table(list(columns.values()), rows)]
        parts += [proposal.same, proposal.different, ""]
    left = len(proposals) - len(proposals[:limit])
    more = f"({left} more pairs; --limit 0 shows all)\n" if left else ""
    return (
        "\n".join(parts)
        + more
        + (
            "Paste one line of a pair into data/raw/employer_decisions.csv and run again. Its first line is\n"
            "decision,employer_a,employer_b,decided_by,decided_on,reason"
        )
    )


def refused_lines(refused: Sequence[Mapping[str, str]]) -> list[str]:
    """One indented entry a refused delivery: why (which names its file) and what to do."""
    return [f"  {row['reason']} {row['what_to_do']}" for row in refused]
