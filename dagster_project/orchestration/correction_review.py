"""Which lines of the ledger of corrections a person has to look at, in sentences. Reads the published mart.

A correction that no longer does anything is told with every run until somebody ends or mends its line: it
would otherwise hide that the source was mended, or that it went wrong in another way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dagster_project import release
from dagster_project.orchestration.register import last_release
from dagster_project.settings import Paths

_COLUMNS = (
    "ledger_line", "feed", "column_name", "valid_until", "state", "last_applied_on", "lapsed_on",
    "newest_file",
)  # fmt: skip


def correction_notices(paths: Paths) -> list[str]:
    """One sentence or two for each line of the current release that is expired, mended or unused."""
    last = last_release(paths)
    if last is None or "correction" not in last.tables("internal"):
        return []
    lines = release.query(
        last,
        f"select {', '.join(_COLUMNS)} from correction where state <> 'applied' order by ledger_line",
    )
    name = paths.corrections_file.name
    return [
        f"{name}, line {row[0]}: {sentence(dict(zip(_COLUMNS, row, strict=True)))}" for row in lines.rows()
    ]


def sentence(line: Mapping[str, Any]) -> str:
    """What is the matter with a line of the mart whose state is not `applied`, and what to do about it."""
    column, end = line["column_name"], _end(line)
    if line["state"] == "unused":
        until = f" until {line['valid_until']}" if line["valid_until"] else ""
        return (
            f"no row in the deliveries of {line['feed']}{until} has its key and a cell for {column}: "
            "it corrected nothing. Put its key right, or take the line out."
        )
    if line["state"] == "mended":
        return (
            f"{line['newest_file']} holds the new value in {column} by itself: the source was mended. "
            f"{end or 'Take the line out'}."
        )
    told = (
        f"{line['newest_file']} holds something else than the expected value in {column}: "
        "it was not corrected there."
    )
    if end is None:
        return f"{told} It never applied: put the expected value right, or take the line out."
    return f"{told} {end} if the source was mended; else put the expected value right."


def _end(line: Mapping[str, Any]) -> str | None:
    """How to end a line so that it stays in force for what it corrected; None when it never applied."""
    if line["last_applied_on"] is None:
        return None
    day = line["lapsed_on"] - dt.timedelta(days=1)
    return f"End the line with `until` {day.isoformat()}"
