"""Files made to break their reader, or broken on the way: each costs itself, with its reason, and no more."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import polars as pl
import pytest

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest import deliveries
from dagster_project.ingest.opening import open_delivery
from dagster_project.ingest.workbook import read_workbook
from dagster_project.settings.intake import Limits
from tests.unit.ingest.office import (
    DESTINATIONS,
    Office,
    csv_bytes,
    destination,
    destinations,
    institution,
    xlsx_bytes,
)

X = "destinations/x_2020-08-31.csv"
PAGE = "<html><meta charset=utf-8><table><tr><td>学号</td></tr></table></html>"


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "what", "do"),
    [
        (PAGE.encode(), "a web page or XML file", "Open it in a spreadsheet program"),
        (b"\xef\xbb\xbf\r\n\n  <!DOCTYPE html>", "a web page or XML file", "Open it"),
        (PAGE.upper().encode("utf-16"), "a web page or XML file", "Open it"),
        (b'<?xml version="1.0"?><Workbook/>', "a web page or XML file", "Open it"),
        (b"<table border=1>", "a web page or XML file", "Open it"),
        (b"%PDF-1.7\n", "a PDF document", "Export the table itself"),
        (b'[{"a": 1}]', "JSON", "Write one object a line"),
        (b'{"a": 1}\n', "JSON", "Write one object a line"),
        (b"Rar!\x1a\x07", "an archive", "Unpack it"),
        (b"PAR1....", "a Parquet file", "Give it the extension .parquet"),
    ],
)
def test_what_only_bears_the_name_of_a_text(office: Office, content: bytes, what: str, do: str) -> None:
    record = office.land_one(X, content)
    assert (record["status"], record["top_reasons"]) == ("refused", "not_text")
    assert record["reason"] == f"{X} is {what}, named .csv."
    assert record["what_to_do"].startswith(do)


@pytest.mark.parametrize("header", ["<学号>,毕业年份,毕业去向", "[学号],毕业年份,毕业去向"])
def test_a_header_in_brackets_is_still_a_table(office: Office, header: str) -> None:
    record = office.land_one(X, f"{header}\nS1,2020,10\n")
    assert record["top_reasons"] != "not_text"


def test_a_text_with_tabs_named_xls_is_read_and_a_page_is_not(office: Office) -> None:
    text = csv_bytes(destinations(), "\t", "gb18030")
    record = office.land_one("destinations/x_2020-08-31.xls", text)
    assert (record["status"], record["accepted"], record["encoding"]) == ("landed", 100, "gb18030")
    assert record["notes"] == "named as a workbook, but is text: read as text"
    record = office.land_one("destinations/y_2020-08-31.xls", PAGE)
    assert record["reason"] == (
        "destinations/y_2020-08-31.xls is a web page or XML file that only bears a workbook's name."
    )


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx", "parquet"])
def test_an_overlong_cell_costs_its_row(tmp_path: Path, kind: str) -> None:
    office = Office(tmp_path / "data", settings=institution(limits={"cell_signs": 200}))
    rows = destinations(destination(1, 单位名称="长" * 201), destination(2, 单位名称="长" * 200))
    frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
    content = {
        "csv": csv_bytes(rows),
        "jsonl": frame.write_ndjson().encode(),
        "xlsx": xlsx_bytes({"a": rows}),
        "parquet": parquet_bytes(frame),
    }[kind]
    record = office.land_one(f"destinations/x_2020-08-31.{kind}", content)
    assert (record["accepted"], record["top_reasons"]) == (101, "cell_too_long 1")
    line = {"csv": 102, "jsonl": 101, "xlsx": 102, "parquet": 101}[kind]
    assert office.quarantine()[0]["line"] == line
    assert office.quarantine()[0]["reason"].endswith(
        f"line {line}: a cell has 201 signs, more than the 200 allowed. "
        "Shorten it, or raise limits.cell_signs in institution.yml."
    )


def test_ten_megabytes_in_one_cell_are_told_as_such(office: Office) -> None:
    rows = destinations(destination(1, 单位名称="x" * 10_000_000), destination(2))
    record = office.land_one(X, rows)
    assert (record["accepted"], record["top_reasons"]) == (101, "cell_too_long 1")
    assert "a cell has 10000000 signs" in office.quarantine()[0]["reason"]


def test_two_stray_quotes_far_apart_do_not_swallow_the_rows_between(office: Office) -> None:
    """What: two quotation marks pair over 40,000 signs. When: one is missing. Fix: `Splitter._take`."""
    text = csv_bytes(destinations(filler=1500)).decode()
    text = text.replace("S10100,2020,10,,", 'S10100,2020,10,,"').replace(
        "S11400,2020,10,,某公司", 'S11400,2020,10,,某公司"'
    )
    record = office.land_one(X, text)
    assert (record["rows_read"], record["accepted"]) == (1500, 1499)
    assert record["top_reasons"] == "cell_too_long 1"
    [row] = office.quarantine()
    assert row["line"] == 102
    assert row["what"].endswith(
        "If a quotation mark is missing, the rows down to line 1402 were read into it."
    )
    assert row["what_to_do"] == "Shorten it, or raise limits.cell_signs in institution.yml."


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        (b'a",b,"c\n', {"malformed_row"}),
        (b'S1,"abc\n', {"malformed_row"}),
        (b'x,""",y\n', {"ragged_row"}),
        (b"\n", set()),
        (b"," * 6 + b"\n", set()),
    ],
    ids=["inside to inside", "opened", "three", "blank", "empty cells"],
)
def test_reading_takes_no_longer_than_the_file_is_long(office: Office, line: bytes, rules: set[str]) -> None:
    """What: 60,000 lines that each start anew what the last one broke. The square of it takes minutes."""
    started = time.monotonic()
    record = office.land_one(X, csv_bytes(destinations()) + line * 60_000)
    assert time.monotonic() - started < 30
    assert {row["rule"] for row in office.quarantine()} - {"delivery_refused"} == rules
    assert record["rows_read"] >= 100


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx", "parquet"])
def test_more_cells_than_allowed_refuse_the_file(tmp_path: Path, kind: str) -> None:
    office = Office(tmp_path / "data", settings=institution(limits={"cells": 1000}))
    rows = destinations(filler=200)
    frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
    file = f"destinations/x_2020-08-31.{kind}"
    content = {
        "csv": csv_bytes(rows),
        "jsonl": frame.write_ndjson().encode(),
        "xlsx": xlsx_bytes({"a": rows}),
        "parquet": parquet_bytes(frame),
    }[kind]
    record = office.land_one(file, content)
    assert (record["status"], record["top_reasons"], record["rows_read"]) == ("refused", "too_large", 0)
    assert "limits.cells in institution.yml" in record["what_to_do"]
    # A refusal by a limit is tried again when the limit is another one.
    office.settings = institution(limits={"cells": 2000})
    assert office.land("destinations")[0]["status"] == "landed"


