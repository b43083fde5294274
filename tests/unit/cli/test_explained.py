"""`gradmart explain` as a person reads it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dagster_project.cli import main
from dagster_project.release import current_link
from tests.unit.release.small_release import write_release


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder whose current release is the small one."""
    folder = tmp_path_factory.mktemp("data")
    write_release(folder / "marts" / "releases" / "r1")
    current_link(folder / "marts").symlink_to("releases/r1")
    return folder


def told(data, *arguments):
    return CliRunner().invoke(main, ["--data", str(data), "explain", *arguments])


def test_a_figure_is_told_with_its_sql_its_count_and_its_deliveries(data):
    done = told(data, "placed", "breakdown_value=电信", "snapshot=latest")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Figure   placed/")
    assert "Release  r1, code 0.1.0, internal tier\n" in done.output
    assert "\nplaced placed 表\n  What placed holds.\n" in done.output
    assert "\nshare = 1.0: What share says.\n" in done.output
    assert (
        "\ngraduates = 3: What graduates says.\n  select count(*) from graduate_outcome where" in done.output
    )
    assert "\n  counted again: 3, agrees\n" in done.output
    assert "Deliveries that contributed (1)" in done.output
    assert "2022-06-30   graduates  graduates/list_0.csv  graduates-0" in done.output


def test_what_was_taken_as_usual_is_said(data):
    assert "Taken    breakdown=overall, breakdown_value=all, " in told(data, "placed").output


def test_a_count_that_does_not_agree_ends_with_status_1(data):
    done = told(data, "placed", "breakdown_value=机械")
    assert done.exit_code == 1
    assert "  counted again: 3, DOES NOT AGREE with the row" in done.output


def test_a_hidden_figure_is_told_as_hidden(data):
    done = told(data, "placed", "degree_level=master", "--tier", "public")
    assert done.exit_code == 0, done.output
    assert "\nSuppressed  low: What suppression_symbol says.\n" in done.output
    assert "\ngraduates = hidden: " in done.output
    assert "The SQL counts records, which are in the internal tier only." in done.output
    assert "Deliveries are told in the internal tier only." in done.output


def test_json_holds_the_same(data):
    found = json.loads(told(data, "placed", "breakdown_value=电信", "--json").output)
    assert found["agrees"] is True
    assert found["grain"][0] == "institution_code"
    assert {recount["column"]: recount["counted"] for recount in found["recounts"]} == {
        "graduates": 3,
        "base": 3,
    }


def test_without_a_figure_the_usage_is_told(data):
    assert told(data).exit_code == 2
