"""A past release made again: the inputs are put together anew, so their fingerprint has to be the same.

The job is one asset that publishes a small build, whatever is delivered; the real one is in tests/pipeline.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project import publish, release
from dagster_project.cli.going_back import _rebuilt_text
from dagster_project.errors import ConfigurationError, UserError
from dagster_project.ingest import keys
from dagster_project.ingest.configuration_files import configuration_files
from dagster_project.ingest.deliveries import find_deliveries
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.made_with import made_with
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.ingest.register import blank_record, refused, write_register
from dagster_project.orchestration import archive, rebuilding
from dagster_project.orchestration.facts import release_id
from dagster_project.orchestration.rebuilding import rebuild
from dagster_project.orchestration.run import run
from dagster_project.settings import Paths, Settings
from tests.deployments import write_csv, write_institution
from tests.unit.publish.builds import facts, write_build

FIRST_NIGHT, SECOND_NIGHT = dt.date(2022, 10, 15), dt.date(2022, 12, 15)
ROSTER, LATER = "graduates/roster_2022-06-30.csv", "graduates/roster_2022-12-01.csv"
LEDGER = ["feed", "key", "column", "expected", "new", "reason", "who", "until"]
DECISIONS = ["decision", "employer_a", "employer_b", "decided_by", "decided_on", "reason"]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_build(tmp_path_factory.mktemp("build"))


@pytest.fixture
def nightly(build):
    """`nightly(settings, day)`: definitions of a job that lands everything and publishes the small build."""

    def build_defs(settings: Settings, day: dt.date) -> dg.Definitions:
        @dg.asset
        def work():
            _publish(Paths(settings.data), build, day)

        job = dg.define_asset_job("nightly", dg.AssetSelection.all(), executor_def=dg.in_process_executor)
        return dg.Definitions(assets=[work], jobs=[job])

    return build_defs


def _publish(paths: Paths, build: tuple[Path, Path], day: dt.date) -> None:
    institution, key = load_configuration(paths.institution_file), load_key(paths, None)
    found = [(item, blank_record(item)) for item in find_deliveries(paths, "graduates")]
    records = [
        refused(record, "It is still to come.", "Wait.") if item.recorded_on > day
        else record | {"status": "landed"}
        for item, record in found
    ]  # fmt: skip
    register = write_register(paths, records).to_dicts()
    fingerprint = inputs_fingerprint(paths, institution, key, day)
    told = replace(
        facts(release_id(register, fingerprint)),
        inputs_fingerprint=fingerprint,
        inputs=register,
        made_with=made_with(paths, institution, key, register, day),
    )
    made = publish.publish(*build, paths.marts, told)
    archive.keep(paths, made, configuration_files(paths))


@pytest.fixture
def settings(tmp_path, nightly, monkeypatch) -> Settings:
    """Published on the first night with ledgers and a sidecar, a file of December lying ahead; since then the
    ledger, the settings and the sidecar have changed, and the second night has published again."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.delenv("GRADMART_KEY", raising=False)
    paths = Paths(tmp_path / "data")
    write_institution(paths.data, policy={"completed_counts": False})
    for file in (ROSTER, LATER):
        write_csv(paths.raw / file, [["学号"], [file[-14:-4]]])
    (paths.raw / f"{ROSTER}.yml").write_text("mode: full\n", encoding="utf-8")
    who = "class_year=2022;student_no=20220001"
    correction = ["graduates", who, "college", "甲", "乙", "seen", "office", ""]
    write_csv(paths.corrections_file, [LEDGER, correction])
    decision = ["different", "西安甲有限公司", "西安乙有限公司", "office", "2022-09-01", "two"]
    write_csv(paths.employer_decisions_file, [DECISIONS, decision])
    settings = Settings(data=paths.data)
    run(settings, lambda one: nightly(one, FIRST_NIGHT))
    write_institution(paths.data)
    write_csv(paths.corrections_file, [LEDGER])
    (paths.raw / f"{ROSTER}.yml").unlink()
    run(settings, lambda one: nightly(one, SECOND_NIGHT))
    return settings


@pytest.fixture
def first(settings) -> str:
    there = [one.id for one in release.releases(Paths(settings.data).marts)]
    (found,) = [one for one in there if one.startswith("20220630")]
    return found


