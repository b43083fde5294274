"""Identifiers inside texts: none is left, and what only looks like one stays."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest import personal
from dagster_project.ingest.masking import MASK, mask, mask_name, quoted

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=6)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from("0123456789"), min_size=count, max_size=count)


DAY = st.dates().map(lambda day: f"{day:%m%d}")
REGION = st.sampled_from(["110101", "310104", "440305", "610103", "650100"])
MOBILE = st.builds(lambda head, rest: f"1{head}{rest}", st.sampled_from("3456789"), digits(9))
PERSONAL = st.one_of(
    MOBILE,
    MOBILE.map(lambda text: f"{text[:3]}-{text[3:7]}-{text[7:]}"),
    MOBILE.map(lambda text: f"+86 {text[:3]} {text[3:7]} {text[7:]}"),
    MOBILE.map(lambda text: f"({text[:3]}){text[3:]}"),
    st.builds(
        lambda region, year, day, rest, last: f"{region}{year}{day}{rest}{last}",
        REGION,
        st.integers(1930, 2010),
        DAY,
        digits(3),
        st.sampled_from("0123456789Xx"),
    ),
    st.builds(
        lambda region, year, day, rest: f"{region}{year}{day}{rest}", REGION, digits(2), DAY, digits(3)
    ),
    st.builds(lambda year, region, rest: f"{year}{region}{rest}", digits(2), REGION, digits(6)),
    st.builds(
        lambda word, rest: f"{word}1{rest}", st.sampled_from(["QQ", "qq:", "QQ号：", "扣扣 "]), digits(7)
    ),
    st.builds(lambda rest: f"622202{rest}", digits(13)),
    st.builds(
        lambda name: f"{name}@stu.example.edu.cn", st.from_regex(r"[a-z][a-z0-9.]{0,9}", fullmatch=True)
    ),
)


@given(before=HAN, number=PERSONAL, after=HAN)
def test_an_identifier_among_chinese_is_masked_in_files_and_in_surveys(
    before: str, number: str, after: str
) -> None:
    text = f"{before}{number}{after}"
    told = pl.select(personal.masked(pl.lit(text))).item()
    for masked, sign in ((mask(text), MASK), (told, personal.MASK)):
        assert sign in masked
        assert not re.search(r"[0-9]{4}", masked)


@pytest.mark.parametrize(
    "text",
    [
        "91610131MA6TY00X2A",
        "20200622",
        "2020-06-22 09:30",
        "2020年6月22日",
        "12000-15000元",
        "注册资本50000000元",
        "1381234567890123",
        "GB/T 4754-2017",
        "010-82500000",
        "第3.2.1.4条",
        "QQ音乐",
        "微信支付",
        "0812",
        "A0150-20200622",
        "邮编710049",
    ],
)
def test_codes_amounts_and_days_stay(text: str) -> None:
    assert mask(text) == text


def test_the_time_of_an_export_in_a_name_is_no_exam_number() -> None:
    assert mask("20210622093000") == MASK
    assert mask_name("签到_20210622093000.csv") == "签到_20210622093000.csv"
    assert mask_name("签到_20610103150001.csv") == f"签到_{MASK}.csv"


def test_a_long_text_is_cut_where_a_message_quotes_it_but_never_before_it_is_masked() -> None:
    assert quoted("短") == "'短'"
    text = quoted("x" * 115 + "13812345678" + "y" * 500)
    assert text == "'" + "x" * 115 + MASK + "yy…'"
