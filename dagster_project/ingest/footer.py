"""Remarks below the last record of a table: 注：…, 填表人：…, 审核人, 盖章, 打印日期, 数据来源.

They are no records, and taken for bad ones they would refuse a short file. Conservative: a row is a remark
only when every filled cell of it is explained as one, so that no plausible record is ever passed over. What a
remark says may be a name, so that only the word it opens with is ever told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.ingest.words import tidy

FEWEST_COLUMNS = 3
# 填表人：甲, 审核人：乙, 联系电话：1, 日期：2, each with its answer in a cell of its own.
_MOST_CELLS = 8

_NOTE = (
    r"[备附]?注[\d一二三四五六七八九十]{0,2}|(?:填表|填报|统计|特别|数据|编制|情况)?说明|(?:温馨)?提示|"
    r"(?:数据|资料|信息)来源|(?:统计|数据)口径"
)
_SIGNED = (
    r"填表人?|填报人?|制表人?|编制人?|报送人|经办人?|审核人?|复核人?|校对人?|审批人?|负责人|联系人|"
    r"(?:联系|办公)?电话|(?:联系|填报|填表|制表|报送|主管)(?:单位|部门|方式)|领导|签字|签名|签章|盖章|公章|"
    r"(?:打印|导出|制表|填表|填报|统计|报送|编制|审核|更新|截至|截止)?(?:日期|时间)|打印人?"
)
_WHOSE = r"学院|院系|单位|部门|学校|就业|辅导员|主管|分管|本表|以上|数据"
# A label stands alone in its cell or before a colon: 注册会计师协会 and 说明书出版社 are employers.
_LABEL = re.compile(
    rf"[*※★(]*(?P<word>(?:{_WHOSE})*(?:{_NOTE}|{_SIGNED})(?:{_SIGNED})*)(?:\([^)]*\))?\)?(?::|$)"
)
_BRACKETED_SEAL = re.compile(rf"(?P<word>(?:{_WHOSE})*\((?:签字|签名|签章|盖章|公章)\)):?")
_OPENING = re.compile(
    r"(?P<word>以上|本表|此表|上表|上述|截至|截止|数据截|[备附]?注(?= )|※|★).{4,}", re.DOTALL
)
_PAGE = re.compile(r"(?P<word>第\d+页)[,,/]?(?:共\d+页)?")
_CONTINUED = re.compile(r"(?:[(（]?\d{1,2}[.．、)）]|[①-⑳]).*[\u4e00-\u9fff].*[\u4e00-\u9fff]", re.DOTALL)
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Remark:
    """A row that reads as a remark, kept until it is known that no record follows. `word`: how it opens."""

    row: list[str | None]
    line: int
    word: str


def opens_remark(
    row: Sequence[str | None], filled: list[int], width: int, keys: frozenset[int], continues: bool
) -> str | None:
    """The word with which a row opens as a remark; None when it may be a record. May be the empty text.

    row        the cells as they stand, in a text file perhaps fewer or more than `width`, the header's
    filled     positions of those that hold anything
    keys       positions of the columns that tell whose row it is
    continues  the row before it is a remark, so that `2、…` goes on with it
    """
    first = row[filled[0]] or ""
    # Millions of rows are asked. Nearly all open with an identifier, or have far more cells than a remark.
    if first.isascii() or len(filled) > _MOST_CELLS:
        return None
    cells = [(at, tidy(row[at] or "")) for at in filled]
    told = cells[0][1]
    if len(cells) == 1:
        if found := _label(told) or _OPENING.match(told) or _PAGE.fullmatch(told.replace(" ", "")):
            return found["word"].replace(" ", "")
        return "" if continues and _CONTINUED.match(first.strip()) else None
    found = _label(told)
    if found is None:
        return None
    is_split_text = len(row) != width and found.end() < len(told.replace(" ", ""))
    for (_, before), (at, cell) in pairwise(cells):
        if _label(cell) or (at not in keys and _DAY.fullmatch(cell)):
            continue
        is_answer = before.endswith(":")
        if (is_answer or (is_split_text and _CHINESE.search(cell))) and not (at in keys and _has_digit(cell)):
            continue
        return None
    return found["word"]


def told(remarks: list[Remark]) -> list[str]:
    """The note on remarks that were passed over; their lines and nothing of what they say."""
    if not remarks:
        return []
    places = (f"line {item.line}" + (f" ({item.word})" if item.word else "") for item in remarks)
    return [f"remarks below the last record passed over: {', '.join(places)}"]


def _label(text: str) -> re.Match[str] | None:
    close = text.replace(" ", "")
    return _BRACKETED_SEAL.match(close) or _LABEL.match(close)


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)
