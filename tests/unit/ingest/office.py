"""A small deployment in a temporary folder: files are put into it as an office would, and landed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import xlsxwriter

from dagster_project.ingest.landing import land_feed
from dagster_project.settings import Institution, Paths

TODAY = dt.date(2026, 11, 22)
KEY = b"a key for tests, of some length"

DESTINATIONS = ["学号", "毕业年份", "毕业去向类别代码", "毕业去向", "单位名称", "单位性质", "月薪"]
ROSTER = ["学号", "学历", "学院", "专业", "毕业年份"]


def institution(**changes: object) -> Institution:
    content: dict[str, object] = {
        "institution": {
            "code": "99999",
            "name_zh": "示例大学",
            "name_en": "Example University",
            "province": "61",
        }
    }
    return Institution.model_validate(content | changes)


def csv_bytes(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(sheets: dict[str, list[list[object]]], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"} | options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def destination(number: int, code: str = "10", label: str = "", **cells: str) -> list[str]:
    """One row below `DESTINATIONS`; `cells` by header."""
    row = dict(
        zip(DESTINATIONS, [f"S{number:05d}", "2020", code, label, "某公司", "国有企业", "5000"], strict=True)
    )
    return list((row | cells).values())


def destinations(*rows: list[str], filler: int = 100) -> list[list[str]]:
    """A file of `filler` sound rows, so that a few bad ones do not refuse it whole, and then `rows`."""
    return [DESTINATIONS, *(destination(10_000 + number) for number in range(filler)), *rows]


@dataclass
class Office:
    """`put` a file into data/raw, `land` its feed, look at what came out."""

    data: Path
    settings: Institution = field(default_factory=institution)
    key: bytes = KEY

    @property
    def paths(self) -> Paths:
        return Paths(self.data)

    def put(self, file: str, content: bytes | str | list[list[str]], sidecar: str | None = None) -> Path:
        path = self.paths.raw / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            content = csv_bytes(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if sidecar is not None:
            path.with_name(path.name + ".yml").write_text(sidecar, encoding="utf-8")
        return path

    def land(self, feed: str, today: dt.date = TODAY, **options: object) -> list[dict]:
        """Register rows of a feed; the counts of every one must add up."""
        records = land_feed(self.paths, self.settings, self.key, feed, today, **options)  # type: ignore[arg-type]
        for record in records:
            parts = ("accepted", "quarantined", "duplicates", "totals_rows")
            assert record["rows_read"] == sum(record[name] for name in parts), record
        return records

    def land_one(self, file: str, content: bytes | str | list[list[str]], sidecar: str | None = None) -> dict:
        """Put one file and land its feed; the register row of that file."""
        self.put(file, content, sidecar)
        records = self.land(file.split("/", 1)[0])
        return next(record for record in records if record["file"] == file)

    def landed(self, feed: str) -> pl.DataFrame:
        folder = self.paths.landing / feed
        return pl.read_parquet(folder / "*.parquet").sort("source_file", "source_line")

    def quarantine(self) -> list[dict]:
        files = sorted((self.paths.landing / "quarantine").glob("*-*.parquet"))
        return [row for file in files for row in pl.read_parquet(file).rows(named=True)]
