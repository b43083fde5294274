"""What holds of landing whatever the file: form does not matter, nothing is lost, order does not matter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.contracts import META
from dagster_project.ingest.pseudonyms import pseudonym
from tests.unit.ingest.office import KEY, Office, institution
from tests.unit.ingest.written import FORMS, HEADER, Destination, Form, tables

FEED = "destinations"
FILE = f"{FEED}/就业_2020-08-31"


@contextmanager
def office() -> Iterator[Office]:
    """An office of its own for each example, where any share of bad rows may land."""
    with tempfile.TemporaryDirectory() as folder:
        yield Office(Path(folder) / "data", institution(quarantine={"max_share": 1}))


def landed(office: Office) -> pl.DataFrame:
    """Landed rows without what tells where they came from, in an order of their own."""
    frame = office.landed(FEED).drop(list(META))
    return frame.sort(frame.columns)


@settings(max_examples=70)
@given(table=tables(), form=FORMS)
def test_the_same_rows_land_from_every_form(table: list[Destination], form: Form) -> None:
    with office() as here:
        record = here.land_one(f"{FILE}.{form.name}", form.written(table))
        assert (record["status"], record["rows_read"]) == ("landed", len(table)), record["reason"]
        columns = ["graduate_key", "class_year", "destination", "signed_on", "employer_name"]
        rows = here.landed(FEED).select(*columns, "monthly_salary").rows()
    meant = [(pseudonym(KEY, "student", "99999", row.student), *row[1:]) for row in table]
    assert rows == meant


class Is(Enum):
    """What a drawn row is."""

    GOOD = "good"
    WITHOUT_KEY = "without key"
    OF_NO_CODE = "of no code"
    OF_NO_YEAR = "of no year"
    TOTALS = "totals"
    SHORT = "short"
    LONG = "long"


def messy(kinds: list[Is]) -> st.SearchStrategy[list[tuple[Is, list[str]]]]:
    """Rows below `HEADER` as (what it is, cells). Students repeat, with equal and other contents."""

    def row(kind: Is, student: int, code: str, employer: str) -> tuple[Is, list[str]]:
        cells = [f"S{student:05d}", "2020", code, "2020-06-22", employer, "5000"]
        match kind:
            case Is.WITHOUT_KEY:
                cells[0] = ""
            case Is.OF_NO_CODE:
                cells[2] = "去向待核实"
            case Is.OF_NO_YEAR:
                cells[1] = "去年"
            case Is.TOTALS:
                cells = ["合计", "", "", "", "", ""]
            case Is.SHORT:
                cells = cells[:4]
            case Is.LONG:
                cells = [*cells, "多出的一格"]
        return kind, cells

    one = st.builds(
        row,
        st.sampled_from(kinds),
        st.integers(0, 4),
        st.sampled_from(["10", "80"]),
        st.sampled_from(["某公司", "某\n公司", '某"公司"']),
    )
    return st.lists(one, min_size=1, max_size=12)


@settings(max_examples=70)
@given(
    rows=messy(
        [
            Is.GOOD,
            Is.GOOD,
            Is.GOOD,
            Is.WITHOUT_KEY,
            Is.OF_NO_CODE,
            Is.OF_NO_YEAR,
            Is.TOTALS,
            Is.SHORT,
            Is.LONG,
        ]
    )
)
def test_every_row_is_counted_once(rows: list[tuple[Is, list[str]]]) -> None:
    with office() as here:
        record = here.land_one(f"{FILE}.csv", [HEADER, *(cells for _, cells in rows)])
    contents: dict[str, list[tuple[str, ...]]] = {}
    for kind, cells in rows:
        if kind == Is.GOOD:
            told = tuple(cell.replace("\n", " ") for cell in cells)
            contents.setdefault(cells[0], []).append(told)
    sound = [group for group in contents.values() if len(set(group)) == 1]
    totals = sum(kind == Is.TOTALS for kind, _ in rows)
    duplicates = sum(len(group) - 1 for group in sound)
    counts = {
        "rows_read": len(rows),
        "accepted": len(sound),
        "duplicates": duplicates,
        "totals_rows": totals,
        "quarantined": len(rows) - len(sound) - duplicates - totals,
    }
    if len(rows) == totals:
        assert record["rows_read"] in (0, totals)
    else:
        assert {name: record[name] for name in counts} == counts


@settings(max_examples=40)
@given(rows=messy([Is.GOOD, Is.GOOD, Is.GOOD, Is.WITHOUT_KEY, Is.OF_NO_CODE, Is.OF_NO_YEAR]), data=st.data())
def test_the_order_of_rows_and_columns_does_not_matter(
    rows: list[tuple[Is, list[str]]], data: st.DataObject
) -> None:
    table = [cells for _, cells in rows]
    order = data.draw(st.permutations(range(len(HEADER))))
    shuffled = [[row[at] for at in order] for row in [HEADER, *data.draw(st.permutations(table))]]
    with office() as here, office() as there:
        first = here.land_one(f"{FILE}.csv", [HEADER, *table])
        second = there.land_one(f"{FILE}.csv", shuffled)
        assert landed(here).equals(landed(there))
    counts = ("rows_read", "accepted", "quarantined", "duplicates", "totals_rows")
    assert [first[name] for name in counts] == [second[name] for name in counts]


@settings(max_examples=30)
@given(rows=messy([Is.GOOD, Is.GOOD, Is.WITHOUT_KEY, Is.OF_NO_CODE, Is.TOTALS, Is.LONG]))
def test_landing_again_writes_the_same_bytes(rows: list[tuple[Is, list[str]]]) -> None:
    table = [HEADER, *(cells for _, cells in rows)]
    with office() as here, office() as there:
        records = [here.land_one(f"{FILE}.csv", table), there.land_one(f"{FILE}.csv", table)]
        assert records[0] == records[1]
        assert _bytes(here) == _bytes(there)
        assert here.land(FEED) == [records[0]]
        assert _bytes(here) == _bytes(there)


@settings(max_examples=30)
@given(
    header=st.sampled_from(["父亲姓名", "家庭地址", "高考成绩", "备注"]),
    rows=messy([Is.GOOD, Is.GOOD, Is.WITHOUT_KEY, Is.OF_NO_CODE]),
    at=st.integers(0, len(HEADER)),
)
def test_a_column_nobody_wants_changes_nothing_but_the_list_of_what_was_dropped(
    header: str, rows: list[tuple[Is, list[str]]], at: int
) -> None:
    table = [HEADER, *(cells for _, cells in rows)]
    wider = [[*row[:at], header if row is HEADER else "测试丁", *row[at:]] for row in table]
    with office() as here, office() as there:
        first = here.land_one(f"{FILE}.csv", table)
        second = there.land_one(f"{FILE}.csv", wider)
        assert landed(here).equals(landed(there))
        assert [row | {"delivery_id": ""} for row in here.quarantine()] == [
            row | {"delivery_id": ""} for row in there.quarantine()
        ]
    differing = {name for name in first if first[name] != second[name]}
    assert differing == {"delivery_id", "sha256", "dropped_columns"}
    assert second["dropped_columns"] == header


@settings(max_examples=25)
@given(rows=messy([Is.GOOD, Is.OF_NO_CODE]), at=st.integers(0, len(HEADER)))
def test_a_column_nothing_knows_refuses_the_file(rows: list[tuple[Is, list[str]]], at: int) -> None:
    table = [HEADER, *(cells for _, cells in rows)]
    wider = [[*row[:at], "天外来物" if row is HEADER else "x", *row[at:]] for row in table]
    with office() as here:
        record = here.land_one(f"{FILE}.csv", wider)
        assert (record["status"], record["top_reasons"], record["rows_read"]) == (
            "refused",
            "unknown_header",
            0,
        )
        assert "'天外来物'" in record["reason"]
        assert landed(here).is_empty()


def _bytes(office: Office) -> dict[str, bytes]:
    """Every file of landing as bytes."""
    folder = office.paths.landing
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
