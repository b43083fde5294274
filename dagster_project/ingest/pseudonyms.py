"""The key, and what it makes of identifiers: HMAC-SHA256(key, kind|institution|value) in hex.

The same person gets the same pseudonym in every file of one institution and another one elsewhere.
Identifiers live in this module only as long as a column is being replaced; nothing here logs a value.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from functools import lru_cache
from typing import TYPE_CHECKING

from stdnum.iso7064 import mod_11_2

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.words import ERROR, is_error, read_id, tidy
from dagster_project.settings import Paths

if TYPE_CHECKING:
    import polars as pl

_SHORTEST_KEY = 16
_ARITHMETIC = re.compile(r"-\d+|-?\d+\.\d+")
_MOBILE = re.compile(r"(?:\+|00)?(?:86)?(1[3-9]\d{9})")
# Identifiers as nearly all are written: what is hashed is the text itself.
_PLAIN = {
    "student": "^[0-9]*[1-9][0-9]*$",
    "exam": "^[0-9]*[1-9][0-9]*$",
    "mobile": "^1[3-9][0-9]{9}$",
}

# GB 11643, ISO 7064 MOD 11-2: what the first 17 signs of an ID number weigh in its check.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def load_key(paths: Paths, given: str | None) -> bytes:
    """The pseudonymisation key: `given` (GRADMART_KEY), else the key file, which is made on first use.

    Raises ConfigurationError for a key that is too short, or a key file that others can read.
    """
    if given is not None:
        return _checked(given, "GRADMART_KEY")
    path = paths.key_file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(
                f"The key file {path} can be read by others.", f"Run: chmod 600 {path}"
            ) from None
        return _checked(path.read_text(encoding="ascii").strip(), str(path))
    key = secrets.token_hex(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key.encode()


def _checked(key: str, source: str) -> bytes:
    if len(key) < _SHORTEST_KEY:
        raise ConfigurationError(
            f"The key in {source} is shorter than {_SHORTEST_KEY} signs.",
            "Put the key back that the existing data was made with, or a new random one.",
        )
    return key.encode()


def key_fingerprint(key: bytes) -> str:
    """Tells keys apart without telling the key."""
    return hmac.new(key, b"gradmart key fingerprint", hashlib.sha256).hexdigest()[:16]


def normalise_identifier(kind: str, text: str) -> tuple[str | None, str | None]:
    """(value, problem) of a student number, exam number or mobile number, in the form that is hashed."""
    if is_error(text):
        return None, "spreadsheet_error"
    word = read_id(tidy(text))
    if word.value is None:
        return None, word.problem and "mangled_identifier"
    value = word.value.upper()
    if kind != "mobile":
        return _number_of_a_student(value)
    digits = re.sub(r"[-() ]", "", value)
    if match := _MOBILE.fullmatch(digits):
        return match[1], None
    return None, "not_a_mobile"


def _number_of_a_student(value: str) -> tuple[str | None, str | None]:
    """`无` or `0` in many rows would be one person; `-5` and `2016000001.5` are sums and nobody's number."""
    if not re.search(r"\d", value) or not value.strip("0"):
        return None, None
    return (None, "mangled_identifier") if _ARITHMETIC.fullmatch(value) else (value, None)


def pseudonym(key: bytes, kind: str, institution_code: str, value: str) -> str:
    """64 hex signs. `value` as `normalise_identifier` gives it; `kind` is student, exam or mobile."""
    return _finished(_begun(key, f"{kind}|{institution_code}|"), value)


def plain_pseudonyms(key: bytes, kind: str, institution_code: str, texts: pl.Series) -> pl.Series:
    """The pseudonyms of identifiers that are plainly one, null for all that have to be looked at."""
    import polars as pl

    begun = _begun(key, f"{kind}|{institution_code}|")
    plain = zip(texts.to_list(), texts.str.contains(_PLAIN[kind]).to_list(), strict=True)
    return pl.Series(
        [_finished(begun, text) if is_plain else None for text, is_plain in plain], dtype=pl.String
    )


def _finished(begun: hmac.HMAC, value: str) -> str:
    made = begun.copy()
    made.update(value.encode())
    return made.hexdigest()


@lru_cache(maxsize=8)
def _begun(key: bytes, prefix: str) -> hmac.HMAC:
    """What all values of a kind have in common: taking in the key costs as much as the value."""
    return hmac.new(key, prefix.encode(), "sha256")


def pseudonymise(key: bytes, institution_code: str, kind: str, values: pl.Series) -> pl.Series:
    """A column of identifiers as pseudonyms, null where there is none or it cannot be trusted."""
    import polars as pl

    distinct = values.drop_nulls().unique()
    made = dict(zip(distinct, plain_pseudonyms(key, kind, institution_code, distinct), strict=True))
    for text in [text for text, plain in made.items() if plain is None]:
        value, _ = normalise_identifier(kind, text)
        made[text] = pseudonym(key, kind, institution_code, value) if value else None
    return pl.Series(values.name, [made.get(text) for text in values.to_list()], dtype=pl.String)


def plain_id_numbers(texts: pl.Series, birth_years: pl.Series, genders: pl.Series) -> pl.Series:
    """Whether each is plainly an ID number about which `check_id_number` says nothing; false for others."""
    import polars as pl

    cells = pl.DataFrame({"text": texts, "born": birth_years, "sex": genders})
    text, number = pl.col("text"), pl.col("text").str.slice(0, 17).cast(pl.Int64, strict=False)
    weighed = sum((number // 10 ** (16 - at) % 10) * weight for at, weight in enumerate(_WEIGHTS))
    last = text.str.slice(17).replace("X", "10").cast(pl.Int64, strict=False)
    fine = (
        text.str.contains("^[0-9]{17}[0-9X]$")
        & ((weighed + last) % 11 == 1)
        & (pl.col("born").is_null() | (number // 10**7 % 10**4 == pl.col("born")))
        & (~pl.col("sex").is_in(["1", "2"]) | ((number % 2 == 1) == (pl.col("sex") == "1"))).fill_null(True)
    )
    return cells.select(fine.fill_null(False)).to_series()


def check_id_number(text: str, birth_year: int | None, gender: str | None) -> str | None:
    """A remark (never the number) when an ID number is wrong in itself or against year of birth and sex.

    GB 11643: 18 signs with a check digit, the 17th odd for men. Other documents are passed over.
    """
    if is_error(text):
        return f"id_number {ERROR}"
    value = read_id(tidy(text))
    if value.problem:
        return f"id_number {value.problem}"
    if not re.fullmatch(r"\d{17}[\dX]", (value.value or "").upper()):
        return None
    number = (value.value or "").upper()
    # The check alone, without stdnum's look-up of the issuing district, which is a hundred times slower.
    if not mod_11_2.is_valid(number):
        return "id_number fails its check digit"
    if birth_year is not None and int(number[6:10]) != birth_year:
        return "id_number and date of birth disagree"
    if gender in ("1", "2") and (int(number[16]) % 2 == 1) != (gender == "1"):
        return "id_number and gender disagree"
    return None
