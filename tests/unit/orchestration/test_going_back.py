"""Going back to an earlier release, and what runs do about it."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project import publish, release
from dagster_project.errors import LockHeld, UserError
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.orchestration import archive, going_back, lock, runlog
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.run import run
from dagster_project.orchestration.status import status
from dagster_project.settings import Paths, Settings
from tests.deployments import write_csv, write_institution
from tests.unit.publish.builds import facts, write_build

FIRST, SECOND, THIRD = "20220630-aaaaaaaaaaaa", "20220731-bbbbbbbbbbbb", "20220831-cccccccccccc"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_build(tmp_path_factory.mktemp("build"))


@pytest.fixture
def settings(tmp_path: Path, build, monkeypatch) -> Settings:
    """Two releases; the second one, which is current, is of what is in data/raw."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    write_institution(tmp_path)
    write_csv(tmp_path / "raw" / "graduates" / "roster_2022-06-30.csv", [["学号"], ["1"]])
    paths = Paths(tmp_path)
    publish.publish(*build, paths.marts, replace(facts(FIRST), inputs_fingerprint="a" * 64))
    publish.publish(*build, paths.marts, replace(facts(SECOND), inputs_fingerprint=now(paths)))
    return Settings(data=tmp_path)


@pytest.fixture
def paths(settings) -> Paths:
    return Paths(settings.data)


def now(paths: Paths) -> str:
    institution = load_configuration(paths.institution_file)
    return inputs_fingerprint(paths, institution, load_key(paths, None), today("Asia/Shanghai"))


def not_to_be_built(settings):
    raise AssertionError("this run builds")


def current(paths: Paths) -> str:
    found = release.current(paths.marts)
    assert found is not None
    return found.id


def new_delivery(paths: Paths) -> None:
    write_csv(paths.raw / "graduates" / "roster_2022-07-31.csv", [["学号"], ["2"]])


def test_without_a_name_it_is_the_one_before_and_the_run_log_tells(settings, paths):
    note = going_back.roll_back(settings)
    assert (note.release_from, note.release_to, current(paths)) == (SECOND, FIRST, FIRST)
    (line,) = runlog.last(paths.runs, 9)
    assert (line.outcome, line.exit_code, line.release_id, line.message) == (
        "gone back", 0, FIRST, f"from {SECOND}",
    )  # fmt: skip


def test_the_same_night_nothing_is_built_and_status_says_why(settings, paths):
    going_back.roll_back(settings, FIRST[:10])
    result = run(settings, not_to_be_built)
    assert (result.outcome, result.exit_code, result.release_id) == ("held", 0, FIRST)
    assert result.summary.startswith(f"Release {FIRST} stays current: it was gone back to on ")
    assert result.summary.endswith(
        f"from {SECOND}, and nothing has changed since. `gradmart run --go-on` publishes anew."
    )
    found = status(settings)
    assert (found.stale, found.notices) == (False, [result.summary])


def test_something_new_is_published_as_always(settings, paths):
    going_back.roll_back(settings)
    new_delivery(paths)
    with pytest.raises(AssertionError, match="this run builds"):
        run(settings, not_to_be_built)


def test_held_it_stays_whatever_comes_until_somebody_says_so(settings, paths):
    going_back.roll_back(settings, hold=True)
    new_delivery(paths)
    held = run(settings, not_to_be_built)
    assert (held.outcome, held.release_id) == ("held", FIRST)
    assert held.summary.endswith("and is held. `gradmart run --go-on` publishes anew.")
    with pytest.raises(AssertionError, match="this run builds"):
        run(settings, not_to_be_built, go_on=True)
    assert going_back.in_force(paths) is None


def test_going_on_publishes_what_was_left(settings, paths):
    going_back.roll_back(settings)
    with pytest.raises(AssertionError, match="this run builds"):
        run(settings, not_to_be_built, go_on=True)


