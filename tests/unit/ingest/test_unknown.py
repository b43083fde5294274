"""The review list: labels that nothing knows, counted, and never a person among them."""

from __future__ import annotations

import polars as pl

from dagster_project.ingest.register import write_register
from tests.unit.ingest.office import DESTINATIONS, Office, destination, destinations

FILE = "destinations/就业_2020-08-31.csv"


def reviewed(office: Office, record: dict) -> list[tuple]:
    """The review list as dbt will read it."""
    write_register(office.paths, [record])
    frame = pl.read_parquet(office.paths.landing / "unknown_labels" / "*.parquet")
    return frame.select("column_name", "label", "rows", "effect").sort("column_name", "label").rows()


def test_labels_nothing_knows_are_counted_with_what_became_of_their_rows(office: Office) -> None:
    rows = [
        destination(1, "", "去了远方"),
        destination(2, "", " 去了远方"),
        destination(3, 单位性质="国企业"),
        destination(4, "99", ""),
    ]
    record = office.land_one(FILE, destinations(*rows))
    assert reviewed(office, record) == [
        ("destination", "99", 1, "row_quarantined"),
        ("destination", "去了远方", 2, "row_quarantined"),
        ("employer_nature", "国企业", 1, "value_dropped"),
    ]


def test_a_file_that_is_refused_whole_for_its_labels_is_reviewed_too(office: Office) -> None:
    rows = [destination(number, "", "已落实") for number in range(50)]
    record = office.land_one(FILE, destinations(*rows))
    assert record["status"] == "refused"
    assert reviewed(office, record) == [("destination", "已落实", 50, "row_quarantined")]


def test_the_review_list_comes_out_of_the_cache_as_it_was(office: Office) -> None:
    record = office.land_one(FILE, destinations(destination(1, "", "去了远方")))
    assert reviewed(office, office.land("destinations")[0]) == reviewed(office, record) != []


def test_people_in_a_slipped_column_are_not_labels(office: Office) -> None:
    table = [["姓名", *row] for row in destinations(filler=100)]
    table[0][0] = "姓名"
    slipped = [
        ["欧阳某某", *destination(1, "", "欧阳某某")],
        ["某某", *destination(2, "", "S00002")],
        ["某某", *destination(3, "", "2020123456")],
        ["某某", *destination(4, "", "电话13800138000")],
    ]
    assert table[0][1:] == DESTINATIONS
    record = office.land_one(FILE, [*table, *slipped])
    labels = {label for column, label, _, _ in reviewed(office, record) if column == "destination"}
    assert labels == {"***"}
