"""`gradmart check`: what the machine has against a run."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from dagster_project.orchestration import machine, room, runlog
from dagster_project.orchestration.finding import Scene
from dagster_project.orchestration.lock import run_lock
from dagster_project.orchestration.machine import kind_of
from dagster_project.orchestration.room import Room
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.settings import Paths, Settings, load_institution
from tests.deployments import write_csv, write_institution

GIGABYTE = 1024**3
MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
nas:/export /srv nfs4 rw,vers=4.2 0 0
//nas/share /srv/my\040files cifs rw 0 0
/dev/sdb1 /srv/gradmart xfs rw 0 0
overlay /mnt overlay rw 0 0
/dev/sdc1 /mnt vfat rw 0 0
"""


@pytest.fixture
def scene(tmp_path):
    write_institution(tmp_path)
    paths = Paths(tmp_path)
    return Scene(paths, Settings(data=tmp_path), load_institution(paths.institution_file))


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/data", "ext4"),
        ("/tmp/data", "tmpfs"),
        ("/srv/gradmart/data", "xfs"),
        ("/srv/gradmart2/data", "nfs4"),  # no folder of /srv/gradmart
        ("/srv/my files/data", "cifs"),
        ("/mnt/data", "vfat"),  # the later mount hides the earlier
    ],
)
def test_the_mount_that_is_nearest_and_newest_counts(place, kind):
    assert kind_of(Path(place), MOUNTS) == kind


def test_no_mounts_are_no_answer():
    assert kind_of(Path("/data"), "") == "unknown"


@pytest.mark.parametrize(
    ("kind", "level"),
    [("ext4", "ok"), ("overlay", "ok"), ("nfs4", "warn"), ("cifs", "warn"), ("fuse.sshfs", "warn"),
     ("tmpfs", "warn"), ("vfat", "fail"), ("exfat", "fail")],
)  # fmt: skip
def test_a_file_system_without_safe_locks_is_told(scene, tmp_path, monkeypatch, kind, level):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x / {kind} rw 0 0\n")
    monkeypatch.setattr(machine, "MOUNTS", mounts)
    found = machine.file_system(scene)
    assert found.level == level
    assert kind in found.message


@pytest.mark.parametrize(("free", "level"), [(1, "fail"), (5, "warn"), (50, "ok")])
def test_the_disk_needs_room_for_a_run(scene, monkeypatch, free, level):
    found = Room(scene.paths.data, 2 * GIGABYTE, free * GIGABYTE)
    monkeypatch.setattr(machine, "room", lambda paths: found)
    told = machine.disk(scene)
    assert told.level == level
    assert told.message.startswith(
        f"{free}.0 GB free at {scene.paths.data}; the next run needs about 2.0 GB."
    )


def test_a_first_run_is_estimated_from_the_deliveries(scene):
    file = scene.paths.raw / "graduates" / "x_2022-06-30.csv"
    before = room.room(scene.paths).needed
    write_csv(file, [["学号"], ["1" * 1_000_000]])
    assert room.room(scene.paths).needed - before == 20 * file.stat().st_size


def test_later_runs_are_estimated_from_the_last_one_and_what_is_new(scene):
    paths = scene.paths
    old, new = (paths.raw / "graduates" / f"{name}_2022-06-30.csv" for name in ("old", "new"))
    write_csv(old, [["x" * 1000]])
    release = paths.marts / "releases" / "20220630-0"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text("{}" + " " * 998)
    (release / "big.parquet").write_bytes(b"1" * 9000)
    (paths.marts / "current").symlink_to("releases/20220630-0")
    paths.build.mkdir()
    paths.build_db.write_bytes(b"1" * 50_000)
    for path in (old, paths.institution_file):
        os.utime(path, (1e9, 1e9))
    write_csv(new, [["x" * 3000]])
    # By hand: the scratch database, one and a half releases, twice the new file, and 64 MiB.
    assert room.room(paths).needed == 50_000 + 15_000 + 2 * 3002 + 64 * 1024**2


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 MB"), (300 * 1024**2, "300 MB"), (1.5 * GIGABYTE, "1.5 GB")]
)
def test_sizes_are_told_in_words(size, words):
    assert room.amount(size) == words


def test_a_lock_held_since_yesterday_is_told_to_hang(scene):
    path = scene.paths.lock
    with run_lock(path):
        assert machine.lock(scene).message.endswith("Another one has to wait for it.")
        text = path.read_text(encoding="utf-8")
        yesterday = (runlog.now() - timedelta(hours=20)).isoformat(sep=" ", timespec="seconds")
        path.write_text(text.replace(text.split('"started": "')[1].split('"')[0], yesterday))
        assert machine.lock(scene).message.endswith("It takes too long: if it hangs, end that process.")


def test_a_lock_of_a_dead_run_does_not_stop_the_next(scene):
    scene.paths.lock.write_text('{"pid": 1, "host": "x", "started": "2026-11-22 02:00:00+08:00"}')
    found = machine.lock(scene)
    assert (found.level, found.message) == (
        "ok",
        "free; the last run died before its end, the next one goes on.",
    )


def test_what_another_user_made_is_told_with_the_command(scene, monkeypatch):
    scene.paths.runs.write_text("")
    access = os.access
    monkeypatch.setattr(
        machine.os, "access", lambda path, mode: path != scene.paths.runs and access(path, mode)
    )
    found = machine.permissions(scene)
    assert found.level == "fail"
    assert found.message.startswith(f"{scene.paths.runs} cannot be written to: another user made it. ")
    assert found.message.endswith(f" {scene.paths.data}")


def test_root_is_told_to_be_somebody_else(scene, monkeypatch):
    if os.geteuid() == 0:
        os.chown(scene.paths.data, 65534, 65534)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    found = machine.permissions(scene)
    assert found.level == "warn"
    assert found.message.startswith(f"you are root, and {scene.paths.data} belongs to ")


def test_the_clock_names_the_zone_of_the_night(scene):
    found = machine.clock(scene)
    assert found.level == "ok"
    assert " in Asia/Shanghai" in found.message


@pytest.mark.parametrize(("hours", "level"), [(0.01, "ok"), (2, "warn"), (48, "fail")])
def test_a_clock_that_is_behind_the_last_run_is_told(scene, hours, level):
    started = (runlog.now() + timedelta(hours=hours)).isoformat(timespec="seconds")
    runlog.append(scene.paths.runs, RunRecord(started, 1.0, "published", 0))
    assert machine.clock(scene).level == level


def test_a_file_that_was_changed_tomorrow_is_told(scene):
    file = write_csv(scene.paths.raw / "graduates" / "x_2022-06-30.csv", [["学号"]])
    tomorrow = time.time() + 86_400
    os.utime(file, (tomorrow, tomorrow))
    found = machine.clock(scene)
    assert (found.level, "One of two clocks is wrong" in found.message) == ("warn", True)
