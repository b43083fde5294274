"""Finding releases, and what is said when one is not in order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dagster_project.errors import UserError
from dagster_project.release import connect, current, read_release, releases


def make(marts: Path, name: str, published: int) -> Path:
    path = marts / "releases" / name
    path.mkdir(parents=True)
    (path / "manifest.json").write_text('{"tables": {"internal": {"b": {}, "a": {}}, "public": {}}}')
    os.utime(path / "manifest.json", (published, published))
    return path


def test_releases_come_in_the_order_of_publishing_the_last_one_first(tmp_path: Path) -> None:
    for name, published in [("20221226-b", 3), ("20221226-a", 4), ("20230101-c", 1)]:
        make(tmp_path, name, published)
    (tmp_path / "releases" / ".building-x-1").mkdir()
    (tmp_path / "releases" / "notes").mkdir()
    assert [release.id for release in releases(tmp_path)] == ["20221226-a", "20221226-b", "20230101-c"]


def test_current_is_read_once_and_does_not_move_with_the_link(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make(tmp_path, name, 1)
    link = tmp_path / "current"
    link.symlink_to("releases/one")
    held = current(tmp_path)
    link.unlink()
    link.symlink_to("releases/two")
    assert held.path == (tmp_path / "releases" / "one").resolve()
    assert (held.id, current(tmp_path).id) == ("one", "two")
    assert held.tables() == ["a", "b"]


def test_a_link_to_nothing_is_said_aloud(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("releases/gone")
    with pytest.raises(UserError, match=r"Release gone is not there or has no manifest\.json\."):
        current(tmp_path)


def test_a_damaged_manifest_or_database_is_said_aloud(tmp_path: Path) -> None:
    path = make(tmp_path, "one", 1)
    release = read_release(path)
    with pytest.raises(UserError, match=r"Release one has no internal/marts\.duckdb\."):
        connect(release)
    (path / "internal").mkdir()
    release.database().write_bytes(b"not a database" * 1000)
    with pytest.raises(UserError, match="cannot be opened: it is damaged or not a database"):
        connect(release)
    (path / "manifest.json").write_text("{")
    with pytest.raises(UserError, match=r"The manifest\.json of release one is damaged\."):
        read_release(path)
