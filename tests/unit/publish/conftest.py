"""One small build and one release of it, made once per worker and only read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.publish import publish
from dagster_project.release import Release
from tests.unit.publish.builds import facts, write_build


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(build.duckdb, dbt manifest.json)"""
    return write_build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def released(build: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Release:
    return publish(*build, tmp_path_factory.mktemp("marts"), facts())
