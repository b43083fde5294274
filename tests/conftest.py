"""Fixtures that build a deployment once for all workers and hand out its data folder to be read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.deployments import Outcome, gradmart, write_published_destinations

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", ".hypothesis")
# What is slow on a busy machine is not wrong: speed is a matter of tests/benchmarks.
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder that all workers of this session see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def build_once(shared_dir: Path) -> Callable[[str, Callable[[Path], Outcome]], tuple[Path, Outcome]]:
    """`build_once(name, make)`: runs `make(data)` in the first worker that asks; the others wait and read."""

    def build(name: str, make: Callable[[Path], Outcome]) -> tuple[Path, Outcome]:
        data, done = shared_dir / name / "data", shared_dir / name / "outcome"
        data.parent.mkdir(exist_ok=True)
        with FileLock(f"{data.parent}.lock"):
            if not done.exists():
                outcome = make(data)
                done.write_text(f"{outcome.code}\0{outcome.out}\0{outcome.err}", encoding="utf-8")
        code, out, err = done.read_text(encoding="utf-8").split("\0")
        return data, Outcome(int(code), out, err)

    return build


@pytest.fixture(scope="session")
def demo(build_once: Callable) -> tuple[Path, Outcome]:
    """`gradmart demo` in an empty data folder: (data folder, outcome)."""
    return build_once("demo", lambda data: gradmart(data, "demo"))


@pytest.fixture(scope="session")
def published(build_once: Callable) -> tuple[Path, Outcome]:
    """The three published destination tables, delivered and run: (data folder, outcome)."""

    def make(data: Path) -> Outcome:
        write_published_destinations(data)
        return gradmart(data, "run")

    return build_once("published", make)
