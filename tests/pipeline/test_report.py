"""The report of the demonstration: its figures are those of the marts, and each knows where it comes from."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project import release
from dagster_project.release import Release
from dagster_project.reports.build import build, class_years
from dagster_project.reports.checklist import checklist
from dagster_project.reports.gate import check, placed
from dagster_project.reports.marts import Marts
from dagster_project.reports.model import Document, Edition
from dagster_project.reports.values import LANGS, Value
from tests.deployments import gradmart

YEAR = 2020


@pytest.fixture(scope="module")
def published(demo) -> Release:
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return release.current(folder / "marts")


@pytest.fixture(scope="module")
def documents(published) -> dict[str, Document]:
    """The report in both languages, as the release carries it."""
    return {lang: build(published, Edition(YEAR, "", lang)) for lang in LANGS}


def values(document: Document) -> list[tuple[str, Value]]:
    """Every bound value with its place."""
    return [(item.place, item.run) for item in placed(document) if isinstance(item.run, Value)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_passes_its_gate_with_all_its_sections(documents, lang):
    check(documents[lang])
    with_data = [item for item in checklist(documents[lang]) if not item.is_empty]
    assert len(with_data) >= 35
    assert len(values(documents[lang])) > 2000


def test_both_languages_show_the_same_figures(documents):
    """Words differ, numbers do not: the same cells, as often, in the same chapters."""

    def cells(lang: str) -> Counter:
        return Counter(
            (place.split("/")[0], value.sources)
            for place, value in values(documents[lang])
            if value.kind not in ("text", "year", "date")
        )

    assert cells("zh") == cells("en")


@pytest.mark.parametrize("tier", release.TIERS)
def test_explain_knows_every_figure_id_of_the_report(published, documents, tier):
    ids = {source.figure for _, value in values(documents["zh"]) for source in value.sources}
    of_marts = {figure for figure in ids if "/" in figure}
    assert len(of_marts) > 500
    tables = release.catalogue(published, tier)
    for mart in sorted({figure.partition("/")[0] for figure in of_marts}):
        with closing(release.connect(published, tier)) as connection:
            known = {
                digest
                for (digest,) in connection.execute(
                    f"select {release.id_sql(tables[mart])} from {mart}"
                ).fetchall()
            }
        wanted = {figure.partition("/")[2] for figure in of_marts if figure.startswith(f"{mart}/")}
        assert wanted <= known, mart
    # What is no mart's row is a setting, or what the release tells of itself.
    assert ids - of_marts <= {"edition", "institution.yml", "manifest.json"}


def test_explain_resolves_the_headline_of_the_report(demo, documents):
    folder, _ = demo
    (headline,) = {
        source.figure
        for place, value in values(documents["zh"])
        if place.startswith("service/") and value.text == "97.60%"
        for source in value.sources
    }
    done = gradmart(folder, "explain", headline)
    assert done.code == 0, done.err
    assert "satisfied_n = 2440" in done.out
    assert "counted again: 2440, agrees" in done.out


@pytest.mark.parametrize(
    ("chapter", "text"),
    [
        ("rates", "7,211"),  # placed of 7,954, employment_rate of the year's end
        ("rates", "90.66%"),
        ("service", "97.60%"),
        ("service", "2,440"),
        ("service", "89.60%"),
        ("service", "2,537"),
    ],
)
def test_the_seed_figures_stand_in_their_chapters(documents, chapter, text):
    for lang in LANGS:
        assert text in {value.text for place, value in values(documents[lang]) if place.startswith(chapter)}


@pytest.mark.parametrize(
    ("mart", "column", "where"),
    [
        (
            "employment_rate",
            "numerator",
            "class_year = 2020 and snapshot = 'year_end' and is_official and measure = 'employment_rate' "
            "and breakdown = 'overall' and degree_level = 'all'",
        ),
        (
            "satisfaction",
            "rate",
            "survey_id = 'guidance-2020' and item_no = '5' and is_headline and breakdown = 'overall'",
        ),
    ],
)
def test_one_changed_cell_changes_exactly_the_places_that_show_it(
    published, documents, tmp_path, mart, column, where
):
    table = release.catalogue(published, "public")[mart]
    changed = altered(published, tmp_path, f"update {mart} set {column} = {column} * 0.999 where {where}")
    with closing(release.connect(published, "public")) as connection:
        (row,) = release.figures(connection, table, where)
    for lang in LANGS:
        before = list(placed(documents[lang]))
        after = list(placed(build(changed, Edition(YEAR, "", lang))))
        assert [item.place for item in before] == [item.place for item in after]
        differing = {
            at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one.run != other.run
        }
        showing = {
            at
            for at, item in enumerate(before)
            if isinstance(item.run, Value)
            and any((s.figure, s.column) == (row.id, column) for s in item.run.sources)
        }
        assert differing == showing
        assert len(showing) >= 2


def altered(published: Release, folder: Path, statement: str) -> Release:
    """The release with one statement run on its public tier."""
    path = folder / published.path.name
    (path / "public").mkdir(parents=True)
    for name in ("manifest.json", "datapackage.json", "public/marts.duckdb"):
        shutil.copy2(published.path / name, path / name)
    with duckdb.connect(str(path / "public" / "marts.duckdb")) as connection:
        connection.execute(statement)
    return Release(published.id, path, published.manifest)


def test_the_public_report_reads_nothing_but_the_public_tier(published, documents, tmp_path):
    """Without the internal tier on the disk the report is the same."""
    alone = altered(published, tmp_path, "select 1")
    assert not (alone.path / "internal").exists()
    assert build(alone, Edition(YEAR, "", "zh")) == documents["zh"]


def test_no_withheld_cell_of_the_public_tier_has_a_number_in_the_report(published, documents):
    with Marts(published, "public", "zh") as marts:
        hidden = {row.id for row in marts.rows("employment_rate", class_year=YEAR, is_suppressed=True)}
    assert hidden
    shown = [
        value
        for _, value in values(documents["zh"])
        if value.kind in ("share", "points") and any(source.figure in hidden for source in value.sources)
    ]
    assert all(value.raw is None for value in shown)


@pytest.mark.parametrize("college", ["外国语学院", "电气工程学院"])
def test_a_colleges_edition_holds_the_colleges_own_figures(published, college):
    document = build(published, Edition(YEAR, "", "zh", college=college))
    check(document)
    with Marts(published, "public", "zh") as marts:
        (row,) = marts.rows(
            "employment_rate", class_year=YEAR, snapshot="year_end", is_official=True,
            measure="employment_rate", breakdown="college", breakdown_value=college, degree_level="all",
        )  # fmt: skip
    overall = [value.text for place, value in values(document) if place.startswith("rates/overall")]
    assert row.value("rate").text in overall
    assert row.value("numerator").text in overall


@pytest.mark.parametrize("year", [2019, 2021])
def test_every_class_year_has_its_report(published, year):
    assert year in class_years(published)
    check(build(published, Edition(year, "", "en")))


def test_a_report_is_a_draft_until_exactly_its_figures_are_signed(published, documents, tmp_path):
    from dagster_project.reports.signing import digest

    signed = {
        "class_year": YEAR, "who": "示例主任", "signed_on": "2021-01-20", "release": published.id,
        "digest": digest(documents["zh"]),
    }  # fmt: skip
    manifest = published.manifest | {"signatures": [signed]}
    assert documents["zh"].edition.is_draft
    for lang in LANGS:
        final = build(replace(published, manifest=manifest), Edition(YEAR, "", lang))
        assert not final.edition.is_draft
        assert "示例主任" in {run.text for run in final.signature if isinstance(run, Value)}
    moved = altered(
        published, tmp_path,
        "update satisfaction set rate = 0.95 where survey_id = 'guidance-2020' and item_no = '5'",
    )  # fmt: skip
    again = build(replace(moved, manifest=manifest), Edition(YEAR, "", "zh"))
    assert again.edition.is_draft
    assert any("须重新核签" in run for run in again.signature if isinstance(run, str))
