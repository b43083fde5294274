"""Chapters on quality, employers, guidance, trend and feedback, written of the demonstration."""

from __future__ import annotations

import pytest

from dagster_project import release
from dagster_project.reports.build import build
from dagster_project.reports.model import Chart, Edition, Intervals, Lines
from tests.unit.reports.made import said, table, values

CHAPTERS = ("quality", "employers", "service", "trend", "feedback")


@pytest.fixture(scope="module")
def published(demo):
    data, _ = demo
    return release.current(data / "marts")


def sections(published, lang="zh", **edition):
    document = build(published, Edition(2020, "", lang, **edition))
    chapters = {chapter.key: chapter for chapter in document.chapters}
    return {(key, section.key): section for key in CHAPTERS for section in chapters[key].sections}


@pytest.fixture(scope="module")
def written(published):
    return sections(published)


def figures(section):
    """Ids of the rows a section shows."""
    return {source.figure.split(":")[0] for value in values(section) for source in value.sources}


def test_the_satisfaction_with_guidance_carries_what_makes_it_mean_something(written):
    text = " ".join(said(written["service", "satisfaction"]))
    # 2440 of 2500 answers, a frame of 7954: the figure the office published for 2020.
    for part in (
        "7,954人",
        "2,537份",
        "31.90%",
        "2,440份",
        "97.60%",
        "97.05%至98.05%",
        "89.60%（2,240/2,500）",
    ):
        assert part in text


def test_the_trend_has_three_classes_under_three_versions(written):
    rows = table(written["trend", "official"], "official_table")
    assert [(row[0], row[1], row[5]) for row in rows] == [
        ("2019", "MOE-2004", "93.74%"), ("2020", "MOE-2020", "90.66%"), ("2021", "MOE-2021", "92.48%"),
    ]  # fmt: skip
    chart = next(block for block in written["trend", "one_version"].blocks if isinstance(block, Chart))
    assert isinstance(chart.form, Lines)
    assert chart.form.breaks == ("2020", "2021")


def test_the_tracking_survey_of_another_class_is_marked_and_the_one_on_guidance_is_not(written):
    assert "2019届" in said(written["quality", "survey"], "caution")[0]
    assert not said(written["service", "satisfaction"], "caution")


def test_fairs_of_the_season_and_none_of_the_next_class(written):
    names = [row[1] for row in table(written["employers", "fairs"], "fairs_table")]
    assert names == ["2020届毕业生秋季双选会", "电力行业专场招聘会", "2020届毕业生春季网络双选会"]


def test_every_list_of_programmes_gives_both_counts(written):
    rows = table(written["feedback", "enrolment"], "low_placement_table")
    assert rows
    for _, _, placed, graduates, shown, _ in rows:
        assert shown == f"{int(placed) / int(graduates):.2%}"
        assert int(placed) / int(graduates) < 0.85


def test_charts_of_satisfaction_are_drawn_with_intervals(written):
    for place in (("service", "by_group"), ("employers", "ability"), ("feedback", "training")):
        charts = [block for block in written[place].blocks if isinstance(block, Chart)]
        assert any(isinstance(chart.form, Intervals) for chart in charts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_value_is_bound_and_both_languages_show_the_same_rows(published, written, lang):
    other = sections(published, lang)
    assert {place: figures(section) for place, section in other.items()} == {
        place: figures(section) for place, section in written.items()
    }


def test_a_colleges_edition_shows_the_colleges_own_trend(published, written):
    college = sections(published, college="法学院")
    whole = table(written["trend", "official"], "official_table")
    own = table(college["trend", "official"], "official_table")
    assert [row[0] for row in own] == [row[0] for row in whole]
    assert all(int(row[4].replace(",", "")) < 300 for row in own)
    assert college["employers", "fairs"].is_empty
