"""Text files: encodings by the strict ladder, delimiters, quotes, ragged and broken rows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.decode import read_text
from dagster_project.ingest.header import dictionary, score
from dagster_project.settings.intake import Limits
from tests.unit.ingest.office import DESTINATIONS, Office, csv_bytes, destination, destinations

KNOWN = dictionary(CONTRACTS["destinations"], {})
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
CELLS = st.one_of(HAN, st.text(st.sampled_from('ab,;|"1\t'), min_size=1, max_size=6), st.just(""))


def read(data: bytes, declared: str | None = None) -> tuple[str | None, list[list[str | None]], list[int]]:
    grid = read_text(data, "destinations/x.csv", "csv", declared, lambda rows: score(rows, KNOWN), Limits())
    return grid.encoding, grid.rows, grid.lines


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    rows=st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=5),
)
def test_every_encoding_and_delimiter_gives_the_same_cells(
    encoding: str, delimiter: str, rows: list[list[str]]
) -> None:
    _, cells, _ = read(csv_bytes([DESTINATIONS, *rows], delimiter, encoding))
    assert cells == [[cell or None for cell in row] for row in [DESTINATIONS, *rows]]


def test_bytes_that_are_neither_utf8_nor_gb18030_are_refused_with_the_place(office: Office) -> None:
    record = office.land_one(
        "destinations/x_2020-08-31.csv", "学号,毕业去向\nS1,".encode() + b"\xff\xff\nS2,10\n"
    )
    assert record["status"] == "refused"
    assert record["reason"] == (
        "destinations/x_2020-08-31.csv is neither UTF-8 nor GB18030: "
        "the first byte that does not fit is byte 24, on line 2."
    )
    assert record["what_to_do"] == "Save it as UTF-8, or name its encoding in the sidecar (`encoding: ...`)."


def test_a_declared_encoding_stands(office: Office) -> None:
    content = csv_bytes(destinations(), encoding="gb18030")
    assert office.land_one("destinations/x_2020-08-31.csv", content, "encoding: gbk\n")["encoding"] == "gbk"
    record = office.land_one("destinations/y_2020-08-31.csv", content + b"\n", "encoding: utf-8\n")
    assert record["reason"] == ("destinations/y_2020-08-31.csv is GB18030, not utf-8 as its sidecar says.")


def test_an_encoding_that_does_not_exist_is_named() -> None:
    with pytest.raises(DeliveryRefused, match="names the encoding 'utf-9', which does not exist"):
        read(b"a,b\n", "utf-9")


def test_a_file_cut_in_the_middle_of_a_character_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match=r"ends in the middle of a character .*: it was cut short"):
        read("学号,毕业去向\nS1,待就业".encode()[:-1])


def test_a_gbk_file_cut_in_the_middle_of_a_character_is_refused() -> None:
    with pytest.raises(
        DeliveryRefused, match=r"ends in the middle of a character \(byte 22\): it was cut short"
    ):
        read("学号,毕业去向\nS1,待就业".encode("gbk")[:-1])


def test_a_file_cut_in_the_middle_of_a_row_is_refused(office: Office) -> None:
    content = csv_bytes(destinations()).rstrip(b"\r\n")
    record = office.land_one("destinations/x_2020-08-31.csv", content.rpartition(b",")[0])
    assert (record["status"], record["top_reasons"]) == ("refused", "cut_short")
    assert record["reason"] == (
        "destinations/x_2020-08-31.csv, line 101: the file ends in the middle of this row: it was cut short."
    )


def test_a_workbook_named_csv_is_told_so() -> None:
    with pytest.raises(DeliveryRefused, match=r"is a workbook or an archive, named \.csv"):
        read(b"PK\x03\x04 and so on")


def test_lines_are_the_physical_lines_where_records_start() -> None:
    text = '学号,毕业去向\nS1,"待\n就业"\n\nS2,10\n'
    _, rows, lines = read(text.encode())
    assert lines == [1, 2, 4, 5]
    assert rows[1] == ["S1", "待\n就业"]


def test_a_stray_quote_costs_its_own_row_only(office: Office) -> None:
    rows = csv_bytes(destinations(destination(1), destination(2)))
    broken = rows.replace(b"S00001,", b'S00001,"')
    record = office.land_one("destinations/x_2020-08-31.csv", broken)
    assert (record["accepted"], record["quarantined"], record["top_reasons"]) == (101, 1, "malformed_row 1")
    assert office.quarantine()[0]["reason"] == (
        "destinations/x_2020-08-31.csv, line 102: its quotation marks do not pair, "
        "so its cells cannot be told apart. "
        "Write a quotation mark inside a quoted cell twice."
    )


@pytest.mark.parametrize("count", [5, 8])
def test_a_ragged_row_never_shifts_a_column(office: Office, count: int) -> None:
    row = [*destination(1), "多余"][:count]
    record = office.land_one("destinations/x_2020-08-31.csv", destinations(row))
    assert (record["accepted"], record["top_reasons"]) == (100, "ragged_row 1")
    assert office.quarantine()[0]["reason"] == (
        f"destinations/x_2020-08-31.csv, line 102: the row has {count} cells, the header 7. "
        "Put the missing or surplus delimiter right (a cell with a comma in it needs quotation marks)."
    )
    assert office.quarantine()[0]["record"] == "{}"


def test_trailing_delimiters_are_no_cells(office: Office) -> None:
    record = office.land_one("destinations/x_2020-08-31.csv", [[*row, "", ""] for row in destinations()])
    assert (record["status"], record["accepted"]) == ("landed", 100)


def test_control_signs_cost_their_row_and_a_final_ctrl_z_nothing(office: Office) -> None:
    content = (
        csv_bytes(destinations(destination(1), destination(2))).replace(b"S00002", b"S0\x00002") + b"\x1a"
    )
    record = office.land_one("destinations/x_2020-08-31.csv", content)
    assert (record["accepted"], record["top_reasons"]) == (101, "control_character 1")


@pytest.mark.parametrize("declared", ["undefined", '"a\\0b"', "rot13"])
def test_an_encoding_that_is_none_costs_one_delivery(office: Office, declared: str) -> None:
    record = office.land_one("destinations/x_2020-08-31.csv", destinations(), f"encoding: {declared}\n")
    assert (record["status"], record["top_reasons"]) == ("refused", "encoding")


def test_a_cell_guarded_against_spreadsheets_is_what_stands_inside() -> None:
    """What: `="0012"`, quoted or not. When: exports that save leading zeros. Fix: `_plain` in decode."""
    data = '学号,毕业年份,毕业去向\n="0012",2020,10\n"=""0013""",2020,="80"\n=1+1,2020,10\n'.encode()
    assert read(data)[1][1:] == [["0012", "2020", "10"], ["0013", "2020", "80"], ["=1+1", "2020", "10"]]
