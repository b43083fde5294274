"""Every case of the chapters, asked for on the published marts of the deployments that hold them all."""

from __future__ import annotations

from functools import partial

import pytest

from dagster_project import release
from tests.spec.cases import load, table
from tests.spec.running import DEPLOYMENTS, agrees, answer, run

CASES = [case for chapter in load() for case in chapter.cases]


@pytest.fixture(scope="module")
def published(build_once):
    """Deployment -> its release."""
    releases: dict[str, release.Release] = {}
    for name in DEPLOYMENTS:
        make = partial(run, deployment=name)
        data, outcome = build_once(f"spec_{name}", make)
        assert outcome.code == 0, outcome.out + outcome.err
        releases[name] = release.current(data / "marts")
    return releases


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.chapter}-{case.name}")
def test_the_figures_of_a_case_are_those_it_states(published, case):
    for expected in case.expectations:
        found = answer(published[case.deployment], case, expected)
        missing = [row for row in expected.table.rows if not any(_same(other, row) for other in found)]
        surplus = [row for row in found if not any(_same(row, other) for other in expected.table.rows)]
        assert (missing, surplus) == ([], []), expected.mart
        assert len(found) == len(expected.table.rows)


def _same(found: tuple, written: list[str]) -> bool:
    return all(agrees(cell, text) for cell, text in zip(found, written, strict=True))


def test_a_figure_that_differs_in_a_written_digit_is_not_the_same():
    assert agrees(0.97598, "0.9760")
    assert not agrees(0.97594, "0.9760")
    assert not agrees(None, "0")
    assert not agrees(0, "")
    assert agrees(False, "false")


def test_a_row_with_a_cell_too_many_is_refused():
    with pytest.raises(ValueError, match=r"1 \| 2 \| 3: 3 cells under 2 headers"):
        table("a | b\n1 | 2 | 3")
