"""What holds for the models is found out once for all data folders. dbt itself is not started here."""

import json
import os

import pytest

from dagster_project.orchestration import dbt_process, known_models
from dagster_project.settings import Paths

MANIFEST = {"nodes": {}}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A dbt project with one model, in the place of ours."""
    folder = tmp_path / "dbt"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "a.sql").write_text("select 1")
    for module in (known_models, dbt_process):
        monkeypatch.setattr(module, "DBT_DIR", folder)
    return folder


@pytest.fixture
def parsed(monkeypatch):
    """The data folders that a stand-in for dbt was asked to parse for, in order."""
    folders = []

    def parse(paths, arguments):
        assert arguments == ["parse"]
        folders.append(paths.data.name)
        target = dbt_process.target_dir(paths)
        target.mkdir(parents=True, exist_ok=True)
        (target / "manifest.json").write_text(json.dumps(MANIFEST))
        (target / "partial_parse.msgpack").write_bytes(b"what dbt read")
        return iter(())

    monkeypatch.setattr(dbt_process, "events", parse)
    return folders


@pytest.fixture
def paths(tmp_path):
    """`paths(name)`: a data folder of that name."""
    return lambda name: Paths(tmp_path / name)


def test_the_models_are_read_once_for_all_data_folders(project, parsed, paths):
    first = known_models.manifest_path(paths("one"))
    assert known_models.manifest_path(paths("two")) == first
    assert json.loads(first.read_text()) == MANIFEST
    assert parsed == ["one"]


def test_other_models_are_read_anew_and_what_was_kept_of_the_old_ones_goes(project, parsed, paths):
    before = known_models.manifest_path(paths("one"))
    (project / "models" / "a.sql").write_text("select 2")
    after = known_models.manifest_path(paths("one"))
    assert parsed == ["one", "one"]
    assert after.exists()
    assert not before.exists()


def test_dbt_is_given_its_own_reading_of_the_models(project, parsed, paths):
    known_models.manifest_path(paths("one"))
    known_models.lend(paths("two"))
    assert (dbt_process.target_dir(paths("two")) / "partial_parse.msgpack").read_bytes() == b"what dbt read"


def test_without_its_reading_dbt_is_left_to_read_the_models(project, paths):
    known_models.lend(paths("one"))
    assert not dbt_process.target_dir(paths("one")).exists()


def test_half_a_manifest_is_made_again(project, parsed, paths):
    """What: a manifest cut short. When: the disk was full. Fix: `manifest_path`."""
    known_models.manifest_path(paths("one")).write_text('{"nodes": {')
    assert json.loads(known_models.manifest_path(paths("one")).read_text()) == MANIFEST
    assert parsed == ["one", "one"]


def test_unit_tests_are_run_until_these_models_have_passed_them(project, paths):
    assert known_models.build_arguments(paths("one")) == ["build"]
    known_models.remember_unit_tests(paths("one"))
    for name in ("one", "two"):
        assert known_models.build_arguments(paths(name)) == ["build", "--exclude-resource-type", "unit_test"]
    (project / "models" / "a.sql").write_text("select 2")
    assert known_models.build_arguments(paths("one")) == ["build"]


@pytest.mark.parametrize("name", ["models/b.sql", "models/a.yml", "seeds/codes.csv", "docs.md"])
def test_any_file_that_dbt_reads_makes_other_models(project, paths, name):
    known_models.remember_unit_tests(paths("one"))
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("new")
    assert known_models.build_arguments(paths("one")) == ["build"]


def test_models_that_cannot_be_written_to_are_known_in_each_data_folder(project, parsed, paths, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    for name in ("one", "two"):
        manifest = known_models.manifest_path(paths(name))
        assert manifest.is_relative_to(paths(name).data.resolve())
        known_models.remember_unit_tests(paths(name))
        known_models.lend(paths(name))
        assert known_models.build_arguments(paths(name)) != ["build"]
    assert parsed == ["one", "two"]
    assert not (project / "target").exists()


def test_what_another_user_kept_is_left_alone(project, parsed, paths, monkeypatch):
    theirs = known_models.manifest_path(paths("one")).parent
    monkeypatch.setattr(os, "access", lambda path, mode: path != theirs)
    assert known_models.manifest_path(paths("two")).is_relative_to(paths("two").data.resolve())
    known_models.remember_unit_tests(paths("two"))
    assert known_models.build_arguments(paths("two")) != ["build"]
    assert sorted(file.name for file in theirs.iterdir()) == ["manifest.json", "partial_parse.msgpack"]
