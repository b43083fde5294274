"""`diff`, `rollback`, `rebuild` and `key --rotate` as they are typed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from dagster_project.cli import main
from dagster_project.orchestration import runlog
from dagster_project.settings import Paths
from tests.deployments import write_institution
from tests.unit.release.test_difference import AFTER, BEFORE, FIRST, SECOND
from tests.unit.release.two_releases import write_release


@pytest.fixture
def data(tmp_path):
    write_institution(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def call(data):
    return lambda *arguments: CliRunner().invoke(main, ["--data", str(data), *arguments])


@pytest.mark.parametrize("arguments", [("diff",), ("rollback",), ("rebuild", "2020", "--to", "again")])
def test_before_the_first_release_it_is_said_what_to_do(call, arguments):
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stderr.rstrip().endswith("Run `gradmart run` first.")


def test_diff_takes_beginnings_and_without_names_the_last_two(call, data):
    releases = data / "marts" / "releases"
    write_release(releases / "20200831-aaaaaaaaaaaa", BEFORE, [FIRST])
    write_release(releases / "20200930-bbbbbbbbbbbb", AFTER, [FIRST, SECOND])
    (data / "marts" / "current").symlink_to("releases/20200930-bbbbbbbbbbbb")
    plain = call("diff")
    assert plain.exit_code == 0, plain.stderr
    assert plain.stdout.startswith("Release 20200831-aaaaaaaaaaaa -> 20200930-bbbbbbbbbbbb, internal tier\n")
    assert call("diff", "202008", "202009").stdout == plain.stdout
    backwards = call("diff", "202009", "202008").stdout
    assert "62.50 -> 50.00 (-12.50)" in backwards
    assert "delivery went: destinations/second.csv" in backwards


def test_a_new_key_is_asked_for_and_the_old_one_is_kept(call, data):
    paths = Paths(data)
    assert "There is no key in" in call("key", "--rotate", "--yes").stderr
    paths.key_file.write_text("0123456789abcdef" * 4)
    paths.key_file.chmod(0o600)
    (paths.landing / "graduates").mkdir(parents=True)
    refused = call("key", "--rotate")
    assert (refused.exit_code, paths.key_file.read_text()) == (2, "0123456789abcdef" * 4)
    assert "Add --yes." in refused.stderr
    done = call("key", "--rotate", "--yes")
    assert done.exit_code == 0, done.stderr
    (kept,) = paths.old_keys.iterdir()
    assert str(kept) in done.stdout
    assert kept.read_text().strip() == "0123456789abcdef" * 4
    assert paths.key_file.read_text().strip() not in done.stdout + kept.read_text()
    assert not paths.landing.exists()
    assert runlog.last(paths.runs, 1)[0].outcome == "key replaced"


def test_a_key_of_the_environment_is_not_replaced_here(call, monkeypatch):
    monkeypatch.setenv("GRADMART_KEY", "0123456789abcdef")
    result = call("key", "--rotate", "--yes")
    assert result.exit_code == 2
    assert "The key comes from GRADMART_KEY" in result.stderr


@pytest.mark.parametrize("arguments", [("key",), ("key", "20200001", "--rotate")])
def test_either_a_number_or_a_new_key(call, arguments):
    result = call(*arguments)
    assert (result.exit_code, result.stderr) == (
        2, "Either a student number or --rotate is wanted. Give a number, or --rotate for a new key.\n",
    )  # fmt: skip
