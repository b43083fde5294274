"""What a person is told who asks where a figure comes from, and what who asks for no figure."""

from __future__ import annotations

import pytest

from dagster_project.errors import UserError
from dagster_project.release import Release, explain
from tests.unit.release.small_release import write_release


@pytest.fixture(scope="module")
def counted(tmp_path_factory) -> Release:
    return write_release(tmp_path_factory.mktemp("marts") / "releases" / "r1")


def test_what_is_usually_meant_is_taken_and_told(counted):
    found = explain(counted, ["placed", "class_year=2022"])
    assert found.taken == {
        "breakdown": "overall", "breakdown_value": "all", "degree_level": "all", "snapshot": "latest",
    }  # fmt: skip
    assert (found.row["graduates"], found.row["base"]) == (5, 6)
    assert found.agrees
    assert found.definition == {"source": "notice of 2022"}


def test_nothing_is_taken_that_is_not_needed(counted):
    found = explain(counted, ["placed", "breakdown_value=电信", "snapshot=year_end"])
    assert found.taken == {}
    assert found.row["breakdown"] == "college"


def test_the_sql_of_a_figure_is_complete_and_gives_the_figure(counted):
    found = explain(counted, ["placed", "breakdown=college", "breakdown_value=电信"])
    graduates, base = found.recounts
    assert graduates.sql == (
        "select count(*) from graduate_outcome where institution_code = '1' and class_year = 2022 "
        "and snapshot = 'latest' and coalesce(college, 'unknown') = '电信' and destination_code <> 'unknown'"
    )
    assert base.sql.endswith("o.snapshot = 'latest' and coalesce(o.college, 'unknown') = '电信'")
    assert [(r.value, r.counted, r.agrees) for r in found.recounts] == [(3, 3, True), (3, 3, True)]


def test_a_row_that_its_records_do_not_bear_out_is_said_not_to_agree(counted):
    found = explain(counted, ["placed", "breakdown_value=机械"])
    assert [(r.column, r.value, r.counted, r.agrees) for r in found.recounts] == [
        ("graduates", 2, 2, True),
        ("base", 9, 3, False),
    ]
    assert not found.agrees


def test_the_deliveries_of_the_records_are_named_and_no_others(counted):
    found = explain(counted, ["placed", "breakdown_value=电信"])
    assert [delivery["file"] for delivery in found.deliveries] == ["graduates/list_0.csv"]
    found = explain(counted, ["placed"])
    assert [delivery["delivery_id"] for delivery in found.deliveries] == ["graduates-0", "graduates-1"]


def test_a_record_names_its_own_deliveries(counted):
    found = explain(counted, ["graduate_outcome", "graduate_no=3"])
    assert found.is_record
    assert [delivery["delivery_id"] for delivery in found.deliveries] == ["graduates-1"]


def test_an_id_finds_the_same_figure_again(counted):
    first = explain(counted, ["placed", "breakdown_value=电信"])
    assert first.figure.startswith("placed/")
    again = explain(counted, [first.figure])
    assert (again.figure, again.row, again.taken) == (first.figure, first.row, {})


def test_ids_of_rows_differ(counted):
    ids = {
        explain(counted, ["placed", f"snapshot={s}", f"degree_level={d}", "breakdown=overall"]).figure
        for s in ("year_end", "latest")
        for d in ("all", "bachelor", "master")
    }
    assert len(ids) == 6


def test_the_public_tier_tells_that_a_figure_is_hidden_and_does_not_count_it_again(counted):
    found = explain(counted, ["placed", "degree_level=master"], "public")
    assert found.suppressed == "low: What suppression_symbol says."
    assert (found.row["graduates"], found.row["share"]) == (None, None)
    assert {(r.counted, r.agrees) for r in found.recounts} == {(None, None)}
    assert found.deliveries is None
    assert found.definition == {"source": "notice of 2022"}


def test_the_same_figure_has_the_same_id_in_both_tiers(counted):
    words = ["placed", "degree_level=bachelor"]
    assert explain(counted, words).figure == explain(counted, words, "public").figure


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["placd"],
            "There is no mart placd in release r1. Did you mean placed? "
            "The marts are delivery_quality, graduate_outcome, placed.",
        ),
        (
            ["placed", "class_yaer=2022"],
            "placed has no column class_yaer. Did you mean class_year? A row is told by institution_code, "
            "class_year, snapshot, degree_level, breakdown, breakdown_value.",
        ),
        (["placed", "2022"], "'2022' is not column=value. Write for instance institution_code=…."),
        (
            ["placed", "class_year=2022", "snapshot=yearend"],
            "No row of placed with class_year=2022 has snapshot=yearend. There snapshot is latest, year_end.",
        ),
        (
            ["placed", "breakdown=college", "snapshot=latest"],
            "2 rows of placed match (taking degree_level=all), and one is wanted. "
            "Add what one of these lines says:\n  breakdown_value=机械\n  breakdown_value=电信",
        ),
        (["placed", "snapshot=a", "snapshot=b"], "snapshot is given twice. Give it once."),
        (["placed/0123"], "No row of placed has the id 0123 in this release. Name the row by its columns:"),
        (["placed/0123", "snapshot=latest"], "A figure's id says everything. Leave the conditions out."),
        (
            ["placed", "degree_level="],
            "No row of placed has degree_level=. There degree_level is all, bachelor, master.",
        ),
    ],
)
def test_who_names_no_figure_is_told_what_there_is(counted, words, message):
    with pytest.raises(UserError) as refusal:
        explain(counted, words)
    assert str(refusal.value).startswith(message)


def test_a_mart_of_the_internal_tier_is_not_in_the_public_one(counted):
    with pytest.raises(
        UserError, match=r"graduate_outcome is not in the public tier\. Add --tier internal\."
    ):
        explain(counted, ["graduate_outcome"], "public")


def test_long_lists_are_cut_and_what_is_near_comes_first(counted):
    with pytest.raises(UserError) as refusal:
        explain(counted, ["delivery_quality"])
    lines = str(refusal.value).splitlines()
    assert lines[0].startswith("30 rows of delivery_quality match, and one is wanted.")
    assert len(lines) == 22
    assert lines[-1] == "  … and 10 more"
    with pytest.raises(UserError, match=r"There file is graduates/list_29\.csv, .* and \d+ more\."):
        explain(counted, ["delivery_quality", "file=graduates/list29.csv"])
