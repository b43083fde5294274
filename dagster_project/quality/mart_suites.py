"""Gate 2: the suite of each mart, made from its grain (dbt's manifest) and its column names.

Whether tables agree with one another is dbt's to test. Here is asked whether what would be handed out
is plausible in itself and beside the release before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dagster_project.quality.engine import Rule
from dagster_project.release import ident, literal
from dagster_project.settings import QualityPolicy

SCHEMA = "marts"
MODEL = "The definition is wrong: find the rows in the build with DuckDB and mend the model."

# check -> what to do when it fails. The order is the order of the report.
MART_CHECKS: dict[str, str] = {
    "present": "See the log of the dbt build.",
    "grain": MODEL,
    "rates": MODEL,
    "counts": MODEL,
    "coverage": "Bring the deliveries back or name the loss in institution.yml, quality.acknowledged_losses.",
    "drift": "Look into the change before the figures are handed out.",
}
MILD = frozenset({"drift"})

RATE = re.compile(r"(^|_)(rate|share)$|^share_|^(wilson|ac90)_(low|high)$")
PARTS = (  # a part and its whole
    ("numerator", "denominator"),
    ("satisfied_n", "base_n"),
    ("base_n", "responses_n"),
    ("responses_n", "frame_n"),
    ("placed", "graduates"),
    ("accepted", "rows_read"),
)
# What a reader would miss if it vanished. None of these identifies a person.
COVERED = ("class_year", "snapshot", "year", "survey_id", "fair_id", "programme")
HEADLINES = ("rate", "placement_rate")


@dataclass(frozen=True)
class Before:
    """The same mart in the last release: its relation on the bench and its columns."""

    relation: str
    columns: frozenset[str]


def grains_of(manifest: Path) -> dict[str, tuple[str, ...]]:
    """Mart -> its grain, from dbt's `manifest.json`; an empty tuple for a mart that declares none."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]: tuple(node["config"].get("meta", {}).get("grain", ()))
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == SCHEMA
    }


def mart_rules(
    mart: str,
    columns: Iterable[str],
    grain: tuple[str, ...],
    before: Before | None,
    roster: str | None,
    policy: QualityPolicy,
) -> list[Rule]:
    """The suite of one mart.

    columns   the columns it has
    before    the mart of the last release, None when there is none
    roster    relation with the roster as it was delivered, None when there is none
    """
    have = list(columns)
    rules = _present_rules(mart, roster) + _rate_rules(have) + _part_rules(have)
    if not grain or not set(grain) <= set(have):
        return rules
    rules += _grain_rules(grain)
    if before:
        rules += _coverage_rules(mart, grain, before, policy) + _drift_rules(
            mart, have, grain, before, policy
        )
    return rules


def _present_rules(mart: str, roster: str | None) -> list[Rule]:
    if mart != "employment_rate" or roster is None:
        return []
    query = (
        f"select 1 from (select count(*) as n from {{batch}}) where n = 0 and exists (select 1 from {roster})"
    )
    return [Rule.no_rows("present", query, "it is empty although there is a roster")]


def _grain_rules(grain: tuple[str, ...]) -> list[Rule]:
    keys = _columns(grain)
    blank = f"select 1 from {{batch}} where {' or '.join(f'{ident(name)} is null' for name in grain)}"
    rules = [
        Rule.no_rows("grain", blank, f"{{n}} row(s) leave a part of their key ({', '.join(grain)}) empty")
    ]
    twice = f"select 1 from {{batch}} group by {keys} having count(*) > 1"
    return [*rules, Rule.no_rows("grain", twice, f"{{n}} key(s) ({', '.join(grain)}) come more than once")]


def _rate_rules(have: list[str]) -> list[Rule]:
    rules = [
        Rule(
            "rates",
            "expect_column_values_to_be_between",
            {"column": name, "min_value": 0, "max_value": 1},
            f"{{n}} row(s) have a {name} outside 0..1",
        )
        for name in have
        if RATE.search(name)
    ]
    if {"value", "unit"} <= set(have):
        query = "select 1 from {batch} where unit = 'share' and not value between 0 and 1"
        rules.append(Rule.no_rows("rates", query, "{n} row(s) have a share outside 0..1"))
    return rules


def _part_rules(have: list[str]) -> list[Rule]:
    return [
        Rule.no_rows(
            "counts",
            f"select 1 from {{batch}} where {part} > {whole}",
            f"{{n}} row(s) have {part} above {whole}",
        )
        for part, whole in PARTS
        if {part, whole} <= set(have)
    ]


def _coverage_rules(mart: str, grain: tuple[str, ...], before: Before, policy: QualityPolicy) -> list[Rule]:
    keys = [name for name in COVERED if name in grain and name in before.columns]
    if not keys:
        return []
    columns = _columns(keys)
    acknowledged = "".join(f" and not ({condition})" for condition in _acknowledged(keys, policy))

    def gone(now: str, conditions: str) -> str:
        return (
            f"select {columns} from (select {columns} from {before.relation}"
            f" except select {columns} from {now}) where true{conditions}"
        )

    name = " || ', ' || ".join(f"'{key}=' || {ident(key)}" for key in keys)
    detail = f"select {name} as gone from ({gone(ident(mart), acknowledged)}) order by {columns} limit 5"
    says = "{n} group(s) of the last release are gone"
    templated = acknowledged.replace("{", "{{").replace("}", "}}")
    return [Rule.no_rows("coverage", gone("{batch}", templated), says, detail)]


def _acknowledged(keys: list[str], policy: QualityPolicy) -> list[str]:
    """SQL conditions for `quality.acknowledged_losses`, such as `class_year=2019, snapshot=initial`."""
    conditions = []
    for loss in policy.acknowledged_losses:
        parts = dict(part.strip().split("=", 1) for part in loss.split(","))
        if set(parts) <= set(keys):
            tests = (f"cast({ident(key)} as varchar) = {literal(value)}" for key, value in parts.items())
            conditions.append(" and ".join(tests))
    return conditions


def _drift_rules(
    mart: str, have: list[str], grain: tuple[str, ...], before: Before, policy: QualityPolicy
) -> list[Rule]:
    if mart == "delivery_quality" and "delivery_id" in before.columns:
        query = f"select delivery_id from {before.relation} except select delivery_id from {{batch}}"
        return [Rule.no_rows("drift", query, "{n} deliveries of the last release are gone")]
    overall = ["breakdown = 'overall'"] if "breakdown" in grain else []
    rules = []
    for rate in HEADLINES:
        if rate in have and {rate, *grain} <= before.columns:
            moved = [*overall, f"abs(now_{rate} - old_{rate}) > {policy.max_rate_change}"]
            query = (
                f"select 1 from (select {_columns(grain)}, {rate} as now_{rate} from {{batch}})"
                f" inner join (select {_columns(grain)}, {rate} as old_{rate} from {before.relation})"
                f" using ({_columns(grain)}) where {' and '.join(moved)}"
            )
            says = f"{{n}} {rate} figure(s) moved by more than {policy.max_rate_change:.0%} since the last"
            rules.append(Rule.no_rows("drift", query, f"{says} release"))
    return rules


def _columns(names: Iterable[str]) -> str:
    return ", ".join(ident(name) for name in names)
