"""The key and what it makes of identifiers."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import polars as pl
import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.pseudonyms import (
    check_id_number,
    key_fingerprint,
    load_key,
    normalise_identifier,
    pseudonym,
    pseudonymise,
)
from dagster_project.settings import Paths

KEY = b"a key for tests, of some length"


def test_a_pseudonym_is_the_hmac_of_kind_institution_and_value() -> None:
    expected = hmac.new(KEY, b"student|10698|2016123456", hashlib.sha256).hexdigest()
    assert pseudonym(KEY, "student", "10698", "2016123456") == expected


def test_kind_institution_and_key_all_matter() -> None:
    made = {
        pseudonym(key, kind, institution, "1")
        for key in (KEY, KEY[::-1])
        for kind in ("student", "exam")
        for institution in ("10698", "10699")
    }
    assert len(made) == 8


@pytest.mark.parametrize(
    "text", ["2016123456", "2016123456.0", " 2016123456 ", "'2016123456", "２０１６１２３４５６"]
)
def test_one_student_has_one_key_however_written(text: str) -> None:
    assert normalise_identifier("student", text) == ("2016123456", None)


def test_letters_in_student_numbers_are_compared_in_upper_case() -> None:
    assert normalise_identifier("student", "b2016x01") == normalise_identifier("student", "B2016X01")


@pytest.mark.parametrize(
    "text", ["13812345678", "+86 138-1234-5678", "8613812345678", "0086 13812345678", "13812345678.0"]
)
def test_one_mobile_has_one_key_however_written(text: str) -> None:
    assert normalise_identifier("mobile", text) == ("13812345678", None)


@pytest.mark.parametrize("text", ["82668888", "1381234567", "12812345678"])
def test_what_is_no_mobile(text: str) -> None:
    assert normalise_identifier("mobile", text) == (None, "not_a_mobile")


def test_mangled_identifiers_have_no_key() -> None:
    assert normalise_identifier("student", "2.01612E+11") == (None, "mangled_identifier")
    made = pseudonymise(KEY, "10698", "student", pl.Series(["2.01612E+11", None, "", "1", "1"]))
    assert made.to_list() == [None, None, None, *[pseudonym(KEY, "student", "10698", "1")] * 2]


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    key = load_key(paths, None)
    assert len(key) == 64
    assert stat.S_IMODE(paths.key_file.stat().st_mode) == 0o600
    assert load_key(paths, None) == key


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    load_key(paths, None)
    paths.key_file.chmod(0o640)
    with pytest.raises(ConfigurationError) as raised:
        load_key(paths, None)
    assert str(raised.value) == (
        f"The key file {paths.key_file} can be read by others. Run: chmod 600 {paths.key_file}"
    )


def test_the_environments_key_comes_first_and_must_be_long(tmp_path: Path) -> None:
    assert load_key(Paths(tmp_path), "0123456789abcdef") == b"0123456789abcdef"
    assert not Paths(tmp_path).key_file.exists()
    with pytest.raises(ConfigurationError, match="The key in GRADMART_KEY is shorter than 16 signs"):
        load_key(Paths(tmp_path), "short")


def test_a_fingerprint_tells_keys_apart_without_telling_them() -> None:
    assert key_fingerprint(KEY) != key_fingerprint(KEY[::-1])
    assert KEY.decode() not in key_fingerprint(KEY)


def test_other_documents_than_id_cards_are_passed_over() -> None:
    assert check_id_number("H12345678", 1998, "1") is None


@pytest.mark.parametrize("text", ["无", "暂无", "0", "000", "--", "未知"])
@pytest.mark.parametrize("kind", ["student", "exam"])
def test_a_word_for_no_number_is_nobodys_number(kind, text):
    """Otherwise all rows that say so would be one person."""
    assert normalise_identifier(kind, text) == (None, None)


@pytest.mark.parametrize("text", ["-5", "2016000001.5", "-2016000001.25"])
def test_the_result_of_a_sum_is_no_student_number(text):
    assert normalise_identifier("student", text) == (None, "mangled_identifier")


@pytest.mark.parametrize("text", ["2016000001", "S-00012", "2016-0001", "0012", "第7号"])
def test_numbers_of_every_make_stay(text):
    assert normalise_identifier("student", text) == (text, None)
