"""The ledger of corrections from the file to the figures, and how it is told when it no longer fits."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.deployments import Outcome, gradmart, sql, write_csv, write_institution
from tests.pipeline.hundred_graduates import DESTINATION, ROSTER, STUDENTS

LEDGER = ["feed", "key", "column", "expected", "new", "reason", "who", "until"]


def destinations(**codes: str) -> list[list[str]]:
    """Everybody has a contract (10) but those whose code is given, as `s12="70"`."""
    given = {int(name[1:]): code for name, code in codes.items()}
    rows = [[student, "2020", given.get(at, "10"), "示例公司"] for at, student in enumerate(STUDENTS, 1)]
    return [DESTINATION, *rows]


def correction(number: int, expected: str, new: str, reason: str) -> list[str]:
    key = f"class_year=2020;student_no={STUDENTS[number - 1]}"
    return ["destinations", key, "destination", expected, new, reason, "career centre", ""]


def write_deliveries(data: Path) -> None:
    """Line 2 of the ledger fits until December, 3 until August, 4 from August on, 5 never met anybody."""
    write_institution(data)
    raw = data / "raw"
    roster = [[number, "学生甲", "2020", "本科", "示例学院", "示例专业"] for number in STUDENTS]
    write_csv(raw / "graduates" / "roster_2020-06-01.csv", [ROSTER, *roster])
    folder = raw / "destinations"
    write_csv(folder / "x_2020-07-01.csv", destinations(s13="99", s14="70"))
    write_csv(folder / "x_2020-08-31.csv", destinations())
    write_csv(folder / "x_2020-12-31.csv", destinations(s12="12"))
    stranger = correction(1, "10", "11", "mistyped")
    stranger[1] = "class_year=2020;student_no=20209999"
    write_csv(
        raw / "corrections.csv",
        [
            LEDGER,
            correction(12, "10", "11", "contract seen"),
            correction(13, "99", "10", "a code of the old system"),
            correction(14, "10", "70", f"{STUDENTS[13]} told by telephone"),
            stranger,
        ],
    )


@pytest.fixture(scope="module")
def corrected(build_once) -> tuple[Path, Outcome]:
    def make(data: Path) -> Outcome:
        write_deliveries(data)
        return gradmart(data, "run")

    return build_once("corrections", make)


NOTICES = [
    "corrections.csv, line 2: destinations/x_2020-12-31.csv holds something else than the expected value "
    "in destination: it was not corrected there. End the line with `until` 2020-12-30 if the source was "
    "mended; else put the expected value right.",
    "corrections.csv, line 3: destinations/x_2020-12-31.csv holds the new value in destination by itself: "
    "the source was mended. End the line with `until` 2020-08-30.",
    "corrections.csv, line 5: no row in the deliveries of destinations has its key and a cell for "
    "destination: it corrected nothing. Put its key right, or take the line out.",
]


def test_lines_that_no_longer_fit_are_told_and_stop_nothing(corrected):
    _, outcome = corrected
    assert outcome.code == 0, outcome.err
    assert [line for line in outcome.err.splitlines() if line.startswith("Look at: ")] == [
        f"Look at: {notice}" for notice in NOTICES
    ]
    assert "0 quarantined" in outcome.out


def test_they_are_told_again_when_nothing_is_new_and_by_status_and_check(corrected):
    data, _ = corrected
    again = gradmart(data, "run")
    assert again.out.startswith("Nothing new")
    assert again.err == "".join(f"Look at: {notice}\n" for notice in NOTICES)
    assert json.loads(gradmart(data, "status", "--json").out)["notices"] == NOTICES
    findings = {item["subject"]: item for item in json.loads(gradmart(data, "check", "--json").out)}
    assert (findings["corrections"]["level"], findings["corrections"]["message"]) == (
        "warn",
        " ".join(NOTICES),
    )


def test_the_figures_are_those_of_the_corrected_rows(corrected):
    """In December line 2 has expired and the code of the file stands; line 4 moves one graduate to 70."""
    data, _ = corrected
    rows = sql(
        data,
        "select destination_code, count(*) as people from graduate_outcome where snapshot = 'year_end' "
        "group by destination_code order by destination_code",
    )
    assert rows == [
        {"destination_code": "10", "people": 98},
        {"destination_code": "12", "people": 1},
        {"destination_code": "70", "people": 1},
    ]
    initial = sql(
        data,
        "select count(*) as people from graduate_outcome "
        "where snapshot = 'initial' and destination_code = '11'",
    )
    assert initial == [{"people": 1}]


def test_each_line_is_published_with_its_state_and_without_whose_row_it_is_about(corrected):
    data, _ = corrected
    rows = sql(
        data,
        "select ledger_line, expected, new_value, reason, state, deliveries_applied, rows_corrected, "
        "lapsed_on from correction order by ledger_line",
    )
    assert [tuple(row.values()) for row in rows] == [
        (2, "10", "11", "contract seen", "expired", 2, 2, "2020-12-31"),
        (3, "99", "10", "a code of the old system", "mended", 1, 1, "2020-08-31"),
        (4, "10", "70", "*** told by telephone", "applied", 2, 2, None),
        (5, "10", "11", "mistyped", "unused", 0, 0, None),
    ]
    uses = sql(data, "select ledger_line, outcome from correction_use order by ledger_line, recorded_on")
    assert [(row["ledger_line"], row["outcome"]) for row in uses] == [
        (2, "applied"), (2, "applied"), (2, "expired"), (3, "applied"), (3, "mended"), (3, "mended"),
        (4, "mended"), (4, "applied"), (4, "applied"),
    ]  # fmt: skip


def test_no_student_number_of_the_ledger_is_in_anything_that_is_made(corrected):
    data, outcome = corrected
    numbers = {*STUDENTS[11:14], "20209999"}
    texts = {"terminal": outcome.out + outcome.err}
    for folder in ("landing", "marts", "build"):
        for path in (data / folder).rglob("*"):
            if path.suffix == ".parquet":
                texts[str(path)] = str(pl.read_parquet(path).rows())
            elif path.is_file() and path.suffix in {".json", ".md", ".log", ".html", ".txt"}:
                texts[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    assert len(texts) > 50
    assert [name for name, text in texts.items() if any(number in text for number in numbers)] == []
