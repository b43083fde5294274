"""Nearly all of millions of cells and rows are read by a short cut: it must give what the long way gives."""

from __future__ import annotations

import gc
import hmac

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from stdnum.iso7064 import mod_11_2

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest import dates, decode, pseudonyms, words
from dagster_project.ingest import rows as ingest_rows
from dagster_project.ingest.decode import Splitter
from dagster_project.ingest.identifiers import check_id_numbers
from dagster_project.ingest.landing import _without_looking_for_cycles
from dagster_project.ingest.readers import Reader, read_column
from dagster_project.ingest.roles import Roles
from dagster_project.ingest.rows import _Sorted
from dagster_project.ingest.verdicts import Verdicts
from dagster_project.ingest.words import is_blank
from dagster_project.settings.intake import Limits

NUMBERS = st.integers(0, 99).map(str) | st.integers(0, 99).map("{:02}".format)
MOMENTS = st.builds(
    "{}{}{}{}{} {}:{}:{}".format,
    st.sampled_from(["2020", "1899", "2100", "0000", "20", "20201"]),
    st.sampled_from("-/."),
    NUMBERS,
    st.sampled_from("-/."),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
)


@given(MOMENTS)
def test_moments(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_as_machines_write", lambda text: None)
        long_way = dates.read_moment(text)
    assert dates.read_moment(text) == long_way


def test_moments_take_the_short_cut() -> None:
    assert dates._as_machines_write("2020/9/5 9:00:00") == dates.Moment(dates.dt.datetime(2020, 9, 5, 9))


DIGITS = st.text("0123456789", min_size=1, max_size=14) | st.from_regex(r"1[0-9]{10}", fullmatch=True)


def test_pseudonyms_are_what_the_standard_says() -> None:
    """HMAC-SHA256(key, kind|institution|value), however much of it is made once for all values."""
    for kind, value in (("student", "2016000001"), ("mobile", "13900000001"), ("student", "2016000002")):
        for key in (b"k" * 16, b"k" * 64, b"k" * 100):
            expected = hmac.new(key, f"{kind}|10698|{value}".encode(), "sha256").hexdigest()
            assert pseudonyms.pseudonym(key, kind, "10698", value) == expected


IDENTIFIERS = DIGITS | st.text("0123456789 \n１Ａa-.", max_size=12)


@given(st.sampled_from(["student", "exam", "mobile"]), st.lists(IDENTIFIERS, max_size=5))
def test_identifiers(kind: str, texts: list[str]) -> None:
    plain = pseudonyms.plain_pseudonyms(b"k" * 16, kind, "10698", pl.Series(texts, dtype=pl.String))
    for text, found in zip(texts, plain, strict=True):
        value, problem = pseudonyms.normalise_identifier(kind, text)
        if found is not None:
            assert value is not None
            assert problem is None
            assert found == pseudonyms.pseudonym(b"k" * 16, kind, "10698", value)


def test_identifiers_take_the_short_cut() -> None:
    texts = pl.Series(["13900000001", "0", "139", "１３９00000001", " 13900000001"])
    plain = pseudonyms.plain_pseudonyms(b"k" * 16, "mobile", "10698", texts)
    assert plain.is_not_null().to_list() == [True, False, False, False, False]


def id_number(first: str, year: int, last: str) -> str:
    body = f"{first}{year}{last}"
    return body + mod_11_2.calc_check_digit(body)


ID_NUMBERS = st.builds(
    id_number,
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.integers(1994, 2001),
    st.from_regex(r"[0-9]{7}", fullmatch=True),
)
ID_CELLS = (
    ID_NUMBERS
    | ID_NUMBERS.map(lambda text: f" {text.lower()}")
    | ID_NUMBERS.map(lambda text: text[:-1] + ("1" if text[-1] != "1" else "2"))
    | st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)
    | st.sampled_from(
        ["", "-", "#N/A", "H12345678", "1.1E+17", "11010119980101123Ｘ", "110101199801011232\n"]
    )
)
PEOPLE = st.tuples(
    st.none() | ID_CELLS, st.none() | st.integers(1994, 2001), st.none() | st.sampled_from(["1", "2", "9"])
)


