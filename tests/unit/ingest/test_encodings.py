"""Files pasted together from two encodings, and sidecars that name the wrong one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.ingest.encodings import decode, decodings
from tests.unit.ingest.office import DESTINATIONS, Office, csv_bytes, destination, destinations

X = "destinations/x_2020-08-31.csv"
# Every sign of the Chinese block, and the 3755 most common ones, which GB2312 puts first.
ANY = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
COMMON = st.builds(
    lambda row, place: bytes((row, place)).decode("gb2312"), st.integers(0xB0, 0xD6), st.integers(0xA1, 0xFE)
)
CELL = st.one_of(
    st.text(ANY, max_size=12),
    st.text(COMMON, max_size=12),
    st.from_regex(r"[0-9A-Za-z.]{0,9}", fullmatch=True),
)
LINES = st.lists(st.lists(CELL, min_size=1, max_size=7).map(",".join), min_size=1, max_size=20)


def mixed(base: str, other: str, foreign: list[list[str]], filler: int = 100) -> bytes:
    return csv_bytes(destinations(filler=filler), encoding=base) + csv_bytes(foreign, encoding=other)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(lines=LINES, encoding=st.sampled_from(["utf-8", "gb18030", "gbk"]))
def test_a_file_of_one_encoding_is_never_taken_for_mixed(lines: list[str], encoding: str) -> None:
    """What: signs of one encoding that read like the other. When: any Chinese file. Fix: `_SURE`."""
    text = ",".join(DESTINATIONS) + "\n" + "\n".join(lines) + "\n"
    data = text.encode(encoding)
    if encoding == "utf-8":
        assert (decode(data, "x", None).text, decode(data, "x", None).foreign) == (text, frozenset())
    else:
        candidates = {item.encoding: item for item in decodings(data, "x", None)}
        assert (candidates["gb18030"].text, candidates["gb18030"].foreign) == (text, frozenset())


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=st.lists(st.text(ANY, min_size=6, max_size=20), min_size=3, max_size=9),
    inside=st.text(COMMON, min_size=6, max_size=20),
    is_utf8=st.booleans(),
)
def test_a_line_in_the_other_encoding_is_found_and_read_as_what_it_is(
    lines: list[str], inside: str, is_utf8: bool
) -> None:
    before = [",".join(DESTINATIONS), *lines]
    base, other = ("utf-8", "gb18030") if is_utf8 else ("gb18030", "utf-8")
    data = "\n".join(before).encode(base) + b"\n" + inside.encode(other)
    candidates = {item.encoding: item for item in decodings(data, "x", None)}
    assert candidates[base].foreign == {len(before)}
    assert candidates[base].text == "\n".join([*before, inside])


@pytest.mark.parametrize(
    ("base", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8-sig", "gbk")]
)
def test_rows_in_the_other_encoding_are_set_aside_by_line(office: Office, base: str, other: str) -> None:
    record = office.land_one(X, mixed(base, other, [destination(1), destination(2)]))
    names = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "gbk": "GB18030"}
    assert (record["accepted"], record["top_reasons"]) == (100, "mixed_encoding 2")
    assert [row["line"] for row in office.quarantine()] == [102, 103]
    assert office.quarantine()[0]["reason"] == (
        f"{X}, line 102: the row is written in {names[other]}, the file in {names[base]}. "
        "Save the whole file in one encoding, best as UTF-8."
    )
    assert set(office.landed("destinations")["employer_name"]) == {"某公司"}


def test_the_euro_of_windows_gbk_is_read(office: Office) -> None:
    data = csv_bytes(destinations(destination(1, 单位名称="欧元#公司")), encoding="gbk").replace(
        b"#", b"\x80"
    )
    record = office.land_one(X, data)
    assert (record["accepted"], record["encoding"]) == (101, "gb18030")
    assert "欧元€公司" in set(office.landed("destinations")["employer_name"])


def test_the_header_decides_and_not_the_number_of_lines(office: Office) -> None:
    data = csv_bytes(destinations(filler=5)) + csv_bytes([destination(n) for n in range(50)], encoding="gbk")
    record = office.land_one(X, data)
    assert (record["status"], record["top_reasons"]) == ("refused", "mixed_encoding 50, delivery_refused 5")
    assert "(mixed_encoding 50)" in record["reason"]


def test_a_quoted_cell_over_lines_is_foreign_when_one_of_them_is(office: Office) -> None:
    row = csv_bytes([destination(1, 单位名称="甲\n乙")]).replace("乙".encode(), "西安某公司".encode("gbk"))
    record = office.land_one(X, csv_bytes(destinations()) + row)
    assert (record["accepted"], record["top_reasons"]) == (100, "mixed_encoding 1")


def test_jsonl_lines_in_the_other_encoding_are_set_aside(office: Office) -> None:
    lines = [
        f'{{"学号": "S{n}", "毕业年份": 2020, "毕业去向": "10", "单位名称": "某公司"}}\n' for n in range(50)
    ]
    data = "".join(lines[:49]).encode() + lines[49].encode("gbk")
    record = office.land_one("destinations/x_2020-08-31.jsonl", data)
    assert (record["accepted"], record["top_reasons"]) == (49, "mixed_encoding 1")


@pytest.mark.parametrize(
    ("encoding", "declared", "told"), [("utf-8", "gbk", "UTF-8"), ("gb18030", "utf-8", "GB18030")]
)
def test_a_sidecar_that_names_the_wrong_encoding_is_told_so(
    office: Office, encoding: str, declared: str, told: str
) -> None:
    content = csv_bytes(destinations(), encoding=encoding)
    record = office.land_one(X, content, f"encoding: {declared}\n")
    assert (record["status"], record["top_reasons"]) == ("refused", "encoding")
    assert record["reason"] == f"{X} is {told}, not {declared} as its sidecar says."
    assert record["what_to_do"] == f"Take the line `encoding: {declared}` out of its sidecar."


def test_a_declared_encoding_of_another_family_that_does_not_fit_tells_the_place(office: Office) -> None:
    record = office.land_one(X, csv_bytes(destinations()), "encoding: ascii\n")
    assert record["reason"] == (
        f"{X} is not ascii as its sidecar says: the first byte that does not fit is byte 1, on line 1."
    )