def test_a_billion_rows_of_nothing_are_refused_by_their_claim(office: Office) -> None:
    content = parquet_bytes(pl.DataFrame({"学号": pl.repeat(None, 60_000_000, dtype=pl.String, eager=True)}))
    assert len(content) < 200_000
    record = office.land_one("destinations/x_2020-08-31.parquet", content)
    assert record["reason"] == (
        "destinations/x_2020-08-31.parquet has more than 50000000 cells in one sheet."
    )


def test_one_long_text_repeated_in_parquet_counts_as_often_as_it_stands(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", settings=institution(limits={"unpacked_mib": 1}))
    content = parquet_bytes(pl.DataFrame({"学号": ["x" * 10_000] * 200}))
    assert len(content) < 10_000
    record = office.land_one("destinations/x_2020-08-31.parquet", content)
    assert record["reason"] == "destinations/x_2020-08-31.parquet unpacks to more than is safe (1 MiB)."
    assert record["what_to_do"].endswith("raise limits.unpacked_mib in institution.yml.")


def test_a_workbook_that_takes_too_long_is_refused() -> None:
    limits = Limits().model_copy(update={"seconds": 0.001})
    with pytest.raises(DeliveryRefused, match=r"x\.xlsx takes longer than 0\.001 s to read") as refused:
        read_workbook(xlsx_bytes({"a": [["学号"]]}), "x.xlsx", "xlsx", limits)
    assert refused.value.rule == "too_slow"


def test_jsonl_lines_that_would_lose_a_cell_are_set_aside(office: Office) -> None:
    good = [f'{{"学号": "S{number}", "毕业年份": 2020, "毕业去向": "10"}}' for number in range(100)]
    bad = [
        '{"学号": "A1", "学号": "A2", "毕业年份": 2020, "毕业去向": "10"}',
        '{"学号": "A3", "毕业年份": NaN, "毕业去向": "10"}',
        '{"学号": ' + "[" * 100_000 + "}",
    ]
    record = office.land_one("destinations/x_2020-08-31.jsonl", "\n".join([*good, *bad]))
    assert (record["accepted"], record["top_reasons"]) == (100, "malformed_row 3")
    assert [row["reason"].partition(": ")[2] for row in office.quarantine()] == [
        "the same key stands twice in the object. Write each key once.",
        "NaN is no value of JSON. Write null, or the number.",
        "not one flat JSON object. Write one object of plain values a line.",
    ]


def test_a_file_that_is_still_written_is_taken_by_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.put(X, destinations())
    office.put("destinations/good_2020-09-30.csv", destinations(filler=50))

    def meanwhile(found, *rest):  # type: ignore[no-untyped-def]
        if found.path == path:
            with path.open("ab") as stream:
                stream.write(csv_bytes([destination(1)]))
        return open_delivery(found, *rest)

    with monkeypatch.context() as patch:
        patch.setattr("dagster_project.ingest.opened.open_delivery", meanwhile)
        good, grown = office.land("destinations")
    assert (good["status"], grown["status"], grown["top_reasons"]) == ("landed", "refused", "growing")
    assert grown["reason"] == f"{X} is still being written: it changed while it was read."
    assert grown["what_to_do"] == "Wait until it is there whole; the next run takes it."
    record = next(row for row in office.land("destinations") if row["file"] == X)
    assert (record["status"], record["accepted"]) == ("landed", 101)


def test_a_file_that_grows_while_it_is_hashed_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.put(X, destinations())
    digest = deliveries.hashlib.file_digest

    def meanwhile(stream, name):  # type: ignore[no-untyped-def]
        with path.open("ab") as end:
            end.write(b"S1")
        return digest(stream, name)

    monkeypatch.setattr(deliveries.hashlib, "file_digest", meanwhile)
    assert office.land("destinations")[0]["top_reasons"] == "growing"


def test_a_file_nobody_may_read_costs_itself_until_it_may_be(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read anything, so that the system's answer is given for it."""
    path = office.put(X, destinations())
    office.put("destinations/good_2020-09-30.csv", destinations(filler=50))
    whole = Path.open

    def forbidding(self: Path, *rest, **named):  # type: ignore[no-untyped-def]
        if self == path:
            raise PermissionError(13, os.strerror(13), str(path))
        return whole(self, *rest, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", forbidding)
        good, closed = office.land("destinations")
    assert (good["status"], closed["top_reasons"]) == ("landed", "unreadable")
    assert closed["reason"] == f"{X} cannot be opened (Permission denied)."
    assert [row["status"] for row in office.land("destinations")] == ["landed", "landed"]


def test_a_row_about_nobody_names_both_columns_in_the_words_of_the_office(office: Office) -> None:
    rows = [[*row, f"2061010315{at:04d}"] for at, row in enumerate(destinations()[1:])]
    rows.append([*destination(1, 学号=""), ""])
    office.land_one(X, [["学 号*", *DESTINATIONS[1:], "考生号"], *rows])
    assert office.quarantine()[0]["reason"] == (
        f"{X}, line 102: 学 号* and 考生号 are blank. Fill it in: without it the row belongs to nobody."
    )


def test_a_row_of_a_file_without_student_numbers_is_told_by_their_chinese_name(office: Office) -> None:
    header = ["考生号", *DESTINATIONS[1:]]
    rows = [[f"2061010315{at:04d}", *row[1:]] for at, row in enumerate(destinations()[1:])]
    office.land_one(X, [header, *rows, ["", *destination(1)[1:]]])
    assert office.quarantine()[0]["reason"].startswith(f"{X}, line 102: 学号 and 考生号 are blank.")


def test_a_moment_that_cannot_be_read_is_asked_for_with_its_time(office: Office) -> None:
    rows = [["场次编号", "学号", "签到时间"]]
    rows += [["F1", f"S{number}", "2020-06-22 09:30"] for number in range(50)] + [["F1", "S99", "上午"]]
    office.land_one("fair_attendance/x_2020-08-31.csv", rows)
    assert office.quarantine()[0]["reason"].endswith(
        "签到时间 '上午' is no date. Write it as 2020-06-22 09:30."
    )
