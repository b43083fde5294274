"""`gradmart check`: files in data/raw that tonight's run would not take in."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.orchestration import incoming
from dagster_project.orchestration.finding import Scene
from dagster_project.settings import Paths, Settings, load_institution
from tests.deployments import write_csv, write_institution


@pytest.fixture
def scene(tmp_path):
    write_institution(tmp_path)
    paths = Paths(tmp_path)
    return Scene(paths, Settings(data=tmp_path), load_institution(paths.institution_file))


def put(scene, name: str):
    return write_csv(scene.paths.raw / name, [["学号"]])


def test_a_workbook_that_somebody_has_open_is_named(scene):
    put(scene, "graduates/~$roster_2022-06-30.xlsx")
    put(scene, "fairs/.~lock.fairs_2022-06-30.ods#")
    assert incoming.copies(scene).message == (
        "somebody has a file open: graduates/~$roster_2022-06-30.xlsx, fairs/.~lock.fairs_2022-06-30.ods#. "
        "Save and close it."
    )


def test_half_copies_are_looked_for_among_shared_files_too(scene):
    put(scene, "shared/plan_2022-06-30.csv.part")
    found = incoming.copies(scene)
    assert found.level == "warn"
    assert (
        "1 unfinished or temporary file(s) are passed over: shared/plan_2022-06-30.csv.part." in found.message
    )


def test_a_file_that_grows_is_named(scene, monkeypatch):
    growing, done = put(scene, "graduates/a_2022-06-30.csv"), put(scene, "graduates/b_2022-06-30.csv")

    def meanwhile(seconds):
        with growing.open("a") as file:
            file.write("more\n")

    monkeypatch.setattr(incoming.time, "sleep", meanwhile)
    found = incoming.copies(scene)
    assert found.message == (
        "1 file(s) are still being written: graduates/a_2022-06-30.csv. Wait until they are whole."
    )
    assert done.name not in found.message


def test_a_number_of_a_person_in_a_name_is_masked(scene):
    put(scene, "graduates/13912345678_2022-06-30.csv.part")
    assert "13912345678" not in incoming.copies(scene).message


def test_a_day_that_has_not_come_is_told(scene):
    assert incoming.days(scene).level == "ok"
    day = dt.date.today() + dt.timedelta(days=400)
    put(scene, f"graduates/x_{day}.csv")
    found = incoming.days(scene)
    assert found.level == "warn"
    assert f"graduates/x_{day}.csv" in found.message
