"""Gate 1, first level: is this one delivery plausible beside the rosters and the delivery before it?

Pure SQL over the landed files and the register; no Great Expectations. What is judged here is the
delivery as a whole. Rows were judged by ingest, and the tables are judged by the suites.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from dagster_project.contracts import CONTRACTS
from dagster_project.quality import drift
from dagster_project.quality.landed import landed_scan
from dagster_project.quality.results import Refusal
from dagster_project.settings import Paths, QualityPolicy

Row = Mapping[str, Any]
Profile = dict[str, float]

# A share of fewer rows says nothing: a handful of corrections may well be absent from the roster.
FEWEST_JUDGED = 10

# Rosters first: whether destinations and scans fit the roster depends on which rosters are believed.
ORDER = ("graduates", *(feed for feed in CONTRACTS if feed != "graduates"))


@dataclass(frozen=True)
class Verdicts:
    """Figures and warnings by delivery_id, and the deliveries that are not believed.

    drifted   columns of a delivery refused for what its columns hold, as `confirmed` may name them
    """

    profiles: dict[str, Profile] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    drifted: dict[str, list[str]] = field(default_factory=dict)


def judge(
    paths: Paths, register: Iterable[Row], policy: QualityPolicy, published: Collection[str] = ()
) -> Verdicts:
    """Profile every landed delivery and decide which are refused.

    published   ids of deliveries that count in the current release: they are not refused for a column that
                differs from one that arrived later, for what was believed once is believed

    A function of the landed deliveries and these ids: nothing else is remembered from earlier runs, so a
    delivery refused for want of its roster is admitted as soon as the right roster is there.
    """
    landed = sorted((row for row in register if row["status"] == "landed"), key=_age)
    verdicts = Verdicts()
    with duckdb.connect() as database:
        for feed in ORDER:
            rows = [row for row in landed if row["feed"] == feed]
            figures = _figures(database, paths, feed, [row["delivery_id"] for row in rows])
            believed: list[Row] = []
            for row in rows:
                profile = _of_register(row) | figures.get(row["delivery_id"], {})
                _judge_one(row, profile, _previous(row, believed), policy, verdicts)
                if row["delivery_id"] not in published:
                    _judge_columns(row, believed, policy, verdicts)
                if row["delivery_id"] not in verdicts.refusals:
                    believed.append(row)
            if feed == "graduates":
                _load_roster(database, paths, believed)
    return verdicts


def _judge_one(
    row: Row, profile: Profile, previous: Row | None, policy: QualityPolicy, verdicts: Verdicts
) -> None:
    delivery = row["delivery_id"]
    verdicts.profiles[delivery] = profile
    before = verdicts.profiles[previous["delivery_id"]] if previous else {}
    if before.get("rows"):
        profile["volume"] = profile["rows"] / before["rows"]
    refusal = _refusal(row, profile, previous, before, policy)
    if refusal:
        verdicts.refusals[delivery] = refusal
        return
    warnings = _warnings(row, profile, before, policy)
    if warnings:
        verdicts.warnings[delivery] = warnings


def _judge_columns(row: Row, believed: list[Row], policy: QualityPolicy, verdicts: Verdicts) -> None:
    """Refuse a delivery whose columns seem to mean something else now; its first refusal stays."""
    delivery = row["delivery_id"]
    found = drift.drifts(row, believed, policy)
    if told := [item.says for item in found if not item.refuses]:
        verdicts.warnings.setdefault(delivery, []).extend(told)
    serious = [item for item in found if item.refuses]
    if serious and delivery not in verdicts.refusals:
        verdicts.refusals[delivery] = drift.refusal(row, serious)
        verdicts.drifted[delivery] = list(dict.fromkeys(item.column for item in serious))


def _age(row: Row) -> tuple:
    return (row["recorded_on"], row["delivery_id"])


def _previous(row: Row, believed: list[Row]) -> Row | None:
    """The newest believed delivery before this one of the same feed, class year and survey."""
    scope = ("class_year", "survey_id")
    same = [other for other in believed if all(other.get(name) == row.get(name) for name in scope)]
    return same[-1] if same else None


def _of_register(row: Row) -> Profile:
    """Rows accepted, and the share of rows quarantined."""
    read = row["rows_read"] or 0
    return {"rows": row["accepted"] or 0, "quarantined": (row["quarantined"] or 0) / read if read else 0.0}


def _figures(
    database: duckdb.DuckDBPyConnection, paths: Paths, feed: str, deliveries: list[str]
) -> dict[str, Profile]:
    """Shares 0..1 by delivery: remarked, unknown_destination, roster_overlap (of `keys` persons judged)."""
    source = landed_scan(paths, feed, deliveries)
    if source is None:
        return {}
    shares = {"remarked": "remarks is not null"}
    if feed == "destinations":
        shares["unknown_destination"] = "destination is null"
    averages = ", ".join(f"avg(case when {condition} then 1.0 else 0.0 end)" for condition in shares.values())
    found = database.execute(f"select delivery_id, {averages} from {source} group by delivery_id").fetchall()
    figures: dict[str, Profile] = {
        delivery: dict(zip(shares, rest, strict=True)) for delivery, *rest in found
    }
    if feed in ("destinations", "fair_attendance"):
        for delivery, persons, known in _overlaps(database, source, feed):
            figures[delivery] |= {"keys": persons, "roster_overlap": known / persons}
    return figures


def _load_roster(database: duckdb.DuckDBPyConnection, paths: Paths, believed: list[Row]) -> None:
    source = landed_scan(paths, "graduates", [row["delivery_id"] for row in believed])
    empty = "(select null::bigint as class_year, null as graduate_key, null as exam_key, null as mobile_key)"
    database.execute(
        "create table roster as select distinct class_year, graduate_key, exam_key, mobile_key"
        f" from {source or empty} where class_year is not null"
    )


def _overlaps(database: duckdb.DuckDBPyConnection, source: str, feed: str) -> list[tuple[str, int, int]]:
    """(delivery, persons, those on a roster), over persons of whose class year there is a roster."""
    if feed == "destinations":
        keys, cohort = ("graduate_key", "exam_key"), "class_year, "
        judged, same = (
            "class_year in (select class_year from roster)",
            "roster.class_year = person.class_year and ",
        )
    else:
        # A scan knows nothing of class years.
        keys, cohort = ("graduate_key", "mobile_key"), ""
        judged, same = "exists (select 1 from roster)", ""
    on_roster = " or ".join(
        f"exists (select 1 from roster where {same}roster.{key} = person.{key})" for key in keys
    )
    return database.execute(
        f"select delivery_id, count(*), count(*) filter (where {on_roster}) from"
        f" (select distinct delivery_id, {cohort}{', '.join(keys)} from {source} where {judged}) as person"
        " group by delivery_id"
    ).fetchall()


def _refusal(
    row: Row, profile: Profile, previous: Row | None, before: Profile, policy: QualityPolicy
) -> Refusal | None:
    if row["feed"] == "destinations" and _strange(profile, policy):
        return Refusal(
            f"{row['file']}: only {profile['roster_overlap']:.0%} of its {profile['keys']:.0f} graduates are "
            f"on the roster of their class year, which is below {policy.min_roster_overlap:.0%}.",
            "Check that it is of that class year and this institution; if so, deliver the roster that "
            "holds them or lower quality.min_roster_overlap in institution.yml.",
        )
    if row["mode"] == "full" and previous and profile.get("volume", 1.0) < policy.min_full_volume:
        return Refusal(
            f"{row['file']} holds {profile['rows']:.0f} rows where {previous['file']} held "
            f"{before['rows']:.0f}; as a full delivery it would withdraw the rest.",
            "Deliver the whole file, set `mode: delta` in its sidecar, or lower quality.min_full_volume "
            "in institution.yml.",
        )
    return None


def _warnings(row: Row, profile: Profile, before: Profile, policy: QualityPolicy) -> list[str]:
    found = []
    if row["feed"] == "fair_attendance" and _strange(profile, policy):
        found.append(
            f"only {profile['roster_overlap']:.0%} of its {profile['keys']:.0f} visitors are on a roster"
        )
    jumps = {
        "unknown_destination": "the share of unknown destinations",
        "remarked": "the share of rows with a remark",
        "quarantined": "the share of quarantined rows",
    }
    for name, title in jumps.items():
        if name in profile and name in before and profile[name] - before[name] > policy.max_unknown_jump:
            found.append(f"{title} went from {before[name]:.0%} to {profile[name]:.0%}")
    return [*found, *row.get("totals_disagree", ())]


def _strange(profile: Profile, policy: QualityPolicy) -> bool:
    enough = profile.get("keys", 0) >= FEWEST_JUDGED
    return enough and profile["roster_overlap"] < policy.min_roster_overlap
