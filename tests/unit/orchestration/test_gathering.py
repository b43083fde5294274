"""The inputs of a past release: found by their bytes wherever they are, and told when they are nowhere."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.keys import put_key
from dagster_project.ingest.pseudonyms import key_fingerprint
from dagster_project.orchestration.archive import Archived
from dagster_project.orchestration.gathering import gather
from dagster_project.settings import Paths

KEY = b"0123456789abcdef" * 4
ROSTER = "graduates/roster_2022-06-30.csv"


@pytest.fixture
def data(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "data")
    (paths.raw / "graduates").mkdir(parents=True)
    put_key(KEY, paths.key_file)
    return paths


@pytest.fixture
def target(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "again")


def entry(file: str, content: bytes | None, status: str = "landed") -> dict[str, Any]:
    digest = None if content is None else hashlib.sha256(content).hexdigest()
    return {"file": file, "sha256": digest, "status": status}


def archived(*inputs: dict[str, Any]) -> Archived:
    manifest = {"release_id": "r", "key_fingerprint": key_fingerprint(KEY), "inputs": [*inputs]}
    return Archived(manifest, {"institution.yml": b"x: 1\n", f"{ROSTER}.yml": b"mode: full\n"})


def test_everything_lies_where_it_lay(data, target):
    (data.raw / ROSTER).write_bytes(b"a")
    assert gather(archived(entry(ROSTER, b"a")), [data], None, target) == []
    assert (target.raw / ROSTER).read_bytes() == b"a"
    assert (target.raw / f"{ROSTER}.yml").read_bytes() == b"mode: full\n"
    assert target.institution_file.read_bytes() == b"x: 1\n"
    assert target.key_file.read_bytes().strip() == KEY
    assert target.key_file.stat().st_mode & 0o777 == 0o600


def test_a_delivery_that_was_renamed_or_is_in_a_backup_is_known_by_its_bytes(data, target, tmp_path):
    backup = tmp_path / "backup" / "2022"
    backup.mkdir(parents=True)
    (backup / "old name.csv").write_bytes(b"a")
    (data.raw / ROSTER).write_bytes(b"something else")
    gather(archived(entry(ROSTER, b"a")), [data, Paths(tmp_path / "backup")], None, target)
    assert (target.raw / ROSTER).read_bytes() == b"a"


def test_a_delivery_that_counted_and_is_nowhere_is_named(data, target):
    with pytest.raises(ConfigurationError) as raised:
        gather(archived(entry(ROSTER, b"a")), [data], None, target)
    assert raised.value.what.startswith("1 delivery(s) that this release counted are not here as they were:")
    assert f"{ROSTER} (sha256 ca978112ca1bbdca…)" in raised.value.what


def test_a_refused_file_that_is_gone_stops_nothing(data, target):
    assert gather(archived(entry(ROSTER, b"a", "refused")), [data], None, target) == [ROSTER]


def test_of_a_file_changed_under_its_name_that_which_counted_is_taken(data, target, tmp_path):
    backup = Paths(tmp_path / "backup")
    (backup.raw / "graduates").mkdir(parents=True)
    (backup.raw / ROSTER).write_bytes(b"published")
    (data.raw / ROSTER).write_bytes(b"changed")
    inputs = [entry(ROSTER, b"changed", "refused"), entry(ROSTER, b"published")]
    gather(archived(*inputs), [data, backup], None, target)
    assert (target.raw / ROSTER).read_bytes() == b"published"


def test_what_was_refused_for_its_name_is_there_by_name(data, target):
    gather(archived(entry("graduates/picture.png", None, "refused")), [data], None, target)
    assert (target.raw / "graduates" / "picture.png").read_bytes() == b""


def test_a_key_that_was_replaced_is_found_among_the_old_ones(data, target):
    data.old_keys.mkdir()
    data.key_file.rename(data.old_keys / "2022-07-01-abc.key")
    put_key(b"f" * 64, data.key_file)
    gather(archived(), [data], None, target)
    assert target.key_file.read_bytes().strip() == KEY


def test_without_the_key_it_is_said_which_one_is_wanted(data, target):
    put_key(b"f" * 64, data.key_file)
    with pytest.raises(ConfigurationError, match=r"The key that release r was made with \([0-9a-f]{8}\)"):
        gather(archived(), [data], None, target)
    gather(archived(), [data], KEY.decode(), target)


def test_a_manifest_that_leads_out_of_the_folder_is_not_followed(data, target):
    with pytest.raises(ConfigurationError, match="outside data/raw"):
        gather(archived(entry("../../x", None, "refused")), [data], None, target)
