"""Ledgers that people keep beside the deliveries: CSV files read whole, every mistake told with its line.

What the columns of a ledger mean is in `decisions` and `corrections`.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dagster_project.errors import ConfigurationError

# Line of the file (from 1) and its cells by column, without blanks at their ends.
Entry = tuple[int, dict[str, str]]


def read_ledger(path: Path, columns: tuple[str, ...]) -> tuple[list[Entry], list[str]]:
    """The lines below the header, and what is wrong with the shape of the file. No file is an empty ledger.

    Raises ConfigurationError when it is no text.
    """
    if not path.exists():
        return [], []
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    if tuple(cell.strip().casefold() for cell in next(reader, [])) != columns:
        return [], [f"line 1: the columns are {','.join(columns)}"]
    entries: list[Entry] = []
    mistakes = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            told = f"it has {len(cells)} columns instead of {len(columns)} (a comma in a cell needs quotes)"
            mistakes.append(f"line {reader.line_num}: {told}")
        else:
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            entries.append((reader.line_num, row))
    return entries, mistakes


def require_no_mistakes(path: Path, mistakes: list[str]) -> None:
    """Raise ConfigurationError that lists all of them, if there are any."""
    if mistakes:
        raise ConfigurationError(
            f"{path.name} has {len(mistakes)} mistake(s):\n" + "\n".join(f"  - {item}" for item in mistakes),
            "\nPut them right and run again.",
        )


def _text(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):  # as a spreadsheet program saves it here
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigurationError(f"{path.name} is neither UTF-8 nor GB18030 text.", "Save it as CSV in UTF-8.")
