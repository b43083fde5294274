"""What an office does when something went wrong: look, go back, restore, make again, read again, a new key.

Few whole runs, each in a data folder of its own, and every test reads what they left:
A `clean`, B one more delivery, C the backup of B restored, D a landed file of C damaged and its year read
again, E the key of C replaced, F release A made again out of the archive of B after the key was replaced.
"""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import polars as pl
import pytest

from tests.deployments import Outcome, gradmart, sql, write_csv
from tests.pipeline.hundred_graduates import DESTINATION, STUDENTS, destination

LATER = "destinations/later_2020-09-30.csv"


def release_of(data: Path) -> str:
    return (data / "marts" / "current").readlink().name


def manifest_of(data: Path) -> dict:
    return json.loads((data / "marts" / "current" / "manifest.json").read_text(encoding="utf-8"))


def copied(source: Path, target: Path, *names: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, symlinks=True)
        elif (source / name).exists():
            shutil.copy2(source / name, target / name)


@pytest.fixture(scope="module")
def later(clean, build_once) -> tuple[Path, Outcome]:
    """B: eight of whom nothing was known have a contract by September."""

    def make(data: Path) -> Outcome:
        shutil.copytree(clean[0], data, symlinks=True, dirs_exist_ok=True)
        write_csv(data / "raw" / LATER, [DESTINATION, *(destination(n) for n in range(93, 101))])
        return gradmart(data, "run")

    return build_once("later", make)


@pytest.fixture(scope="module")
def restored(later, build_once) -> tuple[Path, Outcome]:
    """C: what the backup of B holds, in a new folder, and a run."""

    def make(data: Path) -> Outcome:
        copied(later[0], data, "raw", ".gradmart-key", "archive")
        return gradmart(data, "run")

    return build_once("restored", make)


@pytest.fixture(scope="module")
def read_again(restored, build_once) -> tuple[Path, Outcome]:
    """D: a landed file was damaged in the cache; the class year is read again."""

    def make(data: Path) -> Outcome:
        shutil.copytree(restored[0], data, symlinks=True, dirs_exist_ok=True)
        (landed,) = [
            file for file in (data / "landing" / "destinations").glob("destinations-*.parquet")
            if "801" in pl.read_parquet(file)["destination"].to_list()
        ]  # fmt: skip
        pl.read_parquet(landed).head(1).write_parquet(landed)
        return gradmart(data, "run", "--class-year", "2020")

    return build_once("read_again", make)


@pytest.fixture(scope="module")
def new_key(restored, build_once) -> tuple[Path, Outcome]:
    """E: the key is replaced, then the night runs."""

    def make(data: Path) -> Outcome:
        shutil.copytree(restored[0], data, symlinks=True, dirs_exist_ok=True)
        rotated = gradmart(data, "key", "--rotate", "--yes")
        assert rotated.code == 0, rotated.err
        return gradmart(data, "run")

    return build_once("new_key", make)


@pytest.fixture(scope="module")
def made_again(later, clean, build_once) -> tuple[Path, Outcome]:
    """F: release A out of B's folder, where another release has been published since and the key replaced."""

    def make(data: Path) -> Outcome:
        copied(later[0], data, "raw", ".gradmart-key", "archive")
        assert gradmart(data, "key", "--rotate", "--yes").code == 0
        return gradmart(data, "rebuild", release_of(clean[0])[:14], "--to", str(data / "again"), "--json")

    return build_once("made_again", make)


def test_diff_tells_the_figures_that_moved_and_the_delivery_behind_them(later, clean):
    """Nothing was known of 93 to 100: eight more contracts of 100 move no snapshot before 30 September."""
    data, outcome = later
    assert outcome.code == 0, outcome.err
    found = json.loads(gradmart(data, "diff", "--table", "employment_rate", "--json").out)
    assert (found["old"], found["new"]) == (release_of(clean[0]), release_of(data))
    (cause,) = found["causes"]
    assert (cause["kind"], cause["change"], cause["name"]) == ("delivery", "came", LATER)
    (table,) = found["tables"]
    assert {row["grain"]["snapshot"] for row in table["rows"]} == {"latest", "year_end"}
    assert all(row["causes"] == [0] and row["sure"] for row in table["rows"])
    assert table["rows"][0]["grain"]["breakdown"] == "overall"
    placed = next(row for row in table["rows"] if row["grain"]["measure"] == "placement_rate")
    assert placed["cells"]["numerator"]["delta"] == 8
    assert placed["cells"]["rate"]["delta"] == pytest.approx(8.0)
    assert placed["cells"]["rate"]["points"] is True


