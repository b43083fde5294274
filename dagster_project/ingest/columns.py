"""Runs as a program of its own: a Parquet file on standard input, its cells as text on standard output.

Imports nothing of ours; `columnar` is the only caller, `apart` starts it. Arguments: the limit of memory in
bytes, of cells, and of bytes of text.

Answer (pickled): (names of the columns, rows of text), (`nested`, names), or the word `damaged`, `large`
(more cells than allowed) or `long` (more text).
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
import sys

import polars as pl

Answer = tuple[list[str], list[list[str | None]]] | tuple[str, list[str]] | str


def rows(data: bytes, most_cells: int, most_bytes: int) -> Answer:
    """Every row as text. Sizes are looked at before anything is laid out: nulls and repeats cost no bytes."""
    try:
        claimed = pl.scan_parquet(io.BytesIO(data))
        schema = claimed.collect_schema()
        if claimed.select(pl.len()).collect().item() * len(schema) > most_cells:
            return "large"
        nested = [name for name, kind in schema.items() if kind.is_nested() or kind == pl.Binary]
        if nested:
            return "nested", nested
        frame = pl.read_parquet(io.BytesIO(data))
    # A damaged file may break an assumption inside polars, which it reports as a panic of its own class.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return "damaged"
    texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Categorical, pl.Enum)]
    sizes = (
        frame.select(pl.col(texts).cast(pl.String).str.len_bytes().cast(pl.UInt64).sum()) if texts else None
    )
    if sizes is not None and sum(sizes.row(0)) > most_bytes:
        return "long"
    columns = [[_text(value) for value in frame[name].to_list()] for name in frame.columns]
    return frame.columns, [list(row) for row in zip(*columns, strict=True)]


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


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows, where the process alone has to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    _limit_memory(int(sys.argv[1]))
    pickle.dump(rows(sys.stdin.buffer.read(), int(sys.argv[2]), int(sys.argv[3])), sys.stdout.buffer)
