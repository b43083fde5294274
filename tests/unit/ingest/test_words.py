"""Text and identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.words import is_blank, read_id, read_text, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0812", "0812"),
        ("'0812", "0812"),
        ("０８１２", "0812"),
        ("10698.0", "10698"),
        (" 08 12 ", "0812"),
        ("F-01", "F-01"),
    ],
)
def test_identifiers_keep_their_zeros(text: str, expected: str) -> None:
    assert read_id(tidy(text)).value == expected


@pytest.mark.parametrize("text", ["6.10103E+17", "6.10103e+17", "2E17"])
def test_lost_digits_are_never_guessed(text: str) -> None:
    assert read_id(text) == (None, "has lost its last digits to a spreadsheet", None)


def test_a_credit_code_is_upper_case() -> None:
    assert read_id("91610131ma6ty00x2a").value == "91610131MA6TY00X2A"


@pytest.mark.parametrize("text", [None, "", "  ", "NULL", "N/A", "—", "/"])
def test_marks_for_no_value(text: str | None) -> None:
    assert is_blank(text)


def test_text_is_brought_to_one_form() -> None:
    assert tidy(" 西安　交大\n（兴庆）") == "西安 交大 (兴庆)"


@pytest.mark.parametrize(
    "text",
    [
        "张三 13812345678",
        "联系 138-1234-5678",
        "QQ13812345678",
        "(138)1234.5678",
        "610103199801012345",
        "61010319980101234X",
        "610103 19980101 234X",
        "a.b@c.edu.cn",
    ],
)
def test_personal_numbers_in_text_are_masked(text: str) -> None:
    word = read_text(text)
    assert "***" in (word.value or "")
    assert word.remark == "personal numbers masked"


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_cells_are_tidied_as_all_others_are(text):
    """Cells without a sign beyond ASCII are read a shorter way; a sign beyond it must not change the rest."""
    assert f"{tidy(text)} 号".strip() == tidy(f"{text} 号")
