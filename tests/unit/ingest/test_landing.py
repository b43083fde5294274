"""Every delivery of a feed: the cache, copies, changed files, files of the future, byte stability."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import polars as pl
import pytest

from dagster_project.ingest import landing
from dagster_project.ingest.register import REGISTER, read_records, write_register
from tests.unit.ingest.office import Office, csv_bytes, destination, destinations, institution

FILE = "destinations/就业_2020-08-31.csv"


def snapshot(office: Office) -> dict[str, bytes]:
    files = office.paths.landing.rglob("*")
    return {
        path.relative_to(office.paths.landing).as_posix(): path.read_bytes()
        for path in files
        if path.is_file()
    }


def refuse_to_read(*_: object) -> None:
    pytest.fail("an unchanged delivery was read again")


def test_an_unchanged_delivery_is_never_read_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = office.land_one(FILE, destinations(destination(1, "99")))
    office.put("destinations/坏_2020-09-01.csv", b"\xff\xff")
    before = office.land("destinations")
    monkeypatch.setattr(landing, "land_delivery", refuse_to_read)
    assert office.land("destinations") == before
    assert first in before


def test_of_many_deliveries_only_the_new_one_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for month in range(1, 9):
        office.put(f"destinations/就业_2020-{month:02}-28.csv", destinations(destination(month)))
    office.land("destinations")
    before = snapshot(office)
    read = []
    land = landing.land_delivery
    monkeypatch.setattr(
        landing, "land_delivery", lambda item, *rest: read.append(item.file) or land(item, *rest)
    )
    office.put(FILE, destinations(destination(9)))
    office.land("destinations")
    assert read == [FILE]
    kept = {name: content for name, content in snapshot(office).items() if name in before}
    del kept["records/destinations.json"], before["records/destinations.json"]  # the list of all of them
    assert kept == before


@pytest.mark.parametrize("change", ["key", "codes", "sidecar", "parquet", "quarantine"])
def test_what_a_landing_depends_on_makes_it_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = office.put(FILE, destinations(destination(1, "99")))
    [record] = office.land("destinations")
    if change == "key":
        office.key = b"another key, as long as the first"
    elif change == "codes":
        office.settings = institution(codes={"destination": {"x": "10"}})
    elif change == "sidecar":
        path.with_name(path.name + ".yml").write_text("mode: full\n")
    elif change == "parquet":
        (office.paths.landing / "destinations" / f"{record['delivery_id']}.parquet").unlink()
    else:
        (office.paths.landing / "quarantine" / f"{record['delivery_id']}.parquet").unlink()
    monkeypatch.setattr(landing, "land_delivery", refuse_to_read)
    with pytest.raises(pytest.fail.Exception, match="read again"):
        office.land("destinations")


def test_deleting_landing_brings_back_the_same_bytes(office: Office) -> None:
    office.put(FILE, destinations(destination(1, "99"), destination(2, 单位性质="国企业")))
    office.land("destinations")
    before = snapshot(office)
    for path in sorted(office.paths.landing.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    office.land("destinations")
    assert snapshot(office) == before


def test_the_same_bytes_twice_count_once(office: Office) -> None:
    for name in ("就业_2020-08-31.csv", "copy_2020-09-30.csv", "undated.csv"):
        office.put(f"destinations/{name}", destinations())
    records = {row["file"].rpartition("/")[2]: row for row in office.land("destinations")}
    first = records["就业_2020-08-31.csv"]
    assert (first["status"], first["accepted"]) == ("landed", 100)
    copy = records["copy_2020-09-30.csv"]
    assert (copy["status"], copy["rows_read"], copy["delivery_id"]) == (
        "repeated",
        0,
        f"{first['delivery_id']}#2",
    )
    assert copy["reason"] == (
        "destinations/copy_2020-09-30.csv has the same bytes as destinations/就业_2020-08-31.csv: "
        "they count once."
    )
    assert (records["undated.csv"]["status"], records["undated.csv"]["top_reasons"]) == ("refused", "no_date")
    assert len(list((office.paths.landing / "destinations").glob("destinations-*.parquet"))) == 1


def test_a_delivery_of_tomorrow_is_refused_until_then(office: Office) -> None:
    office.put(FILE, destinations())
    [record] = office.land("destinations", today=dt.date(2020, 8, 30))
    assert record["reason"] == f"{FILE} shows the state of 2020-08-31, which is still to come."
    assert office.land("destinations", today=dt.date(2020, 8, 31))[0]["status"] == "landed"


def test_a_file_changed_under_its_name_is_refused_and_the_old_state_stands(office: Office) -> None:
    office.put(FILE, destinations())
    [old] = office.land("destinations")
    office.put(FILE, destinations(destination(1)))
    new, kept = office.land("destinations", published={FILE: old["sha256"]})
    assert (new["status"], new["top_reasons"]) == ("refused", "changed_file")
    assert (
        new["reason"] == f"{FILE} was published with other bytes: a delivery is never changed under its name."
    )
    assert new["what_to_do"] == (
        "Put the original file back, and deliver the new state under a name with its own date."
    )
    assert (kept["delivery_id"], kept["status"], kept["accepted"]) == (old["delivery_id"], "landed", 100)
    assert kept["notes"] == "kept from an earlier landing: the file has been changed since"


def test_a_file_mended_before_it_was_published_is_taken(office: Office) -> None:
    office.put(FILE, destinations())
    office.land("destinations")
    office.put(FILE, destinations(destination(1)))
    assert [(row["status"], row["accepted"]) for row in office.land("destinations")] == [("landed", 101)]


def test_a_delivery_that_is_gone_leaves_the_register(office: Office) -> None:
    path = office.put(FILE, destinations())
    office.land("destinations")
    path.unlink()
    assert office.land("destinations") == []


def test_leftovers_of_a_killed_run_are_removed(office: Office) -> None:
    folder = office.paths.landing / "destinations"
    folder.mkdir(parents=True)
    (folder / ".x.parquet.99.part").write_bytes(b"half")
    office.land("destinations")
    assert [path.name for path in folder.iterdir()] == ["_schema.parquet"]


def test_a_mended_delivery_that_was_landed_and_then_refused_leaves_no_rows(office: Office) -> None:
    office.put(FILE, destinations(*(destination(at, "九九") for at in range(50))))
    office.settings = institution(codes={"destination": {"九九": "72"}})
    assert office.land("destinations")[0]["accepted"] == 150
    office.settings = institution()
    assert office.land("destinations")[0]["status"] == "refused"
    assert office.landed("destinations").height == 0


def test_progress_is_told_before_each_file(office: Office) -> None:
    for at in range(3):
        office.put(f"destinations/x{at}_2020-08-31.csv", destinations(destination(at)))
    told: list[tuple[str, int, int]] = []
    office.land("destinations", on_progress=lambda *progress: told.append(progress))
    assert told == [(f"destinations/x{at}_2020-08-31.csv", at, 3) for at in range(3)]


def test_the_register_holds_every_file_and_the_gates_refusals(office: Office) -> None:
    office.put(FILE, destinations())
    office.put("graduates/undated.csv", b"x")
    office.put("lost_2020-08-31.csv", b"x")
    [good] = office.land("destinations")
    office.land("graduates")
    refusals = {good["delivery_id"]: ("It holds half as many rows as the last one.", "Compare the two.")}
    frame = write_register(office.paths, read_records(office.paths), refusals)
    assert dict(frame.schema) == REGISTER
    assert frame.select("feed", "file", "status", "reason").rows() == [
        ("destinations", FILE, "refused", "It holds half as many rows as the last one."),
        ("graduates", "graduates/undated.csv", "refused", "graduates/undated.csv has no date in its name."),
        ("none", "lost_2020-08-31.csv", "refused", "lost_2020-08-31.csv lies in no feed's folder."),
    ]
    written = pl.read_parquet(office.paths.landing / "deliveries" / "*.parquet")
    assert written.equals(frame)
    assert pl.read_parquet(office.paths.landing / "quarantine" / "*.parquet").height == 0


def test_a_refusal_of_what_is_not_there_is_a_fault(office: Office) -> None:
    with pytest.raises(KeyError):
        write_register(office.paths, [], {"destinations-0": ("x", "y")})


def test_a_delivery_is_named_by_its_bytes(office: Office, tmp_path: Path) -> None:
    content = csv_bytes(destinations())
    record = office.land_one(FILE, content)
    assert record["delivery_id"] == f"destinations-{hashlib.sha256(content).hexdigest()[:16]}"


def test_a_fault_of_the_program_costs_one_delivery_and_its_trace_holds_no_cell(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, message = landing.land_delivery, "could not read S10001"

    def fails_on_one(found, *rest):
        if "bad" in found.file:
            raise RuntimeError(message)
        return sound(found, *rest)

    monkeypatch.setattr(landing, "land_delivery", fails_on_one)
    office.put("destinations/bad_2020-08-30.csv", destinations(filler=101))
    office.put("destinations/good_2020-08-31.csv", destinations())
    bad, good = office.land("destinations")
    assert (bad["status"], good["status"]) == ("refused", "landed")
    assert bad["reason"] == (
        "destinations/bad_2020-08-30.csv cannot be read: "
        "a fault of the program (RuntimeError), not of the file."
    )
    trace = (office.paths.build / "logs" / f"fault-{bad['delivery_id']}.txt").read_text(encoding="utf-8")
    assert "RuntimeError" in trace
    assert "S10001" not in trace
    monkeypatch.undo()
    assert [row["status"] for row in office.land("destinations")] == ["landed", "landed"]
