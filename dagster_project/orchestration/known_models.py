"""What holds for the models whatever is delivered: dbt's reading of them, and that their unit tests passed.

It takes most of a minute to find out, and is kept beside the models (`dbt/target`, which git ignores) for all
data folders; in the data folder where the models cannot be written to. Other models, another dbt or another
DuckDB: found out anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from dagster_project.ingest.fingerprint import code_hash
from dagster_project.orchestration import dbt_process
from dagster_project.settings import DBT_DIR, Paths

_READ = "partial_parse.msgpack"
_MANIFEST = "manifest.json"
_PROVEN = "unit_tests_passed"


def manifest_path(paths: Paths) -> Path:
    """The manifest of the present models, made by `dbt parse` if there is none.

    dbt writes another into `data/build/dbt` in every build; this one is not touched while others read it.
    """
    kept = _kept(paths)
    if not _is_whole(kept / _MANIFEST):
        for _ in dbt_process.events(paths, ["parse"]):
            pass
        for name in (_READ, _MANIFEST):
            _copy(dbt_process.target_dir(paths) / name, kept / name)
        _forget_others(kept)
    return kept / _MANIFEST


def lend(paths: Paths) -> None:
    """Give dbt its own reading of the models, so that it need not read them for this data folder too.

    Without one it reads them.
    """
    read = _kept(paths) / _READ
    if read.exists():
        _copy(read, dbt_process.target_dir(paths) / _READ)


def build_arguments(paths: Paths) -> list[str]:
    """What to ask of dbt: everything, but for unit tests that these very models have already passed.

    A unit test looks at the models and at no delivery: it can only change its mind when they change.
    """
    proven = (_kept(paths) / _PROVEN).exists()
    return ["build", "--exclude-resource-type", "unit_test"] if proven else ["build"]


def remember_unit_tests(paths: Paths) -> None:
    """Note that the present models have passed their unit tests. Call it after a build without failures."""
    kept = _kept(paths)
    kept.mkdir(parents=True, exist_ok=True)
    (kept / _PROVEN).touch()


def _kept(paths: Paths) -> Path:
    """The folder of these very models: beside them, unless that (or its place) is another user's."""
    name = _digest()[:16]
    beside = DBT_DIR / "target" / name
    there = next(place for place in (beside, beside.parent, DBT_DIR) if place.exists())
    return beside if os.access(there, os.W_OK) else dbt_process.target_dir(paths) / "models" / name


def _digest() -> str:
    """Hash of the dbt project, of dbt's version and DuckDB's, and of the one place named in the manifest."""
    versions = "|".join(version(library) for library in ("dbt-core", "dbt-duckdb", "duckdb"))
    return hashlib.sha256(f"{versions}|{DBT_DIR}|{code_hash([DBT_DIR])}".encode()).hexdigest()


def _is_whole(manifest: Path) -> bool:
    """A run that had no room may leave half of one."""
    try:
        json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all: runs for other data folders may read it meanwhile, or write the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _forget_others(kept: Path) -> None:
    """Take away what was found out about models that are no more."""
    for other in kept.parent.iterdir():
        if other != kept and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