def test_the_text_of_diff_names_the_delivery_and_fits_100_columns(later):
    out = gradmart(later[0], "diff", "--limit", "2").out
    told = " ".join(out.split())  # a narrow terminal breaks the line
    assert f"1 delivery came: {LATER}: 2020-09-30, 8 rows accepted" in told
    assert "Nothing else differs, so everything below comes from 1." in out
    assert max(map(len, out.splitlines())) <= 100


def test_going_back_holds_the_same_night_and_ends_with_something_new(later, clean, tmp_path):
    data = tmp_path / "data"
    copied(later[0], data, "raw", ".gradmart-key", "archive", "marts", "landing", "runs.jsonl")
    first, second = release_of(clean[0]), release_of(data)
    outcome = gradmart(data, "rollback")
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith(f"Release {first} is current; before it was {second}.\nThe next run leaves")
    assert release_of(data) == first
    night = gradmart(data, "run")
    assert (night.code, release_of(data)) == (0, first)
    assert night.out.startswith(f"Release {first} stays current: it was gone back to on ")
    told = json.loads(gradmart(data, "status", "--json").out)
    assert told["stale"] is False
    assert told["notices"][0].startswith(f"Release {first} stays current")
    assert [run["outcome"] for run in told["runs"][:2]] == ["held", "gone back"]
    forward = gradmart(data, "rollback", second)
    assert (forward.code, release_of(data)) == (0, second)
    assert gradmart(data, "run").out == f"Nothing new: release {second} is up to date.\n"


def test_a_restored_backup_is_the_same_release_in_the_same_bytes(later, restored):
    (before, _), (after, outcome) = later, restored
    assert outcome.code == 0, outcome.err
    assert release_of(after) == release_of(before)
    was, now = manifest_of(before), manifest_of(after)
    assert now["files"] == was["files"]
    assert now["tables"] == was["tables"]
    assert now == was
    assert [file.name for file in sorted((after / "archive").iterdir())] == [
        file.name for file in sorted((before / "archive").iterdir())
    ]


def test_a_class_year_read_again_is_what_a_full_run_gives(restored, read_again):
    """One landed file had lost 59 of 60 rows in the cache: nothing of that is left."""
    (full, _), (data, outcome) = restored, read_again
    assert outcome.code == 0, outcome.err
    assert outcome.out.rstrip().endswith("Read again for class year 2020: 6 deliveries.")
    assert release_of(data) == release_of(full)
    assert manifest_of(data)["tables"] == manifest_of(full)["tables"]


def test_with_a_new_key_everybody_is_another_and_no_figure_is(restored, new_key):
    (before, _), (after, outcome) = restored, new_key
    assert outcome.code == 0, outcome.err
    assert release_of(after) != release_of(before)
    query = "select graduate_key from graduate_outcome order by graduate_key"
    assert {row["graduate_key"] for row in sql(before, query)}.isdisjoint(
        row["graduate_key"] for row in sql(after, query)
    )
    found = json.loads(gradmart(after, "diff", "--json").out)
    assert [cause["kind"] for cause in found["causes"]] == ["key"]
    assert [table["table"] for table in found["tables"] if not table["is_record"]] == []
    (kept,) = (after / "keys").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() == (before / ".gradmart-key").read_text()


def test_the_key_of_a_student_is_that_of_the_current_release(new_key):
    data, _ = new_key
    key = gradmart(data, "key", STUDENTS[0]).out.strip()
    assert sql(data, f"select count(*) as n from graduate_outcome where graduate_key = '{key}'")[0]["n"] > 0


def test_a_past_release_is_made_again_from_its_manifest(clean, made_again):
    data, outcome = made_again
    assert outcome.code == 0, outcome.err
    told = json.loads(outcome.out)
    assert told["release_id"] == told["made_id"] == release_of(clean[0])
    assert (told["agrees"], told["tables"], told["files"], told["circumstances"]) == (True, [], [], [])
    assert told["compared"] > 100
    assert manifest_of(data / "again")["tables"] == manifest_of(clean[0])["tables"]


def test_the_archive_is_for_its_owner_and_holds_no_delivery(later):
    folder = later[0] / "archive"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 2
