"""Parquet and JSON Lines: formats that name their columns themselves -> one grid of text."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import polars as pl

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.raw import Grid, Rejection

_HALF_SIGN = re.compile("[\ud800-\udfff]")


def read_parquet(data: bytes, file: str) -> Grid:
    """A Parquet file as text; row n of the file is line n. Raises DeliveryRefused (rule `parquet`)."""
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    # A damaged file may break an assumption inside polars, which it reports as a panic of its own class.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DeliveryRefused(
            "parquet", f"{file} cannot be read as Parquet: it is damaged or was cut short.", "Write it again."
        ) from error
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    if nested:
        raise DeliveryRefused(
            "parquet",
            f"{file} holds columns that are not plain values: {', '.join(nested)}.",
            "Write them as text or leave them out.",
        )
    columns = [[_text(value) for value in frame[name].to_list()] for name in frame.columns]
    rows: list[list[str | None]] = [list(frame.columns), *(list(row) for row in zip(*columns, strict=True))]
    return Grid(None, rows, list(range(len(rows))), "parquet", named=True)


def read_jsonl(text: str, encoding: str, file: str) -> Grid:
    """JSON Lines: one flat object a line; the header is every key met, in order of first appearance."""
    records: list[dict[str, str | None]] = []
    lines: list[int] = []
    broken: list[Rejection] = []
    header: dict[str, None] = {}
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            continue
        record = _record(line)
        if record is None:
            reason = (
                f"{file}, line {number}: not one flat JSON object. Write one object of plain values a line."
            )
            broken.append(Rejection(number, "malformed_row", None, reason))
            continue
        header |= dict.fromkeys(record)
        records.append(record)
        lines.append(number)
    rows: list[list[str | None]] = [list(header)]
    rows += [[record.get(name) for name in header] for record in records]
    return Grid(None, rows, [0, *lines], "jsonl", encoding, broken, named=True)


def _record(line: str) -> dict[str, str | None] | None:
    try:
        # Numbers stay as written: a student number is not arithmetic.
        content = json.loads(line, parse_int=str, parse_float=str)
    except (json.JSONDecodeError, RecursionError):
        return None
    if not isinstance(content, dict) or any(isinstance(value, (dict, list)) for value in content.values()):
        return None
    # Half of a surrogate pair is no sign: nothing could ever be written with it.
    if "\\u" in line and any(_HALF_SIGN.search(f"{key}{value}") for key, value in content.items()):
        return None
    return {key: _text(value) for key, value in content.items()}


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return str(value)
