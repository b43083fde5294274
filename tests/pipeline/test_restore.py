"""Backup, restore, rehearsal and the line for cron, with the commands of docs/operations.md."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from dagster_project.orchestration.lock import run_lock
from tests.deployments import GRADMART
from tests.pipeline import hundred_graduates

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def commands(first_line: str) -> str:
    """The block of the page that begins with this line."""
    (found,) = re.findall(rf"^```[a-z]+\n({re.escape(first_line)}.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture(scope="module")
def place(build_once, tmp_path_factory):
    """An installation as in /srv/gradmart, with a deployment that has run and refused some of its files."""
    data, _ = build_once("dirty", lambda data: hundred_graduates.run(data, with_mistakes=True))
    place = tmp_path_factory.mktemp("srv")
    shutil.copytree(data, place / "data", symlinks=True)
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / ".venv" / "bin" / "gradmart").symlink_to(GRADMART)
    return place


@pytest.fixture(scope="module")
def shell(place):
    """Run commands of the page there."""

    def run(text: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", "-e", "-c", text.replace("/srv/gradmart", str(place))],
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )

    return run


@pytest.fixture(scope="module")
def restored(place, shell):
    for first in ("# backup", "# restore"):
        done = shell(commands(first))
        assert done.returncode == 0, done.stderr
    return place / "restored"


def manifest(data: Path) -> dict:
    return json.loads((data / "marts" / "current" / "manifest.json").read_text(encoding="utf-8"))


def test_the_backup_is_for_its_owner_only_and_leaves_out_what_comes_back(place, restored):
    assert stat.S_IMODE((place / "backup.tar.gz").stat().st_mode) == 0o600
    assert not (restored / "build").exists()
    assert (restored / "raw" / "institution.yml").exists()


def test_the_key_comes_back_as_it_was_and_readable_by_its_owner_only(place, restored):
    key = restored / ".gradmart-key"
    assert key.read_bytes() == (place / "data" / ".gradmart-key").read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_what_was_published_and_what_was_told_comes_back(place, restored):
    assert manifest(restored) == manifest(place / "data")
    assert (restored / "runs.jsonl").read_bytes() == (place / "data" / "runs.jsonl").read_bytes()


def test_a_run_that_goes_on_is_not_torn_by_the_backup(place):
    impatient = commands("# backup").replace("-w 7200", "-n").replace("/srv/gradmart", str(place))
    with run_lock(place / "data" / ".lock"):
        done = subprocess.run(["sh", "-e", "-c", impatient], capture_output=True, check=False)
    assert done.returncode != 0


def test_the_line_for_cron_runs_and_finds_nothing_new_in_what_was_restored(place, restored, shell):
    (line,) = re.findall(r"^```cron\n(.+)\n```$", PAGE, re.MULTILINE)
    fields, command = line.split(None, 5)[:5], line.split(None, 5)[5]
    assert fields == ["0", "2", "*", "*", "*"]
    done = shell(command.replace("--data data", f"--data {restored}"))
    assert done.returncode == 3  # files are refused still
    told = (place / "data" / "cron.log").read_text(encoding="utf-8")
    assert told.startswith(f"Nothing new: release {manifest(restored)['release_id']} is up to date.\n")


def test_the_rehearsal_gives_the_same_release_bit_by_bit(place, restored, shell):
    published = manifest(place / "data")
    done = shell(commands("# rehearsal"))
    assert f"Published release {published['release_id']}" in done.stdout, done.stderr
    again = manifest(restored)
    assert again == published
    files = sorted((place / "data" / "marts" / "current").rglob("*.parquet"))
    assert len(files) > 50
    for file in files:
        name = file.relative_to(place / "data" / "marts" / "current")
        assert (restored / "marts" / "current" / name).read_bytes() == file.read_bytes(), name
