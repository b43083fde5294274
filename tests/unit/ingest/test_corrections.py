"""Corrections as they are applied: only where the file says what is expected, and told wherever they are."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.cast import Caster
from dagster_project.ingest.correcting import correct_rows
from dagster_project.ingest.corrections import read_corrections
from dagster_project.ingest.dates import EPOCH_1900
from dagster_project.ingest.register import write_register
from tests.unit.ingest.office import KEY, ROSTER, Office, destination, destinations, institution

HEADER = "feed,key,column,expected,new,reason,who,until\n"
FILE = "destinations/就业_2020-08-31.csv"
TO_11 = "destinations,class_year=2020;student_no=S00012,destination,10,11,contract seen,office,"


def ledger(office: Office, *lines: str) -> None:
    office.paths.raw.mkdir(parents=True, exist_ok=True)
    office.paths.corrections_file.write_text(
        HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8"
    )


def told(record: dict) -> list[tuple]:
    return [(use["line"], use["outcome"], use["rows"]) for use in record["corrections"]]


def cells(office: Office, line: int, *columns: str) -> tuple:
    """Landed cells of the row on this line of the file."""
    return office.landed("destinations").filter(source_line=line).select(columns).row(0)


def test_a_row_that_holds_the_expected_value_gets_the_new_one_and_a_remark(office: Office) -> None:
    ledger(office, TO_11)
    record = office.land_one(FILE, destinations(destination(12), destination(13), filler=1))
    assert told(record) == [(2, "applied", 1)]
    remark = "destination: corrected from '10' to '11' (ledger line 2: contract seen)"
    assert cells(office, 3, "destination", "remarks") == ("11", remark)
    assert cells(office, 4, "destination", "remarks") == ("10", None)


@pytest.mark.parametrize(
    ("code", "label", "outcome", "lands"),
    [
        ("10", "", "applied", "11"),
        ("１０.0", "", "applied", "11"),
        ("", "签就业协议形式就业", "applied", "11"),
        ("10", "签就业协议形式就业", "applied", "11"),
        ("11", "", "mended", "11"),
        ("", "签劳动合同形式就业", "mended", "11"),
        ("70", "待就业", "expired", "70"),
        ("", "", "expired", None),
    ],
)
def test_a_code_is_compared_with_its_label_and_both_are_replaced(
    office: Office, code: str, label: str, outcome: str, lands: str | None
) -> None:
    ledger(office, TO_11)
    record = office.land_one(FILE, destinations(destination(12, code, label)))
    assert told(record) == [(2, outcome, 1)]
    assert cells(office, 102, "destination") == (lands,)
    assert record["accepted"] == 101


def test_a_file_with_labels_alone_is_corrected_too(office: Office) -> None:
    ledger(office, TO_11)
    rows = [["学号", "毕业年份", "毕业去向"], ["S00012", "2020", "签就业协议形式就业"]]
    assert told(office.land_one(FILE, rows)) == [(2, "applied", 1)]
    assert cells(office, 2, "destination") == ("11",)


def test_the_key_is_compared_as_it_lands(office: Office) -> None:
    ledger(office, "destinations,class_year=2020届；student_no=' s00012,destination,10,11,r,w,")
    rows = [["学号", "毕业时间", "毕业去向代码"], ["s00012", "2020年6月", "10"], ["S00012", "2019.6", "10"]]
    assert told(office.land_one(FILE, rows)) == [(2, "applied", 1)]
    assert office.landed("destinations")["destination"].to_list() == ["11", "10"]


def test_the_class_year_of_a_sidecar_is_that_of_its_rows_and_not_of_the_ledger(office: Office) -> None:
    ledger(office, TO_11, TO_11.replace("2020", "2019"))
    rows = [["学号", "毕业去向代码"], ["S00012", "10"]]
    office.put(FILE, rows, "class_year: 2019\n")
    assert told(office.land("destinations")[0]) == [(3, "applied", 1)]


def test_days_and_sums_are_compared_by_what_they_say(office: Office) -> None:
    ledger(
        office,
        "fairs,fair_id=F7,held_on,2020-09-25,2020-09-26,typing error,office,",
        "fairs,fair_id=F7,booths,120,102,typing error,office,",
    )
    rows = [["场次编号", "招聘会名称", "举办日期", "展位数"], ["F7", "秋季双选会", "2020/9/25", "120.0"]]
    assert told(office.land_one("fairs/f_2020-10-01.csv", rows)) == [(2, "applied", 1), (3, "applied", 1)]
    row = office.landed("fairs").row(0, named=True)
    assert (row["held_on"], row["booths"]) == (dt.date(2020, 9, 26), 102)
    assert row["remarks"] == (
        "held_on: corrected from '2020-09-25' to '2020-09-26' (ledger line 2: typing error); "
        "booths: corrected from '120' to '102' (ledger line 3: typing error)"
    )


def test_a_blank_can_be_expected_and_a_cell_can_be_emptied(office: Office) -> None:
    ledger(
        office,
        "destinations,class_year=2020;student_no=S00001,employer_name,,某学院,told,office,",
        "destinations,class_year=2020;student_no=S00002,monthly_salary,5000,,not a salary,office,",
    )
    rows = destinations(destination(1, 单位名称="-"), destination(2), filler=1)
    assert told(office.land_one(FILE, rows)) == [(2, "applied", 1), (3, "applied", 1)]
    assert cells(office, 3, "employer_name") == ("某学院",)
    assert cells(office, 4, "monthly_salary") == (None,)
    assert "from blank to '某学院'" in cells(office, 3, "remarks")[0]


def test_a_mark_of_the_institution_for_no_value_can_be_expected(office: Office) -> None:
    office.settings = institution(blanks=["未填"])
    ledger(office, "destinations,class_year=2020;student_no=S00001,employer_name,未填,某学院,told,office,")
    record = office.land_one(FILE, destinations(destination(1, 单位名称="未填")))
    assert told(record) == [(2, "applied", 1)]


def test_a_file_without_the_column_is_left_as_it_is(office: Office) -> None:
    ledger(office, "destinations,class_year=2020;student_no=S00012,study_country,,法国,told,office,")
    record = office.land_one(FILE, destinations(destination(12)))
    assert told(record) == []
    assert office.landed("destinations")["study_country"].null_count() == 101


def test_a_row_kept_out_for_an_unknown_code_comes_in_through_the_ledger(office: Office) -> None:
    office.put(FILE, destinations(destination(12, "99"), destination(13, "99")))
    (before,) = office.land("destinations")
    ledger(office, TO_11.replace(",10,", ",99,"))
    (after,) = office.land("destinations")
    assert (before["quarantined"], after["quarantined"]) == (2, 1)
    assert [row["line"] for row in office.quarantine()] == [103]
    assert cells(office, 102, "destination") == ("11",)


def test_a_mistyped_student_number_is_corrected_and_shown_nowhere(office: Office) -> None:
    ledger(
        office,
        "graduates,class_year=2020;student_no=S00012,student_no,S00012,S00021,S00012 is S00021,office,",
    )
    file = "graduates/名单_2020-06-30.csv"
    rows = [
        ROSTER,
        ["S00012", "本科", "文学院", "英语", "2020"],
        ["S00013", "本科", "文学院", "英语", "2020"],
    ]
    record = office.land_one(file, rows)
    assert told(record) == [(2, "applied", 1)]
    landed = office.landed("graduates")
    assert landed["remarks"].to_list() == ["student_no: corrected (ledger line 2: *** is ***)", None]
    office.paths.corrections_file.unlink()
    right = [[cell.replace("S00012", "S00021") for cell in row] for row in rows]
    (office.paths.raw / file).unlink()
    office.land_one("graduates/名单_2020-07-31.csv", right)
    newer = pl.read_parquet(office.paths.landing / "graduates" / "*.parquet").filter(
        recorded_on=dt.date(2020, 7, 31)
    )
    assert set(newer["graduate_key"]) == set(landed["graduate_key"])
    kept = [path for path in office.paths.landing.rglob("*") if path.is_file()]
    for path in kept:
        text = path.read_text("utf-8") if path.suffix == ".json" else str(pl.read_parquet(path).to_dicts())
        assert "S00012" not in text
        assert "S00021" not in text


def test_a_line_holds_for_deliveries_up_to_its_day(office: Office) -> None:
    ledger(office, TO_11 + "2020-12-31")
    for day in ("2020-08-31", "2020-12-31", "2021-01-01"):
        office.put(f"destinations/就业_{day}.csv", destinations(destination(12), filler=int(day[5:7])))
    records = office.land("destinations")
    assert [told(record) for record in records] == [[(2, "applied", 1)], [(2, "applied", 1)], []]


def test_of_two_lines_about_a_cell_the_one_that_fits_applies_and_the_other_is_silent(office: Office) -> None:
    ledger(office, TO_11, TO_11.replace(",10,", ",70,"))
    assert told(office.land_one(FILE, destinations(destination(12, "70")))) == [(3, "applied", 1)]
    other = office.land_one("destinations/就业_2020-09-30.csv", destinations(destination(12, "12")))
    assert told(other) == [(2, "expired", 1), (3, "expired", 1)]


def test_a_line_with_more_than_the_key_tells_two_rows_of_one_key_apart(office: Office) -> None:
    ledger(office, "destinations,class_year=2020;student_no=S00012;employer_name=乙,destination,11,10,r,w,")
    twice = [destination(12, "10", 单位名称="甲"), destination(12, "11", 单位名称="乙")]
    record = office.land_one(FILE, destinations(*twice))
    assert told(record) == [(2, "applied", 1)]
    assert [row["rule"] for row in office.quarantine()] == ["duplicate_key"] * 2
    assert json.loads(office.quarantine()[1]["record"])["毕业去向类别代码"] == "11"


def test_a_row_that_becomes_a_copy_of_another_counts_once(office: Office) -> None:
    ledger(office, TO_11)
    record = office.land_one(FILE, destinations(destination(12, "10"), destination(12, "11")))
    assert told(record) == [(2, "applied", 1)]
    assert (record["accepted"], record["duplicates"], record["quarantined"]) == (101, 1, 0)


def test_one_corrected_cell_does_not_change_how_the_codes_of_other_rows_are_read(office: Office) -> None:
    """12 is 签劳动合同 in the oldest generation, which a file is told by as a whole, and 其他录用 since."""
    rows = destinations(destination(12, "01"), destination(13, "12"), filler=0)
    without = office.land_one(FILE, rows)
    assert without["status"] == "landed"
    before = cells(office, 3, "destination")
    ledger(office, TO_11.replace(",10,", ",01,"))
    assert told(office.land("destinations")[0]) == [(2, "applied", 1)]
    assert cells(office, 2, "destination") == ("11",)
    assert cells(office, 3, "destination") == before


def test_lines_of_another_feed_land_nothing_again(office: Office) -> None:
    office.land_one(FILE, destinations(destination(12)))
    landed = next((office.paths.landing / "destinations").glob("destinations-*.parquet"))
    before = landed.stat().st_mtime_ns
    ledger(office, "fairs,fair_id=F7,booths,120,102,typing error,office,")
    office.land("destinations")
    assert landed.stat().st_mtime_ns == before
    ledger(office, "fairs,fair_id=F7,booths,120,102,typing error,office,", TO_11)
    office.land("destinations")
    assert landed.stat().st_mtime_ns > before


def test_what_became_of_each_line_survives_the_cache_and_is_written_for_dbt(office: Office) -> None:
    ledger(office, TO_11, TO_11.replace("S00012", "S00013"), TO_11.replace("S00012", "S00014"))
    record = office.land_one(FILE, destinations(destination(12), destination(13, "70")))
    assert office.land("destinations") == [record]
    write_register(office.paths, office.land("destinations"))
    frame = pl.read_parquet(office.paths.landing / "correction_uses" / "*.parquet")
    assert frame.rows() == [
        (record["delivery_id"], 2, "applied", 1),
        (record["delivery_id"], 3, "expired", 1),
    ]


SURVEY = {
    "guidance": {"title_zh": "满意度", "items": {1: {"kind": "scale", "points": 5}, 2: {"kind": "open"}}}
}
ANSWER = "survey_responses,survey_id=guidance;response_no=2,1,2分,4分,told by telephone,office,"


def test_an_answer_is_corrected_in_its_response_and_remarked_on(office: Office) -> None:
    office.settings = institution(surveys=SURVEY)
    ledger(office, ANSWER, ANSWER.replace("response_no=2", "response_no=3"), ANSWER.replace(",1,", ",2,"))
    rows = [["序号", "提交答卷时间", "1、满意吗(量表题)", "2、建议(填空题)"]]
    rows += [
        [str(number), "2020/11/1 9:00:00", "2分" if number < 3 else "4分", "很好"] for number in (1, 2, 3)
    ]
    record = office.land_one("survey_responses/guidance_2020-11-01.csv", rows)
    assert told(record) == [(2, "applied", 1), (3, "mended", 1), (4, "expired", 1)]
    landed = office.landed("survey_responses").filter(item_no="1").sort("response_no")
    assert landed["score"].to_list() == [2.0, 4.0, 4.0]
    told_so = "item 1: corrected from '2分' to '4分' (ledger line 2: told by telephone)"
    assert landed["remarks"].to_list() == [None, told_so, None]


def test_a_response_known_by_the_number_of_its_student_is_found_by_it_and_shown_nowhere(
    office: Office,
) -> None:
    own = {"guidance": {"title_zh": "满意度", "respondent_header": "序号", "items": {1: {"kind": "single"}}}}
    office.settings = institution(surveys=own)
    line = ANSWER.replace("response_no=2", "response_no=S00012").replace("2分,4分", "好,一般")
    ledger(office, line.replace("told", "S00012 told"))
    rows = [["序号", "来源", "1、满意吗(单选题)"], ["S00012", "微信", "好"], ["S00013", "微信", "好"]]
    record = office.land_one("survey_responses/guidance_2020-11-01.csv", rows)
    assert told(record) == [(2, "applied", 1)]
    landed = office.landed("survey_responses")
    assert landed["answer"].to_list() == ["一般", "好"]
    assert "S00012" not in str(landed.to_dicts())


def test_an_item_of_several_columns_is_left_as_it_is_with_a_note(office: Office) -> None:
    office.settings = institution(surveys={"guidance": {"title_zh": "满意度"}})
    ledger(office, ANSWER)
    rows = [["序号", "来源", "第1题(甲)", "第1题(乙)"], ["2", "微信", "1", "0"]]
    record = office.land_one("survey_responses/guidance_2020-11-01.csv", rows)
    assert told(record) == []
    note = "item 1 stands in 2 columns of this file: ledger line 2 corrects text exports only"
    assert note in record["notes"]


CODES = ("10", "11", "70", "80", "")


def caster(rows: list[tuple[int, str]]) -> Caster:
    raw = pl.DataFrame(
        {
            "student_no": [f"S{number}" for number, _ in rows],
            "class_year": ["2020"] * len(rows),
            "destination": [code for _, code in rows],
        },
        schema={"student_no": pl.String, "class_year": pl.String, "destination": pl.String},
    )
    return Caster(CONTRACTS["destinations"], raw, institution(), KEY, EPOCH_1900)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    rows=st.lists(st.tuples(st.integers(1, 5), st.sampled_from(CODES)), min_size=1, max_size=8),
    lines=st.lists(
        st.tuples(st.integers(1, 7), st.sampled_from(CODES), st.sampled_from(CODES)).filter(
            lambda line: line[1] != line[2]
        ),
        max_size=6,
        unique_by=lambda line: line[0],
    ),
)
def test_applying_the_ledger_twice_is_applying_it_once(
    office: Office, rows: list[tuple[int, str]], lines: list[tuple[int, str, str]]
) -> None:
    """And a row no line names lands as it would without a ledger."""
    ledger(
        office,
        *(
            f"destinations,class_year=2020;student_no=S{number},destination,{expected},{new},r,w,"
            for number, expected, new in lines
        ),
    )
    corrections = read_corrections(office.paths.corrections_file, institution())
    once, _ = correct_rows(caster(rows), corrections)
    again, uses = correct_rows(once, corrections)
    assert again.raw.equals(once.raw)
    assert {use["outcome"] for use in uses} <= {"mended", "expired"}
    changes = {(number, expected): new for number, expected, new in lines}
    by_hand = [changes.get((number, code), code) for number, code in rows]
    assert [code or "" for code in once.raw["destination"]] == by_hand


def test_a_ledger_that_matches_nothing_changes_no_landed_byte(office: Office) -> None:
    def landed() -> bytes:
        return next((office.paths.landing / "destinations").glob("destinations-*.parquet")).read_bytes()

    office.land_one(FILE, destinations(destination(12), destination(13, "99"), destination(14, 月薪="很多")))
    before, rows = landed(), office.quarantine()
    ledger(office, TO_11.replace("S00012", "S99999"), TO_11.replace(",10,", ",70,"))
    assert told(office.land("destinations")[0]) == [(3, "expired", 1)]
    assert (landed(), office.quarantine()) == (before, rows)


def test_the_delivered_file_is_not_touched(office: Office) -> None:
    path = office.put(FILE, destinations(destination(12)))
    before = path.read_bytes()
    ledger(office, TO_11)
    office.land("destinations")
    assert path.read_bytes() == before
