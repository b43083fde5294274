"""Writing answers into institution.yml: whole or not at all, and never over somebody else's change."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.orchestration.answers import Answer
from dagster_project.orchestration.confirming import plan, write
from dagster_project.settings import Paths, Settings
from tests.deployments import write_institution

ANSWER = Answer("destinations", "备注栏", "drop")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_institution(tmp_path)
    return Settings(data=tmp_path)


@pytest.fixture
def file(settings: Settings) -> Path:
    return Paths(settings.data).institution_file


def test_a_change_made_while_the_question_was_open_is_not_lost(settings: Settings, file: Path) -> None:
    made = plan(settings, [ANSWER])
    changed = file.read_text("utf-8") + "# 张三 wrote this\n"
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="was changed in the meantime, so nothing was written"):
        write(made)
    assert file.read_text("utf-8") == changed


def test_a_file_saved_by_an_editor_of_windows_keeps_its_mark_and_line_ends(
    settings: Settings, file: Path
) -> None:
    before = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(before)
    write(plan(settings, [ANSWER]))
    added = 'headers:\r\n  destinations:\r\n    "备注栏": drop\r\n'
    assert file.read_bytes() == before + added.encode()


def test_nothing_is_left_beside_the_file_and_a_link_stays_a_link(
    settings: Settings, file: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "kept.yml"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    write(plan(settings, [ANSWER]))
    assert file.is_symlink()
    assert "备注栏" in elsewhere.read_text("utf-8")
    assert sorted(path.name for path in (*tmp_path.iterdir(), *file.parent.iterdir())) == [
        "institution.yml",
        "kept.yml",
        "raw",
    ]


def test_a_header_that_is_known_is_told_before_it_gets_another_meaning(settings: Settings) -> None:
    made = plan(settings, [Answer("destinations", "单位名称", "study_institution")])
    assert made.notes == ("'单位名称' is known as employer_name in destinations so far.",)
    assert plan(settings, [ANSWER]).notes == ()
