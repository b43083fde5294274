"""Code columns: the pair `XX代码` / `XX` becomes one canonical code, in every generation of codes.

The code wins unless it is invalid; a contradiction is remarked on. The oldest generation of destination
codes (01-17, about 2013 and earlier) is read together with 单位性质, where it hides the outcome.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from dagster_project.contracts.codes import SEEDS, CodeTable, code_table, institution_table, normalise_value
from dagster_project.ingest.masking import quoted
from dagster_project.ingest.words import ERROR, is_blank, is_error
from dagster_project.settings import Institution

# Destinations that land as NULL: "unknown" is the absence of a record, not a code of its own.
_UNKNOWN = "unknown"


class Code(NamedTuple):
    """A canonical code; `problem` when neither code nor label is known; `remark` on what did not agree."""

    value: str | None = None
    problem: str | None = None
    remark: str | None = None


def table_of(name: str, institution: Institution) -> CodeTable:
    """The code table `name` with the institution's own labels and codes."""
    if name in institution.codes or institution.own_codes.get(name):
        return institution_table(name, institution)
    return code_table(name)


def read_pair(table: CodeTable, code: str | None, label: str | None) -> Code:
    """One row's code and label (either may be None or blank) as one canonical code."""
    by_code = None if is_blank(code) else table.find(code or "")
    by_label = None if is_blank(label) else table.find(label or "")
    if is_blank(code) and is_blank(label):
        return Code()
    if is_blank(code) or is_blank(label):
        value = by_code or by_label
        if is_error(given := label if is_blank(code) else code):
            return Code(problem=f"{quoted(given)} {ERROR}")
        return _code(value) if value else Code(problem=f"{quoted(given)} is no known code")
    if by_code is None and by_label is None:
        if is_error(code) or is_error(label):
            return Code(problem=f"{quoted(code)} beside {quoted(label)} {ERROR}")
        return Code(problem=f"neither {quoted(code)} nor {quoted(label)} is known")
    if by_code is None:
        return _code(by_label, f"code {quoted(code)} is not known, label {quoted(label)} used")
    if by_label is None or by_label == by_code or _is_part(table, by_code, by_label):
        return _code(by_code)
    return _code(
        by_code, f"code {quoted(code)} and label {quoted(label)} contradict each other, the code was kept"
    )


def _code(value: str | None, remark: str | None = None) -> Code:
    return Code(None if value == _UNKNOWN else value, remark=remark)


def _is_part(table: CodeTable, one: str, other: str) -> bool:
    """Whether one code lies within the other (801 in 80, a district in its city): no contradiction."""
    if table.name == "region":
        one, other = (code.removesuffix("00").removesuffix("00") for code in (one, other))
    elif table.name != "destination":
        return False
    return one.startswith(other) or other.startswith(one)


# 01-07 and 13-17 exist in no later generation; 12 does, and means 其他录用形式 there.
_OLDEST_ONLY = frozenset({"01", "02", "03", "04", "05", "06", "07", "13", "14", "15", "16", "17"})
_SHARED = frozenset({"12"})
# No kind of employer has this code: in a file of mixed generations it gives an old code away.
_STUDY_NATURE = "80"


@cache
def _oldest() -> dict[tuple[str, str], str]:
    with (SEEDS / "code_destination_oldest.csv").open(encoding="utf-8", newline="") as file:
        return {(row["old_code"], row["employer_nature"]): row["code"] for row in csv.DictReader(file)}


def _two_digits(text: str | None) -> str:
    value = normalise_value(text or "").removesuffix(".0")
    return value.zfill(2) if value.isdigit() else value


def is_oldest_generation(codes: list[str | None]) -> bool:
    """Whether a file's destination codes are those of the oldest generation throughout."""
    values = {_two_digits(code) for code in codes if not is_blank(code)}
    return bool(values & _OLDEST_ONLY) and values <= _OLDEST_ONLY | _SHARED


def read_oldest(code: str | None, nature: str | None, whole_file: bool) -> Code | None:
    """A destination of the oldest generation, or None when the cell is not one.

    `whole_file`: the file holds nothing newer, so that codes both generations have are read as oldest too;
    in a mixed file such a code is oldest where 单位性质 says further study.
    """
    old = _two_digits(code)
    shared = old in _SHARED and (whole_file or _two_digits(nature) == _STUDY_NATURE)
    if old not in _OLDEST_ONLY and not shared:
        return None
    table = _oldest()
    value = table.get((old, _two_digits(nature))) or table.get((old, ""))
    if value is None:
        shown = "blank" if is_blank(nature) else quoted(nature)
        return Code(problem=f"{quoted(code)} of the oldest generation with 单位性质 {shown} is not known")
    return Code(value)


def hides_outcome(nature: str | None) -> bool:
    """Whether a 单位性质 of the oldest generation encodes the outcome and so is no kind of employer."""
    outcomes = {"80", "85", "50", "51", "70", "71", "72", "75", "76", "77"}
    return _two_digits(nature) in outcomes
