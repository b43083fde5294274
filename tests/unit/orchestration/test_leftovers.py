"""Temporary files: below the data folder while a run lasts, and gone with the next run when it was killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dagster_project.orchestration.leftovers import clear, temporary_files_below
from dagster_project.settings import Paths


def test_what_another_process_left_is_taken_away_and_what_this_one_uses_stays(tmp_path):
    paths = Paths(tmp_path)
    left = paths.build / "tmp" / "1" / "spill"
    left.mkdir(parents=True)
    before = tempfile.gettempdir()
    with temporary_files_below(paths):
        mine = Path(tempfile.mkdtemp())
        assert mine.is_relative_to(paths.build)
        assert os.environ["TMPDIR"] == str(mine.parent)
        clear(paths)
        assert mine.is_dir()
        assert not left.parent.exists()
    assert tempfile.gettempdir() == before