def test_it_comes_out_as_it_was_with_the_configuration_and_the_day_of_then(
    settings, first, nightly, tmp_path
):
    made = rebuild(settings, "202206", tmp_path / "again", None, nightly)
    assert (made.release_id, made.made_id) == (first, first)
    assert (made.agrees, made.tables, made.files, made.circumstances, made.gone) == (True, [], [], [], [])
    assert _rebuilt_text(made) == (
        f"Release {first} was made again in {tmp_path / 'again'}: "
        f"all {made.compared} checksums of its manifest agree."
    )


def test_the_current_release_and_the_data_folder_are_not_touched(settings, first, nightly, tmp_path):
    paths = Paths(settings.data)
    before = {path: path.stat().st_mtime_ns for path in paths.data.rglob("*")}
    rebuild(settings, first, tmp_path / "again", None, nightly)
    assert {path: path.stat().st_mtime_ns for path in paths.data.rglob("*")} == before


def test_a_release_that_is_no_longer_kept_is_made_out_of_the_archive(settings, first, nightly, tmp_path):
    shutil.rmtree(Paths(settings.data).marts / "releases" / first)
    assert rebuild(settings, first, tmp_path / "again", None, nightly).agrees


def test_after_a_new_key_the_old_one_is_taken(settings, first, nightly, tmp_path, monkeypatch):
    keys.rotate(Paths(settings.data), dt.date(2022, 12, 20))
    monkeypatch.setenv("GRADMART_KEY", "another key of the environment")
    assert rebuild(settings, first, tmp_path / "again", None, nightly).made_id == first


def test_out_of_a_backup_alone(settings, first, nightly, tmp_path):
    """Another machine: nothing but the backup."""
    backup = tmp_path / "backup"
    for name in ("raw", "archive"):
        shutil.copytree(settings.data / name, backup / name)
    shutil.copy2(settings.data / ".gradmart-key", backup)
    elsewhere = Settings(data=tmp_path / "elsewhere")
    assert rebuild(elsewhere, first, tmp_path / "again", backup, nightly).agrees


def test_a_restored_backup_is_the_same_release(settings, nightly, tmp_path):
    restored = Paths(tmp_path / "restored")
    for name in ("raw", "archive"):
        shutil.copytree(settings.data / name, restored.data / name)
    shutil.copy2(settings.data / ".gradmart-key", restored.data)
    result = run(Settings(data=restored.data), lambda one: nightly(one, SECOND_NIGHT))
    was, now = release.current(Paths(settings.data).marts), release.current(restored.marts)
    assert (result.release_id, now.manifest) == (was.id, was.manifest)


def test_a_table_that_is_not_as_it_was_is_named(settings, first, build, tmp_path):
    other = write_build(tmp_path / "other")
    with duckdb.connect(str(other[0])) as connection:
        connection.execute("update marts.fair_summary set booths = 161")

    def nightly(one: Settings, day: dt.date) -> dg.Definitions:
        @dg.asset
        def work():
            _publish(Paths(one.data), other, day)

        job = dg.define_asset_job("nightly", dg.AssetSelection.all(), executor_def=dg.in_process_executor)
        return dg.Definitions(assets=[work], jobs=[job])

    made = rebuild(settings, first, tmp_path / "again", None, nightly)
    assert (made.agrees, made.tables) == (False, ["internal/fair_summary", "public/fair_summary"])
    assert "2 table(s) are NOT as they were:\n  internal/fair_summary" in _rebuilt_text(made)


def test_another_program_and_library_are_told(settings, first, nightly, tmp_path, monkeypatch):
    monkeypatch.setattr(rebuilding, "code_fingerprint", lambda: "d0de" * 16)
    now = publish.library_versions() | {"polars": "9.9.9"}
    monkeypatch.setattr(publish, "library_versions", lambda: now)
    told = rebuild(settings, first, tmp_path / "again", None, nightly).circumstances
    assert told[0].startswith("The program is another one than then (0.1.0, ")
    assert told[1].startswith("polars is 9.9.9 and was ")


def test_a_folder_that_is_in_use_is_left_alone(settings, first, nightly, tmp_path):
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "mine.txt").write_text("x")
    with pytest.raises(ConfigurationError, match="again is not empty"):
        rebuild(settings, first, tmp_path / "again", None, nightly)


def test_a_release_nobody_knows(settings, nightly, tmp_path):
    with pytest.raises(UserError, match="There is no release 1999"):
        rebuild(settings, "1999", tmp_path / "again", None, nightly)
