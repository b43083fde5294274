"""What runs that died left behind, taken away at the start of the next one, which holds the lock.

Of landing and marts those who write there know what is theirs; the rest is scratch below data/build.
Imports no Dagster.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing import util
from pathlib import Path

from dagster_project.ingest.files import remove_leftovers
from dagster_project.publish import sweep
from dagster_project.settings import Paths


def clear(paths: Paths) -> None:
    """Remove half-written files of landing and marts, DuckDB's spill, and the folder for temporary files."""
    for folder in paths.landing.glob("*/"):
        remove_leftovers(folder)
    sweep(paths.marts)
    shutil.rmtree(paths.build_db.with_name(paths.build_db.name + ".tmp"), ignore_errors=True)
    for left in paths.build.glob("tmp/*"):
        if left.is_file():
            left.unlink(missing_ok=True)
        elif left != _scratch(paths):
            shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def temporary_files_below(paths: Paths) -> Iterator[None]:
    """Have this process, and those it starts, put temporary files where `clear` of a later one finds them."""
    folder = _scratch(paths)
    folder.mkdir(parents=True, exist_ok=True)
    # As long as this process lives others are started by a socket in it, which goes at priority -100.
    util.Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=-200)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder.resolve())
    tempfile.tempdir = None  # asked again when it is needed
    try:
        yield
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before
        tempfile.tempdir = None


def _scratch(paths: Paths) -> Path:
    return paths.build / "tmp" / str(os.getpid())
