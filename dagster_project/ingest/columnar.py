"""Parquet and JSON Lines: formats that name their columns themselves -> one grid of text."""

from __future__ import annotations

import io
import json
import re
from typing import NoReturn

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.apart import parse_apart
from dagster_project.ingest.bounds import too_many_cells, unpacks_to_too_much
from dagster_project.ingest.encodings import Decoded
from dagster_project.ingest.masking import mask
from dagster_project.ingest.raw import Grid, Rejection
from dagster_project.settings.intake import Limits

_HALF_SIGN = re.compile("[\ud800-\udfff]")


def read_parquet(data: bytes, file: str, limits: Limits) -> Grid:
    """A Parquet file as text; row n of the file is line n.

    Raises DeliveryRefused: `parquet`, `too_large`, `archive`, `too_slow`.
    """
    most = (str(limits.cells), str(limits.unpacked_mib * 1024**2))
    answer = parse_apart("columns", data, file, limits, *most)
    if answer == "large":
        raise too_many_cells(file, limits)
    if answer == "long":
        raise unpacks_to_too_much(file, limits)
    if answer == "damaged":
        raise DeliveryRefused(
            "parquet", f"{file} cannot be read as Parquet: it is damaged or was cut short.", "Write it again."
        )
    names, rows = answer
    if names == "nested":
        raise DeliveryRefused(
            "parquet",
            f"{file} holds columns that are not plain values: {mask(', '.join(rows))}.",
            "Write them as text or leave them out.",
        )
    return Grid(None, [names, *rows], list(range(len(rows) + 1)), "parquet", named=True)


def read_jsonl(decoded: Decoded, file: str, limits: Limits) -> Grid:
    """JSON Lines: one flat object a line; the header is every key met, in order of first appearance.

    Raises DeliveryRefused: `too_large`, `cut_short`.
    """
    records: list[dict[str, str | None]] = []
    lines: list[int] = []
    broken: list[Rejection] = []
    header: dict[str, None] = {}
    for number, line in enumerate(io.StringIO(decoded.text, newline=""), start=1):
        if not line.strip():
            continue
        try:
            record = _foreign(decoded) if number - 1 in decoded.foreign else _record(line)
        except _BrokenLine as error:
            if _is_cut(line):
                raise DeliveryRefused(
                    "cut_short",
                    f"{file}, line {number}: the file ends in the middle of this object: it was cut short.",
                    "Export it again and replace it.",
                ) from error
            broken.append(Rejection(number, error.rule, None, error.what, error.do))
            continue
        header |= dict.fromkeys(record)
        records.append(record)
        lines.append(number)
        if len(records) * len(header) > limits.cells:
            raise too_many_cells(file, limits)
    rows: list[list[str | None]] = [list(header)]
    rows += [[record.get(name) for name in header] for record in records]
    return Grid(None, rows, [0, *lines], "jsonl", decoded.encoding, broken, named=True)


def _is_cut(line: str) -> bool:
    """Whether a line that is no record is the last, without a line end and without the end of its object."""
    return line.startswith("{") and not line.endswith(("\n", "\r", "}"))


class _BrokenLine(ValueError):
    """Why a line is no record, and what to do."""

    def __init__(self, what: str, do: str, rule: str = "malformed_row") -> None:
        super().__init__(what)
        self.what = what
        self.do = do
        self.rule = rule


_NOT_FLAT = ("not one flat JSON object.", "Write one object of plain values a line.")


def _record(line: str) -> dict[str, str | None]:
    try:
        # Numbers stay as written: a student number is not arithmetic.
        content = json.loads(
            line, parse_int=str, parse_float=str, parse_constant=_no_value, object_pairs_hook=_once
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise _BrokenLine(*_NOT_FLAT) from error
    if not isinstance(content, dict) or any(isinstance(value, (dict, list)) for value in content.values()):
        raise _BrokenLine(*_NOT_FLAT)
    # Half of a surrogate pair is no sign: nothing could ever be written with it.
    if "\\u" in line and any(_HALF_SIGN.search(f"{key}{value}") for key, value in content.items()):
        raise _BrokenLine(*_NOT_FLAT)
    return {key: _text(value) for key, value in content.items()}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object, if each key stands in it once: of two, one cell would be lost without a word."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise _BrokenLine("the same key stands twice in the object.", "Write each key once.")
    return content


def _no_value(constant: str) -> NoReturn:
    raise _BrokenLine(f"{constant} is no value of JSON.", "Write null, or the number.")


def _foreign(decoded: Decoded) -> NoReturn:
    raise _BrokenLine(*decoded.told_of_foreign, rule="mixed_encoding")


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)
