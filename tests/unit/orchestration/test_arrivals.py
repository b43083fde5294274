"""A file is whole when two looks show the same; what is still copied is left to the next run."""

import datetime as dt
import os
import threading

from dagster_project.ingest.landing import land_feed
from dagster_project.orchestration import arrivals
from dagster_project.settings import Paths, load_institution
from tests.deployments import write_csv, write_institution

HEADER = ["学号", "毕业年份", "毕业去向类别代码"]


def test_a_file_stands_still_when_size_and_time_of_change_do(tmp_path):
    file = write_csv(tmp_path / "raw" / "destinations" / "a_2020-07-01.csv", [HEADER])
    before = arrivals.look(Paths(tmp_path))
    assert arrivals.standing(before, arrivals.look(Paths(tmp_path))) == before
    os.utime(file, (1, 1))  # the same size, as of a copy whose room was taken in advance
    assert arrivals.standing(before, arrivals.look(Paths(tmp_path))) == {}


def test_a_file_that_was_not_there_before_may_still_be_growing(tmp_path):
    write_csv(tmp_path / "raw" / "destinations" / "a_2020-07-01.csv", [HEADER])
    assert arrivals.standing({}, arrivals.look(Paths(tmp_path))) == {}


def test_temporary_names_are_never_looked_at(tmp_path):
    for name in (".a_2020.csv.Xy12", "~$a_2020.xlsx", "a_2020.csv.part", "a_2020.csv.tmp"):
        write_csv(tmp_path / "raw" / "destinations" / name, [HEADER])
    write_csv(tmp_path / "raw" / ".stage" / "a_2020-07-01.csv", [HEADER])
    assert arrivals.look(Paths(tmp_path)) == {}


def test_a_file_that_changes_between_two_looks_is_moving(tmp_path):
    still = write_csv(tmp_path / "raw" / "destinations" / "still_2020-07-01.csv", [HEADER])
    grows = still.with_name("grows_2020-07-02.csv")
    grows.write_bytes(still.read_bytes())
    threading.Timer(0.1, grows.write_bytes, (still.read_bytes() * 2,)).start()
    assert arrivals.moving(Paths(tmp_path), seconds_apart=0.5) == {grows}


def test_a_moving_file_is_refused_this_time_and_landed_the_next(tmp_path):
    write_institution(tmp_path)
    paths = Paths(tmp_path)
    file = write_csv(paths.raw / "destinations" / "a_2020-07-01.csv", [HEADER, ["20200001", "2020", "10"]])
    institution = load_institution(paths.institution_file)

    def land(moving):
        (record,) = land_feed(
            paths, institution, b"k" * 32, "destinations", dt.date(2026, 11, 23), moving=moving
        )
        return record["status"], record["rows_read"]

    assert land({file}) == ("refused", 0)
    assert land(()) == ("landed", 1)
