"""Writing the demonstration: same bytes every time, nothing of an office overwritten, small sizes refused."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dagster_project import demo
from dagster_project.contracts import CONTRACTS, normalise_header
from dagster_project.demo.delivery import Packing, pack
from dagster_project.demo.files import XLSX_MAX_ROWS
from dagster_project.errors import UserError
from dagster_project.ingest.deliveries import find_deliveries
from dagster_project.settings import FEEDS, Paths, load_institution


def contents(data_dir: Path) -> dict[str, bytes]:
    files = (path for path in data_dir.rglob("*") if path.is_file())
    return {path.relative_to(data_dir).as_posix(): path.read_bytes() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_files_already_there_stay(data_dir, truth, tmp_path):
    # As a killed demonstration leaves it: the configuration, and every other delivery. A folder kept
    # by git and a README are no deliveries of an office.
    raw = tmp_path / "raw"
    there = ["institution.yml", *(row["file"] for row in truth.files[::2])]
    for file in there:
        (raw / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data_dir / "raw" / file, raw / file)
    (raw / "fairs" / ".gitkeep").touch()
    (raw / "README.md").touch()
    times = {file: (raw / file).stat().st_mtime_ns for file in there}
    seen: list[str] = []

    assert demo.write(tmp_path, graduates=demo.MIN_GRADUATES, on_progress=seen.append) == truth
    assert contents(tmp_path) == contents(data_dir) | {"raw/fairs/.gitkeep": b"", "raw/README.md": b""}
    assert times == {file: (raw / file).stat().st_mtime_ns for file in there}
    assert sorted(seen) == [row["file"] for row in truth.files]


def test_the_truth_is_written_beside_the_deliveries(data_dir, truth):
    assert truth.notice == demo.NOTICE
    written = {path.relative_to(data_dir / "raw").as_posix() for path in (data_dir / "raw").rglob("*.*")}
    own = {"institution.yml", "employer_decisions.csv", "corrections.csv"}
    assert written == own | {row["file"] for row in truth.files}


def test_the_demonstration_acknowledges_that_nothing_more_is_due(data_dir):
    paths = Paths(data_dir)
    acknowledged = load_institution(paths.institution_file).quality.acknowledged_silences
    for feed in FEEDS:
        assert acknowledged[feed] >= max(found.recorded_on for found in find_deliveries(paths, feed))


def test_the_configuration_is_valid_and_says_that_the_people_are_invented(data_dir, truth):
    path = data_dir / "raw" / "institution.yml"
    assert demo.NOTICE in path.read_text(encoding="utf-8")
    survey = load_institution(path).surveys["guidance-2020"]
    assert (survey.frame, survey.class_year, survey.headline.item, survey.headline.box_rule) == (
        "roster",
        2020,
        "5",
        "top3",
    )


def test_the_configuration_states_the_goals_of_2021_and_the_other_surveys(data_dir):
    institution = load_institution(data_dir / "raw" / "institution.yml")
    assert {goal.year for goal in institution.goals.values()} == {2021}
    assert all(goal.target is not None for goal in institution.goals.values())
    assert institution.goals["guidance_events"].target == 100
    assert institution.surveys["fair-employers-2020"].frame == "none"
    follow_up = institution.surveys["placement-2019"]
    assert (follow_up.frame, follow_up.class_year, follow_up.respondent_header) == (
        "roster",
        2019,
        "您的学号",
    )


def test_a_cohort_too_small_for_the_survey_and_the_fairs_is_refused_with_the_minimum(tmp_path):
    with pytest.raises(UserError, match="Ask for at least 4000") as refusal:
        demo.write(tmp_path, graduates=demo.MIN_GRADUATES - 1)
    assert refusal.value.exit_code == 2
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("file", ["graduates/生源_2022-04-01.csv", "institution.yml"])
def test_deliveries_of_an_office_are_never_touched(tmp_path, file):
    mine = tmp_path / "raw" / file
    mine.parent.mkdir(parents=True)
    mine.write_text("office", encoding="utf-8")
    with pytest.raises(UserError, match="never overwritten") as refusal:
        demo.write(tmp_path)
    assert file in str(refusal.value)
    assert contents(tmp_path) == {f"raw/{file}": b"office"}


def test_another_demonstration_is_not_written_over_this_one(data_dir, truth):
    before = contents(data_dir)
    with pytest.raises(UserError, match="with seed 2"):
        demo.write(data_dir, graduates=demo.MIN_GRADUATES, seed=2)
    assert contents(data_dir) == before


def test_every_header_is_known_to_the_contract_of_its_feed(data_dir, truth, read_rows):
    for file in (row for row in truth.files if row["feed"] != "survey_responses"):
        contract = CONTRACTS[file["feed"]]
        known = {
            *contract.unwanted,
            *(name for column in contract.columns for name in (*column.headers, *column.labels)),
        }
        header = {normalise_header(name) for name in read_rows(data_dir / "raw" / file["file"])[0] if name}
        assert header <= {normalise_header(name) for name in known}, file["file"]


def test_a_workbook_too_long_for_an_office_becomes_csv():
    frame = pl.DataFrame({"fate": ["accepted"], "学号": ["1"]}).select(
        pl.all().repeat_by(XLSX_MAX_ROWS + 1).explode()
    )
    assert (
        pack("graduates", "生源", date(2021, 4, 15), frame, Packing("xlsx")).path
        == "graduates/生源_2021-04-15.csv"
    )
    assert pack("graduates", "生源", date(2021, 4, 15), frame[1:], Packing("xlsx")).path.endswith(".xlsx")
