"""Writing into landing so that a reader, or the next run after a killed one, never meets half a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl

_TEMPORARY = ".part"


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """The frame as Parquet, the same bytes for the same frame."""
    part = _part(path)
    frame.write_parquet(part, compression="zstd", compression_level=3, statistics=True)
    _put(part, path)


def write_schema(folder: Path, schema: dict[str, Any]) -> None:
    """A file without rows, so that a glob over the folder always finds the columns."""
    path = folder / "_schema.parquet"
    if not path.exists() or pl.read_parquet_schema(path) != pl.Schema(schema):
        write_parquet(pl.DataFrame(schema=schema), path)


def write_json(content: Any, path: Path) -> None:
    """`content` as JSON; days in ISO form."""
    part = _part(path)
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    _put(part, path)


def remove_leftovers(folder: Path) -> None:
    """Take away what a killed run left half written. Only one run works at a time (the lock sees to it)."""
    for path in folder.glob(f".*{_TEMPORARY}"):
        path.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}{_TEMPORARY}")


def _put(part: Path, path: Path) -> None:
    with part.open("rb") as stream:
        # Without this a power cut may leave the new name on empty blocks.
        os.fsync(stream.fileno())
    part.replace(path)
