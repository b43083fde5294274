"""The ledger of corrections: read whole, all mistakes told with their lines, nobody named by them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.configuration import write_configuration
from dagster_project.ingest.corrections import corrections_frame, read_corrections
from dagster_project.ingest.deliveries import find_strays
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.settings import Paths
from tests.unit.ingest.office import KEY, TODAY, institution

HEADER = "feed,key,column,expected,new,reason,who,until\n"
SURVEYS = {"guidance": {"title_zh": "满意度", "items": {5: {"kind": "single"}, 6: {"kind": "open"}}}}
SOUND = "destinations,class_year=2020;student_no=S00012,destination,10,11,contract seen,office,"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "raw").mkdir()
    return Paths(tmp_path)


def ledger(paths: Paths, *lines: str, encoding: str = "utf-8") -> Path:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    paths.corrections_file.write_bytes(text.encode(encoding))
    return paths.corrections_file


def told(paths: Paths, *lines: str) -> list[str]:
    """The mistakes of a ledger of these lines (the first is line 2)."""
    with pytest.raises(ConfigurationError) as error:
        read_corrections(ledger(paths, *lines), institution(surveys=SURVEYS))
    return [line.removeprefix("  - ") for line in error.value.what.splitlines()[1:]]


def test_no_ledger_is_an_empty_one(paths: Paths) -> None:
    assert read_corrections(paths.corrections_file, institution()) == []
    write_configuration(paths, institution(), TODAY)
    assert (paths.landing / "corrections" / "corrections.parquet").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_line_is_shown_without_whose_row_it_is_and_who_decided(paths: Paths, encoding: str) -> None:
    file = ledger(
        paths,
        "fairs,fair_id=F7,held_on,2020-09-25,2020-09-26,主办方笔误,就业中心,2020/12/31",
        SOUND,
        encoding=encoding,
    )
    frame = corrections_frame(read_corrections(file, institution()))
    assert frame.rows() == [
        (2, "fairs", "held_on", "2020-09-25", "2020-09-26", "主办方笔误", dt.date(2020, 12, 31)),
        (3, "destinations", "destination", "10", "11", "contract seen", None),
    ]


def test_values_that_tell_who_or_what_somebody_is_are_not_shown(paths: Paths) -> None:
    file = ledger(
        paths,
        "graduates,class_year=2020;student_no=S00012,student_no,S00012,S00021,S00012 is S00021 2020123456,w,",
        "graduates,class_year=2020;student_no=S00013,ethnicity,01,02,roll,office,",
        "graduates,class_year=2020;student_no=S00013,birth_date,1998-01-02,1999-01-02,roll,office,",
        "graduates,class_year=2020;student_no=S00013,college,S00012,文学院,mobile 13800138000 said so,w,",
        "survey_responses,survey_id=guidance;response_no=1,5,甲,乙,call,office,",
        "survey_responses,survey_id=guidance;response_no=1,6,某老师很好,,call,office,",
    )
    frame = corrections_frame(read_corrections(file, institution(surveys=SURVEYS)))
    assert frame.select("column_name", "expected", "new_value", "reason").rows() == [
        ("student_no", None, None, "*** is *** ***"),
        ("ethnicity", None, None, "roll"),
        ("birth_date", None, None, "roll"),
        ("college", "***", "文学院", "mobile *** said so"),
        ("5", "甲", "乙", "call"),
        ("6", None, None, "call"),
    ]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        (",class_year=2020,destination,10,11,r,w,", "feed is blank"),
        ("destinations,,destination,10,11,r,w,", "key is blank"),
        ("destinations,class_year=2020;student_no=S1,,10,11,r,w,", "column is blank"),
        ("destinations,class_year=2020;student_no=S1,destination,10,11,,w,", "reason is blank"),
        ("destinations,class_year=2020;student_no=S1,destination,10,11,r,,", "who is blank"),
        (
            "destinations,class_year=2020;student_no=S1,destination,10,11,r,w,soon",
            "until is no day written as YYYY-MM-DD",
        ),
        (
            "destinations,class_year=2020;student_no=S1,destination,10,11,r,w,2021-02",
            "until is no day written as YYYY-MM-DD",
        ),
        (
            "destinations,class_year=2020;student_no=S1,destination,10,１０,r,w,",
            "expected and new are the same",
        ),
        (
            "destination,class_year=2020;student_no=S1,destination,10,11,r,w,",
            "there is no such feed; legal are graduates, destinations, fairs, fair_employers, "
            "fair_attendance, survey_responses, activities, activity_attendance, programme_members, "
            "employer_lists",
        ),
        (
            "fairs,fair_id=F7,held,2020-09-25,2020-09-26,r,w,",
            "column: fairs has no such column; legal are fair_id, fair_name, held_on, campus, venue, kind, "
            "booths, employers_declared, positions_declared, recruiters_declared, students_declared",
        ),
        (
            "destinations,class_year=2020;student_no=S1,name,甲,乙,r,w,",
            "column: destinations has no such column; legal are class_year, student_no, exam_no, "
            "destination, signed_on, employer_name, employer_uscc, employer_nature, industry, position, "
            "work_region, study_institution, study_country, monthly_salary, major_match, evidence, "
            "graduated_on",
        ),
        (
            "graduates,class_year=2020;student_no=S1,college,文学院,,r,w,",
            "new is blank, and college needs a value",
        ),
        (
            "destinations,class_year=2020;student_no=S1,destination,10,999,r,w,",
            "new '999': cannot stand in destination (is no known code)",
        ),
        (
            "fairs,fair_id=F7,held_on,2020-09-25,2020-09,r,w,",
            "new '2020-09': cannot stand in held_on (has no day)",
        ),
        (
            "graduates,class_year=2020;student_no=S1,ethnicity,01,999,r,w,",
            "new: cannot stand in ethnicity (is no known code)",
        ),
        (
            "fair_attendance,fair_id=F7;mobile=13800138000;checked_in_at=2020-09-25 09:00,mobile,"
            "13800138000,138,r,w,",
            "new: cannot stand in mobile (not_a_mobile)",
        ),
        (
            "fairs,fair_id=F7;F8=fair_id,held_on,2020-09-25,2020-09-26,r,w,",
            "key: part 2 names no column of fairs; legal are fair_id, fair_name, held_on, campus, venue, "
            "kind, booths, employers_declared, positions_declared, recruiters_declared, students_declared",
        ),
        ("fairs,fair_id,held_on,2020-09-25,2020-09-26,r,w,", "key: fair_id has no value (write fair_id=...)"),
        (
            "fairs,fair_id=F7;fair_id=F8,held_on,2020-09-25,2020-09-26,r,w,",
            "key: a column is named twice",
        ),
        (
            "destinations,class_year=20;student_no=S1,destination,10,11,r,w,",
            "key: the value of class_year cannot be read as class_year",
        ),
        ("destinations,student_no=S1,destination,10,11,r,w,", "key: class_year is missing"),
        ("destinations,class_year=2020,destination,10,11,r,w,", "key: student_no or exam_no is missing"),
        (
            "survey_responses,survey_id=guidance;response_no=1,answer,甲,乙,r,w,",
            "column: of survey_responses it is the number of an item, such as 5 or 13.2",
        ),
        (
            "survey_responses,response_no=1,5,甲,乙,r,w,",
            "key: of survey_responses it is survey_id=...;response_no=...",
        ),
        (
            "survey_responses,survey_id=other;response_no=1,5,甲,乙,r,w,",
            "key: there is no such survey in institution.yml; its surveys are guidance",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(paths: Paths, line: str, mistake: str) -> None:
    assert told(paths, SOUND, line) == [f"line 3: {mistake}"]


def test_all_mistakes_are_told_at_once_and_no_identifier_with_them(paths: Paths) -> None:
    with pytest.raises(ConfigurationError) as error:
        read_corrections(
            ledger(
                paths,
                "S2020123456,class_year=2020;student_no=S2020123456,destination,10,11,r,w,",
                "destinations,S2020123456=student_no;class_year=2020,S2020123456,10,11,r,w,S2020123456",
                "graduates,class_year=2020;student_no=S2020123456,student_no,S2020123456,2.02E+09,r,w,",
                "destinations,class_year=2020;student_no=S2020123456,destination,10,11,r,w",
            ),
            institution(),
        )
    message = str(error.value)
    assert message.startswith("corrections.csv has 6 mistake(s):\n")
    assert message.endswith("\nPut them right and run again.")
    assert [message.count(f"line {line}: ") for line in (2, 3, 4, 5)] == [1, 3, 1, 1]
    assert "S2020123456" not in message
    assert "2.02E+09" not in message
    assert "line 5: it has 7 columns instead of 8 (a comma in a cell needs quotes)" in message


def test_a_wrong_header_is_told_with_the_right_one(paths: Paths) -> None:
    paths.corrections_file.write_text("feed,key\nfairs,fair_id=F7\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"the columns are {HEADER.strip()}"):
        read_corrections(paths.corrections_file, institution())


def test_lines_of_which_the_order_would_decide_are_refused(paths: Paths) -> None:
    """Line 3 says the same key in other words; line 4 goes on from what line 2 puts there."""
    mistakes = told(
        paths,
        SOUND,
        "destinations,student_no=s00012；class_year=2020届,destination,10.0,12,r,w,",
        "destinations,class_year=2020;student_no=S00012,destination,11,12,r,w,",
    )
    chain = "one of the two expects what the other puts there; write the last value into both"
    assert mistakes == [
        "line 3: line 2 corrects the same value of the same cell",
        f"line 4: line 2 is about the same cell, and {chain}",
    ]


def test_a_cell_may_have_a_line_for_each_wrong_value_it_was_delivered_with(paths: Paths) -> None:
    other = SOUND.replace(",10,11,", ",70,11,")
    assert [item.line for item in read_corrections(ledger(paths, SOUND, other), institution())] == [2, 3]


def test_the_ledger_is_an_input_and_no_stray_file(paths: Paths) -> None:
    before = inputs_fingerprint(paths, institution(), KEY, TODAY)
    ledger(paths, SOUND)
    assert find_strays(paths) == []
    first = inputs_fingerprint(paths, institution(), KEY, TODAY)
    ledger(paths, SOUND + "2020-12-31")
    assert len({before, first, inputs_fingerprint(paths, institution(), KEY, TODAY)}) == 3
