"""Write the answer to a query as a text table, CSV, JSON or Parquet. No SQL and no files here."""

from __future__ import annotations

import io
import json
import math
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.errors import UserError
from dagster_project.release.query import QueryResult

# Spreadsheets run a text cell that starts so as a formula; tab and return are skipped by them first.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_table(result: QueryResult, max_rows: int | None = None) -> str:
    """The answer as text with aligned columns (Chinese characters take two places) and a row count.

    Control characters are shown as escapes, so that a cell cannot steer the terminal.
    """
    if result.columns == ["explain_key", "explain_value"]:
        return "\n".join(str(value) for _, value in result.rows())
    shown = result.table if max_rows is None else result.table.slice(0, max_rows)
    rows = [[_cell(value) for value in row] for row in QueryResult(shown, result.types).rows()]
    header = [_visible(name) for name in result.columns]
    widths = [max(map(_width, column)) for column in zip(header, *rows, strict=True)]
    right = [_is_number(field.type) for field in result.table.schema]
    lines = [_line(header, widths, right), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths, right) for row in rows]
    hidden = result.row_count - len(rows)
    count = "1 row" if result.row_count == 1 else f"{result.row_count} rows"
    lines.append(f"({count}, {hidden} not shown)" if hidden else f"({count})")
    return "\n".join(lines)


def to_csv(result: QueryResult) -> str:
    """The answer as CSV with a header; NULL is an empty cell, nested values are JSON.

    Text cells that a spreadsheet would run as a formula get a leading apostrophe; numbers do not.
    """
    lines = [_csv_line(result.columns), *map(_csv_line, result.rows())]
    return "\n".join(lines) + "\n"


def to_json(result: QueryResult) -> str:
    """The answer as a JSON list of objects; dates are ISO 8601, NaN and infinity are null."""
    rows = [
        {name: _json_value(value) for name, value in zip(result.columns, row, strict=True)}
        for row in result.rows()
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False)


def to_parquet(result: QueryResult) -> bytes:
    """The answer as one Parquet file; UserError when a column's type cannot be stored so."""
    buffer = io.BytesIO()
    try:
        pq.write_table(result.table, buffer, compression="zstd")
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise UserError(
            f"Parquet cannot hold this answer: {str(error).splitlines()[0].rstrip('.')}.",
            "Cast that column, for instance with `::varchar`.",
        ) from error
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return "NULL"
    return _visible(value if isinstance(value, str) else str(_plain(value)))


def _visible(text: str) -> str:
    return "".join(c if unicodedata.category(c)[0] != "C" else repr(c)[1:-1] for c in text)


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, width, to_the_right in zip(cells, widths, right, strict=True):
        space = " " * (width - _width(cell))
        padded.append(space + cell if to_the_right else cell + space)
    return "  ".join(padded).rstrip()


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _csv_line(values: Iterable[Any]) -> str:
    # By hand: before Python 3.12 the csv module leaves a lone carriage return unquoted, and with it
    # everything behind would move into the next row.
    cells = [_csv_cell(_plain(value)) for value in values]
    return '""' if cells == [""] else ",".join(cells)


def _csv_cell(value: Any) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = "'" + value if value.startswith(FORMULA_STARTS) else value
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _plain(value: Any) -> Any:
    """A value for a cell of text: numbers stay numbers, everything else becomes text."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, list | dict):
        return json.dumps(_json_value(value), ensure_ascii=False, allow_nan=False)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value if isinstance(value, str) else str(_json_value(value))


def _json_value(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        # Arrow gives a MAP as a list of pairs.
        return [_json_value(list(item) if isinstance(item, tuple) else item) for item in value]
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, timedelta):
        return str(value)
    return _interval(value)


def _interval(value: pa.MonthDayNano) -> str:
    """A DuckDB INTERVAL as an ISO 8601 duration."""
    return f"P{value.months}M{value.days}DT{value.nanoseconds / 1e9:g}S"
