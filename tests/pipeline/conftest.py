"""Deployments that several files of whole-run tests read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deployments import Outcome
from tests.pipeline.hundred_graduates import run


@pytest.fixture(scope="session")
def clean(build_once) -> tuple[Path, Outcome]:
    """100 graduates, good files only: (data folder, outcome)."""
    return build_once("clean", lambda data: run(data, with_mistakes=False))


@pytest.fixture(scope="session")
def dirty(build_once) -> tuple[Path, Outcome]:
    """The same with bad rows and bad files: (data folder, outcome)."""
    return build_once("dirty", lambda data: run(data, with_mistakes=True))
