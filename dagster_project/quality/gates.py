"""The two gates: what is looked at, in which order, and how the findings are put into words.

What is expected is in the suites and the profile, how it is computed in the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dagster_project.contracts import CONTRACTS
from dagster_project.contracts.codes import code_table
from dagster_project.quality import mart_suites, suites
from dagster_project.quality.delivery_checks import DELIVERY_CHECKS, delivery_checks, kept, reasons_why_not
from dagster_project.quality.engine import Bench, Outcome
from dagster_project.quality.landed import landed_scan
from dagster_project.quality.mart_suites import Before
from dagster_project.quality.profile import judge
from dagster_project.quality.results import AssetKey, CheckResult, GateResult, Severity
from dagster_project.release import ident, literal
from dagster_project.settings import Paths, QualityPolicy

Row = Mapping[str, Any]

# Tables of the bench that the suites refer to.
REGISTER, CODES = "admitted", "known_codes"


def landing_checks() -> list[tuple[AssetKey, str, Severity]]:
    """Every check of gate 1 as (asset key, name, severity), known before it runs."""
    return [
        (("landing", feed), name, severity)
        for feed in CONTRACTS
        for name, severity in (DELIVERY_CHECKS | _table_severities()).items()
    ]


def _table_severities() -> dict[str, Severity]:
    return {name: "warn" if name in suites.MILD else "error" for name in suites.LANDING_CHECKS}


def mart_checks(marts: Iterable[str]) -> list[tuple[AssetKey, str, Severity]]:
    """Every check of gate 2 for these marts as (asset key, name, severity), known before it runs."""
    return [
        (("marts", mart), name, "warn" if name in mart_suites.MILD else "error")
        for mart in marts
        for name in mart_suites.MART_CHECKS
    ]


def check_landing(
    paths: Paths,
    register: Sequence[Row],
    today: date,
    policy: QualityPolicy,
    published: Mapping[str, str] | None = None,
    own_codes: Mapping[str, Iterable[str]] | None = None,
) -> GateResult:
    """Gate 1: judge each landed delivery, then each feed over the deliveries that were admitted.

    `register` holds the rows of `landing.deliveries`; only those with status `landed` are looked at.
    `published` names the deliveries that count in the current release (delivery id -> file): each has to
    count again. `own_codes`: code table -> codes of the institution's own. The caller writes `refusals` into
    the register (status `refused`) before dbt reads it.
    """
    verdicts = judge(paths, register, policy, frozenset(published or {}))
    admitted = [
        row for row in register if row["status"] == "landed" and row["delivery_id"] not in verdicts.refusals
    ]
    checks = []
    reasons = reasons_why_not(register, verdicts)
    with Bench() as bench:
        _load_register(bench, admitted)
        _load_codes(bench, own_codes or {})
        for feed in CONTRACTS:
            checks += delivery_checks(feed, register, verdicts)
            deliveries = [row["delivery_id"] for row in admitted if row["feed"] == feed]
            checks.append(kept(feed, deliveries, published or {}, policy, reasons))
            checks += _landing_table(bench, paths, feed, deliveries, today)
    return GateResult(checks, verdicts.refusals, verdicts.profiles, verdicts.drifted)


def check_marts(
    build_db: Path,
    previous: Path | None,
    policy: QualityPolicy,
    grains: Mapping[str, tuple[str, ...]],
) -> GateResult:
    """Gate 2: judge every mart of the build, in itself and beside the last release.

    build_db   the DuckDB file of the dbt build; opened read-only and let go
    previous   the internal `marts.duckdb` of the last release, None before the first
    grains     mart -> grain, from `grains_of(manifest)`; a mart in it that was not built fails
    """
    checks = []
    with Bench() as bench:
        # The catalog keeps the name dbt gave it, since the build's own views are bound to that name.
        build = build_db.stem
        bench.attach(str(build_db.absolute()), build)
        if previous is not None:
            bench.attach(str(previous.absolute()), "last_release")
        # A table: the views of staging read the landing from the data folder, where dbt is started.
        roster = _relations(bench, build, "int_roster_version").get("int_roster_version")
        for mart, grain in grains.items():
            checks += _mart(bench, build, mart, grain, roster, policy)
    return GateResult(checks)


def _landing_table(
    bench: Bench, paths: Paths, feed: str, deliveries: list[str], today: date
) -> list[CheckResult]:
    asset: AssetKey = ("landing", feed)
    outcomes: list[Outcome] = []
    rows = 0
    source = landed_scan(paths, feed, deliveries)
    if source is not None:
        rows = _view(bench, feed, source)
        rules = suites.landing_rules(CONTRACTS[feed], _types(bench, feed), REGISTER, CODES, today)
        outcomes = bench.validate(
            feed, rules if rows else [rule for rule in rules if rule.check in suites.OF_TABLE]
        )
    return [
        _result(bench, asset, name, outcomes, rows, "warn" if name in suites.MILD else "error", do)
        for name, do in suites.LANDING_CHECKS.items()
    ]


def _mart(
    bench: Bench, build: str, mart: str, grain: tuple[str, ...], roster: str | None, policy: QualityPolicy
) -> list[CheckResult]:
    asset: AssetKey = ("marts", mart)
    relation = _relations(bench, build, mart, mart_suites.SCHEMA).get(mart)
    if relation is None:
        return _not_built(mart)
    rows = _view(bench, mart, relation)
    columns = _types(bench, mart)
    outcomes = bench.validate(
        mart, mart_suites.mart_rules(mart, columns, grain, _before(bench, mart), roster, policy)
    )
    checks = [
        _result(bench, asset, name, outcomes, rows, "warn" if name in mart_suites.MILD else "error", do)
        for name, do in mart_suites.MART_CHECKS.items()
    ]
    if not grain or not set(grain) <= set(columns):
        summary = f"marts.{mart}: its columns are not those of its grain. Declare meta.grain in its yml."
        wrong = CheckResult("grain", asset, False, "error", summary)
        checks = [wrong if check.name == "grain" else check for check in checks]
    return checks


def _not_built(mart: str) -> list[CheckResult]:
    summary = f"marts.{mart}: it was not built. {mart_suites.MART_CHECKS['present']}"
    return [
        CheckResult(name, ("marts", mart), False, "error" if name == "present" else "warn", summary)
        for name in mart_suites.MART_CHECKS
    ]


def _before(bench: Bench, mart: str) -> Before | None:
    relation = _relations(bench, "last_release", mart).get(mart)
    if relation is None:
        return None
    columns = bench.query(f"select column_name from (describe select * from {relation})")
    return Before(relation, frozenset(name for (name,) in columns))


def _result(
    bench: Bench, asset: AssetKey, name: str, outcomes: list[Outcome], rows: int, severity: Severity, do: str
) -> CheckResult:
    """Put the outcomes of one check into one result."""
    mine = [outcome for outcome in outcomes if outcome.rule.check == name]
    failed = [outcome for outcome in mine if not outcome.passed]
    table = ".".join(asset)
    metrics = {
        "rows": rows,
        "expectations": len(mine),
        "failed": len(failed),
        "unexpected": sum(outcome.unexpected for outcome in failed),
    }
    if not failed:
        return CheckResult(name, asset, True, severity, f"{table}: nothing against {rows} rows.", metrics)
    wrong = "; ".join(_said(bench, outcome) for outcome in failed)
    return CheckResult(name, asset, False, severity, f"{table}: {wrong}. {do}", metrics)


def _said(bench: Bench, outcome: Outcome) -> str:
    words = outcome.rule.says.replace("{n}", str(outcome.unexpected))
    if outcome.rule.detail_sql is None:
        return words
    names = [str(name) for (name,) in bench.query(outcome.rule.detail_sql)]
    more = ", ..." if outcome.unexpected > len(names) else ""
    return f"{words} ({'; '.join(names)}{more})"


def _view(bench: Bench, name: str, source: str) -> int:
    """Make `source` visible to Great Expectations as `name`; returns its number of rows."""
    bench.query(f"create view {ident(name)} as select * from {source}")
    return bench.query(f"select count(*) from {ident(name)}")[0][0]


def _types(bench: Bench, table: str) -> dict[str, str]:
    return dict(bench.query(f"select column_name, column_type from (describe {ident(table)})"))


def _relations(bench: Bench, catalog: str, name: str, schema: str | None = None) -> dict[str, str]:
    """The qualified relation of a table or view in an attached database, by name; empty if there is none."""
    wanted = "" if schema is None else f" and table_schema = {literal(schema)}"
    found = bench.query(
        "select table_name, table_schema from information_schema.tables"
        f" where table_catalog = {literal(catalog)} and table_name = {literal(name)}{wanted}"
    )
    return {table: ".".join(map(ident, (catalog, space, table))) for table, space in found}


def _load_codes(bench: Bench, own_codes: Mapping[str, Iterable[str]]) -> None:
    names = sorted(
        {column.table for contract in CONTRACTS.values() for column in contract.columns if column.table}
    )
    values = ", ".join(
        f"({literal(name)}, {literal(code)})"
        for name in names
        for code in {*code_table(name).labels, *own_codes.get(name, ())}
    )
    bench.query(f"create table {CODES} as select * from (values {values}) as codes(name, code)")


def _load_register(bench: Bench, admitted: Iterable[Row]) -> None:
    bench.query(f"create table {REGISTER} (delivery_id varchar, feed varchar, accepted bigint)")
    values = ", ".join(
        f"({literal(row['delivery_id'])}, {literal(row['feed'])}, {int(row['accepted'] or 0)})"
        for row in admitted
    )
    if values:
        bench.query(f"insert into {REGISTER} values {values}")
