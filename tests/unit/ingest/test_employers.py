"""Employers at landing: codes with their check characters, names in the form in which they are compared."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from dagster_project.contracts import employer_names as words
from dagster_project.ingest.employers import employer_codes, name_key, organisation_code, parent_key

# 国家税务总局's published example of GB 32100, and the older code inside it.
USCC, OLDER = "91110000600037341L", "600037341"
SIGNS = [
    *'某公司有限甲乙西安分行银人才市场中心（）()【】[] 　/-—“”"*.。，ＡaǅİΩ1\u200b',
    "人才市场",
    "有限公司",
]
NAMES = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=14).map("".join)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (USCC, OLDER),
        (OLDER, OLDER),
        ("60003734-1", OLDER),
        (" 9111 0000 6000 3734 1l ", OLDER),
        ("９１１１００００６０００３７３４１Ｌ", OLDER),
        ("91110000600037341X", None),  # the check character is wrong
        ("600037342", None),
        ("60003734", None),
        ("000000000", None),  # as forms are filled in by those who do not know it
        ("0" * 18, None),
        ("某公司", None),
        ("", None),
    ],
)
def test_a_code_and_the_older_code_inside_it_are_one_employer(text: str, code: str | None) -> None:
    assert organisation_code(text) == code


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9), st.integers(0, 16), st.data())
def test_one_wrong_sign_anywhere_makes_a_code_invalid(
    organisation: str, place: int, data: st.DataObject
) -> None:
    body = "91610000" + organisation
    right = body + uscc.calc_check_digit(body)
    assert organisation_code(right) == organisation
    other = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != right[place]]))
    assert organisation_code(right[:place] + other + right[place + 1 :]) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("某某（西安）科技有限公司", "某某(西安)科技有限公司"),
        ("某某【西安】科技 有限公司", "某某(西安)科技有限公司"),
        ("某某〔西安〕科技　有限公司。", "某某(西安)科技有限公司"),
        ("“某某”ＡＢＣ公司", "某某abc公司"),
        ("西安人才市场/某某科技有限公司", "某某科技有限公司"),
        ("陕西省人才交流服务中心—某某科技有限公司", "某某科技有限公司"),
        ("深圳市人才交流中心（某某技术有限公司）", "某某技术有限公司"),
        ("甲人才市场/乙人才市场/某某公司", "某某公司"),
        # Not every bracket behind a talent centre holds an employer, and a centre may itself employ.
        ("北京市人才服务中心（高新分部）", "北京市人才服务中心(高新分部)"),
        ("陕西省人才交流中心", "陕西省人才交流中心"),
        ("/", "/"),
    ],
)
def test_spellings_of_a_name_come_together(text: str, key: str) -> None:
    assert name_key(text) == key


@given(NAMES)
def test_a_key_stays_as_it_is_when_made_again(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(NAMES)
def test_a_name_with_any_sign_has_a_key(text: str) -> None:
    assert name_key(text) or not text.strip(" 　\u200b\n\t\r")


@given(NAMES, st.sampled_from(words.OPENING), st.data())
def test_the_form_of_brackets_and_blanks_do_not_matter(text: str, opening: str, data: st.DataObject) -> None:
    closing = words.CLOSING[words.OPENING.index(opening)]
    blank = data.draw(st.sampled_from(["", " ", "　"]))
    assert name_key(f"甲{opening}乙{blank}{closing}{text}丙") == name_key(f"甲(乙){text}{blank}丙")


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("中国工商银行股份有限公司西安分行", "中国工商银行股份有限公司"),
        ("中国工商银行西安高新支行", "中国工商银行"),
        ("某某技术有限公司西安研究所", "某某技术有限公司"),
        ("某某财产保险股份有限公司西安市分公司高新支公司", "某某财产保险股份有限公司"),
        ("某某有限公司(西安分公司)", "某某有限公司"),
        ("某某工程集团有限公司西北分院", "某某工程集团有限公司"),
        ("某某集团有限公司", None),
        ("西安某某研究院有限公司", None),  # a firm that is called an institute is no part of one
        ("陕西分公司", None),
        ("西安交通大学", None),
    ],
)
def test_a_branch_names_its_parent(name: str, parent: str | None) -> None:
    assert parent_key(name_key(name)) == parent


@given(NAMES, st.sampled_from(words.PARTS))
def test_a_parent_is_a_shorter_name_key(text: str, part: str) -> None:
    key = name_key(f"某某有限公司{text}{part}")
    parent = parent_key(key)
    assert parent is None or (key.startswith(parent) and 0 < len(parent) < len(key))


def test_a_wrong_code_lands_with_a_remark_and_a_persons_number_does_not_land() -> None:
    texts = pl.Series([USCC, "91110000600037341X", None, "11010119900307001X"])
    codes, kept, remarks = employer_codes(texts)
    assert codes.to_list() == [OLDER, None, None, None]
    assert kept.to_list() == [USCC, "91110000600037341X", None, None]
    assert remarks.to_list() == [
        None,
        "employer_uscc: 91110000600037341X has no valid check character, matched by name",
        None,
        "employer_uscc: holds a personal number, set to null",
    ]
