"""Code columns in every generation: code, label, pair, and the oldest codes that hide in 单位性质."""

from __future__ import annotations

import polars as pl
import pytest

from dagster_project.contracts.codes import code_table
from dagster_project.ingest.codes import hides_outcome, is_oldest_generation, read_oldest, read_pair, table_of
from tests.unit.ingest.office import Office, destination, destinations, institution

FILE = "destinations/就业_2020-08-31.csv"


@pytest.mark.parametrize(
    ("code", "label", "expected"),
    [
        ("10", None, "10"),
        ("10.0", None, "10"),
        ("１０", None, "10"),
        (None, "签劳动合同形势就业", "11"),
        ("801", "升学", "801"),
        ("77", None, "76"),
        (None, "国家/地方基层项目", "50/51"),
        (None, "去向未知", None),
        (" ", "", None),
    ],
)
def test_destinations_by_code_or_label(code: str | None, label: str | None, expected: str | None) -> None:
    assert read_pair(code_table("destination"), code, label) == (expected, None, None)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("签劳动合同形势就业", "11"), ("其他录用方式就业", "12"), ("不毕业拟升学", "71"),
        ("出国、出境", "85"), ("出国/出境", "85"), ("出国（境）", "85"), ("境外留学", "85"),
        ("科研助理/管理助理", "27"), ("科研助理、管理助理", "27"), ("暂不就业", "72"), ("其他暂不就业", "72"),
        ("待就业、求职中", "70"), ("待就业—求职中", "70"), ("其它（地方基层项目）", "519"), ("选调生", "512"),
        ("升学 / 研究生", "801"), ("国家/地方基层项目", "50/51"), ("国家基层项目—三支一扶", "502"),
        ("国家基层项目—西部计划", "503"), ("境内升学—研究生", "801"), ("求职中", "70"), ("签约中", "70"),
        ("拟参加公招考试", "70"), ("拟创业", "70"), ("拟应征入伍", "70"), ("81", "80"), ("82", "80"),
    ],
)  # fmt: skip
def test_the_labels_of_the_specification_are_known(label: str, expected: str) -> None:
    assert read_pair(code_table("destination"), None, label) == (expected, None, None)


@pytest.mark.parametrize("label", ["未知", "去向不明", "不详", "未登记"])
def test_an_office_that_says_it_does_not_know_is_believed(label: str) -> None:
    # Landed as a blank one: unknown, in the base of every rate and in no numerator.
    assert read_pair(code_table("destination"), None, label) == (None, None, None)


@pytest.mark.parametrize(
    ("code", "label", "expected"),
    [("65", None, "65"), ("65.0", "留级/休学", "65"), (None, "休学", "65"), (None, "延期毕业", "65"),
     (None, "退学", "dropped_out"), (None, "肄业", "dropped_out")],
)  # fmt: skip
def test_what_says_not_a_graduate_lands_as_a_code_of_its_own(
    code: str | None, label: str | None, expected: str, office: Office
) -> None:
    row = destination(1, code or "", label or "")
    assert office.land_one(FILE, destinations(row))["quarantined"] == 0
    assert office.landed("destinations").filter(source_line=102)["destination"].item() == expected


def test_the_code_wins_and_a_contradiction_is_remarked() -> None:
    read = read_pair(code_table("destination"), "10", "自由职业")
    assert read.value == "10"
    assert read.remark == "code '10' and label '自由职业' contradict each other, the code was kept"


def test_an_invalid_code_gives_way_to_its_label() -> None:
    read = read_pair(code_table("destination"), "1O", "自由职业")
    assert (read.value, read.remark) == ("76", "code '1O' is not known, label '自由职业' used")


def test_neither_known() -> None:
    assert read_pair(code_table("destination"), "99", "奇怪").problem == "neither '99' nor '奇怪' is known"
    assert read_pair(code_table("destination"), None, "奇怪").problem == "'奇怪' is no known code"


def test_a_district_does_not_contradict_its_city() -> None:
    assert read_pair(code_table("region"), "610100", "陕西省西安市雁塔区") == ("610100", None, None)
    assert read_pair(code_table("region"), "610100", "北京市").remark


