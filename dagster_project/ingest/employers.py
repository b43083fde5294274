"""Which employer a row means: organisation code and comparable names, as pure functions of one cell each.

A code counts only with a valid check character. Names are compared in the form of `name_key`, never shown
in it. Which words matter is data in `contracts.employer_names`. That two names are one employer although no
rule says so is decided by people, in the ledger (`decisions`); whether a name has a code elsewhere is asked
in dbt, which sees all deliveries.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import polars as pl
from stdnum.cn import uscc

from dagster_project.contracts import employer_names as words
from dagster_project.ingest.masking import mask

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_BRACKETS = str.maketrans(words.OPENING + words.CLOSING, "(" * len(words.OPENING) + ")" * len(words.CLOSING))
_DROPPED = str.maketrans("", "", words.DROPPED)
_AGENCY = f"(?:{'|'.join(sorted(words.AGENCIES, key=len, reverse=True))})"
_BEHIND_SEPARATOR = re.compile(rf"[^()]{{0,30}}?{_AGENCY}(?:\([^()]*\))?[{re.escape(words.SEPARATORS)}]+(.+)")
_IN_BRACKETS = re.compile(rf"[^()]{{0,30}}?{_AGENCY}\((.+)\)")
_ENDINGS = tuple(words.EMPLOYER_ENDINGS)
_LEGAL_FORM = f"(?:{'|'.join(words.LEGAL_FORMS)})"
_PART = re.compile(
    rf"(.+?{_LEGAL_FORM})\(?(.{{0,{words.PART_LENGTH}}}?)(?:{'|'.join(words.PARTS)})\)?(?:\([^()]*\))?"
)
# 组织机构代码, GB 11714: weights of the eight signs before the check character.
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The same employers stand in one delivery after the other.
_remembered = lru_cache(maxsize=2**16)


@_remembered
def organisation_code(text: str) -> str | None:
    """The nine signs of the organisation code, from a 统一社会信用代码 or an older 组织机构代码; else None.

    Signs 9 to 17 of the former (GB 32100) are the latter (GB 11714), so that both give the same. None where
    the check character is wrong, and for placeholders of one repeated sign.
    """
    code = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text)).upper()
    if len(set(code)) <= 1 or not code.isascii():
        return None
    if len(code) == 18:
        return code[8:17] if uscc.is_valid(code) else None
    return code if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code) and code[8] == _check_sign(code) else None


def _check_sign(code: str) -> str:
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(code, _WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11]


@_remembered
def name_key(text: str) -> str:
    """The name in the form in which names are compared; empty only for a text without any sign in it.

    NFKC, no white space, one form of brackets, no quotes, lower case, without the talent centre in front.
    Applying it twice changes nothing.
    """
    plain = _plain(text)
    while (inner := _without_agency(plain)) != plain:
        plain = inner
    return plain


@_remembered
def parent_key(name: str) -> str | None:
    """The name key without its branch, `中国工商银行股份有限公司西安分行` -> `中国工商银行股份有限公司`.

    `name` is a name key. None where it names no part of a larger employer.
    """
    match = _PART.fullmatch(name)
    return match[1] if match else None


def _plain(text: str) -> str:
    """Until nothing changes: case folding may leave NFKC, and a quote may hide a trailing sign."""
    before = None
    while before != text:
        before = text
        text = unicodedata.normalize("NFKC", text).casefold().translate(_BRACKETS)
        # A name made of nothing but signs that are dropped elsewhere keeps them: it is never empty.
        text = _SPACES.sub("", text)
        text = text.translate(_DROPPED) or text
        text = text.rstrip(words.TRAILING) or text
    return text


def _without_agency(name: str) -> str:
    if match := _BEHIND_SEPARATOR.fullmatch(name):
        return _plain(match[1])
    if (match := _IN_BRACKETS.fullmatch(name)) and _plain(match[1]).endswith(_ENDINGS):
        return _plain(match[1])
    return name


def name_keys(names: pl.Series) -> pl.Series:
    """`name_key` of each name, null where there is none. A name is read once however often it stands."""
    return _each(names, lambda text: name_key(text) or None)


def parent_keys(keys: pl.Series) -> pl.Series:
    """`parent_key` of each name key."""
    return _each(keys, parent_key)


def employer_codes(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """(organisation code, the text that may land, remark) of each 统一社会信用代码 as delivered.

    A wrong code lands as it came, with a remark, and identifies nobody. An ID number in its place, which sole
    traders have been seen to give, does not land.
    """
    codes = _each(texts, organisation_code)
    plain = _each(texts, lambda text: text if mask(text) == text else None)
    kept = pl.select(pl.when(codes.is_not_null()).then(texts).otherwise(plain)).to_series()
    remarks = pl.DataFrame({"text": texts, "code": codes, "kept": kept}).select(
        pl.when(pl.col("text").is_null() | pl.col("code").is_not_null())
        .then(pl.lit(None, pl.String))
        .when(pl.col("kept").is_null())
        .then(pl.lit("employer_uscc: holds a personal number, set to null"))
        .otherwise(pl.format("employer_uscc: {} has no valid check character, matched by name", "text"))
    )
    return codes, kept, remarks.to_series()


def _each(texts: pl.Series, read) -> pl.Series:  # type: ignore[no-untyped-def]
    given = texts.drop_nulls().unique(maintain_order=True).to_list()
    lookup = {text: read(text) for text in given}
    return texts.replace_strict(lookup, default=None, return_dtype=pl.String)