@settings(max_examples=500)
@given(st.lists(PEOPLE, max_size=6), st.booleans(), st.booleans())
def test_id_numbers(
    people: list[tuple[str | None, int | None, str | None]], has_year: bool, has_sex: bool
) -> None:
    """Remarks are those of one number after the other, with and without a year of birth and a sex."""
    schema = {"number": pl.String, "born": pl.Int64, "sex": pl.String}
    cells = pl.DataFrame(people, schema=schema, orient="row")
    verdicts = Verdicts(CONTRACTS["graduates"])
    check_id_numbers(
        cells["number"], cells["born"] if has_year else None, cells["sex"] if has_sex else None, verdicts
    )
    expected = [
        None
        if number is None or is_blank(number)
        else pseudonyms.check_id_number(number, born if has_year else None, sex if has_sex else None)
        for number, born, sex in people
    ]
    assert verdicts.remarks(len(people)).to_list() == expected


def test_sound_id_numbers_take_the_short_cut() -> None:
    sound = [id_number("110101", 1998, "0101123"), id_number("610103", 1997, "0512004"), None]
    texts = pl.Series([*sound, id_number("110101", 1998, "0101123").lower() + " "], dtype=pl.String)
    sex = pl.Series(["1", "1", "1", "1"])
    born = pl.Series([1998, None, None, 1998])
    assert pseudonyms.plain_id_numbers(texts, born, sex).to_list() == [True, False, False, False]


HEADER = ["学号", "姓名", "人数", "备注"]
CELLS = st.sampled_from(
    [None, "", " ", "2016001", "T16", "total", "Total", "合计", "共3人", "总计：2", "甲", "注：以上属实",
     "填表人：", "第1页", "1", "12", "2016-09-01", *HEADER, "备注1 数据来源", "、", "A B"]
)  # fmt: skip
ROWS = st.lists(st.just(list(HEADER)) | st.lists(CELLS, min_size=1, max_size=5), max_size=12)
ROLES = st.sampled_from(
    [
        Roles(),
        Roles(naming=frozenset({0}), persons=frozenset({0}), heads=frozenset({0, 1})),
        Roles(naming=frozenset({1}), persons=frozenset({1})),
        Roles(naming=frozenset({3}), counts=frozenset({2})),
    ]
)


@settings(max_examples=500)
@given(ROWS, ROLES, st.booleans(), st.integers(1, 5))
def test_rows(rows: list[list[str | None]], roles: Roles, is_sheet: bool, at_once: int) -> None:
    together, long = (_Sorted(HEADER, roles, is_sheet) for _ in range(2))
    for line, row in enumerate(rows, start=2):
        long.take(row, line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest_rows, "_AT_ONCE", at_once)
        together.take_all(rows, list(range(2, len(rows) + 2)))
    for name in ("rows", "lines", "totals", "ragged", "beside", "repeated"):
        assert getattr(together, name) == getattr(long, name), name
    assert together.trailing(0) == long.trailing(0)


def test_rows_between_others_are_taken_together(monkeypatch) -> None:
    """Of a thousand rows one has no number and one is of totals; the name stands third."""
    rows: list[list[str | None]] = [[f"2016{number:04}", "甲", None, "乙"] for number in range(1000)]
    rows[10], rows[500] = [None, "甲", None, "乙"], ["合计", None, "998", None]
    taken = []
    one = _Sorted.take
    monkeypatch.setattr(_Sorted, "take", lambda self, row, line: taken.append(line) or one(self, row, line))
    sorted_out = _Sorted(HEADER, Roles(naming=frozenset({3})), is_sheet=False)
    sorted_out.take_all(rows, list(range(1000)))
    assert taken == [10, 500]
    assert sorted_out.lines == [*range(500), *range(501, 1000)]
    assert [line for line, _, _ in sorted_out.totals] == [500]


def test_ordinary_rows_are_taken_together(monkeypatch) -> None:
    monkeypatch.setattr(_Sorted, "take", None)
    rows: list[list[str | None]] = [[f"20160{number}", "甲", None, "合计"] for number in range(9)]
    sorted_out = _Sorted(HEADER, Roles(), is_sheet=False)
    sorted_out.take_all(rows, list(range(2, 11)))
    assert (sorted_out.rows, sorted_out.lines) == (rows, list(range(2, 11)))


