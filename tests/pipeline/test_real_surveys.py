"""The real exports of 问卷星 through a whole run: counted by hand from the files, found again in the marts.

Of the respondents only counts are read here. The coded export of 800 is the answer key of the text export.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from statsmodels.stats.proportion import proportion_confint

from tests.deployments import REAL_FILES, sql
from tests.unit.ingest.survey_files import real

OPTION = re.compile(r"第6题\((.*)\)")


@pytest.fixture(scope="module")
def data(published):
    folder, outcome = published
    assert outcome.code == 0, outcome.err
    return folder


def column(survey: str, beginning: str) -> list[str | None]:
    table = real(REAL_FILES[survey])
    at = next(place for place, head in enumerate(table.header) if head.startswith(beginning))
    return [row[at] for row in table.rows]


def test_every_response_of_every_export_is_accepted(data):
    rows = sql(
        data,
        "select survey_id, rows_read, accepted, quarantined, duplicates, status from delivery_quality "
        "where feed = 'survey_responses' order by survey_id",
    )
    responses = {
        "interests-text": 800,
        "interests-codes": 800,
        "people-204": 204,
        "phone-text": 4,
        "phone-codes": 4,
    }
    assert {row["survey_id"]: (row["rows_read"], row["accepted"], row["status"]) for row in rows} == {
        survey: (count, count, "landed") for survey, count in responses.items()
    }
    assert {(row["quarantined"], row["duplicates"]) for row in rows} == {(0, 0)}


def test_the_options_of_question_6_are_the_column_sums_of_the_coded_export(data):
    table = real(REAL_FILES["interests-codes"])
    sums = {
        match[1]: sum(row[place] == "1" for row in table.rows)
        for place, head in enumerate(table.header)
        if (match := OPTION.fullmatch(head))
    }
    assert len(sums) == 14
    for survey in ("interests-text", "interests-codes"):
        rows = sql(
            data, f"select option, responses from survey_item where survey_id = '{survey}' and item_no = '6'"
        )
        assert {row["option"]: row["responses"] for row in rows} == {
            option: count for option, count in sums.items() if count
        }


@pytest.mark.parametrize("survey", ["phone-text", "phone-codes"])
def test_the_item_from_0_to_10_is_satisfied_from_9_and_from_8(data, survey):
    """Four responses: 3分 twice, skipped twice, so that the base is two and nobody is satisfied."""
    given = [int(cell.removesuffix("分")) for cell in column("phone-text", "15、") if cell[0].isdigit()]
    rows = sql(
        data,
        "select * from satisfaction where breakdown = 'overall' and item_no = '15' "
        f"and survey_id = '{survey}' order by box_rule",
    )
    assert [(row["box_rule"], row["min_score"]) for row in rows] == [("top2", 9), ("top3", 8)]
    for row in rows:
        satisfied = sum(score >= row["min_score"] for score in given)
        assert (row["satisfied_n"], row["base_n"], row["responses_n"]) == (satisfied, len(given), 4)
        assert (row["excluded_skipped_n"], row["excluded_n"]) == (4 - len(given), 4 - len(given))
        assert row["mean_score"] == sum(given) / len(given)
        assert (row["wilson_low"], row["wilson_high"]) == pytest.approx(
            proportion_confint(satisfied, len(given), method="wilson"), abs=1e-9
        )
    assert [row["reported_is_reachable"] for row in rows] == [None, True]
    assert [row["reported_agrees"] for row in rows] == [None, False]


def test_a_survey_without_a_frame_is_marked_and_has_no_response_rate(data):
    rows = sql(data, "select distinct design, reliability, frame_n, response_rate from satisfaction")
    assert rows == [
        {
            "design": "non_probability",
            "reliability": "non_probability",
            "frame_n": None,
            "response_rate": None,
        }
    ]
    rows = sql(data, "select survey_id, design, frame_n, response_rate, weight_status from survey_quality")
    assert {row["survey_id"] for row in rows} == set(REAL_FILES)
    assert {(row["design"], row["frame_n"], row["response_rate"], row["weight_status"]) for row in rows} == {
        ("non_probability", None, None, "no_roster_frame")
    }


def test_asked_breakdowns_stand_in_the_words_of_the_roster_and_others_as_they_are(data):
    groups = {
        breakdown: Counter(
            {
                row["breakdown_value"]: row["responses"]
                for row in sql(
                    data,
                    "select breakdown_value, count(*) as responses from survey_group "
                    f"where survey_id = 'people-204' and breakdown = '{breakdown}' group by breakdown_value",
                )
            }
        )
        for breakdown in ("gender", "degree_level")
    }
    asked = Counter(column("people-204", "1、"))
    assert groups["gender"] == {"male": asked["男"], "female": asked["女"]}
    levels = Counter(column("people-204", "3、"))
    assert levels["本科"] > 0
    words = {"本科": "bachelor"}
    assert groups["degree_level"] == {words.get(level, level): count for level, count in levels.items()}


def test_figures_of_a_few_people_are_not_shown_in_the_public_tier(data):
    rows = sql(
        data,
        "select distinct satisfied_n, rate, weighted_rate, is_suppressed from satisfaction",
        tier="public",
    )
    assert rows == [{"satisfied_n": None, "rate": None, "weighted_rate": None, "is_suppressed": True}]