def test_two_steps_back_leave_both_releases(settings, paths, build):
    """Neither the inputs of the third nor those of the second are published again by themselves."""
    publish.publish(*build, paths.marts, replace(facts(THIRD), inputs_fingerprint="c" * 64))
    going_back.roll_back(settings)
    going_back.roll_back(settings)
    assert current(paths) == FIRST
    assert run(settings, not_to_be_built).outcome == "held"
    assert going_back.holding(paths, "c" * 64) is not None


def test_forward_to_the_newest_is_no_going_back(settings, paths):
    going_back.roll_back(settings)
    going_back.roll_back(settings, SECOND)
    assert (current(paths), going_back.in_force(paths)) == (SECOND, None)
    assert run(settings, not_to_be_built).outcome == "nothing new"


def test_a_step_that_ends_before_the_link_moves_holds_nothing(settings, paths, monkeypatch):
    """As after a power cut: the note is there, the link is not."""

    def cut(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publish, "point_at", cut)
        with pytest.raises(KeyboardInterrupt):
            going_back.roll_back(settings)
    assert paths.gone_back.exists()
    assert (current(paths), going_back.in_force(paths)) == (SECOND, None)
    assert run(settings, not_to_be_built).outcome == "nothing new"


def test_a_damaged_release_is_not_gone_back_to(settings, paths):
    (paths.marts / "releases" / FIRST / "internal" / "dictionary.md").unlink()
    with pytest.raises(UserError, match=f"Release {FIRST} is damaged"):
        going_back.roll_back(settings)
    assert current(paths) == SECOND


def test_a_current_release_that_is_gone_is_a_reason_to_go_back(settings, paths):
    (paths.marts / "releases" / SECOND).rename(paths.marts / "gone")
    assert going_back.roll_back(settings).release_to == FIRST
    assert current(paths) == FIRST


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("2022", "2022 begins the ids of 2 releases"),
        ("1999", "There is no release 1999"),
        (SECOND, f"Release {SECOND} is current already"),
    ],
)
def test_it_has_to_be_clear_which_one_is_meant(settings, paths, wanted, message):
    with pytest.raises(UserError, match=message):
        going_back.roll_back(settings, wanted)
    assert current(paths) == SECOND


def test_before_the_first_release_there_is_none(settings, paths):
    going_back.roll_back(settings)
    with pytest.raises(UserError, match=f"There is no release before {FIRST}"):
        going_back.roll_back(settings)


def test_not_while_a_run_is_under_way(settings, paths, monkeypatch):
    def taken(path, patience):
        raise LockHeld("Another run is under way.", "Wait.")

    monkeypatch.setattr(lock, "_take", taken)
    with pytest.raises(LockHeld):
        going_back.roll_back(settings)
    assert current(paths) == SECOND


def test_the_archive_of_a_release_is_made_up_for_when_a_run_was_killed_before_it(settings, paths):
    (paths.raw / "graduates" / "roster_2022-06-30.csv.yml").write_text("from: 张三\n", encoding="utf-8")
    publishing_now = replace(facts(THIRD), inputs_fingerprint=now(paths))
    (paths.marts / "current").unlink()
    publish.publish(*write_build(paths.build), paths.marts, publishing_now)
    assert run(settings, not_to_be_built).outcome == "nothing new"
    found = archive.read(paths, THIRD)
    assert found.manifest["release_id"] == THIRD
    assert sorted(found.configuration) == ["graduates/roster_2022-06-30.csv.yml", "institution.yml"]
    assert found.configuration["institution.yml"] == paths.institution_file.read_bytes()
    (file,) = paths.archive.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.stat().st_mtime_ns
    run(settings, not_to_be_built)
    assert file.stat().st_mtime_ns == before


def test_a_damaged_archive_is_named(settings, paths):
    paths.archive.mkdir()
    (paths.archive / f"{FIRST}.zip").write_bytes(b"PK")
    with pytest.raises(UserError, match=f"{FIRST}.zip is damaged"):
        archive.read(paths, FIRST)
    with pytest.raises(UserError, match=f"The configuration of release {SECOND} was not kept"):
        archive.read(paths, SECOND)
