"""One delivery of the demonstration: a frame, how it is packed into a file, and what is true of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl

from dagster_project.demo.files import XLSX_MAX_ROWS, Workbook, csv_bytes, parquet_bytes, xlsx_bytes
from dagster_project.demo.mess import HIDDEN, visible, with_totals


@dataclass(frozen=True)
class Packing:
    """The kind of file: extension, for text its encoding and separator, for a workbook its look.

    `totals` is the column that counts the rows in a trailing 合计 row, None for no such row.
    """

    ext: str
    encoding: str = "utf-8"
    separator: str = ","
    look: Workbook | None = None
    totals: str | None = None


GB18030 = Packing("csv", "gb18030")
UTF8 = Packing("csv", "utf-8")
UTF8_BOM = Packing("csv", "utf-8-sig")
UTF16_TSV = Packing("tsv", "utf-16", "\t")
PARQUET = Packing("parquet")


@dataclass(frozen=True)
class Delivery:
    """One file below data/raw; `rows` has the columns of `mess.HIDDEN`, one row for each of the file.

    `facts`: what is true of the file beyond its rows (of a survey: its answers), for the truth.
    """

    feed: str
    path: str
    recorded_on: date
    content: bytes
    rows: pl.DataFrame
    facts: dict = field(default_factory=dict)

    def without_content(self) -> Delivery:
        """The delivery without its bytes, for who needs only the rows' truth."""
        return replace(self, content=b"")


def pack(
    feed: str, name: str, day: date, frame: pl.DataFrame, packing: Packing, facts: dict | None = None
) -> Delivery:
    """The frame as a delivery `<feed>/<name>_<day>.<ext>`; a workbook too long for an office becomes CSV."""
    if packing.ext == "xlsx" and len(frame) > XLSX_MAX_ROWS:
        packing = UTF8_BOM
    if packing.totals:
        first = visible(frame).columns[0]
        frame = with_totals(frame, {first: "合计", packing.totals: str(len(frame))})
    cells = visible(frame)
    match packing.ext:
        case "parquet":
            content = parquet_bytes(cells)
        case "xlsx":
            content = xlsx_bytes(cells, packing.look or Workbook())
        case _:
            content = csv_bytes(cells, packing.encoding, packing.separator)
    rows = frame.select(name for name in HIDDEN if name in frame.columns)
    return Delivery(feed, f"{feed}/{name}_{day.isoformat()}.{packing.ext}", day, content, rows, facts or {})


def several(column: pl.Expr, forms: list[pl.Expr], pick: pl.Series) -> pl.Expr:
    """Each row's value in the form that `pick` (0..len(forms)-1) says; null stays null."""
    chosen = forms[-1]
    for number in reversed(range(len(forms) - 1)):
        chosen = pl.when(pick == number).then(forms[number]).otherwise(chosen)
    return pl.when(column.is_not_null()).then(chosen)


def date_forms(column: str) -> list[pl.Expr]:
    """The forms in which files write a day: slashes, dashes, dots, Chinese, digits, Excel serial."""
    day = pl.col(column)
    bare = [day.dt.year(), day.dt.month(), day.dt.day()]
    return [
        pl.format("{}/{}/{}", *bare),
        day.dt.strftime("%Y-%m-%d"),
        pl.format("{}.{}.{}", *bare),
        pl.format("{}年{}月{}日", *bare),
        day.dt.strftime("%Y%m%d"),
        (day - date(1899, 12, 30)).dt.total_days().cast(pl.String),
    ]


def dotted(rng: np.random.Generator, rows: int, code: pl.Expr) -> pl.Expr:
    """One code in thirty as a spreadsheet leaves what it took for a number: 10.0."""
    return pl.when(pl.Series(rng.random(rows) < 0.03)).then(pl.format("{}.0", code)).otherwise(code)
