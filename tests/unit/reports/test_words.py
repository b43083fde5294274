"""The report's own words: both languages, the same places, and no number that somebody typed."""

from __future__ import annotations

import pytest

from dagster_project.reports import words
from dagster_project.reports.values import Source, bound, withheld
from dagster_project.reports.words import Words, literal_number, places


@pytest.mark.parametrize(
    "template",
    [
        "落实率为90.66%，较上年有所提高。",
        "The rate of the class of {year} was 90 per cent.",
        "共有２０个学院。",
        "落实率达百分之九十。",
        "共有三十人。",
        "提高了三个百分点。",
        "增加②项",
    ],
)
def test_a_number_in_a_template_is_found(template):
    assert literal_number(template) is not None


@pytest.mark.parametrize(
    "template",
    ["截至{as_of}，{year}届毕业生共{graduates}人。", "两个时点之间的变动", "One of the {count} colleges"],
)
def test_a_template_whose_numbers_come_through_places_passes(template):
    assert literal_number(template) is None


def test_a_template_with_a_literal_number_stops_the_words_from_being_read(tmp_path, monkeypatch):
    text = "said:\n  zh: 就业率为97%。\n  en: The rate was {rate}.\n"
    (tmp_path / "chapter.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(words, "TEXTS", tmp_path)
    words._read.cache_clear()
    try:
        with pytest.raises(ValueError, match="literal number") as told:
            Words("zh")
    finally:
        words._read.cache_clear()
    assert "chapter.said: zh: '9' is a literal number" in str(told.value)
    assert "chapter.said: the languages have different places" in str(told.value)


def test_the_words_that_are_there_are_without_mistakes():
    assert Words("zh").term("terms.graduates") == "毕业生人数"
    assert Words("en").term("terms.graduates") == "graduates"


def test_a_sentence_says_in_words_that_a_value_is_withheld():
    hidden = withheld("c", "share", [Source("employment_rate/000000000001", "rate")])
    counts = {name: bound(7, "count", "zh", ()) for name in ("numerator", "denominator")}
    runs = Words("zh").fill("terms.rate_with_counts", {"rate": hidden, **counts})
    assert runs[0].text == "（因基数过小不予公布）"
    assert runs[0].withheld


@pytest.mark.parametrize(("count", "said"), [(1, "1 school at home is"), (7, "7 schools at home are")])
def test_words_agree_with_the_number_beside_them(count, said):
    given = {"count": bound(count, "count", "en", ()), "largest": "A"}
    runs = Words("en").fill("further.home_hosts_said", given)
    assert "".join(run if isinstance(run, str) else run.text for run in runs).startswith(said)
    assert literal_number("{count:one|2 schools}") == "2"


def test_a_value_without_a_place_and_a_place_without_a_value_are_refused():
    fill = Words("en").fill
    with pytest.raises(KeyError, match="no place for extra"):
        fill("terms.source", {"tables": "x", "extra": "y"})
    with pytest.raises(KeyError, match="tables"):
        fill("terms.source", {})


def test_places_are_told_by_their_names():
    assert places("{a} of {b}, {a}") == {"a", "b"}
