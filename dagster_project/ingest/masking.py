"""Identifiers that somebody wrote into a text: one set of patterns, for offices' files and for surveys.

`SPOKEN` are told by what stands beside or between their digits, for surveys (`personal`), which mask every
long run of digits besides: no answer holds a code, an amount or a time of that length. Offices' texts do, so
that `mask` takes the same patterns with a look at what stands around them, which only Python's engine knows,
and runs of digits by their length and make. Names are not looked for.
"""

from __future__ import annotations

import re

MASK = "***"
_SHOWN_SIGNS = 120

# Understood alike by Python and by Rust's regex, which knows no look-around. Every repeat is bounded, so that
# a cell of any length is read in one go.
_EMAIL = r"[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
_QQ = r"(?:[qQ]{2}|[ｑＱ]{2}|扣扣|企鹅号)(?:号码|号)?[群是为:： 　]{0,3}[1-9][0-9]{4,11}"
_CHAT = r"(?:微信|[wW]e[cC]hat|[vV]信|[vV][xX])(?:号码|号)?[是为:： 　]{1,3}[A-Za-z][A-Za-z0-9_-]{5,19}"
_DIGIT = r"[0-9０-９]"
_PREFIX = r"(?:\+?86[- ]?)?"
_SPLIT_MOBILE = "|".join(
    (
        rf"{_PREFIX}\([1１][3-9３-９]{_DIGIT}\)[-. 　]?{_DIGIT}{{4}}[-. 　]?{_DIGIT}{{4}}",
        rf"{_PREFIX}[1１][3-9３-９]{_DIGIT}[-. 　]{_DIGIT}{{4}}[-. 　]?{_DIGIT}{{4}}",
        rf"{_PREFIX}[1１][3-9３-９]{_DIGIT}{_DIGIT}{{4}}[-. 　]{_DIGIT}{{4}}",
    )
)
_SPLIT_ID = r"[1-9][0-9]{5}[- ]?(?:19|20)[0-9]{6}[- ]?[0-9]{3}[0-9Xx]"
_IPV6 = r"(?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4}"
_IPV4 = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
SPOKEN = "|".join((_EMAIL, _QQ, _CHAT, _SPLIT_MOBILE, _SPLIT_ID, _IPV6, _IPV4))

_REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_MOBILE = rf"(?<![0-9０-９])(?:\+?86)?[1１][3-9３-９]{_DIGIT}{{9}}(?![0-9０-９])"
_APART, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
# ID numbers of 18 and 15 signs (GB 11643), exam numbers of 14 (two of the year, six of the region, six more),
# bank cards of the one Chinese network.
_ID_18 = rf"{_APART}[1-9][0-9]{{5}}(?:19|20)[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}[0-9Xx]{_END}"
_ID_15 = rf"{_APART}{_REGION}[0-9]{{4}}[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}{_END}"
_EXAM = rf"{_APART}[0-9]{{2}}{_REGION}[0-9]{{10}}{_END}"
_CARD = rf"{_APART}62[0-9]{{14,17}}{_END}"
_ALONE = "|".join((_MOBILE, _ID_18, _ID_15, _EXAM, _CARD))
# Numbers of sections (3.2.1.4) are shorter than addresses.
_LONG_IPV4 = rf"(?<![0-9.])(?=[0-9.]{{9,15}}(?![0-9.])){_IPV4}"

_PERSONAL = re.compile(
    f"{_QQ}|{_CHAT}|(?<![0-9])(?:{_SPLIT_MOBILE}|{_SPLIT_ID})(?![0-9])|{_IPV6}|{_LONG_IPV4}|{_ALONE}"
)
_TIME = re.compile(rf"(?<!\d)(20[0-4]\d{_MONTH_DAY}(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)(?!\d)")
_ADDRESS = re.compile(_EMAIL)
# Hardly a text of millions holds any: what it would take is looked for first.
_POSSIBLE = re.compile(r"[0-9０-９]{3}|[0-9]\.[0-9]|:[0-9A-Fa-f]{1,4}:|微信|[vVwW]")


def mask(text: str) -> str:
    """The text with each mobile, ID, exam, card or QQ number, e-mail or IP address and chat name as `***`."""
    if "@" in text or "＠" in text:
        text = _ADDRESS.sub(MASK, text)
    return _PERSONAL.sub(MASK, text) if _POSSIBLE.search(text) else text


def quoted(text: str) -> str:
    """The text as a message quotes it: masked, in quotation marks, and cut where it is very long."""
    masked = mask(text)
    return repr(masked if len(masked) <= _SHOWN_SIGNS else f"{masked[:_SHOWN_SIGNS]}…")


def mask_name(name: str) -> str:
    """The name of a file, masked. The time of an export (20210622093000) has the make of an exam number."""
    return "".join(part if at % 2 else mask(part) for at, part in enumerate(_TIME.split(name)))
