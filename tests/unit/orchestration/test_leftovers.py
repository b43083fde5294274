"""Temporary files: below the data folder while a run lasts, and gone with the next run when it was killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dagster_project.orchestration.leftovers import clear, temporary_files_below
from dagster_project.settings import Paths
from tests.unit.ingest.test_side_by_side import run_program


def test_what_another_process_left_is_taken_away_and_what_this_one_uses_stays(tmp_path):
    paths = Paths(tmp_path)
    left = paths.build / "tmp" / "1" / "spill"
    left.mkdir(parents=True)
    (paths.build / "tmp" / "of-an-older-version").write_text("", encoding="utf-8")
    before = tempfile.gettempdir()
    with temporary_files_below(paths):
        mine = Path(tempfile.mkdtemp())
        assert mine.is_relative_to(paths.build)
        assert os.environ["TMPDIR"] == str(mine.parent)
        clear(paths)
        assert mine.is_dir()
        assert list((paths.build / "tmp").iterdir()) == [mine.parent]
    assert tempfile.gettempdir() == before


PROGRAM = """
import sys
from pathlib import Path
from dagster_project.ingest.side_by_side import elsewhere
from dagster_project.orchestration.leftovers import temporary_files_below
from dagster_project.settings import Paths
from tests.unit.ingest.test_side_by_side import half
with temporary_files_below(Paths(Path(sys.argv[1]))):
    print(elsewhere(half, 8), len(list(Path(sys.argv[1]).glob("build/tmp/*/*"))))
print(elsewhere(half, 4))
"""


def test_nothing_is_left_when_the_process_is_over():
    """Not even the place where its processes are started, which lasts as long as it does."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a short name, so that a socket has room in it
        assert run_program(PROGRAM, folder) == "4 1\n2\n"
        assert list(Path(folder).glob("build/tmp/*")) == []
