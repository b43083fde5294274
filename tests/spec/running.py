"""The deployments of all cases: files as an office delivers them, one `gradmart run`, SQL on the result."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from dagster_project import release
from tests.deployments import Outcome, gradmart, write_csv, write_institution
from tests.spec.cases import Case, Delivery, Expectation, load

_GOALS = {
    "lectures": {"zh": "讲座一场", "target": 1, "indicator": "activities", "of": "lecture"},
    "placement": {"zh": "落实率六成", "target": 0.6, "unit": "share", "indicator": "placement_rate"},
    "platform": {"zh": "建成平台", "target": 1},
}
# Settings of each deployment beside its surveys. A rule that a setting changes needs a deployment of its own.
DEPLOYMENTS: dict[str, dict[str, Any]] = {
    "main": {
        "snapshots": {"october": "10-31"},
        "goals": {name: {"year": 1992} | goal for name, goal in _GOALS.items()},
    },
    "other_policy": {"policy": {"completed_counts": False}, "disclosure": {"profile": "hesa"}},
}
# The ledger of employers in every deployment.
_LEDGER = [
    ["decision", "employer_a", "employer_b", "decided_by", "decided_on", "reason"],
    ["same", "案例甲公司", "案例甲有限公司", "career centre", "1990-09-01", "short name"],
]
# Ten rows of a case can be anything: the gate's questions of plausibility are not the subject here.
_GATES = {
    "quarantine": {"max_share": 1.0},
    "quality": {"min_roster_overlap": 0, "min_full_volume": 0, "max_unknown_jump": 1, "max_rate_change": 1},
}
# What a roster must tell and a case need not.
_DEFAULTS = {"graduates": {"学历": "本科", "学院": "甲学院", "专业": "甲专业"}}


def run(data: Path, deployment: str) -> Outcome:
    """Write the deliveries of all cases of one deployment into `data` and run."""
    cases = [case for chapter in load() for case in chapter.cases if case.deployment == deployment]
    surveys = {case.name: case.survey for case in cases if case.survey}
    write_institution(data, **_GATES, **DEPLOYMENTS[deployment], surveys=surveys)
    write_csv(data / "raw" / "employer_decisions.csv", _LEDGER)
    for case in cases:
        for number, delivery in enumerate(case.deliveries, start=1):
            _write(data, case, number, delivery)
    return gradmart(data, "run")


def answer(published: release.Release, case: Case, expected: Expectation) -> list[tuple]:
    """The rows of the mart that an expectation is about, as its columns stand in the header."""
    conditions = {**_usual(published, case, expected), **expected.where}
    where = " and ".join(_condition(column, value) for column, value in conditions.items()) or "true"
    select = ", ".join(expected.table.header)
    found = release.query(published, f"select {select} from {expected.mart} where {where}", expected.tier)
    return list(found.rows())


def agrees(cell: Any, written: str) -> bool:
    """Whether a cell of a mart is what the case says; a number to as many decimals as are written."""
    if cell is None or written == "":
        return cell is None and written == ""
    if isinstance(cell, bool):
        return str(cell).lower() == written
    if isinstance(cell, float):
        return f"{cell:.{len(written.partition('.')[2])}f}" == written
    return str(cell) == written


def _usual(published: release.Release, case: Case, expected: Expectation) -> dict[str, Any]:
    """A case is about its own class year or survey, and about everybody unless it says otherwise."""
    table = release.catalogue(published, expected.tier)[expected.mart]
    own = {"class_year": case.class_year, "survey_id": case.name if case.survey else None}
    usual = {column: value for column, value in own.items() if value is not None and column in table.columns}
    # A table of records has no row of everybody.
    everybody = {"degree_level": "all", "breakdown": "overall"}
    usual |= {column: value for column, value in everybody.items() if column in table.grain}
    return {column: value for column, value in usual.items() if column not in expected.table.header}


def _condition(column: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return f"{column} in ({', '.join(release.sql_value(one) for one in values)})"


def _write(data: Path, case: Case, number: int, delivery: Delivery) -> None:
    header, rows = _survey_rows(delivery) if delivery.feed == "survey_responses" else _rows(case, delivery)
    # A survey is told by the file's name before its date.
    name = case.name if delivery.feed == "survey_responses" else f"{case.name}_{number}"
    path = data / "raw" / delivery.feed / f"{name}_{delivery.recorded_on}.csv"
    write_csv(path, [header, *rows])
    if delivery.mode != "delta":
        sidecar = yaml.safe_dump({"mode": delivery.mode})
        path.with_name(path.name + ".yml").write_text(sidecar, encoding="utf-8")


def _rows(case: Case, delivery: Delivery) -> tuple[list[str], list[list[str]]]:
    header, rows = _table(delivery)
    added = dict(_DEFAULTS.get(delivery.feed, {}))
    if delivery.feed in ("graduates", "destinations"):
        added["毕业年份"] = str(case.class_year)
    added = {column: cell for column, cell in added.items() if column not in header}
    return [*header, *added], [[*row, *added.values()] for row in rows]


def _table(delivery: Delivery) -> tuple[list[str], list[list[str]]]:
    """The rows as they are delivered; counts become so many people, numbered through."""
    if delivery.table is not None:
        return delivery.table.header, delivery.table.rows
    values = [value for value, count in delivery.counts.items() for _ in range(count)]
    # Who has no record has no row.
    numbered = [[str(n), value] for n, value in enumerate(values, start=1) if value != "unknown"]
    header = ["学号", *filter(None, [delivery.column])]
    return header, [row[: len(header)] for row in numbered]


def _survey_rows(delivery: Delivery) -> tuple[list[str], list[list[str]]]:
    if delivery.table is not None:
        header, rows = delivery.table.header, delivery.table.rows
    else:
        header = [delivery.column]
        rows = [[value] for value, count in delivery.counts.items() for _ in range(count)]
    moment = f"{date.fromisoformat(delivery.recorded_on):%Y/%m/%d} 10:00:00"
    framed = [[str(n), moment, "60秒", "链接", *row] for n, row in enumerate(rows, start=1)]
    return ["序号", "提交答卷时间", "所用时间", "来源", *header], framed
