"""Adding to a YAML file that people keep: only lines that are added differ, whatever way it is written."""

from __future__ import annotations

import difflib

import pytest
import yaml

from dagster_project.demo.institution import institution_yml
from dagster_project.settings.added_yaml import NoPlaceFor, with_items, with_setting

HEADER = ("headers", "destinations")
# As somebody keeps it by hand: aligned, commented, indented by four, with a section of each style.
BY_HAND = """\
# 校就业中心的配置，改动前请先问就业科
institution:
    code:     "10698"   # 校码
    name_zh:  示例大学


headers:            # 各院系自己的叫法
    graduates:
        学生编号:   student_no     # 机械学院一直这么写

        # 书院: academy
    # destinations: 暂无

surveys:
    g-2020:
        title_zh: 一个很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的标题
        box:
            - a
            -   b
"""


def changed(before: str, after: str) -> list[str]:
    """The lines a person would see as changed."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_a_file_kept_by_hand_gains_lines_and_changes_none() -> None:
    after = with_setting(BY_HAND, HEADER, "单位性质代玛", "employer_nature")
    assert changed(BY_HAND, after) == ["+    destinations:", '+        "单位性质代玛": employer_nature']
    assert yaml.safe_load(after)["headers"] == {
        "graduates": {"学生编号": "student_no"},
        "destinations": {"单位性质代玛": "employer_nature"},
    }


def test_a_second_entry_stands_below_the_first_and_before_the_comments_that_follow() -> None:
    after = with_setting(BY_HAND, ("headers", "graduates"), "书院名", "academy")
    assert changed(BY_HAND, after) == ['+        "书院名": academy']
    lines = after.splitlines()
    assert lines[lines.index('        "书院名": academy') - 1].lstrip().startswith("学生编号")


def test_the_file_of_the_demonstration() -> None:
    before = institution_yml(8000, 1).decode()
    after = with_setting(before, HEADER, "单位性质代玛", "employer_nature")
    assert changed(before, after) == [
        "-headers: {}",
        "+headers:",
        "+  destinations:",
        '+    "单位性质代玛": employer_nature',
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("headers: {destinations: {a: drop}}\n", 'headers: {destinations: {a: drop, "题": drop}}\n'),
        ("headers: { graduates: {a: drop}, }\n",
         'headers: { graduates: {a: drop}, destinations: {"题": drop}, }\n'),
        ("headers: {destinations: {}}\n", 'headers: {destinations: {"题": drop}}\n'),
        ("headers: {destinations: {a: drop\n  # why\n  }}  # x\n",
         'headers: {destinations: {a: drop, "题": drop\n  # why\n  }}  # x\n'),
        ("headers: {}   # none yet\nx: 1", 'headers:   # none yet\n  destinations:\n    "题": drop\nx: 1'),
        ("headers:\nx: 1\n", 'headers:\n  destinations:\n    "题": drop\nx: 1\n'),
        ("headers: ~\n", 'headers:\n  destinations:\n    "题": drop\n'),
        ("headers:\n  destinations:\n\n# end\n", 'headers:\n  destinations:\n    "题": drop\n\n# end\n'),
        ("x: 1", 'x: 1\nheaders:\n  destinations:\n    "题": drop\n'),
        ("x: |\n  text\n\n# end\n", 'x: |\n  text\nheaders:\n  destinations:\n    "题": drop\n\n# end\n'),
        ("x: 1\r\ny: 2\r\n", 'x: 1\r\ny: 2\r\nheaders:\r\n  destinations:\r\n    "题": drop\r\n'),
        ("# nothing yet\n", '# nothing yet\nheaders:\n  destinations:\n    "题": drop\n'),
    ],
)  # fmt: skip
def test_every_way_a_section_is_written(before: str, after: str) -> None:
    assert with_setting(before, HEADER, "题", "drop") == after
    assert yaml.safe_load(after)["headers"]["destinations"]["题"] == "drop"


@pytest.mark.parametrize("value", ["10", "no", "0x1", "1e3", "unknown", "a: b", "null", "~"])
def test_what_is_written_is_read_as_the_same_text(value: str) -> None:
    after = with_setting("", ("codes", "destination"), f'"{value} #\\', value)
    assert yaml.safe_load(after) == {"codes": {"destination": {f'"{value} #\\': value}}}


def test_what_is_there_is_not_replaced() -> None:
    for text in ("headers: {destinations: {题: drop}}", "headers: text", "headers: [a]"):
        with pytest.raises(NoPlaceFor):
            with_setting(text, HEADER, "题", "name")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "confirmed: [a, b]\n"),
        ("mode: full  # whole list\n", "mode: full  # whole list\nconfirmed: [a, b]\n"),
        ("confirmed: [x]\nmode: full\n", "confirmed: [x, a, b]\nmode: full\n"),
        ("confirmed: []\n", "confirmed: [a, b]\n"),
        ("confirmed:\n- x\nmode: full\n", "confirmed:\n- x\n- a\n- b\nmode: full\n"),
        ("confirmed:\n    - x", "confirmed:\n    - x\n    - a\n    - b\n"),
    ],
)
def test_a_list_grows(before: str, after: str) -> None:
    assert with_items(before, "confirmed", ["a", "b"]) == after
