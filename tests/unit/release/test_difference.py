"""Two releases side by side: what moved, by how much, and because of what, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.cli.differences import difference_text
from dagster_project.errors import UserError
from dagster_project.release import compare
from dagster_project.release.differing import Cell
from tests.unit.release.two_releases import delivery, write_release

# Four of 机械 and four of 电信; two placed of each, as the first list says.
BEFORE = [(n, "机械" if n < 4 else "电信", n % 2 == 0, "first") for n in range(8)]
# A second list says of number 1 (机械) that they are placed.
AFTER = [(1, "机械", True, "second"), *(row for row in BEFORE if row[0] != 1)]
FIRST, SECOND = delivery("first"), delivery("second", recorded_on="2020-09-30", rows_read=1, accepted=1)


@pytest.fixture
def old(tmp_path: Path):
    return write_release(tmp_path / "releases" / "old", BEFORE, [FIRST])


def rows(table):
    return {(row.change, row.grain["breakdown_value"]): row for row in table.rows}


def test_figures_that_moved_come_with_counts_and_percentage_points_the_headline_first(old, tmp_path):
    new = write_release(tmp_path / "releases" / "new", AFTER, [FIRST, SECOND])
    found = compare(old, new)
    (rate, records) = found.tables
    assert (rate.table, rate.changed, rate.came, rate.went, rate.rows_new) == ("employment_rate", 2, 0, 0, 3)
    assert [row.grain["breakdown_value"] for row in rate.rows] == ["all", "机械"]
    # 4 of 8 were placed, now 5 of 8; of 机械 2 of 4, now 3 of 4.
    assert rate.rows[0].cells == {
        "numerator": Cell(4, 5, 1, False),
        "rate": Cell(0.5, 0.625, 12.5, True),
    }
    assert rate.rows[1].cells["rate"] == Cell(0.5, 0.75, 25.0, True)
    assert (records.table, records.is_record, records.changed, records.rows) == (
        "graduate_outcome", True, 1, [],
    )  # fmt: skip
    assert found.tables_same == 2


def test_one_cause_explains_everything_for_sure(old, tmp_path):
    new = write_release(tmp_path / "releases" / "new", AFTER, [FIRST, SECOND])
    found = compare(old, new)
    (cause,) = found.causes
    assert (cause.kind, cause.change, cause.name) == ("delivery", "came", "destinations/second.csv")
    assert cause.detail == "2020-09-30, 1 row accepted"
    assert {(tuple(row.causes), row.sure) for row in found.tables[0].rows} == {((0,), True)}


def test_of_two_deliveries_a_row_names_the_one_it_is_counted_from_and_nothing_is_claimed(old, tmp_path):
    """`third` says something new of 5 (电信): only 电信 and all are counted from it."""
    people = [(5, "电信", True, "third"), *(row for row in AFTER if row[0] != 5)]
    third = delivery("third", recorded_on="2020-10-31")
    new = write_release(tmp_path / "releases" / "new", people, [FIRST, SECOND, third])
    found = compare(old, new)
    assert [cause.name for cause in found.causes] == ["destinations/second.csv", "destinations/third.csv"]
    told = {row.grain["breakdown_value"]: (row.causes, row.sure) for row in found.tables[0].rows}
    assert told == {"all": ([0, 1], False), "机械": ([0], False), "电信": ([1], False)}


def test_a_setting_beside_a_delivery_cannot_be_ruled_out(old, tmp_path):
    new = write_release(
        tmp_path / "releases" / "new", AFTER, [FIRST, SECOND],
        configuration={"institution.code": "a", "policy.completed_counts": "b"},
    )  # fmt: skip
    found = compare(old, new)
    assert [(cause.kind, cause.change, cause.name) for cause in found.causes] == [
        ("delivery", "came", "destinations/second.csv"),
        ("configuration", "came", "policy.completed_counts"),
    ]
    assert {(tuple(row.causes), row.sure) for row in found.tables[0].rows} == {((0, 1), False)}


def test_goals_and_refused_files_explain_no_rate(old, tmp_path):
    new = write_release(
        tmp_path / "releases" / "new", AFTER,
        [FIRST, SECOND, delivery("bad", status="refused", accepted=0)],
        configuration={"institution.code": "a", "goals.camp": "b"},
    )  # fmt: skip
    assert {(tuple(row.causes), row.sure) for row in compare(old, new).tables[0].rows} == {((1,), True)}


def test_a_delivery_taken_away_and_rows_that_went(old, tmp_path):
    """Without 电信 the row of that college goes; 2 of 4 stay 50 %."""
    new = write_release(tmp_path / "releases" / "new", BEFORE[:4], [FIRST, SECOND], ledgers=_ledgers())
    found = compare(new, old)
    assert [(cause.change, cause.name) for cause in found.causes] == [("went", "destinations/second.csv")]
    came = rows(found.tables[0])["came", "电信"]
    assert came.cells == {
        "numerator": Cell(None, 2, None, False),
        "denominator": Cell(None, 4, None, False),
        "rate": Cell(None, 0.5, None, True),
    }
    assert rows(found.tables[0])["changed", "all"].cells == {
        "numerator": Cell(2, 4, 2, False),
        "denominator": Cell(4, 8, 4, False),
    }


def _ledgers(*identities: str):
    lines = [{"line": place, "id": identity} for place, identity in enumerate(identities, 2)]
    return {"corrections": lines, "employer_decisions": []}


def test_a_correction_is_told_with_its_reason_and_acts_through_the_files_it_applied_in(old, tmp_path):
    people = [(1, "机械", True, "first"), *(row for row in BEFORE if row[0] != 1)]
    new = write_release(
        tmp_path / "releases" / "new", people, [FIRST, delivery("other")], [(2, "first")],
        ledgers=_ledgers("a"),
    )  # fmt: skip
    found = compare(old, new)
    correction = found.causes[1]
    assert (correction.kind, correction.change, correction.name, correction.detail) == (
        "correction", "came", "corrections.csv, line 2", "destinations: destination, contract seen",
    )  # fmt: skip
    assert correction.deliveries == {"first"}
    assert {(tuple(row.causes), row.sure) for row in found.tables[0].rows if "breakdown" in row.grain} == {
        ((1,), False)
    }


def test_a_line_of_the_ledger_that_only_moved_is_no_change(tmp_path):
    one = write_release(tmp_path / "releases" / "one", BEFORE, [FIRST], ledgers=_ledgers("a", "b"))
    two = write_release(tmp_path / "releases" / "two", BEFORE, [FIRST], ledgers=_ledgers("b", "x", "a"))
    assert [cause.name for cause in compare(one, two).causes] == ["corrections.csv, line 3"]


def test_more_rows_of_a_file_follow_from_the_code_that_is_known_now(old, tmp_path):
    new = write_release(
        tmp_path / "releases" / "new", AFTER, [delivery("first", accepted=1, quarantined=1)],
        configuration={"institution.code": "a", "codes.destination": "b"},
    )  # fmt: skip
    first, setting = compare(old, new).causes
    assert (first.follows, first.detail) == (True, "accepted 2 -> 1, quarantined 0 -> 1")
    assert (setting.follows, setting.name) == (False, "codes.destination")


@pytest.mark.parametrize(
    ("manifest", "kind", "told"),
    [
        ({"code_fingerprint": "d0de" * 16}, "program", "0.2.0 (c0dec0de) -> 0.2.0 (d0ded0de)"),
        ({"libraries": {"duckdb": "1.6.0"}}, "library", "1.5.6 -> 1.6.0"),
        (
            {"newest_snapshot": "2020-12-31"},
            "day",
            "snapshots up to 2020-12-31 and not 2020-08-31 are due",
        ),
        ({"key_fingerprint": "l" * 16}, "key", "every graduate_key is another one, no figure is"),
        ({"sidecars": {"destinations/first.csv": "s"}}, "delivery", "its sidecar says something else"),
    ],
)
def test_whatever_else_is_not_the_same_is_told(old, tmp_path, manifest, kind, told):
    new = write_release(tmp_path / "releases" / "new", BEFORE, [FIRST], **manifest)
    (cause,) = compare(old, new).causes
    assert (cause.kind, cause.detail) == (kind, told)


def test_a_release_of_an_earlier_version_does_not_say_what_it_was_made_with(old, tmp_path):
    new = write_release(tmp_path / "releases" / "new", AFTER, [FIRST, SECOND], configuration=None)
    del new.manifest["configuration"]
    kinds = [cause.kind for cause in compare(old, new).causes]
    assert kinds == ["delivery", "not recorded"]


def test_the_public_tier_tells_no_delivery_of_a_row(old, tmp_path):
    people = [(5, "电信", True, "third"), *(row for row in AFTER if row[0] != 5)]
    new = write_release(tmp_path / "releases" / "new", people, [FIRST, SECOND, delivery("third")])
    (rate,) = compare(old, new, "public").tables
    assert {row.causes for row in rate.rows} == {None}


def test_a_checksum_made_in_another_way_is_no_change_of_its_table(old, tmp_path):
    new = write_release(tmp_path / "releases" / "new", BEFORE, [FIRST])
    for table in new.manifest["tables"]["internal"].values():
        table["table_checksum"] = f"other {table['table_checksum']}"
    found = compare(old, new)
    assert (found.tables, found.tables_same) == ([], len(new.manifest["tables"]["internal"]))


def test_only_one_table_and_only_some_rows(old, tmp_path):
    new = write_release(tmp_path / "releases" / "new", AFTER, [FIRST, SECOND])
    (table,) = compare(old, new, only="employment_rate", limit=1).tables
    assert (table.changed, [row.grain["breakdown_value"] for row in table.rows]) == (2, ["all"])
    with pytest.raises(UserError, match="There is no mart nope in the internal tier of either release"):
        compare(old, new, only="nope")


def test_a_table_that_is_laid_out_otherwise_is_told_and_its_other_columns_are_compared(old, tmp_path):
    import duckdb

    new = write_release(tmp_path / "releases" / "new", AFTER, [FIRST, SECOND])
    with duckdb.connect(str(new.database())) as connection:
        connection.execute("alter table employment_rate add column as_of date")
    table = compare(old, new, only="employment_rate").tables[0]
    assert (table.columns, table.changed) == (["column as_of is new"], 2)


TEXT = """\
Release old -> new, internal tier

Because of
  1  delivery came: destinations/second.csv: 2020-09-30, 1 row accepted
Nothing else differs, so everything below comes from 1.

employment_rate: 2 changed of 3 rows
  all with class_year=2020, snapshot=latest, degree_level=all
  breakdown breakdown_value  rate, %                  numerator    why
  overall all                50.00 -> 62.50 (+12.50)  4 -> 5 (+1)  1
  college 机械               50.00 -> 75.00 (+25.00)  2 -> 3 (+1)  1

Records behind them: graduate_outcome (1 changed)

2 tables are the same."""


def test_the_text_fits_80_columns(old, tmp_path):
    new = write_release(tmp_path / "releases" / "new", AFTER, [FIRST, SECOND])
    text = difference_text(compare(old, new), 80)
    assert text == TEXT
    assert max(map(len, text.splitlines())) <= 80
