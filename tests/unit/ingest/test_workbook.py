"""Workbooks, archives, Parquet and JSON Lines."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile

import polars as pl
import pytest

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest import archive, workbook
from dagster_project.ingest.columnar import read_jsonl, read_parquet
from dagster_project.ingest.encodings import Decoded
from dagster_project.ingest.workbook import EPOCH_1900, EPOCH_1904, read_workbook
from dagster_project.settings.intake import Limits
from tests.deployments import REAL
from tests.unit.ingest.office import ROSTER, Office, csv_bytes, destinations, xlsx_bytes

LIMITS = Limits()
REFUSED = "roster/x.xlsx cannot be read as a workbook: it is damaged or was cut short."


def roster(count: int = 30) -> list[list[object]]:
    return [[f"S{number:05d}", "31", "数学学院", "数学", 2020] for number in range(count)]


def test_cells_become_the_text_an_office_would_export() -> None:
    row = ["甲", 10, 10.5, True, dt.date(2020, 6, 22), dt.datetime(2020, 6, 22, 9, 5), 610103199001011234, ""]
    [grid] = read_workbook(xlsx_bytes({"a": [row]}), "roster/x.xlsx", "xlsx", LIMITS)
    assert grid.rows[0][:4] == ["甲", "10", "10.5", "TRUE"]
    assert grid.rows[0][4].startswith("2020-06-22")
    assert grid.rows[0][5:] == ["2020-06-22" if "T" in grid.rows[0][5] else grid.rows[0][5], "6.10103E+17"]


def test_rows_keep_their_numbers_below_empty_ones() -> None:
    [grid] = read_workbook(
        xlsx_bytes({"a": [[], [], ["", "学号"], ["", "S1"]]}), "roster/x.xlsx", "xlsx", LIMITS
    )
    assert [(line, row) for line, row in zip(grid.lines, grid.rows, strict=True) if any(row)] == [
        (3, ["学号"]),
        (4, ["S1"]),
    ]


def test_a_1904_workbook_shows_the_same_days(office: Office) -> None:
    rows = [[*ROSTER, "入学时间", "毕业日期"], *([*row, 41152, dt.date(2020, 6, 22)] for row in roster())]
    office.put("graduates/r_2020-07-01.xlsx", xlsx_bytes({"a": rows}, date_1904=True))
    assert office.land("graduates")[0]["status"] == "landed"
    landed = office.landed("graduates")
    # A serial number that is not formatted as a date, and a cell that is.
    assert set(landed["enrolled_on"]) == {dt.date(2016, 9, 1)}
    assert set(landed["graduated_on"]) == {dt.date(2020, 6, 22)}


def test_an_old_xls_is_read_in_its_date_system() -> None:
    data = (REAL / "wjx" / "survey_204_text_older_header.xls").read_bytes()
    [grid] = read_workbook(data, "survey_responses/x.xls", "xls", LIMITS)
    assert (grid.sheet, len(grid.rows), grid.rows[0][0], grid.epoch) == ("Sheet1", 205, "序号", EPOCH_1900)
    since_1904 = data.replace(b"\x22\x00\x02\x00\x00\x00", b"\x22\x00\x02\x00\x01\x00", 1)
    [grid] = read_workbook(since_1904, "survey_responses/x.xls", "xls", LIMITS)
    assert grid.epoch == EPOCH_1904


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_xlsx_is_refused(office: Office, share: float) -> None:
    whole = xlsx_bytes({"a": [ROSTER, *roster()]})
    office.put(
        "graduates/good_2020-07-02.csv",
        csv_bytes([ROSTER, *[[str(cell) for cell in row] for row in roster()]]),
    )
    record = office.land_one("graduates/r_2020-07-01.xlsx", whole[: int(len(whole) * share)])
    assert (record["status"], record["top_reasons"]) == ("refused", "workbook")
    assert record["reason"] == (
        "graduates/r_2020-07-01.xlsx cannot be read as a workbook: it is damaged or was cut short."
    )
    assert record["what_to_do"] == "Open it, save it again as .xlsx and replace it."
    assert [row["status"] for row in office.land("graduates")] == ["landed", "refused"]


def test_damage_inside_is_refused() -> None:
    data = bytearray(xlsx_bytes({"a": [ROSTER, *roster()]}))
    data[len(data) // 3] ^= 0xFF
    with pytest.raises(DeliveryRefused, match="damaged"):
        read_workbook(bytes(data), "roster/x.xlsx", "xlsx", LIMITS)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_an_xls_cut_short_takes_nothing_down(share: float) -> None:
    whole = (REAL / "wjx" / "survey_204_text_older_header.xls").read_bytes()
    with pytest.raises(DeliveryRefused, match="damaged or was cut short"):
        read_workbook(whole[: int(len(whole) * share)], "roster/x.xls", "xls", LIMITS)


def test_a_parser_that_dies_costs_one_delivery() -> None:
    limits = LIMITS.model_copy(update={"memory_mib": 1})
    with pytest.raises(DeliveryRefused, match="damaged or was cut short"):
        read_workbook(xlsx_bytes({"a": [ROSTER]}), "roster/x.xlsx", "xlsx", limits)


def test_an_encrypted_workbook_is_told_so() -> None:
    data = workbook._OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
    with pytest.raises(DeliveryRefused, match="is locked with a password"):
        read_workbook(data, "roster/x.xlsx", "xlsx", LIMITS)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "is a web page or XML file that only bears"),
        ("学号\t姓名\n".encode("gb18030"), "is not a workbook"),
    ],
)
def test_what_only_bears_the_name(data: bytes, what: str) -> None:
    with pytest.raises(DeliveryRefused, match=what):
        read_workbook(data, "roster/x.xls", "xls", LIMITS)


def test_a_cell_at_the_end_of_the_world_does_not_fill_the_memory() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes({"a": [["学号"]]}))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"</row>", b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', 1
                )
            target.writestr(member, content)
    with pytest.raises(DeliveryRefused, match=r"a cell far outside its table \(row 1048576, column 16384\)"):
        read_workbook(out.getvalue(), "roster/x.xlsx", "xlsx", LIMITS)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    big = xlsx_bytes({"a": [["学号"], *([f"{number:0500d}"] for number in range(4000))]})
    with pytest.raises(DeliveryRefused, match=r"more than is safe \(1 MiB\).*raise limits.unpacked_mib"):
        read_workbook(big, "roster/x.xlsx", "xlsx", Limits(unpacked_mib=1))


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def test_a_zip_or_gz_of_one_file_is_read(office: Office) -> None:
    office.put("destinations/a_2020-08-31.zip", zipped(**{"就业.csv": csv_bytes(destinations())}))
    office.put("destinations/b_2020-09-30.csv.gz", gzip.compress(csv_bytes(destinations(filler=50))))
    assert [(row["status"], row["accepted"], row["format"]) for row in office.land("destinations")] == [
        ("landed", 100, "zip"),
        ("landed", 50, "csv.gz"),
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped(**{"../x.csv": b"a"}), "x_2020-08-31.zip holds folders or paths."),
        (zipped(**{"a.csv": b"a", "b.csv": b"b"}), "x_2020-08-31.zip holds 2 files."),
        (zipped(**{"a.zip": b"a"}), "x_2020-08-31.zip holds another archive."),
        (zipped(**{"a.exe": b"a"}), "x_2020-08-31.zip holds a file of a kind that is not read."),
        (
            zipped(**{"a.csv": b"a" * 9999})[:60],
            "x_2020-08-31.zip is damaged, cut short or locked with a password",
        ),
        (zipped(), "x_2020-08-31.zip holds 0 files."),
    ],
    ids=["path", "two files", "archive", "kind", "cut", "empty"],
)
def test_archives_that_are_refused(office: Office, content: bytes, what: str) -> None:
    record = office.land_one("destinations/x_2020-08-31.zip", content)
    assert record["status"] == "refused"
    assert record["reason"].startswith(f"destinations/{what}")


def zip_with(method: int = 8, flags: int = 0, flip: int | None = None, packed: int = 8) -> bytes:
    """A zip of one CSV whose headers claim another method or a lock, or with one byte of content changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as target:
        target.writestr("a.csv", b"1,2,3\n" * 999)
    data = bytearray(out.getvalue())
    directory = data.rfind(b"PK\x01\x02")
    if method != 8:
        data[8], data[directory + 10] = method, method
    data[6] |= flags
    data[directory + 8] |= flags
    if flip is not None:
        data[flip] ^= 0xFF
    return bytes(data)


