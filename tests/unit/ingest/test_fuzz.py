"""A few hundred broken files, the same every time. For longer: `python -m tests.unit.ingest.fuzz`."""

from __future__ import annotations

import pytest

from tests.unit.ingest.fuzz import attempt

ATTEMPTS = 240


@pytest.mark.parametrize("first", range(0, ATTEMPTS, 40))
def test_no_broken_file_breaks_landing_or_lets_an_identifier_out(first: int) -> None:
    findings = [finding for number in range(first, first + 40) if (finding := attempt(number))]
    if findings:
        pytest.fail("\n".join(map(str, findings)), pytrace=False)
