"""The files of data/raw that are no deliveries: institution.yml, the ledgers, the sidecars, byte for byte."""

from __future__ import annotations

from pathlib import Path

from dagster_project.ingest.sidecar import SUFFIX
from dagster_project.settings import FEEDS, Paths


def configuration_files(paths: Paths) -> dict[str, bytes]:
    """Path below data/raw -> content. They name people: keep them as data/raw is kept."""
    files = [paths.institution_file, paths.employer_decisions_file, paths.corrections_file]
    for folder in (*(paths.raw / feed for feed in FEEDS), paths.shared):
        files += [file for file in sorted(folder.glob(f"*{SUFFIX}")) if _is_sidecar(file)]
    return {file.relative_to(paths.raw).as_posix(): file.read_bytes() for file in files if file.is_file()}


def _is_sidecar(file: Path) -> bool:
    return file.with_name(file.name.removesuffix(SUFFIX)).exists()
