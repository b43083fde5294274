"""Names, dates, sidecars, strays: what is a delivery, and what it is told when it is not."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.deliveries import find_deliveries, find_strays
from dagster_project.ingest.names import day_in_name
from tests.unit.ingest.office import Office, destinations, institution, xlsx_bytes

DAY = dt.date(2020, 8, 31)


@pytest.mark.parametrize(
    ("stem", "before"),
    [
        ("就业方案_2020-08-31", "就业方案"),
        ("就业方案_20200831", "就业方案"),
        ("就业方案20200831", "就业方案"),
        ("guidance-2020_20200831", "guidance-2020"),
        ("2019-12-31更正_2020-08-31", "2019-12-31更正"),
        ("2020-08-31", ""),
    ],
)
def test_the_last_day_in_the_name_counts(stem: str, before: str) -> None:
    assert day_in_name(stem) == (DAY, before)


@pytest.mark.parametrize(
    "stem", ["就业方案", "就业方案_2020-13-01", "就业方案_20200230", "x_202008", "x_120200831", "2020"]
)
def test_names_without_a_day(stem: str) -> None:
    assert day_in_name(stem) is None


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["%Y%m%d", "%Y-%m-%d"]))
def test_every_day_comes_back_from_a_name(day: dt.date, form: str) -> None:
    assert day_in_name(f"名单-2020届_{day.strftime(form)}") == (day, "名单-2020届")


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("就业方案.csv", "就业方案_YYYY-MM-DD.csv, with the day whose state the file shows for YYYY-MM-DD."),
        ("就业方案2020年8月31日.csv", "就业方案_2020-08-31.csv."),
        ("就业方案_2020.8.31.xlsx", "就业方案_2020-08-31.xlsx."),
        (
            "就业方案.csv.gz",
            "就业方案_YYYY-MM-DD.csv.gz, with the day whose state the file shows for YYYY-MM-DD.",
        ),
    ],
)
def test_a_file_without_a_date_is_told_its_name(office: Office, name: str, new: str) -> None:
    record = office.land_one(f"destinations/{name}", destinations())
    assert record["status"] == "refused"
    assert record["top_reasons"] == "no_date"
    assert record["reason"] == f"destinations/{name} has no date in its name."
    assert record["what_to_do"] == f"Rename it to destinations/{new}"


def test_a_day_that_is_none_is_told_so(office: Office) -> None:
    record = office.land_one("destinations/就业方案_2020-02-30.csv", destinations())
    assert record["reason"] == (
        "destinations/就业方案_2020-02-30.csv has a date in its name "
        "that is no day of the calendar (2020-02-30)."
    )
    assert record["what_to_do"].startswith("Rename it to destinations/就业方案_YYYY-MM-DD.csv")


def test_a_sidecar_gives_the_day_instead(office: Office) -> None:
    record = office.land_one(
        "destinations/就业方案.csv", destinations(), "recorded_on: 2020-08-31\nmode: full\n"
    )
    assert (record["status"], record["recorded_on"], record["mode"]) == ("landed", DAY, "full")


@pytest.mark.parametrize(
    ("sidecar", "what"),
    [
        ("recorded: 2020-08-31", "there is no key 'recorded'"),
        ("mode: all", "mode: Input should be 'delta' or 'full' (given: 'all')"),
        ("class_year: 20", "class_year: Input should be greater than or equal to 1950 (given: 20)"),
        ("- a", "is not a list of settings"),
        ("a: [", "cannot be read as UTF-8 YAML (line 1: "),
        ("recorded_on: 2020-02-30", "(line 1: 2020-02-30 is no day of the calendar)"),
        ("recorded_on: 43830", "recorded_on: write it as 2020-06-30 (given: 43830)"),
        ("mode: full\nmode: delta", "(line 2: 'mode' is there a second time)"),
    ],
)
def test_a_wrong_sidecar_refuses_its_file(office: Office, sidecar: str, what: str) -> None:
    record = office.land_one("destinations/x_2020-08-31.csv", destinations(), sidecar)
    assert (record["status"], record["top_reasons"]) == ("refused", "sidecar")
    assert "destinations/x_2020-08-31.csv.yml" in record["reason"]
    assert what in record["reason"]


def test_a_sidecar_without_its_file_is_named(office: Office) -> None:
    record = office.land_one("destinations/x_2020-08-31.csv.yml", "mode: full")
    assert record["reason"] == "destinations/x_2020-08-31.csv.yml is the sidecar of a file that is not there."
    record = office.land_one("destinations/x_2020-08-31.csv.yaml", "mode: full")
    assert record["what_to_do"] == (
        "Name it as its whole file with .yml behind (x_2020-06-30.csv.yml), or take it away."
    )


def test_a_sidecar_may_write_its_day_and_its_names_as_numbers(office: Office) -> None:
    record = office.land_one(
        "destinations/x.xlsx", xlsx_bytes({"2020": destinations()}), "recorded_on: 20200831\nsheet: 2020\n"
    )
    assert (record["status"], record["recorded_on"], record["sheet"]) == ("landed", DAY, "2020")


def test_a_name_that_is_not_utf8_refuses_its_file_alone(office: Office) -> None:
    for folder in ("destinations", "elsewhere"):
        (office.paths.raw / folder).mkdir(parents=True)
        name = os.fsdecode("就业_2020-08-31.csv".encode("gb18030"))
        (office.paths.raw / folder / name).write_bytes(b"x")
    office.put("destinations/y_2020-08-31.csv", destinations())
    refused, landed = sorted(office.land("destinations"), key=lambda row: row["status"], reverse=True)
    assert (refused["file"], refused["top_reasons"]) == ("destinations/就业_2020-08-31.csv", "file_name")
    assert landed["status"] == "landed"
    assert [item.file for item in find_strays(office.paths)] == ["elsewhere/就业_2020-08-31.csv"]


@pytest.mark.parametrize(
    "name", [".DS_Store", "~$就业_2020-08-31.xlsx", "x.csv.part", "x.tmp", "x.csv.crdownload"]
)
def test_lock_files_and_half_copies_are_nobodys_mistake(office: Office, name: str) -> None:
    office.put(f"destinations/{name}", "x")
    assert office.land("destinations") == []


def test_an_empty_file_is_refused(office: Office) -> None:
    record = office.land_one("destinations/x_2020-08-31.csv", b"")
    assert record["reason"] == "destinations/x_2020-08-31.csv is empty (0 bytes)."
    assert record["what_to_do"] == "Export it again and replace it."


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", settings=institution(limits={"file_mib": 1}))
    record = office.land_one("destinations/x_2020-08-31.csv", b"x" * (2 * 1024**2))
    assert (record["status"], record["top_reasons"]) == ("refused", "too_large")
    assert record["reason"] == "destinations/x_2020-08-31.csv has 2 MiB, more than the 1 allowed."
    assert record["what_to_do"] == "Deliver it in parts, or raise limits.file_mib in institution.yml."
    office.settings = institution(limits={"file_mib": 3})
    assert office.land("destinations")[0]["top_reasons"] == "cell_too_long"


def test_kinds_that_are_not_read_are_refused_by_name(office: Office) -> None:
    record = office.land_one("destinations/x_2020-08-31.docx", b"x")
    assert record["reason"] == "destinations/x_2020-08-31.docx is of a kind that is not read (docx)."


def test_folders_and_links_out_of_raw_are_refused(office: Office, tmp_path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("x")
    folder = office.paths.raw / "destinations"
    (folder / "x_2020-08-31.csv").mkdir(parents=True)
    (folder / "y_2020-08-31.csv").symlink_to(outside)
    assert [row["reason"] for row in office.land("destinations")] == [
        "destinations/x_2020-08-31.csv is a folder.",
        "destinations/y_2020-08-31.csv is a link to a place outside data/raw.",
    ]


def test_a_link_that_leads_in_a_circle_is_refused_alone(office: Office) -> None:
    office.put("destinations/a_2020-08-31.csv", destinations())
    link = office.paths.raw / "destinations" / "b_2020-08-31.csv"
    link.symlink_to(link.name)
    landed, refused = office.land("destinations")
    assert landed["status"] == "landed"
    assert refused["reason"] == "destinations/b_2020-08-31.csv is not a regular file."


def test_files_in_no_feeds_folder_are_found(office: Office) -> None:
    office.put("institution.yml", "x")
    office.put("README.md", "x")
    office.put("roster_2020-08-31.csv", "x")
    office.put("dest/roster_2020-08-31.csv", "x")
    assert [item.refusal.what for item in find_strays(office.paths) if item.refusal] == [
        "dest/roster_2020-08-31.csv lies in no feed's folder.",
        "roster_2020-08-31.csv lies in no feed's folder.",
    ]


def test_a_feed_without_a_folder_has_no_deliveries(office: Office) -> None:
    assert find_deliveries(office.paths, "fairs") == []


def test_a_personal_number_in_a_file_name_is_refused_and_never_shown(office: Office) -> None:
    office.put("destinations/13812345678的去向_2020-08-31.csv", destinations())
    (record,) = office.land("destinations")
    assert (record["status"], record["top_reasons"]) == ("refused", "file_name")
    assert "13812345678" not in json.dumps(record, default=str)
