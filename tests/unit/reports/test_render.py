"""Files of an edition: their names, all of them or none, each drawing made once."""

from __future__ import annotations

import pytest

from dagster_project.reports import charts, render
from dagster_project.reports.files import file_name, made_on
from dagster_project.reports.model import Edition
from tests.unit.reports.sample import document

NAMES = [f"employment-report-2020-en.{name}" for name in ("pdf", "html", "docx", "xlsx")]


@pytest.fixture
def sample(monkeypatch):
    """The document, whatever release and edition are asked for."""
    monkeypatch.setattr(render, "build", lambda published, edition: document("en"))
    # The sample is one chapter; that a whole report passes the gate is tested on the demonstration.
    monkeypatch.setattr(render, "check", lambda document: None)
    return Edition(2020, "year_end", "en")


def test_names_tell_class_year_language_college_and_tier():
    assert file_name(Edition(2020, "year_end", "zh"), "pdf") == "employment-report-2020-zh.pdf"
    edition = Edition(2020, "year_end", "en", "internal", "理学院/数学 系")
    assert file_name(edition, "html") == "employment-report-2020-en-理学院_数学_系-internal.html"


def test_the_time_in_the_files_is_the_day_of_the_release():
    assert made_on("20211231-e22a2d28db02").isoformat() == "2021-12-31T00:00:00"


def test_all_formats_are_written_and_the_same_twice_and_each_chart_is_drawn_once(
    sample, tmp_path, monkeypatch
):
    drawn: list[str] = []
    draw = charts.svg
    monkeypatch.setattr(charts, "svg", lambda spec: drawn.append(spec["description"]) or draw(spec))
    files = render.render(None, sample, tmp_path / "one")
    assert [file.name for file in files] == NAMES
    assert len(drawn) == 2
    again = render.render(None, sample, tmp_path / "two")
    for one, two in zip(files, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name
    assert sorted(file.name for file in (tmp_path / "one").iterdir()) == sorted(NAMES)


def test_when_one_format_fails_none_is_written_and_what_was_there_stays(sample, tmp_path, monkeypatch):
    kept = tmp_path / NAMES[3]
    kept.write_text("of the last time", encoding="utf-8")
    monkeypatch.setattr(render, "docx", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        render.render(None, sample, tmp_path, ("xlsx", "docx"))
    assert [file.name for file in tmp_path.iterdir()] == [NAMES[3]]
    assert kept.read_text(encoding="utf-8") == "of the last time"
