"""Files of another institution, by configuration alone: one file for several feeds, constants, own marks."""

from __future__ import annotations

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.deliveries import find_strays
from dagster_project.settings import Institution
from tests.unit.ingest.office import Office, institution

PEOPLE = [
    ["Nr", "Sexo", "Trabaja", "Nota"],
    ["7001", "Mujer", "TRUE", "6"],
    ["7002", "Hombre", "FALSE", "NA"],
    ["7003", "NA", "TRUE", " na "],
]
FEEDS = ("graduates", "destinations", "survey_responses")


@pytest.fixture
def abroad(office: Office) -> Office:
    office.settings = chile()
    office.put("shared/people_2016-12-31.csv", PEOPLE)
    return office


def chile(**changes: object) -> Institution:
    sections: dict[str, object] = {
        "shared": {"people": list(FEEDS)},
        "blanks": ["NA"],
        "constants": {
            "graduates": {"class_year": "2016", "degree_level": "研究生", "college": "U", "major_name": "U"},
            "destinations": {"class_year": "2016"},
        },
        "headers": {
            "graduates": {"Nr": "student_no", "Sexo": "gender", "Trabaja": "drop", "Nota": "drop"},
            "destinations": {"Nr": "student_no", "Sexo": "drop", "Trabaja": "destination", "Nota": "drop"},
            "survey_responses": {"Nr": "response_no", "Sexo": "drop", "Trabaja": "drop"},
        },
        "codes": {
            "gender": {"Mujer": "2", "Hombre": "1"},
            "destination": {"TRUE": "12", "FALSE": "70"},
        },
        "surveys": {
            "people": {
                "title_zh": "调查",
                "respondent_header": "Nr",
                "items": {"1": {"header": "Nota", "kind": "scale", "points": 7}},
            }
        },
    }
    return institution(**(sections | changes))


def test_one_file_serves_every_feed_that_is_named_for_it(abroad: Office) -> None:
    records = [record for feed in FEEDS for record in abroad.land(feed)]
    assert [(r["file"], r["status"], r["accepted"]) for r in records] == [
        ("shared/people_2016-12-31.csv", "landed", 3)
    ] * 3
    assert len({record["delivery_id"] for record in records}) == 3
    assert abroad.land("fairs") == []
    people = abroad.landed("graduates")
    assert people["gender"].to_list() == ["2", "1", None]
    assert people["class_year"].to_list() == [2016] * 3
    assert people["degree_code"].to_list() == ["研究生"] * 3
    assert abroad.landed("destinations")["destination"].to_list() == ["12", "70", "12"]


def test_a_mark_for_no_value_leaves_the_base_and_makes_no_remark(abroad: Office) -> None:
    abroad.land("graduates")
    assert abroad.landed("graduates")["remarks"].to_list() == [None] * 3
    abroad.land("survey_responses")
    answers = abroad.landed("survey_responses")
    assert answers["score"].to_list() == [6.0, None, None]
    assert answers["status"].to_list() == ["answered", "skipped", "skipped"]


def test_without_the_setting_such_a_mark_is_a_word_like_any_other(abroad: Office) -> None:
    abroad.settings = chile(blanks=[])
    abroad.land("graduates")
    assert abroad.landed("graduates")["remarks"].to_list()[2] == "gender: 'NA' is no known code, set to null"


def test_a_question_is_found_by_its_header_wherever_it_stands(abroad: Office) -> None:
    abroad.put("shared/people_2017-12-31.csv", [[*reversed(row)] for row in PEOPLE])
    first, second = abroad.land("survey_responses")
    assert (first["status"], second["status"]) == ("landed", "landed")
    frame = abroad.landed("survey_responses").select("recorded_on", "item_no", "item", "score")
    assert frame.filter(frame["recorded_on"].dt.year() == 2016).drop("recorded_on").rows() == (
        frame.filter(frame["recorded_on"].dt.year() == 2017).drop("recorded_on").rows()
    )
    assert frame["item"].unique().to_list() == ["Nota"]


def test_a_response_number_that_is_the_respondents_own_lands_as_a_pseudonym(abroad: Office) -> None:
    abroad.land("graduates")
    abroad.put("shared/people_2016-12-31.csv", [*PEOPLE, ["7003", "", "", "1"]])
    abroad.settings = chile(quarantine={"max_share": 1})
    abroad.land("survey_responses")
    keys = abroad.landed("graduates")["graduate_key"].to_list()
    landed = abroad.landed("survey_responses")
    assert landed["response_no"].to_list() == landed["graduate_key"].to_list() == keys[:2]
    kept_out = abroad.quarantine()
    assert [row["rule"] for row in kept_out] == ["duplicate_key"] * 2
    assert not [row for row in kept_out if "7003" in row["reason"] + row["record"]]


def test_a_declared_header_that_is_not_there_is_named(abroad: Office) -> None:
    items = {"1": {"header": "Edad", "kind": "single"}, "2": {"header": "Nota", "kind": "single"}}
    abroad.settings = chile(surveys={"people": {"title_zh": "调查", "items": items}})
    (record,) = abroad.land("survey_responses")
    assert "The file has no item 1 (Edad), which institution.yml declares" in record["reason"]


def test_a_constant_stands_only_where_the_file_lacks_the_column(abroad: Office) -> None:
    abroad.settings = chile(constants=chile().constants | {"destinations": {"destination": "72"}})
    rows = [[*row, year] for row, year in zip(PEOPLE, ["毕业年份", "2015", "2015", "2015"], strict=True)]
    abroad.put("shared/people_2016-12-31.csv", rows)
    abroad.land("destinations")
    assert abroad.landed("destinations")["destination"].to_list() == ["12", "70", "12"]
    assert abroad.landed("destinations")["class_year"].to_list() == [2015] * 3


def test_a_changed_constant_or_mark_reads_the_file_again(abroad: Office) -> None:
    abroad.land("graduates")
    constants = chile().constants
    abroad.settings = chile(constants=constants | {"graduates": constants["graduates"] | {"college": "V"}})
    abroad.land("graduates")
    assert abroad.landed("graduates")["college"].to_list() == ["V"] * 3


def test_a_shared_file_nobody_named_is_told_with_the_line_to_add(abroad: Office) -> None:
    abroad.put("shared/otros_2016-12-31.csv", PEOPLE)
    (stray,) = find_strays(abroad.paths, abroad.settings.shared)
    assert str(stray.refusal) == (
        "shared/otros_2016-12-31.csv is shared, but no feeds are named for it. Add to institution.yml the "
        'feeds it serves, for example:\nshared:\n  "otros": [graduates, destinations]'
    )


def test_two_questions_of_one_header_are_a_mistake(tmp_path) -> None:
    from dagster_project.ingest.institution_file import load_configuration
    from tests.deployments import write_institution

    items = {n: {"header": "Nota", "kind": "single"} for n in ("1", "2")}
    write_institution(tmp_path, surveys={"s": {"title_zh": "调查", "items": items}})
    with pytest.raises(ConfigurationError, match="two items cannot both be the column 'Nota'"):
        load_configuration(tmp_path / "raw" / "institution.yml")
