"""Replacing the key: the old one is kept, and no step leaves the office without one."""

from __future__ import annotations

import datetime as dt
import stat

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest import keys
from dagster_project.ingest.pseudonyms import key_fingerprint, load_key
from dagster_project.settings import Paths

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path)


def test_the_old_key_is_kept_with_its_day_and_both_are_for_their_owner_only(paths):
    old = load_key(paths, None)
    rotated = keys.rotate(paths, DAY)
    new = load_key(paths, None)
    assert new != old
    assert (rotated.before, rotated.now) == (key_fingerprint(old), key_fingerprint(new))
    assert rotated.kept == paths.old_keys / f"2026-11-23-{rotated.before[:8]}.key"
    assert rotated.kept.read_bytes().strip() == old
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (rotated.kept, paths.key_file, paths.old_keys)]
    assert modes == [0o600, 0o600, 0o700]


def test_twice_on_one_day_keeps_both(paths):
    first = load_key(paths, None)
    keys.rotate(paths, DAY)
    second = load_key(paths, None)
    keys.rotate(paths, DAY)
    third = load_key(paths, None)
    assert keys.known_keys([paths], None) == {key_fingerprint(key): key for key in (first, second, third)}
    given = "given" * 8
    assert keys.known_keys([paths], given)[key_fingerprint(given.encode())] == given.encode()


def test_without_a_key_there_is_nothing_to_replace(paths):
    with pytest.raises(ConfigurationError, match="There is no key in"):
        keys.rotate(paths, DAY)
    assert not paths.key_file.exists()


def test_a_step_that_fails_leaves_the_key_in_use(paths, monkeypatch):
    old = load_key(paths, None)
    put = keys.put_key

    def fails_at_the_key_file(key, path):
        if path == paths.key_file:
            raise OSError("no room")
        put(key, path)

    monkeypatch.setattr(keys, "put_key", fails_at_the_key_file)
    with pytest.raises(OSError, match="no room"):
        keys.rotate(paths, DAY)
    assert load_key(paths, None) == old
