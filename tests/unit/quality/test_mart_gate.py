"""Gate 2: what would be handed out, in itself and beside the release before it."""

from __future__ import annotations

import json

import duckdb
import pytest

from dagster_project.quality import check_marts, grains_of, mart_checks
from dagster_project.quality.mart_suites import MART_CHECKS, MODEL
from dagster_project.settings import QualityPolicy

GRAINS = {
    "employment_rate": ("class_year", "snapshot", "breakdown", "breakdown_value"),
    "fair_summary": ("fair_id",),
    "delivery_quality": ("delivery_id",),
}
GOOD = {
    "employment_rate": [
        "(2019, 'latest', 'overall', 'all', 90, 100, 0.9::double)",
        "(2020, 'latest', 'overall', 'all', 80, 100, 0.8::double)",
        "(2020, 'latest', 'college', '机械学院', 8, 10, 0.8::double)",
    ],
    "fair_summary": ["('F1', 298)", "('F2', 160)"],
    "delivery_quality": ["('d1', 10, 10)"],
}
COLUMNS = {
    "employment_rate": "class_year, snapshot, breakdown, breakdown_value, numerator, denominator, rate",
    "fair_summary": "fair_id, employers",
    "delivery_quality": "delivery_id, rows_read, accepted",
}


def release(path, roster=1, **changes):
    """A build with these rows of each mart; `changes` replaces a mart's rows, None leaves the mart out."""
    with duckdb.connect(path) as database:
        # Named in full: in `marts.duckdb` the schema bears the name of the catalog.
        database.execute(f"create schema {path.stem}.marts; create schema intermediate")
        database.execute(f"create table intermediate.int_roster_version as select * from range({roster})")
        for mart, rows in (GOOD | changes).items():
            if rows is not None:
                values = ", ".join(rows or GOOD[mart])
                nothing = "" if rows else " where false"
                source = f"(values {values}) as v({COLUMNS[mart]}){nothing}"
                database.execute(f"create table {path.stem}.marts.{mart} as select * from {source}")
    return path


@pytest.fixture
def last(tmp_path):
    return release(tmp_path / "marts.duckdb")


def check(tmp_path, previous=None, policy=None, grains=GRAINS, **changes):
    build = release(tmp_path / "build.duckdb", **changes)
    return check_marts(build, previous, policy or QualityPolicy(), grains)


def test_good_marts_pass_every_declared_check(tmp_path, last):
    result = check(tmp_path, last)
    assert [found for found in result.checks if not found.passed] == []
    assert [(found.asset_key, found.name, found.severity) for found in result.checks] == mart_checks(GRAINS)


RATES = GOOD["employment_rate"]


@pytest.mark.parametrize(
    ("rows", "name", "summary"),
    [
        ([*RATES, "(2020, 'initial', 'overall', 'all', 80, 100, 1.2)"], "rates",
         f"1 row(s) have a rate outside 0..1. {MODEL}"),
        ([*RATES, "(2020, 'initial', 'overall', 'all', 101, 100, 1.0)"], "counts",
         f"1 row(s) have numerator above denominator. {MODEL}"),
        ([*RATES, "(2020, 'latest', 'college', null, 8, 10, 0.8)"], "grain",
         "1 row(s) leave a part of their key (class_year, snapshot, breakdown, breakdown_value) empty. "
         + MODEL),
        ([*RATES, RATES[0]], "grain",
         f"1 key(s) (class_year, snapshot, breakdown, breakdown_value) come more than once. {MODEL}"),
        ([], "present",
         "it is empty although there is a roster. See the log of the dbt build."),
    ],
)  # fmt: skip
def test_an_implausible_mart_stops_publishing(tmp_path, rows, name, summary):
    result = check(tmp_path, employment_rate=rows)
    assert [(found.asset_key, found.name, found.summary) for found in result.failures] == [
        (("marts", "employment_rate"), name, f"marts.employment_rate: {summary}")
    ]


