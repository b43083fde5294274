"""One small demonstration for all tests here, and a reader of its files that shares no code with ingest."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock
from python_calamine import CalamineWorkbook

from dagster_project import demo
from tests.unit.demo import recount

Row = dict[str, str]


@pytest.fixture(scope="session")
def data_dir(shared_dir: Path) -> Path:
    """Data folder of the smallest demonstration, written by the first worker that asks."""
    folder = shared_dir / "unit_demo"
    with FileLock(f"{folder}.lock"):
        if not (folder / "demo_truth.json").exists():
            demo.write(folder, graduates=demo.MIN_GRADUATES)
    return folder


@pytest.fixture(scope="session")
def truth(data_dir: Path) -> demo.DemoTruth:
    return demo.DemoTruth.read(data_dir / "demo_truth.json")


@pytest.fixture(scope="session")
def read_rows() -> Callable[[Path], list[Row]]:
    """Path -> rows as header -> stripped text, without rows above the header and 合计 rows."""
    return _read_rows


@pytest.fixture(scope="session")
def feed_rows(data_dir: Path, truth: demo.DemoTruth) -> Callable[[str], list[tuple[str, list[Row]]]]:
    """Feed -> (recorded_on, rows) of its files in order of the day they show; each feed is read once."""

    @cache
    def read(feed: str) -> list[tuple[str, list[Row]]]:
        files = sorted((row["recorded_on"], row["file"]) for row in truth.files if row["feed"] == feed)
        return [(day, _read_rows(data_dir / "raw" / file)) for day, file in files]

    return read


@pytest.fixture(scope="session")
def roster(feed_rows: Callable) -> list[tuple[str, dict[str, tuple]]]:
    """`recount.roster_versions` of the demonstration."""
    return recount.roster_versions(feed_rows("graduates"))


@pytest.fixture(scope="session")
def records(feed_rows: Callable, roster: list) -> list[tuple[str, dict]]:
    """`recount.record_versions` of the demonstration."""
    return recount.record_versions(feed_rows("destinations"), roster)


def _read_rows(path: Path) -> list[Row]:
    table = [[_plain(cell) for cell in row] for row in _cells(path)]
    # Header cells are all filled but for an empty first column; notes and titles fill one cell.
    at = next(n for n, row in enumerate(table) if sum(map(bool, row)) > len(row) / 2)
    rows = [dict(zip(table[at], row, strict=True)) for row in table[at + 1 :]]
    return [row for row in rows if "合计" not in row.values()]


def _cells(path: Path) -> list[list[object]]:
    match path.suffix:
        case ".xlsx":
            return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        case ".parquet":
            frame = pl.read_parquet(path)
            return [frame.columns, *frame.rows()]
        case ".tsv":
            return list(
                csv.reader(io.StringIO(path.read_bytes().decode("utf-16"), newline=""), delimiter="\t")
            )
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return list(csv.reader(io.StringIO(text, newline="")))


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip()
