"""Personal data in surveys: questions that ask for it, and answers in which somebody wrote it anyway.

Pseudonyms are made elsewhere; what is found here is never kept in any form.
"""

from __future__ import annotations

import re

import polars as pl

from dagster_project.contracts import normalise_header
from dagster_project.ingest.masking import SPOKEN

MASK = "▇"

# Numbers, names and addresses of persons: no question that asks for them lands, whatever its type.
_IDENTITY = (
    "姓名|名字|学号|学生号|身份证号码?|身份证件号码?|身份证|考生号|准考证号|手机号码?|银行卡号|"
    "家庭住址|家庭地址|通讯地址"
)
# Channels of contact: they ask for personal data too, unless they are themselves judged or ticked.
_CHANNEL = (
    "手机|电话号码|电话|联系电话|移动电话|联系方式|联系人|电子邮箱|邮箱地址|邮箱|电子邮件|e-?mail|"
    "qq号码?|qq|微信号|微信昵称|微信|昵称"
)
_ASKING = (
    r"^(请|请问)?(填写|输入|留下|提供)?(一下)?(您|你)?(本人)?的?(真实)?(({})[和及与或/]?)+(是|为|是什么)?$"
)
_ASKS_IDENTITY = re.compile(_ASKING.format(_IDENTITY))
_ASKS_EITHER = re.compile(_ASKING.format(f"{_IDENTITY}|{_CHANNEL}"))
_PUNCTUATION = re.compile(r"[?:,。.!、;\s]")

# Long runs of digits are masked whole: beside mobiles (11) and ID numbers (15, 18) these are student, exam
# and bank card numbers, and nothing a closed answer would hold.
_WRITTEN = rf"{SPOKEN}|\d{{9,}}[Xx]?"


def asks_for_identity(stem: str, may_be_channel: bool) -> bool:
    """Whether a question asks who somebody is or how to reach them.

    may_be_channel   the question has options or is a row of a matrix, where 微信 or 电话 are things to judge
    """
    asked = _PUNCTUATION.sub("", normalise_header(stem))
    return bool((_ASKS_IDENTITY if may_be_channel else _ASKS_EITHER).match(asked))


def masked(text: pl.Expr) -> pl.Expr:
    """The text with mobile, ID and other long numbers, e-mail and IP addresses each replaced by ▇."""
    return text.str.replace_all(_WRITTEN, MASK)
