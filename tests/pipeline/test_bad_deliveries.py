"""Bad input is the normal case: the exact message, the exit status, and the rest of the run untouched.

Two deployments are run: one with good files only, one with the same files plus everything that goes wrong.
What they publish must be equal to the byte, but for the table that tells of the deliveries themselves.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.deployments import gradmart, sql


def test_the_clean_deployment_ends_with_status_0(clean):
    _, outcome = clean
    assert outcome.code == 0, outcome.err
    assert "5 landed, 0 refused" in outcome.out


def test_refused_files_end_the_run_with_status_3_and_the_rest_is_published(dirty):
    _, outcome = dirty
    assert outcome.code == 3
    assert "5 landed, 5 refused" in outcome.out
    assert "Traceback" not in outcome.out + outcome.err


REFUSALS = [
    "destinations/empty_2020-07-08.csv is empty (0 bytes). Export it again and replace it.",
    "destinations/no_date.csv has no date in its name. Rename it to destinations/no_date_YYYY-MM-DD.csv, "
    "with the day whose state the file shows for YYYY-MM-DD.",
    "destinations/unknown_header_2020-07-05.csv, line 1: '单位性质代玛' is not a known header of "
    "destinations. Run `gradmart confirm`, or add to institution.yml, once confirmed:\nheaders:\n"
    "  destinations:\n"
    '    "单位性质代玛": employer_nature   # or: employer_name, industry, drop',
    "destinations/other_encoding_2020-07-06.csv is neither UTF-8 nor GB18030: the first byte that does "
    "not fit is byte 24, on line 2. Save it as UTF-8, or name its encoding in the sidecar (`encoding: ...`).",
    "destinations/cut_short_2020-07-07.xlsx cannot be read as a workbook: it is damaged or was cut short. "
    "Open it, save it again as .xlsx and replace it.",
]


@pytest.mark.parametrize("message", REFUSALS, ids=lambda message: message.split(" ")[0].split("/")[1])
def test_a_refusal_names_the_file_the_fault_and_the_remedy(dirty, message):
    data, outcome = dirty
    assert f"Refused: {message}\n" in outcome.err
    assert message in gradmart(data, "quarantine").out


def test_quarantined_rows_are_told_with_file_line_rule_and_reason(dirty):
    data, _ = dirty
    rows = json.loads(gradmart(data, "quarantine", "--json").out)["rows"]
    told = [(row["file"], row["line"], row["rule"], row["column_name"], row["reason"]) for row in rows]
    assert all(reason.startswith(f"{file}, line {line}: ") for file, line, _, _, reason in told)
    told = [(*rest, reason.split(": ", 1)[1]) for *rest, reason in told]
    tie = "Keep the one that holds, or name the tie break in the sidecar (`tie_break: first` or `last`)."
    folder = "destinations/"
    assert told == [
        (folder + "unknown_code_2020-07-01.csv", 32, "unknown_code", "destination",
         "毕业去向类别代码 '99' is no known code. Correct it, or add it to institution.yml under codes: "
         "destination: with the code it stands for (`gradmart confirm` writes it)."),
        (folder + "blank_key_2020-07-02.csv", 32, "blank_key", "student_no",
         "学号 is blank. Fill it in: without it the row belongs to nobody."),
        (folder + "duplicate_key_2020-07-03.csv", 62, "duplicate_key", "class_year, student_no",
         f"the same key stands on line 63 with different content. {tie}"),
        (folder + "duplicate_key_2020-07-03.csv", 63, "duplicate_key", "class_year, student_no",
         f"the same key stands on line 62 with different content. {tie}"),
    ]  # fmt: skip


def test_every_row_of_the_bad_files_is_accounted_for(dirty):
    data, _ = dirty
    rows = sql(
        data,
        "select feed, sum(rows_read) as read, sum(accepted) as accepted, sum(quarantined) as quarantined, "
        "sum(duplicates) as duplicates, sum(totals_rows) as totals from delivery_quality group by feed "
        "order by feed",
    )
    assert rows == [
        {
            "feed": "destinations",
            "read": 154,
            "accepted": 150,
            "quarantined": 4,
            "duplicates": 0,
            "totals": 0,
        },
        {"feed": "graduates", "read": 100, "accepted": 100, "quarantined": 0, "duplicates": 0, "totals": 0},
    ]


def test_a_header_in_row_3_is_found_and_the_line_numbers_are_the_sheets_own(dirty):
    data, _ = dirty
    rows = sql(
        data,
        "select header_row, sheet, rows_read, status from delivery_quality "
        "where file = 'destinations/header_in_row_3_2020-07-04.xlsx'",
    )
    assert rows == [{"header_row": 3, "sheet": "Sheet1", "rows_read": 30, "status": "landed"}]


def test_what_is_published_is_the_same_to_the_byte_as_without_the_bad_input(clean, dirty):
    def figures(data: Path) -> dict[str, bytes]:
        folder = data / "marts" / "current" / "internal"
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}

    without, with_mistakes = figures(clean[0]), figures(dirty[0])
    assert without.keys() == with_mistakes.keys()
    about_deliveries = {"delivery_quality", "unknown_label", "unknown_label_file"}
    names_its_delivery = {"graduate_history", "graduate_outcome"}
    differing = {name.removesuffix(".parquet") for name in without if without[name] != with_mistakes[name]}
    assert differing == about_deliveries | names_its_delivery
    for name in names_its_delivery:
        tables = [
            pl.read_parquet(data / "marts" / "current" / "internal" / f"{name}.parquet")
            for data in (clean[0], dirty[0])
        ]
        assert_frame_equal(*(table.drop("destination_delivery_id") for table in tables))
