"""`gradmart explain` on the demonstration: every figure of every mart can be counted again from records."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from dagster_project import release
from dagster_project.publish.manifest import HEADLINES
from tests.deployments import gradmart

MARTS = sorted(path.stem for path in (Path(__file__).parents[2] / "dbt" / "models" / "marts").glob("*.sql"))
# Rows of each mart that are counted again, besides the headline rows.
SAMPLE = 40


@pytest.fixture(scope="module")
def data(demo):
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def published(data):
    return release.current(data / "marts")


@pytest.mark.parametrize("mart", MARTS)
def test_every_figure_is_what_its_sql_gives(published, mart):
    table = release.catalogue(published)[mart]
    with closing(release.connect(published)) as connection:
        # Rows come in the order of their ids, which are hashes: the first are spread over the table.
        rows = release.figures(connection, table, limit=SAMPLE)
        if mart in HEADLINES:
            rows += release.figures(connection, table, HEADLINES[mart])
        assert rows
        recounts = [found for row in rows for found in release.recount(connection, row)]
    assert table.explanation.is_record or recounts
    wrong = [found for found in recounts if not found.agrees]
    assert wrong == []


@pytest.mark.parametrize("mart", MARTS)
def test_the_deliveries_behind_a_row_are_in_the_register(published, mart):
    table = release.catalogue(published)[mart]
    with closing(release.connect(published)) as connection:
        first = release.figures(connection, table, limit=1)[0]
    deliveries = release.explain(published, [first.id]).deliveries
    assert all(delivery["file"] and delivery["recorded_on"] for delivery in deliveries)


def test_the_sql_that_is_printed_gives_the_figure_to_whoever_runs_it(data, published):
    words = ["employment_rate", "class_year=2020", "snapshot=year_end", "measure=employment_rate"]
    found = release.explain(published, words)
    for recount in found.recounts:
        done = gradmart(data, "sql", recount.sql, "--format", "csv")
        assert done.out.splitlines()[1] == str(found.row[recount.column])


def test_the_satisfaction_of_2020_is_explained_with_its_counts(data):
    done = gradmart(data, "explain", "satisfaction", "survey_id=guidance-2020")
    assert done.code == 0, done.err
    assert "0.976" in done.out
    assert "satisfied_n = 2440" in done.out
    assert "counted again: 2440, agrees" in done.out
    assert "survey_responses/" in done.out
    assert "DOES NOT" not in done.out


def test_the_rate_of_2020_names_its_version_its_source_and_every_delivery(data):
    done = gradmart(
        data, "explain", "employment_rate", "class_year=2020", "snapshot=year_end",
        "measure=employment_rate", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["row"]["rate_version"] == "MOE-2020"
    assert found["row"]["is_official"] is True
    assert found["definition"]["source"] == "notice of 2020-06-29 on checking the 2020 data"
    assert found["definition"]["provenance"]
    assert {recount["agrees"] for recount in found["recounts"]} == {True}
    assert found["taken"] == {"breakdown": "overall", "breakdown_value": "all", "degree_level": "all",
                              "is_official": "true"}  # fmt: skip
    deliveries = found["deliveries"]
    assert {delivery["feed"] for delivery in deliveries} == {"graduates", "destinations"}
    assert max(delivery["recorded_on"] for delivery in deliveries) <= "2020-12-31"
    again = gradmart(data, "explain", found["figure"], "--json")
    assert json.loads(again.out)["row"] == found["row"]


def test_a_measure_under_several_versions_is_asked_back(data):
    done = gradmart(
        data, "explain", "employment_rate", "class_year=2020", "snapshot=year_end", "measure=placement_rate"
    )
    assert done.code == 2
    assert "rate_version=MOE-2021\n" in done.err
    assert "rate_version=MOE-2024" in done.err


def test_a_hidden_figure_stays_hidden_in_the_public_tier(data, published):
    with closing(release.connect(published, "public")) as connection:
        table = release.catalogue(published, "public")["employment_rate"]
        hidden = release.figures(connection, table, "is_suppressed", limit=1)[0]
    done = gradmart(data, "explain", hidden.id, "--tier", "public")
    assert done.code == 0, done.err
    assert "Suppressed  " in done.out
    assert "numerator = hidden" in done.out
    assert "counted again" not in done.out
    assert "graduates/" not in done.out
    internal = release.explain(published, [hidden.id])
    assert internal.suppressed is None
    assert internal.agrees
