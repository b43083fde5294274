"""Nearly all of millions of cells and rows are read by a short cut: it must give what the long way gives."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.ingest import dates, pseudonyms
from dagster_project.ingest.decode import Splitter
from dagster_project.ingest.landing import _without_looking_for_cycles
from dagster_project.ingest.roles import Roles
from dagster_project.ingest.rows import _Sorted
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


@given(st.sampled_from(["student", "exam", "mobile"]), DIGITS)
def test_identifiers(kind: str, text: str) -> None:
    # A blank in front is no part of an identifier, and leads the long way.
    assert pseudonyms.normalise_identifier(kind, text) == pseudonyms.normalise_identifier(kind, f" {text}")


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
@given(ROWS, ROLES, st.booleans())
def test_rows(rows: list[list[str | None]], roles: Roles, is_sheet: bool) -> None:
    short, long = (_Sorted(HEADER, roles, is_sheet) for _ in range(2))
    long._may_be_ordinary = False
    for line, row in enumerate(rows, start=2):
        short.take(row, line)
        long.take(row, line)
    for name in ("rows", "lines", "totals", "ragged", "beside", "repeated"):
        assert getattr(short, name) == getattr(long, name), name
    assert short.trailing(0) == long.trailing(0)


LONG = "a" * 101
SPECIAL = [LONG, f'"{LONG}', "a\x00", '="01",b']
LINES = st.lists(st.text('ab,"\t= ', max_size=12) | st.sampled_from(SPECIAL), max_size=8)


@given(LINES)
def test_lines(lines: list[str]) -> None:
    def split(is_plain: bool | None) -> Splitter:
        splitter = Splitter([f"{line}\n" for line in lines], ",", "a.csv", Limits(cell_signs=100))
        if is_plain is not None:
            splitter._is_plain = is_plain
        splitter.run()
        return splitter

    short, long = split(None), split(False)
    assert (short.rows, short.lines, short.ends) == (long.rows, long.lines, long.ends)
    assert short.broken == long.broken


def test_a_file_is_landed_without_looking_for_cycles_and_the_next_thing_with_it() -> None:
    with _without_looking_for_cycles():
        assert not gc.isenabled()
    assert gc.isenabled()
