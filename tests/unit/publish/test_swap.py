"""Publishing is all or nothing, and readers never notice."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from dagster_project.errors import UserError
from dagster_project.publish import point_at, publication, publish, swap
from dagster_project.release import connect, current, query, releases
from dagster_project.settings import ReleasesPolicy
from tests.unit.publish.builds import facts


def ids(marts: Path) -> list[str]:
    return sorted(path.name for path in (marts / "releases").iterdir())


@pytest.fixture
def marts(build: tuple[Path, Path], tmp_path: Path) -> Path:
    """A folder with one release, `first`, that `current` points at."""
    publish(*build, tmp_path / "marts", facts("first"))
    return tmp_path / "marts"


def test_current_is_a_relative_link_so_that_the_folder_can_be_moved(marts: Path, tmp_path: Path) -> None:
    assert (marts / "current").readlink() == Path("releases/first")
    shutil.move(marts, tmp_path / "elsewhere")
    assert current(tmp_path / "elsewhere").id == "first"


def test_before_anything_is_published_there_is_no_current_release(tmp_path: Path) -> None:
    assert current(tmp_path / "marts") is None
    assert releases(tmp_path / "marts") == []


STEPS = ["_write_tier", "datapackage", "manifest", "sha256", "dictionary"]


@pytest.mark.parametrize("step", STEPS)
def test_a_failing_step_publishes_nothing(build, marts: Path, monkeypatch, step: str) -> None:
    def fail(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publication, step, fail)
    with pytest.raises(UserError, match="is full; nothing was published and the last release stays"):
        publish(*build, marts, facts("second"))
    assert current(marts).id == "first"
    assert ids(marts) == ["first"]


@pytest.mark.parametrize("step", ["install", "_flush", "point_at"])
def test_a_failing_swap_leaves_current_where_it_was(build, marts: Path, monkeypatch, step: str) -> None:
    def fail(*_args, **_kwargs):
        raise PermissionError("not yours")

    with monkeypatch.context() as patch:
        patch.setattr(swap, step, fail)
        with pytest.raises(PermissionError):
            publish(*build, marts, facts("second"))
    assert current(marts).id == "first"
    assert publish(*build, marts, facts("second")).id == current(marts).id == "second"


def test_a_disk_that_fills_up_while_the_tables_are_written(build, marts: Path) -> None:
    """A real failing write: the process may not write files larger than 100 kB."""
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from dagster_project.publish import publish\n"
        "from tests.unit.publish.builds import facts\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "publish(*map(Path, sys.argv[1:]), facts('second'))\n"
    )
    command = [sys.executable, "-c", program, *map(str, build), str(marts)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert current(marts).id == "first"
    assert ids(marts) == ["first"]


def test_what_dead_runs_left_is_removed_and_what_live_runs_write_is_not(build, marts: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    dead_pid, live_pid = int(dead.stdout), os.getppid()
    for name in (f".building-x-{dead_pid}", f".removing-old-{dead_pid}", f".building-y-{live_pid}"):
        (marts / "releases" / name).mkdir()
    (marts / f".current-{dead_pid}").symlink_to("releases/x")
    publish(*build, marts, facts("second"))
    assert ids(marts) == [f".building-y-{live_pid}", "first", "second"]
    assert sorted(path.name for path in marts.iterdir()) == ["current", "releases"]
    assert {release.id for release in releases(marts)} == {"first", "second"}


def test_a_release_that_is_already_there_is_only_pointed_at(build, marts: Path) -> None:
    publish(*build, marts, facts("second"))
    inode = (marts / "releases" / "first" / "internal" / "marts.duckdb").stat().st_ino
    publish(build[0], Path("no manifest"), marts, facts("first"))
    assert current(marts).id == "first"
    assert (marts / "releases" / "first" / "internal" / "marts.duckdb").stat().st_ino == inode
    assert [release.id for release in releases(marts)] == ["first", "second"]  # published last, first


def test_a_release_of_the_same_id_with_other_figures_is_written_again(build, marts: Path) -> None:
    """The build reads another landing: the release that is there was made of a damaged one."""
    with duckdb.connect(str(build[0])) as connection:
        connection.execute("update marts.fair_summary set booths = 161")
    try:
        publish(*build, marts, facts("first"))
    finally:
        with duckdb.connect(str(build[0])) as connection:
            connection.execute("update marts.fair_summary set booths = 160")
    assert list(query(current(marts), "select booths from fair_summary").rows()) == [(161,)]


@pytest.mark.parametrize("damage", ["cut", "gone", "changed"])
def test_a_damaged_release_is_written_again(build, marts: Path, damage: str) -> None:
    internal = marts / "releases" / "first" / "internal"
    if damage == "cut":
        (internal / "marts.duckdb").write_bytes(b"")
    elif damage == "gone":
        (internal / "dictionary.md").unlink()
    else:
        with duckdb.connect(str(internal / "marts.duckdb")) as connection:
            connection.execute("update fair_summary set booths = 999")
    publish(*build, marts, facts("first"))
    assert ids(marts) == ["first"]
    assert (internal / "dictionary.md").exists()
    assert list(query(current(marts), "select booths from fair_summary").rows()) == [(160,)]


def test_the_newest_releases_are_kept_and_never_is_the_current_one_removed(build, marts: Path) -> None:
    for name in ("b", "a", "c"):
        publish(*build, marts, facts(name), ReleasesPolicy(keep=3, months=0))
    assert [release.id for release in releases(marts)] == ["c", "a", "b"]
    point_at(marts, "b")
    assert swap.prune(marts, ReleasesPolicy(keep=1, months=0)) == ["a"]
    assert current(marts).id == "b"


def test_going_back_to_a_release_that_is_not_there(marts: Path) -> None:
    with pytest.raises(UserError, match=r"There is no release nope\."):
        point_at(marts, "nope")
    assert current(marts).id == "first"


def test_a_release_id_cannot_leave_the_folder(build, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be a release id"):
        publish(*build, tmp_path, facts("../x"))


def test_readers_see_one_whole_release_while_others_are_published(build, marts: Path) -> None:
    held = current(marts)
    stop = threading.Event()

    def read() -> int:
        reads = 0
        while not stop.is_set() or reads == 0:
            release = current(marts)
            count = list(query(release, "select count(*) from employment_rate").rows())
            assert (count, release.manifest["release_id"]) == ([(5,)], release.path.name)
            reads += 1
        return reads

    with connect(held) as connection, ThreadPoolExecutor() as pool:
        reader = pool.submit(read)
        try:
            for name in ("second", "third"):
                publish(*build, marts, facts(name))
        finally:
            stop.set()
        assert reader.result() > 0
        assert connection.execute("select count(*) from employment_rate").fetchall() == [(5,)]
    assert current(marts).id == "third"
    assert held.id == held.manifest["release_id"] == "first"
