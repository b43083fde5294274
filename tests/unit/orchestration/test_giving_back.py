"""`gradmart quarantine DELIVERY --workbook`: where it may lie, who may read it, and when there is none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dagster_project.cli import main
from dagster_project.ingest.register import read_records, write_register
from tests.deployments import write_institution
from tests.unit.ingest.office import KEY, Office, destination, destinations

FILE = "destinations/去向_2020-06-30.csv"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("GRADMART_KEY", KEY.decode())
    write_institution(tmp_path / "data")
    return Office(tmp_path / "data")


def deliver(
    office: Office, file: str = FILE, *rows: list[str], sidecar: str | None = None, filler: int = 40
) -> None:
    office.put(file, destinations(*(rows or [destination(1, "99")]), filler=filler), sidecar)
    office.land("destinations")
    write_register(office.paths, read_records(office.paths))


def call(office: Office, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--data", str(office.data), "quarantine", *map(str, arguments)])


def test_the_workbook_is_written_for_its_owner_only_and_the_way_back_is_told(
    office: Office, tmp_path: Path
) -> None:
    deliver(office, sidecar="from: 某学院\nclass_year: 2020\n")
    workbook = tmp_path / "mend.xlsx"
    result = call(office, "去向_2020-06-30.csv", "--workbook", workbook)
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        f"1 row of {FILE} is in {workbook}, which only you can read. It holds personal data: "
        "give it to 某学院 and to nobody else.\n"
        "Mended, put it into the data folder as raw/destinations/去向_mended_2020-06-30.xlsx, with "
        "`class_year: 2020` in its sidecar (under a later day only if its rows now say what holds later), "
        "and run `gradmart run`.\n"
    )
    assert stat.S_IMODE(workbook.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mend.xlsx"]


def test_put_where_it_is_told_to_be_the_workbook_replays_the_rows(office: Office, tmp_path: Path) -> None:
    deliver(office)
    call(office, FILE, "--workbook", tmp_path / "mend.xlsx")
    office.settings = office.settings.model_copy(update={"codes": {"destination": {"99": "10"}}})
    back = office.data / "raw/destinations/去向_mended_2020-06-30.xlsx"
    back.write_bytes((tmp_path / "mend.xlsx").read_bytes())
    (_, mended) = office.land("destinations")
    assert (mended["file"], mended["status"], mended["accepted"]) == (
        f"destinations/{back.name}",
        "landed",
        1,
    )
    assert back.name > Path(FILE).name


def test_a_workbook_that_is_there_is_only_replaced_when_told(office: Office, tmp_path: Path) -> None:
    deliver(office)
    workbook = tmp_path / "mend.xlsx"
    workbook.write_text("mine")
    workbook.chmod(0o644)
    result = call(office, FILE, "--workbook", workbook)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{workbook} is there already. Name another file, or add --force.\n",
    )
    assert workbook.read_text() == "mine"
    assert call(office, FILE, "--workbook", workbook, "--force").exit_code == 0
    assert workbook.read_bytes().startswith(b"PK")
    assert stat.S_IMODE(workbook.stat().st_mode) == 0o600


@pytest.mark.parametrize("place", ["raw/destinations", "marts", "landing", "build", "../link"])
def test_it_never_lies_where_the_deployment_keeps_its_own(office: Office, place: str) -> None:
    deliver(office)
    (office.data / "../link").symlink_to(office.paths.raw / "destinations")
    (office.data / place).mkdir(parents=True, exist_ok=True)
    result = call(office, FILE, "--workbook", office.data / place / "mend_2020-07-01.xlsx")
    assert result.exit_code == 2
    assert "its rows belong to their sender only" in result.stderr
    assert not list(office.data.rglob("*.xlsx"))


def test_without_a_delivery_there_is_no_workbook(office: Office, tmp_path: Path) -> None:
    deliver(office)
    result = call(office, "--workbook", tmp_path / "mend.xlsx")
    assert (result.exit_code, result.stderr) == (
        2,
        "A workbook is for one sender, so it is made of one delivery. "
        "Name the delivery: gradmart quarantine DELIVERY --workbook FILE.xlsx.\n",
    )


def test_a_delivery_refused_whole_says_how_many_sound_rows_are_left_out(
    office: Office, tmp_path: Path
) -> None:
    deliver(office, FILE, *(destination(number, "99") for number in range(10)), filler=20)
    said = call(office, FILE, "--workbook", tmp_path / "mend.xlsx").stdout
    assert said.startswith(f"10 rows of {FILE} are in ")
    assert "The delivery was refused whole (20 sound rows are not in it): ask for all of it again" in said
    said = call(office, FILE, "--workbook", tmp_path / "all.xlsx", "--with-sound").stdout
    assert said.startswith(f"30 rows of {FILE} are in ")


REFUSALS = {
    "sound": (destinations(), "No row of {file} is in quarantine."),
    "header": (
        [["学号", "什么列"], ["S1", "x"]],
        "{file} was refused before its rows were read, so there are none to give back: {file}, line 1: "
        "'什么列' is not a known header",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_where_there_is_nothing_to_give_back_it_is_said(office: Office, tmp_path: Path, name: str) -> None:
    rows, said = REFUSALS[name]
    office.put(FILE, rows)
    office.land("destinations")
    write_register(office.paths, read_records(office.paths))
    result = call(office, FILE, "--workbook", tmp_path / "mend.xlsx")
    assert result.exit_code == 2
    assert result.stderr.startswith(said.format(file=FILE))
    assert not (tmp_path / "mend.xlsx").exists()


def test_a_file_that_changed_or_went_since_the_last_run_is_not_given_back(
    office: Office, tmp_path: Path
) -> None:
    deliver(office)
    office.put(FILE, destinations(destination(2, "99")))
    result = call(office, FILE, "--workbook", tmp_path / "mend.xlsx")
    assert "has changed since the last run" in result.stderr
    (office.paths.raw / FILE).unlink()
    result = call(office, FILE, "--workbook", tmp_path / "mend.xlsx")
    assert "is not in data/raw any more" in result.stderr
    assert not (tmp_path / "mend.xlsx").exists()


def test_a_name_that_several_deliveries_have_is_asked_about(office: Office, tmp_path: Path) -> None:
    deliver(office)
    office.put("graduates/去向_2020-06-30.csv", [["学号", "什么列"], ["S1", "x"]])
    office.land("graduates")
    write_register(office.paths, read_records(office.paths))
    result = call(office, "去向_2020-06-30.csv", "--workbook", tmp_path / "mend.xlsx")
    ids = {record["file"]: record["delivery_id"] for record in read_records(office.paths)}
    one, other = sorted(ids)
    assert result.stderr == (
        f"去向_2020-06-30.csv may be {ids[one]} ({one}) or {ids[other]} ({other}). "
        "Give the id of the one that is meant: one workbook, one sender.\n"
    )
    assert call(office, ids[one], "--workbook", tmp_path / "mend.xlsx").exit_code == 0


@pytest.mark.parametrize("file", ["mend.csv", "nowhere/mend.xlsx"])
def test_a_place_that_cannot_be(office: Office, tmp_path: Path, file: str) -> None:
    deliver(office)
    assert call(office, FILE, "--workbook", tmp_path / file).exit_code == 2


def test_force_without_a_workbook_is_a_mistake(office: Office) -> None:
    deliver(office)
    assert call(office, "--force").stderr == (
        "--with-sound and --force are for a workbook. Name it with --workbook.\n"
    )
