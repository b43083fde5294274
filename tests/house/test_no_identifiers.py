"""No identifier leaves landing: each one in the raw files is searched for in all that is made.

The raw files of the demonstration are read here by other means than ingest's (calamine and the csv module
directly), so that a fault in ingest cannot hide what should be searched for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

PERSONAL = re.compile(
    r"\*?(学号|考生号|姓名|身份证.*|手机号.*|联系电话|.*邮箱|来自IP|来源详情|xh|ksh|xm|sfzh)\*?"
)


def tables(path: Path) -> Iterator[list[list[str]]]:
    """Every sheet or table of a raw file as rows of text."""
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            yield [[str(int(c)) if isinstance(c, float) else str(c) for c in row] for row in rows]
    elif path.suffix == ".parquet":
        frame = pl.read_parquet(path).cast(pl.String)
        yield [frame.columns, *([cell or "" for cell in row] for row in frame.rows())]
    else:
        data = path.read_bytes()
        for encoding in (
            ("utf-16", "utf-8-sig", "gb18030")
            if data[:2] in (b"\xff\xfe", b"\xfe\xff")
            else ("utf-8-sig", "gb18030")
        ):
            try:
                text = data.decode(encoding)
                break
            except UnicodeError:
                continue
        delimiter = "\t" if path.suffix == ".tsv" else ","
        yield list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def identifiers(raw: Path) -> set[str]:
    """All values that stand in a personal column of any raw file."""
    found: set[str] = set()
    for path in sorted(raw.glob("*/*")):
        for rows in tables(path) if path.suffix != ".yml" else ():
            places: list[int] = []
            for row in rows:
                if not places:  # still in the notes above the header, or at the header itself
                    places = [place for place, cell in enumerate(row) if PERSONAL.fullmatch(cell.strip())]
                    continue
                found.update(row[place].strip() for place in places if place < len(row))
    return {value for value in found if len(value) >= 2 and value not in ("合计", "总计")}


@pytest.fixture(scope="module")
def searched_for(demo) -> set[str]:
    data, _ = demo
    found = identifiers(data / "raw")
    assert len(found) > 100_000, "too few identifiers found for the search to mean anything"
    return found


def cells(path: Path) -> Iterator[tuple[str, str]]:
    """(place, distinct text value) of every text column of every table in a Parquet or DuckDB file."""
    with duckdb.connect() as connection:
        if path.suffix == ".parquet":
            connection.execute(
                "create view file as select * from read_parquet($1)".replace("$1", f"'{path}'")
            )
            names = [("memory", "main", "file")]
        else:
            connection.execute(f"attach '{path}' as file (read_only)")
            names = connection.execute(
                "select table_catalog, table_schema, table_name from information_schema.tables "
                "where table_catalog = 'file' and table_type = 'BASE TABLE'"
            ).fetchall()
        for catalog, schema, table in names:
            relation = f'"{catalog}"."{schema}"."{table}"'
            for column, kind, *_ in connection.execute(f"describe {relation}").fetchall():
                if kind == "VARCHAR":
                    values = connection.execute(f'select distinct "{column}" from {relation}').fetchall()
                    yield from ((f"{path.name}:{table}.{column}", value) for (value,) in values if value)


def words(text: str) -> set[str]:
    """The text itself and its runs of letters, digits and signs that make an identifier."""
    return {text, *re.findall(r"[0-9A-Za-z@._-]{6,}", text), *re.findall(r"\d{6,}", text)}


def test_no_identifier_in_any_table_that_is_made(demo, searched_for):
    data, _ = demo
    files = [
        *sorted((data / "landing").rglob("*.parquet")),
        data / "build" / "build.duckdb",
        *sorted((data / "marts").rglob("*.parquet")),
        *sorted((data / "marts").rglob("*.duckdb")),
    ]
    assert len(files) > 80
    # Shorter values are names, searched for below as whole cells.
    long = {value for value in searched_for if len(value) > 4}
    leaks = [
        f"{place}: {sorted(words(value) & long)[0]}"
        for path in files
        for place, value in cells(path)
        if words(value) & long
    ]
    assert leaks == []


def test_no_name_of_a_person_stands_in_any_cell(demo, searched_for):
    data, _ = demo
    names = {value for value in searched_for if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", value)}
    assert len(names) > 1000
    files = [*(data / "landing").rglob("*.parquet"), *(data / "marts").rglob("*.duckdb")]
    assert [place for path in files for place, value in cells(path) if value in names] == []


def test_no_identifier_in_any_log_page_manifest_or_message(demo, searched_for):
    data, outcome = demo
    long = {value for value in searched_for if len(value) > 4}
    texts = {
        str(path.relative_to(data)): path.read_text(encoding="utf-8", errors="replace")
        for folder in ("build", "marts", "landing", "dagster")
        for path in (data / folder).rglob("*")
        if path.is_file() and path.suffix in {".json", ".jsonl", ".md", ".log", ".txt", ".html", ".yaml"}
    }
    texts["standard output"], texts["standard error"] = outcome.out, outcome.err
    assert len(texts) > 5
    leaks = {name: sorted(words(text) & long)[:1] for name, text in texts.items() if words(text) & long}
    assert leaks == {}
