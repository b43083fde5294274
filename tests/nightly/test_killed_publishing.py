"""Publishing, killed before the steps it takes in the file system, each of those of the swap among them.

Python tells an audit hook of each file that is opened, renamed, linked and removed. A child process counts
them and kills itself before the n-th: no point is hit by luck, and none of the swap is left out.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from dagster_project.publish import publish
from dagster_project.publish.publication import is_whole
from dagster_project.release import current, releases_dir
from dagster_project.settings import ReleasesPolicy
from tests.unit.publish.builds import facts, write_build

_CHANGES = frozenset({"os.rename", "os.mkdir", "os.symlink", "os.utime", "os.rmdir", "shutil.rmtree"})
# The swap, step by step: a run must have been killed before each.
_SWAP = {
    "the new release gets its name": ("os.rename", ".building-"),
    "the new link is made": ("os.symlink", "releases/new"),
    "the link is moved": ("os.rename", ".current-"),
    "the oldest release makes way": ("os.rename", "releases/oldest"),
    "the oldest release is removed": ("shutil.rmtree", ".removing-oldest"),
    "it is gone": ("os.rmdir", ".removing-oldest"),
}
# Of the files that are merely opened, to be written and flushed, every so many-th.
_EVERY = 6

# Children are forked from a server that has imported what publishing needs and has no thread: a child of a
# test worker could wait for ever for a lock that a thread of another test held when it was forked.
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["pandas", "dagster_project.publish"])


def in_a_child(work: Callable[[], object], kill_before: int | None = None) -> list[str] | None:
    """Do `work` in a process of its own: the steps it took, or None if killed before step `kill_before`."""
    reader, writer = _SERVER.Pipe(duplex=False)
    child = _SERVER.Process(target=_count, args=(work, kill_before, writer))
    child.start()
    writer.close()
    try:
        steps = reader.recv()
    except EOFError:
        steps = None
    child.join()
    assert child.exitcode == (-signal.SIGKILL if steps is None else 0), "publishing failed by itself"
    return steps


def _count(work: Callable[[], object], kill_before: int | None, told: Connection) -> None:
    taken: list[str] = []

    def hook(event: str, arguments: tuple) -> None:
        if event in _CHANGES or (event in ("open", "os.remove") and "marts" in str(arguments[0])):
            if len(taken) == kill_before:
                os.kill(os.getpid(), signal.SIGKILL)
            taken.append(f"{event} {arguments}")

    sys.addaudithook(hook)
    work()
    told.send(taken)


@pytest.fixture
def publish_into(tmp_path: Path) -> Callable[[Path, str], Callable[[], object]]:
    build = write_build(tmp_path / "build")

    def of(marts: Path, name: str) -> Callable[[], object]:
        return partial(publish, *build, marts, facts(name), policy=ReleasesPolicy(keep=2, months=0))

    return of


@pytest.fixture
def fresh(tmp_path: Path, publish_into) -> Callable[[], Path]:
    """Gives a data/marts with the releases `oldest` and `last`, `current` at the latter; two are kept."""
    made = tmp_path / "made"
    for name in ("oldest", "last"):
        in_a_child(publish_into(made, name))
        time.sleep(0.01)  # which is older is told by the age of the manifest

    def copy() -> Path:
        marts = tmp_path / "marts"
        shutil.rmtree(marts, ignore_errors=True)
        shutil.copytree(made, marts, symlinks=True)
        return marts

    return copy


def test_killed_before_any_step_the_last_release_is_whole_and_the_next_run_needs_no_hand(fresh, publish_into):
    steps = in_a_child(publish_into(fresh(), "new"))
    changes = {number for number, step in enumerate(steps) if step.split()[0] in _CHANGES}
    for told, (event, place) in _SWAP.items():
        assert any(steps[n].startswith(event) and place in steps[n] for n in changes), told
    points = sorted(changes | set(range(0, len(steps), _EVERY)))
    ended_at = set()
    for number in points:
        marts = fresh()
        again = publish_into(marts, "new")
        assert in_a_child(again, kill_before=number) is None, steps[number]
        there = current(marts)
        assert is_whole(there.path), steps[number]
        ended_at.add(there.id)
        in_a_child(again)
        assert current(marts).id == "new", steps[number]
        assert is_whole(current(marts).path), steps[number]
        assert names(marts) == ["current", "releases"], steps[number]
        assert names(releases_dir(marts)) == ["last", "new"], steps[number]
    assert ended_at == {"last", "new"}
    assert len(points) >= 15


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
