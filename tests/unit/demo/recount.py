"""How an auditor counts the written files again: shared by the tests of the truth, shares no code with it.

A key that comes twice with different rows, a blank key and a destination that no code table knows are left
out; the newest record of each graduate counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dagster_project.contracts.codes import code_table

Row = dict[str, str]
DESTINATION_HEADERS = ("毕业去向代码", "毕业去向类别代码", "毕业去向")
STATUS = {"": "graduate", "结业": "completed", "延期": "deferred"}
LEVELS = {"31": "bachelor", "11": "master", "01": "doctor"}
SNAPSHOTS = {"initial": "08-31", "year_end": "12-31", "latest": None}


def settled(rows: list[Row], key: Callable) -> list[Row]:
    """Rows with a key, identical ones once, none of those that contradict each other."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    by_key.pop("", None)
    return [same[0] for same in by_key.values() if all(row == same[0] for row in same)]


def class_year(row: Row) -> int:
    return int(re.match(r"\d{4}", row.get("毕业年份") or row["毕业时间"])[0])


def as_of(versions: list[tuple[str, dict]], day: str | None) -> dict:
    """The newest of each key as of a day (None: of all there is)."""
    state: dict = {}
    for recorded_on, known in versions:
        if day is None or recorded_on <= day:
            state |= known
    return state


def roster_versions(deliveries: list[tuple[str, list[Row]]]) -> list[tuple[str, dict[str, tuple]]]:
    """(recorded_on, student number -> class year, level, status, exam number, mobile)."""
    days = []
    for day, rows in deliveries:
        known = {}
        for row in settled(rows, lambda row: row["学号"]):
            degree = code_table("degree").find(row.get("学历代码") or row["学历层次"])
            if degree:
                status = STATUS[row.get("学籍状态", "")]
                known[row["学号"]] = (class_year(row), LEVELS[degree], status, row["考生号"], row["手机号"])
        days.append((day, known))
    return days


def record_versions(
    deliveries: list[tuple[str, list[Row]]], roster: list[tuple[str, dict[str, tuple]]]
) -> list[tuple[str, dict[str, tuple[str, Row]]]]:
    """(recorded_on, student number -> destination code or `unknown`, row of the file with its day)."""
    by_exam = {exam: student for _, known in roster for student, (_, _, _, exam, _) in known.items()}

    def student_of(row: Row) -> str:
        exam = row.get("考生号", "")
        return row.get("学号") or by_exam.get(exam, exam)

    versions = []
    for day, rows in deliveries:
        known = {}
        for row in settled(rows, student_of):
            cells = [row[name] for name in DESTINATION_HEADERS if row.get(name)]
            code = next(filter(None, map(code_table("destination").find, cells)), None)
            if code or not cells:
                known[student_of(row)] = (code or "unknown", row | {"recorded_on": day})
        versions.append((day, known))
    return versions
