"""One table of destinations in every form in which offices write it, for the properties of landing."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl
from hypothesis import strategies as st

from tests.unit.ingest.office import xlsx_bytes

HEADER = ["学号", "毕业年份", "毕业去向类别代码", "签约日期", "单位名称", "月薪"]
CODES = ["10", "11", "12", "27", "46", "501", "512", "75", "76", "801", "85", "70", "71", "72"]
_EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}


class Destination(NamedTuple):
    """What a row means, typed; how it is written is a `Form`'s matter."""

    student: str
    class_year: int
    code: str | None
    signed_on: dt.date | None
    employer: str | None
    salary: int | None


@dataclass(frozen=True)
class Form:
    """How a table is written.

    kind     csv, tsv, txt, xlsx, parquet or jsonl; `packed` is '', gz or zip
    day      how a day is written; `cell` is a typed date (workbooks and Parquet), `serial` its number
    """

    kind: str
    packed: str
    encoding: str
    delimiter: str
    line_end: str
    is_terminated: bool
    day: str
    year: str
    since_1904: bool

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.packed}" if self.packed else self.kind

    def written(self, table: list[Destination]) -> bytes:
        rows = [self._cells(row) for row in table]
        data = self._bytes(rows)
        if self.packed == "gz":
            return gzip.compress(data)
        if self.packed == "zip":
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"就业.{self.kind}", data)
            return out.getvalue()
        return data

    def _cells(self, row: Destination) -> list[object]:
        year = self.year.format(row.class_year)
        return [row.student, year, row.code, self._day(row.signed_on), row.employer, row.salary]

    def _day(self, day: dt.date | None) -> object:
        if day is None:
            return None
        if self.day == "cell":
            return day if self.kind in ("xlsx", "parquet") else day.isoformat()
        if self.day == "serial":
            return (day - _EPOCHS[self.since_1904 and self.kind == "xlsx"]).days
        return self.day.format(day)

    def _bytes(self, rows: list[list[object]]) -> bytes:
        if self.kind == "xlsx":
            return xlsx_bytes({"Sheet1": [HEADER, *rows]}, date_1904=self.since_1904)
        if self.kind == "parquet":
            columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
            out = io.BytesIO()
            pl.DataFrame(columns).write_parquet(out)
            return out.getvalue()
        if self.kind == "jsonl":
            objects = [dict(zip(HEADER, row, strict=True)) for row in rows]
            text = "\n".join(json.dumps(item, ensure_ascii=False, default=str) for item in objects) + "\n"
            return text.encode(self.encoding)
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.line_end).writerows([HEADER, *rows])
        content = text.getvalue()
        return (content if self.is_terminated else content.removesuffix(self.line_end)).encode(self.encoding)


FORMS = st.builds(
    Form,
    kind=st.sampled_from(["csv", "tsv", "txt", "xlsx", "parquet", "jsonl"]),
    packed=st.sampled_from(["", "", "gz", "zip"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    is_terminated=st.booleans(),
    day=st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0:%Y/%m/%d}",
            "{0.year}/{0.month}/{0.day}",
            "{0.year}.{0.month}.{0.day}",
            "{0.year}年{0.month}月{0.day}日",
            "{0:%Y%m%d}",
            "{0:%Y-%m-%d} 00:00:00",
            "cell",
            "serial",
        ]
    ),
    year=st.sampled_from(["{}", "{}届", "{}年"]),
    since_1904=st.booleans(),
)

_EMPLOYERS = st.text("某甲乙丙西安东方公司厂,;|\"'=+-@#", max_size=10).map(lambda text: f"某{text}司")


@st.composite
def tables(draw: st.DrawFn) -> list[Destination]:
    """One to six sound rows, each of a student of its own."""
    students = draw(st.lists(st.integers(0, 99_999), min_size=1, max_size=6, unique=True))
    return [
        Destination(
            f"S{number:05d}",
            draw(st.integers(2005, 2030)),
            draw(st.sampled_from([*CODES, None])),
            draw(st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31)) | st.none()),
            draw(_EMPLOYERS | st.none()),
            draw(st.integers(1000, 90_000) | st.none()),
        )
        for number in students
    ]