LONG = "a" * 101
SPECIAL = [LONG, f'"{LONG}', "a\x00", '="01",b']
LINES = st.lists(st.text('ab,"\t= ', max_size=12) | st.sampled_from(SPECIAL), max_size=8)


@settings(max_examples=500)
@given(LINES, st.integers(1, 5))
def test_lines(lines: list[str], at_once: int) -> None:
    def split(is_plain: bool | None) -> Splitter:
        splitter = Splitter([f"{line}\n" for line in lines], ",", "a.csv", Limits(cell_signs=100))
        if is_plain is not None:
            splitter._is_plain = is_plain
        splitter.run()
        return splitter

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "_AT_ONCE", at_once)
        short = split(None)
        patch.setattr(Splitter, "_lines", lambda *_: False)
        by_line = split(None)
    long = split(False)
    for other in (short, by_line):
        assert (other.rows, other.lines, other.ends) == (long.rows, long.lines, long.ends)
        assert other.broken == long.broken


def test_lines_are_read_together_until_one_is_no_record(monkeypatch) -> None:
    """The eleventh line opens quotes that the twelfth closes."""
    monkeypatch.setattr(decode, "_AT_ONCE", 5)
    read = []
    one_by_one = Splitter._records
    monkeypatch.setattr(
        Splitter, "_records", lambda self, *span: read.append(span) or one_by_one(self, *span)
    )
    lines = [*(['1,""\n'] * 10), '1,"a\n', 'b"\n', *(["2,c\n"] * 8)]
    splitter = Splitter(lines, ",", "a.csv", Limits())
    splitter.run()
    assert read == [(10, 20, 15)]
    assert splitter.rows == [*([["1", None]] * 10), ["1", "a\nb"], *([["2", "c"]] * 8)]
    assert splitter.lines == [*range(1, 12), *range(13, 21)]


def test_stray_quotes_are_not_read_over_and_over(monkeypatch) -> None:
    """A stray quotation mark in every line: lines are tried together once a part, not once a line."""
    monkeypatch.setattr(decode, "_AT_ONCE", 50)
    tried = []
    together = Splitter._lines
    monkeypatch.setattr(Splitter, "_lines", lambda self, *span: tried.append(span) or together(self, *span))
    splitter = Splitter(['1,"a"b\n'] * 500, ",", "a.csv", Limits())
    splitter.run()
    assert len(splitter.broken) == 500
    assert len(tried) == 10


TEXTS = st.lists(
    MOMENTS | DIGITS | st.text("0123456789 -:/#N　．１年月日.", max_size=20) | st.sampled_from(
        ["2020-09-25 09:00:00", "2020-02-30 09:00:00", "1900-01-01 23:59:59", "2099-12-31 00:00:00",
         "2100-01-01 00:00:00", "2020-09-25 24:00:00", "2020-09-25 23:59:60",
         "２０２０-09-25 09:00:00", "-", "#N/A"]
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=300)
@given(TEXTS)
def test_columns_of_moments_and_numbers(texts: list[str]) -> None:
    """Read with and without the short cut for plain moments, and text by text, never as numbers of digits."""
    column = pl.Series(texts, dtype=pl.String)
    by = Reader(dates.read_moment, {"value": pl.Datetime("us")}, dates.plain_moments)
    assert_frame_equal(read_column(column, by), read_column(column, by._replace(at_once=None)))
    numbers = Reader(words.read_id, {"value": pl.String})
    # A blank in front takes digits the long way round.
    spaced = pl.Series([f" {text}" for text in texts], dtype=pl.String)
    assert_frame_equal(read_column(column, numbers), read_column(spaced, numbers))


def test_plain_moments_take_the_short_cut() -> None:
    column = pl.Series(["2020-09-25 09:00:00", "2020/9/25 9:00"])
    assert dates.plain_moments(column).to_list() == [dates.dt.datetime(2020, 9, 25, 9), None]


def test_a_file_is_landed_without_looking_for_cycles_and_the_next_thing_with_it() -> None:
    with _without_looking_for_cycles():
        assert not gc.isenabled()
    assert gc.isenabled()