def test_no_roster_no_rates_no_objection(tmp_path):
    assert check(tmp_path, roster=0, employment_rate=[]).passed


def test_a_mart_that_was_not_built_stops_publishing(tmp_path):
    result = check(tmp_path, fair_summary=None)
    assert [found.summary for found in result.failures] == [
        "marts.fair_summary: it was not built. See the log of the dbt build."
    ]


def test_a_mart_without_a_declared_grain_stops_publishing(tmp_path):
    result = check(tmp_path, grains=GRAINS | {"fair_summary": ()})
    assert [found.summary for found in result.failures] == [
        "marts.fair_summary: its columns are not those of its grain. Declare meta.grain in its yml."
    ]


def test_coverage_that_shrank_stops_publishing_until_it_is_acknowledged(tmp_path, last):
    result = check(tmp_path, last, employment_rate=RATES[1:], fair_summary=["('F2', 160)"])
    do = MART_CHECKS["coverage"]
    assert [found.summary for found in result.failures] == [
        "marts.employment_rate: 1 group(s) of the last release are gone (class_year=2019, snapshot=latest). "
        + do,
        f"marts.fair_summary: 1 group(s) of the last release are gone (fair_id=F1). {do}",
    ]


@pytest.mark.parametrize("loss", ["class_year=2019", "class_year=2019, snapshot=latest"])
def test_an_acknowledged_loss_may_go(tmp_path, last, loss):
    policy = QualityPolicy(acknowledged_losses=(loss,))
    assert check(tmp_path, last, policy, employment_rate=RATES[1:]).passed


def test_the_loss_of_another_year_is_not_acknowledged(tmp_path, last):
    policy = QualityPolicy(acknowledged_losses=("class_year=2018", "class_year=2019, snapshot=initial"))
    assert not check(tmp_path, last, policy, employment_rate=RATES[1:]).passed


def test_a_figure_that_moved_far_is_shown_but_stops_nothing(tmp_path, last):
    moved = [RATES[0], RATES[1].replace("0.8", "0.6"), RATES[2].replace("0.8", "0.1")]
    result = check(tmp_path, last, employment_rate=moved)
    assert result.passed
    assert [found.summary for found in result.warnings] == [
        "marts.employment_rate: 1 rate figure(s) moved by more than 10% since the last release. "
        + MART_CHECKS["drift"]
    ]
    (tmp_path / "build.duckdb").unlink()
    assert check(tmp_path, last, QualityPolicy(max_rate_change=0.5), employment_rate=moved).warnings == []


def test_a_delivery_that_vanished_is_shown(tmp_path, last):
    result = check(tmp_path, last, delivery_quality=["('d2', 10, 10)"])
    assert [found.summary for found in result.warnings] == [
        f"marts.delivery_quality: 1 deliveries of the last release are gone. {MART_CHECKS['drift']}"
    ]


def test_a_mart_new_since_the_last_release_has_nothing_to_compare_with(tmp_path):
    before = release(tmp_path / "marts.duckdb", fair_summary=None)
    assert check(tmp_path, before).passed


def test_both_databases_can_be_written_again_after_the_gate(tmp_path, last):
    check(tmp_path, last)
    for path in (last, tmp_path / "build.duckdb"):
        with duckdb.connect(path) as database:
            database.execute("create table afterwards (a integer)")


def test_the_grains_come_from_the_manifest_of_dbt(tmp_path):
    nodes = {
        "model.a": {"name": "fair_summary", "resource_type": "model", "schema": "marts",
                    "config": {"meta": {"grain": ["fair_id"]}}},
        "model.b": {"name": "unfinished", "resource_type": "model", "schema": "marts", "config": {}},
        "model.c": {"name": "dim_fair", "resource_type": "model", "schema": "core", "config": {}},
        "test.d": {"name": "not_null", "resource_type": "test", "schema": "marts", "config": {}},
    }  # fmt: skip
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}))
    assert grains_of(manifest) == {"fair_summary": ("fair_id",), "unfinished": ()}
