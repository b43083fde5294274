"""What an unknown header or label may mean: the nearest columns and codes, for a person to choose from.

Proposes and decides nothing. `mapping` puts the proposals into refusals, `gradmart confirm` shows them.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from dagster_project.contracts import normalise_header
from dagster_project.contracts.codes import CodeTable, normalise_value
from dagster_project.ingest.header import Dictionary
from dagster_project.ingest.words import MASK, mask

_NEAR = 60
_SHOWN = 3
# A date in a header has eight digits; student and exam numbers have more.
_NUMBER = re.compile(r"\d{9,}")


def shown_header(cell: str) -> str:
    """A header as messages may show it: on one line, and masked where a row of data passes for a header."""
    return _NUMBER.sub(MASK, mask(" ".join(cell.split())))


def nearest_columns(header: str, known: Dictionary) -> list[str]:
    """Up to three columns whose headers look most like this one, the nearest first."""
    wanted = {text: target.column for text, target in known.targets.items() if target.column}
    return _nearest(normalise_header(header), wanted)


def nearest_codes(label: str, table: CodeTable) -> list[str]:
    """Up to three codes whose labels or aliases look most like this one; none for what is itself a number."""
    wanted = {text: code for text, code in table.lookup.items() if not text.isdigit()}
    text = normalise_value(label)
    return [] if text.isdigit() else _nearest(text, wanted)


def _nearest(text: str, wanted: dict[str, str]) -> list[str]:
    near = process.extract(text, list(wanted), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=8)
    return list(dict.fromkeys(wanted[found] for found, _, _ in near))[:_SHOWN]