PACKED = gzip.compress(b"1,2,3\n" * 999)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zip_with(method=99), "zip"),
        (zip_with(flags=1), "zip"),
        (zip_with(flip=40), "zip"),
        (zip_with(flip=60, packed=zipfile.ZIP_BZIP2), "zip"),
        (zip_with(flip=60, packed=zipfile.ZIP_LZMA), "zip"),
        (PACKED[:-10], "gz"),
        (b"ab" + PACKED, "gz"),
        (PACKED[:-6] + b"\0\0" + PACKED[-4:], "gz"),
    ],
    ids=["method", "lock", "deflate", "bzip2", "lzma", "cut", "no gzip", "sum"],
)
def test_an_archive_that_cannot_be_unpacked_is_refused_whatever_is_wrong_with_it(
    data: bytes, kind: str
) -> None:
    with pytest.raises(DeliveryRefused, match="is damaged, cut short or locked with a password"):
        archive.unpack(data, kind, "csv", "x", LIMITS)


def test_a_bomb_is_stopped_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 2 * 1024**2)
    bomb = zipped(**{"a.csv": b"0" * 8 * 1024**2})
    with pytest.raises(DeliveryRefused, match="unpacks to more than is safe"):
        archive.unpack(bomb, "zip", None, "x.zip", LIMITS)
    with pytest.raises(DeliveryRefused, match="unpacks to more than is safe"):
        archive.unpack(gzip.compress(b"0" * 8 * 1024**2), "gz", "csv", "x.csv.gz", LIMITS)


