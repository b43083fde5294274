"""Logs of one JSON object a line (`data/runs.jsonl`, `data/alerts.jsonl`): appended to, never rewritten.

A run that is killed, or a disk that is full, may leave half a line. It is passed over, and the next line
begins on a line of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def append(path: Path, content: dict[str, Any]) -> None:
    """Add one line, whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number (from 1) and content of every whole line, oldest first; none where there is no file."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                content = json.loads(line)
            except ValueError:
                continue
            if isinstance(content, dict):
                yield number, content
