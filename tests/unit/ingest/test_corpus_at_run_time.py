"""Deliveries that no repository can hold: a folder, a link, a file without rights, one that is still growing.

Each is made here; what must become of it is written in the form of the corpus (`corpus.py`). A sound file
lies beside each, and must land.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dagster_project.ingest import landing
from dagster_project.ingest.deliveries import FoundDelivery
from tests.unit.ingest import corpus
from tests.unit.ingest.office import Office, destination, destinations

FEED = "destinations"
SOUND = f"{FEED}/sound_2020-07-31.csv"


def refused(rule: str, because: str, do: str) -> corpus.Expected:
    return {"rows": {"read": 0, "accepted": 0}, "refused": {"rule": rule, "because": because, "do": do}}


def check(office: Office, name: str, expected: corpus.Expected) -> None:
    """The record of `name` is as expected, and the sound file beside it landed."""
    office.put(SOUND, destinations(destination(1), filler=0))
    with corpus.within(corpus.SECONDS):
        records = {record["file"]: record for record in office.land(FEED)}
    assert records[SOUND]["accepted"] == 1
    corpus.compare(office, FEED, records[f"{FEED}/{name}"], expected)


def place(office: Office, name: str) -> Path:
    path = office.paths.raw / FEED / name
    path.parent.mkdir(parents=True)
    return path


def test_a_folder_named_as_a_file(office: Office) -> None:
    place(office, "x_2020-08-31.csv").mkdir()
    check(office, "x_2020-08-31.csv", refused("folder", "is a folder", "Put its files"))


def test_a_link_out_of_the_folder_of_deliveries(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.csv"
    outside.write_text("学号,毕业年份,毕业去向\nS90001,2020,待就业\n", encoding="utf-8")
    place(office, "x_2020-08-31.csv").symlink_to(outside)
    check(office, "x_2020-08-31.csv", refused("symlink", "outside data/raw", "Put the file itself"))


def test_a_link_to_nothing(office: Office) -> None:
    path = place(office, "x_2020-08-31.csv")
    path.symlink_to(path.with_name("gone.csv"))
    check(office, "x_2020-08-31.csv", refused("not_a_file", "not a regular file", "Put the file itself"))


def test_a_link_to_itself(office: Office) -> None:
    path = place(office, "x_2020-08-31.csv")
    path.symlink_to(path)
    check(office, "x_2020-08-31.csv", refused("not_a_file", "not a regular file", "Put the file itself"))


def test_a_pipe_holds_nothing_up(office: Office) -> None:
    os.mkfifo(place(office, "x_2020-08-31.csv"))
    check(office, "x_2020-08-31.csv", refused("not_a_file", "not a regular file", "Put the file itself"))


def test_a_file_this_user_may_not_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = place(office, "x_2020-08-31.csv")
    locked.write_bytes(b"x")
    opened = Path.open

    def forbidden(path: Path, *args: object, **options: object) -> object:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **options)

    # The right itself may not be taken away: the suite may run as a user who may read everything.
    monkeypatch.setattr(Path, "open", forbidden)
    check(
        office, "x_2020-08-31.csv", refused("unreadable", "cannot be opened (Permission denied)", "the right")
    )


def test_a_file_that_is_still_being_written_is_taken_by_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["学号", "毕业年份", "毕业去向类别代码"], ["S90001", "2020", "10"], ["S90002", "2020", "80"]]
    growing = office.put(f"{FEED}/x_2020-08-31.csv", rows[:2])
    find = landing.find_deliveries

    def one_row_more(*given: object) -> list[FoundDelivery]:
        """The file grows between being found and being read."""
        found = find(*given)
        with growing.open("ab") as stream:
            stream.write(b"S90002,2020,80\r\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(landing, "find_deliveries", one_row_more)
        check(office, "x_2020-08-31.csv", refused("growing", "still being written", "next run"))
    [grown] = [record for record in office.land(FEED) if record["file"] == f"{FEED}/x_2020-08-31.csv"]
    corpus.compare(
        office, FEED, grown, {"rows": {"read": 2, "accepted": 2}, "landed": {3: {"destination": "80"}}}
    )


@pytest.mark.parametrize(
    ("name", "number"),
    [("x_19900000001_2020-08-31.csv", "19900000001"), ("x_990101190001010018_2020.csv", "990101")],
)
def test_a_name_that_holds_a_personal_number(office: Office, name: str, number: str) -> None:
    office.put(f"{FEED}/{name}", destinations(destination(1), filler=0))
    [record] = office.land(FEED)
    corpus.compare(office, FEED, record, refused("file_name", "personal number", "Rename it"))
    assert number not in str(record)


def test_the_same_bytes_under_two_names_count_once(office: Office) -> None:
    for name in ("a_2020-08-31.csv", "b_2020-09-30.csv"):
        office.put(f"{FEED}/{name}", destinations(destination(1), filler=0))
    first, second = office.land(FEED)
    corpus.compare(office, FEED, first, {"rows": {"read": 1, "accepted": 1}})
    corpus.compare(office, FEED, second, {"status": "repeated", "rows": {"read": 0, "accepted": 0}})


def test_half_copied_and_lock_files_are_no_deliveries(office: Office) -> None:
    for name in ("~$x_2020-08-31.xlsx", ".x_2020-08-31.csv.swp", "x_2020-08-31.csv.part", "Thumbs.db"):
        office.put(f"{FEED}/{name}", b"anything")
    assert office.land(FEED) == []
