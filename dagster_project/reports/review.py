"""What to look at before a report is signed: figures that moved more than usual, and the delivery behind it.

A rate is told when it changed by the configured share or more against the class before, and by more than
chance alone would make of so many graduates. The delivery is found by taking the change apart: graduates
whose destination was told by one delivery make up a share of the class, and what they add to the change is
that share times how far their rate is from the rate of the class before; the parts add up to the change.
Reads the internal tier; nothing of it is printed in the report.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import duckdb

from dagster_project import release
from dagster_project.release import Release
from dagster_project.reports.build import policy_of

# Two standard errors of the difference: what chance alone hardly makes.
_BEYOND_CHANCE = 2.0
_MEASURES = ("placement_rate", "employment_rate", "further_study_rate", "not_seeking_rate", "seeking_rate")
_CHANGES = """
select now.*, now.rate - before.rate as change,
       before.numerator as before_numerator, before.denominator as before_denominator,
       before.rate as before_rate, before.rate_version as before_version
from employment_rate as now
inner join employment_rate as before
    on before.class_year = now.class_year - 1
    and before.snapshot = now.snapshot and before.measure = now.measure
    and before.degree_level = now.degree_level
    and before.breakdown = now.breakdown and before.breakdown_value = now.breakdown_value
where now.class_year = $class_year and now.snapshot = $snapshot and now.is_official and before.is_official
    and now.measure in (select unnest($measures)) and now.degree_level = 'all'
    and now.breakdown in ('overall', 'college', 'major')
order by abs(now.rate - before.rate) desc, now.measure, now.breakdown, now.breakdown_value
"""


@dataclass(frozen=True)
class Mover:
    """A delivery's part in a change: its graduates, those in the numerator, and its share of the change."""

    file: str
    recorded_on: str
    graduates: int
    counted: int
    points: float


@dataclass(frozen=True)
class Moved:
    """One figure that moved: its id, what it is, both rates with their counts, the change as a share.

    `other_rule`: the class before was counted under another version, which alone may be the reason.
    """

    figure: str
    measure: str
    breakdown_value: str
    rate: float
    numerator: int
    denominator: int
    before_rate: float
    before_numerator: int
    before_denominator: int
    change: float
    other_rule: bool
    movers: tuple[Mover, ...]


def review(published: Release, class_year: int, snapshot: str) -> list[Moved]:
    """Rates of the class year (whole, by college, by major) that moved more than usual, the largest first."""
    least = policy_of(published).unusual_change
    table = release.catalogue(published)["employment_rate"]
    connection = release.connect(published, "internal")
    try:
        answer = connection.execute(
            _CHANGES, {"class_year": class_year, "snapshot": snapshot, "measures": list(_MEASURES)}
        )
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, cells, strict=True)) for cells in answer.fetchall()]
        moved = [row for row in rows if row["rate"] is not None and _is_unusual(row, least)]
        return [_moved(connection, table, row) for row in moved]
    finally:
        connection.close()


def _is_unusual(row: dict, least: float) -> bool:
    if row["before_rate"] is None or abs(row["change"]) < least:
        return False
    both = (row["numerator"] + row["before_numerator"]) / (row["denominator"] + row["before_denominator"])
    error = math.sqrt(both * (1 - both) * (1 / row["denominator"] + 1 / row["before_denominator"]))
    return error == 0 or abs(row["change"]) > _BEYOND_CHANCE * error


def _moved(connection: duckdb.DuckDBPyConnection, table: release.Table, row: dict) -> Moved:
    (figure,) = release.figures(
        connection, table,
        " and ".join(f"{name} = {release.sql_value(row[name])}" for name in table.grain),
    )  # fmt: skip
    return Moved(
        figure=figure.id,
        measure=row["measure"],
        breakdown_value=row["breakdown_value"],
        rate=row["rate"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        before_rate=row["before_rate"],
        before_numerator=row["before_numerator"],
        before_denominator=row["before_denominator"],
        change=row["change"],
        other_rule=row["rate_version"] != row["before_version"],
        movers=_movers(connection, row),
    )


def _movers(connection: duckdb.DuckDBPyConnection, row: dict) -> tuple[Mover, ...]:
    """The deliveries that told the destinations of the row's graduates, the largest part first."""
    group = "" if row["breakdown"] == "overall" else f"and o.{row['breakdown']} = $breakdown_value"
    answer = connection.execute(
        f"""
        with mine as (
            select coalesce(o.destination_delivery_id, '') as delivery_id, count(*) as graduates,
                   count(*) filter (where d.in_numerator) as counted
            from graduate_outcome as o
            inner join rate_definition as d
                on d.rate_version = $rate_version and d.measure = $measure
                and d.destination_code = o.destination_parent_code
            where o.class_year = $class_year and o.snapshot = $snapshot and o.is_counted
                and d.in_denominator {group}
            group by all
        )
        select q.file, cast(q.recorded_on as varchar), mine.graduates, mine.counted
        from mine left join delivery_quality as q using (delivery_id)
        """,
        {
            name: row[name]
            for name in ("rate_version", "measure", "class_year", "snapshot", "breakdown_value")
            if name != "breakdown_value" or group
        },
    )
    movers = [
        Mover(
            file or "", day or "", graduates, counted,
            (counted - graduates * row["before_rate"]) / row["denominator"],
        )
        for file, day, graduates, counted in answer.fetchall()
    ]  # fmt: skip
    sign = 1 if row["change"] > 0 else -1
    return tuple(sorted(movers, key=lambda mover: (-sign * mover.points, mover.file)))
