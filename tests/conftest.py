"""Fixtures that build a deployment once for all workers and hand out its data folder to be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.deployments import Outcome, gradmart, write_published_destinations

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", ".hypothesis")


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
                if name != "demo":
                    _lend_parsed_project(shared_dir, data)
                outcome = make(data)
                _keep_parsed_project(shared_dir, data)
                done.write_text(f"{outcome.code}\0{outcome.out}\0{outcome.err}", encoding="utf-8")
        code, out, err = done.read_text(encoding="utf-8").split("\0")
        return data, Outcome(int(code), out, err)

    return build


# What dbt made of the models, and that they have passed their unit tests, holds for every data folder. So the
# first deployment of a session finds it out, and the others need not; the demonstration always does.
_PARSED = ("parsed/manifest.json", "parsed/sources.sha256", "partial_parse.msgpack", "unit_tests.sha256")


def _keep_parsed_project(shared_dir: Path, data: Path) -> None:
    built, kept = data / "build" / "dbt", shared_dir / "parsed"
    with FileLock(f"{kept}.lock"):
        if not kept.exists() and all((built / name).exists() for name in _PARSED):
            for name in _PARSED:
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(built / name, kept / name)


def _lend_parsed_project(shared_dir: Path, data: Path) -> None:
    kept = shared_dir / "parsed"
    with FileLock(f"{kept}.lock"):
        if kept.exists():
            shutil.copytree(kept, data / "build" / "dbt", dirs_exist_ok=True)


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
