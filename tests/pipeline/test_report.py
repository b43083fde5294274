"""The report of the demonstration: its figures are those of the marts, and each knows where it comes from."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import duckdb
import pypdf
import pytest

from dagster_project import release
from dagster_project.ingest.report_inputs import read_report_inputs
from dagster_project.orchestration.reporting import sign
from dagster_project.release import Release
from dagster_project.reports.build import build, class_years
from dagster_project.reports.checklist import REQUIRED
from dagster_project.reports.files import FORMATS
from dagster_project.reports.gate import check, placed
from dagster_project.reports.marts import Marts
from dagster_project.reports.model import Document, Edition
from dagster_project.reports.review import review
from dagster_project.reports.signing import digest
from dagster_project.reports.values import LANGS, Value
from dagster_project.settings import Institution, Paths
from tests.deployments import gradmart

YEAR = 2020
HAN = re.compile(r"[\u3400-\u9fff]")


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
    sections = [section for chapter in documents[lang].chapters for section in chapter.sections]
    # The demonstration's office has set itself no goals.
    assert [section.key for section in sections if section.is_empty] == ["goals"]
    assert len(values(documents[lang])) > 2000


def test_in_english_only_names_without_an_english_one_are_chinese(documents):
    """Employers stand as they are registered, and 选调生 explains a word."""
    chinese = [item for item in placed(documents["en"]) if HAN.search(_text(item.run))]
    others = {
        _text(item.run) for item in chinese
        if not (isinstance(item.run, Value) and {of.column for of in item.run.sources} & {"employer_name"})
    }  # fmt: skip
    assert others == {"Selected graduates (选调生) number "}


def test_a_colleges_edition_in_english_names_the_college_in_english(published):
    document = build(published, Edition(YEAR, "", "en", college="法学院"))
    assert "".join(map(_text, document.subtitle)) == f"Class of {YEAR}, edition for Law"


def _text(run: str | Value) -> str:
    return run if isinstance(run, str) else run.text


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


def test_the_offices_own_words_stand_at_the_end_of_their_chapter_and_are_marked(published, tmp_path):
    changed = altered(published, tmp_path, "select 1")
    folder = changed.path / release.OFFICE_TEXTS / str(YEAR)
    folder.mkdir(parents=True)
    (folder / "feedback.zh.md").write_text("招生计划调减60人。\n\n- 机械类", encoding="utf-8")
    document = build(changed, Edition(YEAR, "", "zh"))
    check(document)
    (chapter,) = (chapter for chapter in document.chapters if chapter.key == "feedback")
    assert [block.role for block in chapter.sections[-1].blocks] == ["office", "office"]
    assert chapter.sections[-1].blocks[0].runs == ("招生计划调减60人。",)
    english = build(changed, Edition(YEAR, "", "en"))
    assert all(section.key != "office" for chapter in english.chapters for section in chapter.sections)


def test_what_moved_more_than_usual_is_told_with_deliveries_whose_parts_add_up(published):
    moved = review(published, YEAR, "year_end")
    assert moved
    for item in moved:
        assert abs(item.change) >= 0.05
        assert item.change == pytest.approx(item.rate - item.before_rate)
        assert sum(mover.points for mover in item.movers) == pytest.approx(item.change)
        assert sum(mover.graduates for mover in item.movers) == item.denominator
        assert sum(mover.counted for mover in item.movers) == item.numerator
        assert item.other_rule  # 2019 is counted under MOE-2004, 2020 under MOE-2020
    sizes = [abs(item.change) for item in moved]
    assert sizes == sorted(sizes, reverse=True)


def test_review_names_the_file_and_the_figure(demo):
    folder, _ = demo
    done = gradmart(folder, "report", "--class-year", str(YEAR), "--review")
    assert done.code == 0, done.err
    assert "Moved more than usual against the class of 2019:" in done.out
    assert "destinations/毕业去向_2020届_2020-" in done.out
    assert "gradmart explain employment_rate/" in done.out


def test_a_signature_written_by_the_command_is_what_the_next_run_puts_into_its_manifest(published, tmp_path):
    paths = Paths(tmp_path)
    paths.raw.mkdir()
    institution = Institution.model_validate({"institution": published.manifest["institution"]})
    written, file = sign(paths, published, YEAR, "示例主任", institution)
    assert file == tmp_path / "raw" / "report" / "2020" / "signed.yml"
    found = read_report_inputs(paths)
    assert found.signatures == (written,)
    assert (written.who, written.release) == ("示例主任", published.id)
    record = written.model_dump(mode="json")
    final = build(
        replace(published, manifest=published.manifest | {"signatures": [record]}), Edition(YEAR, "", "zh")
    )
    assert not final.edition.is_draft


def test_the_command_writes_the_formats_and_editions_that_are_asked_for(demo, tmp_path):
    folder, _ = demo
    done = gradmart(
        folder, "-q", "report", "--class-year", "2021", "--lang", "zh", "--format", "xlsx", "--college",
        "法学院", "--college", "物理学院", "--output", str(tmp_path / "out"),
    )  # fmt: skip
    assert done.code == 0, done.err
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "employment-report-2021-zh-法学院.xlsx", "employment-report-2021-zh-物理学院.xlsx",
    ]  # fmt: skip
    assert done.out.split() == [str(tmp_path / "out" / name) for name in names]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--class-year", "1999"], "has nothing on the class of 1999. It has 2019, 2020, 2021;"),
        (["--college", "魔法学院"], "has no college '魔法学院'. The colleges are "),
        (["--college", "法学院", "--all-colleges"], "--college and --all-colleges exclude each other."),
    ],
)
def test_what_cannot_be_written_is_told_with_what_there_is(demo, words, told):
    folder, _ = demo
    done = gradmart(folder, "report", *words)
    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.err


def test_the_release_carries_the_report_in_both_languages_and_its_checklist(published):
    files = {name for name in published.manifest["files"] if name.startswith("report/")}
    names = {f"report/employment-report-2020-{lang}.{kind}" for lang in LANGS for kind in FORMATS}
    assert files == names | {"report/checklist-2020.json"}
    items = json.loads((published.path / "report" / "checklist-2020.json").read_text(encoding="utf-8"))
    assert [item["section"] for item in items] == list(REQUIRED)


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_has_about_thirty_pages(published, lang):
    """A director reads so many; forty were not read."""
    reader = pypdf.PdfReader(published.path / "report" / f"employment-report-{YEAR}-{lang}.pdf")
    assert 24 <= len(reader.pages) <= 35


def test_the_pdf_of_the_release_is_tagged_and_claims_its_standards(published):
    reader = pypdf.PdfReader(published.path / "report" / "employment-report-2020-zh.pdf")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in metadata
    assert "pdfaid:part" in metadata
    text = "".join(page.extract_text() for page in reader.pages)
    assert "97.60%" in text
    assert "90.66%" in text