def test_a_cut_gz_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="cut short"):
        archive.unpack(gzip.compress(b"abc" * 1000)[:-9], "gz", "csv", "x.csv.gz", LIMITS)


def test_parquet_is_read_as_text(office: Office) -> None:
    frame = pl.DataFrame(
        {
            "学号": ["S1", "S2"],
            "学历": [31, 31],
            "学院": ["数学", "物理"],
            "专业": ["数学", "物理"],
            "毕业日期": [dt.date(2020, 6, 22), dt.date(2020, 6, 22)],
        }
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    record = office.land_one("graduates/r_2020-07-01.parquet", out.getvalue())
    assert (record["accepted"], record["header_row"]) == (2, 0)
    assert office.landed("graduates").select("class_year", "graduated_on", "source_line").rows() == [
        (2020, dt.date(2020, 6, 22), 1),
        (2020, dt.date(2020, 6, 22), 2),
    ]


def test_damaged_or_nested_parquet_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="cannot be read as Parquet"):
        read_parquet(b"PAR1 and then nothing", "x.parquet", LIMITS)
    out = io.BytesIO()
    pl.DataFrame({"学号": [["S1"]]}).write_parquet(out)
    with pytest.raises(DeliveryRefused, match="not plain values: 学号"):
        read_parquet(out.getvalue(), "x.parquet", LIMITS)


def test_jsonl_keeps_numbers_as_written_and_sets_broken_lines_aside() -> None:
    lines = [
        json.dumps({"学号": "S1", "毕业年份": 2020}),
        '{"学号": 0.10, "月薪": null}',
        "not json",
        '{"a": [1]}',
        "",
    ]
    grid = read_jsonl(Decoded("utf-8", "\n".join(lines)), "x.jsonl", LIMITS)
    assert grid.rows == [["学号", "毕业年份", "月薪"], ["S1", "2020", None], ["0.10", None, None]]
    assert [item.line for item in grid.broken] == [3, 4]


def test_a_jsonl_that_ends_in_the_middle_of_an_object_was_cut_short(office: Office) -> None:
    lines = [f'{{"学号": "S{n}", "毕业年份": 2020, "毕业去向": "10"}}' for n in range(30)]
    text = "\n".join(lines)
    assert office.land_one("destinations/x_2020-08-31.jsonl", text)["accepted"] == 30
    record = office.land_one("destinations/y_2020-08-31.jsonl", text[:-12])
    assert (record["status"], record["top_reasons"]) == ("refused", "cut_short")
    assert record["reason"] == (
        "destinations/y_2020-08-31.jsonl, line 30: the file ends in the middle of this object: "
        "it was cut short."
    )


@pytest.mark.parametrize("kind", ["zip", "xlsx"])
def test_an_archive_whose_beginning_is_missing_is_damaged(office: Office, kind: str) -> None:
    book = xlsx_bytes({"a": destinations()})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", b"x" * 900)
    data = packed.getvalue() if kind == "zip" else book
    # The head of the first member stays, a stretch behind it is gone.
    record = office.land_one(f"destinations/x_2020-08-31.{kind}", data[:40] + data[700:])
    assert (record["status"], record["top_reasons"]) == (
        "refused",
        "archive" if kind == "zip" else "workbook",
    )


@pytest.mark.parametrize("line", ['[{"学号": "S1"}]', '{"学号": "S1", "毕业去向": "\\ud83d"}'])
def test_a_jsonl_of_which_no_line_can_be_read_says_why(office: Office, line: str) -> None:
    record = office.land_one("destinations/x_2020-08-31.jsonl", line)
    assert record["reason"] == (
        "destinations/x_2020-08-31.jsonl, line 1: not one flat JSON object, "
        "and no other row can be read either."
    )
    assert record["what_to_do"] == "Write one object of plain values a line."