def test_an_institutions_own_label_is_known() -> None:
    table = table_of("destination", institution(codes={"destination": {"已就业(协议)": "10"}}))
    assert table.find("已就业（协议）") == "10"


def test_an_unknown_destination_is_quarantined_with_what_to_do(office: Office) -> None:
    record = office.land_one(FILE, destinations(destination(1, "", "去了远方")))
    assert (record["accepted"], record["top_reasons"]) == (100, "unknown_code 1")
    [row] = office.quarantine()
    assert (row["line"], row["rule"], row["column_name"]) == (102, "unknown_code", "destination")
    assert row["reason"] == (
        f"{FILE}, line 102: 毕业去向类别代码 '去了远方' is no known code. "
        "Correct it, or add it to institution.yml under codes: destination: with the code it stands for "
        "(`gradmart confirm` writes it)."
    )
    office.settings = institution(codes={"destination": {"去了远方": "72"}})
    assert office.land("destinations")[0]["accepted"] == 101
    assert office.quarantine() == []


def test_a_blank_destination_is_unknown_not_a_mistake(office: Office) -> None:
    assert office.land_one(FILE, destinations(destination(1, "", "")))["accepted"] == 101
    assert office.landed("destinations")["destination"].null_count() == 1


def test_an_unknown_optional_code_becomes_null_with_a_remark(office: Office) -> None:
    record = office.land_one(
        FILE, destinations(destination(1, 单位性质="国企业"), destination(2, 单位性质="国企业"))
    )
    assert record["accepted"] == 102
    assert record["notes"] == "employer_nature: 2 values not readable, set to null: '国企业' (2)"
    row = office.landed("destinations").filter(source_line=102).row(0, named=True)
    assert row["employer_nature"] is None
    assert row["remarks"] == "employer_nature: '国企业' is no known code, set to null"


def test_the_oldest_generation_is_told_by_the_whole_file() -> None:
    assert is_oldest_generation(["01", "12", "06", None])
    assert not is_oldest_generation(["01", "12", "80"])
    assert not is_oldest_generation(["12", "10"])


@pytest.mark.parametrize(
    ("code", "nature", "expected"),
    [("01", "31", "10"), ("1", "31", "10"), ("02", "80", "80"), ("04", "85", "85"), ("14", "75", "75"),
     ("14", "77", "76"), ("17", "51", "51"), ("06", "70", "70"), ("07", "72", "72"), ("16", "71", "71")],
)  # fmt: skip
def test_oldest_codes_with_the_outcome_in_the_nature(code: str, nature: str, expected: str) -> None:
    read = read_oldest(code, nature, whole_file=True)
    assert read is not None
    assert read.value == expected
    assert hides_outcome(nature) == (nature != "31")


def test_an_old_file_lands_without_outcomes_among_its_natures(office: Office) -> None:
    codes = [("01", "31"), ("12", "80"), ("06", "70"), ("14", "76")] * 10
    rows = [destination(at, code, 单位性质=nature) for at, (code, nature) in enumerate(codes)]
    record = office.land_one(FILE, destinations(*rows, filler=0))
    assert (record["accepted"], record["notes"]) == (40, None)
    landed = (
        office.landed("destinations").select("destination", "employer_nature").unique().sort("destination")
    )
    assert landed.rows() == [("10", "31"), ("70", None), ("76", None), ("80", None)]


def test_in_a_file_of_mixed_generations_code_12_is_further_study_where_the_nature_says_so(
    office: Office,
) -> None:
    rows = [destination(1, "12", 单位性质="80"), destination(2, "12", 单位性质="39"), destination(3, "801")]
    office.land_one(FILE, destinations(*rows))
    landed = office.landed("destinations").filter(pl.col("source_line") > 101)
    assert landed.select("destination", "employer_nature").rows() == [
        ("80", None),
        ("12", "39"),
        ("801", "31"),
    ]


def test_an_old_code_whose_outcome_is_not_told_is_quarantined(office: Office) -> None:
    office.land_one(FILE, destinations(destination(1, "14", 单位性质="")))
    assert office.quarantine()[0]["reason"].startswith(
        f"{FILE}, line 102: 毕业去向类别代码 '14' of the oldest generation with 单位性质 blank is not known."
    )
