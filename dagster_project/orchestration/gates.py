"""Gate 1 and gate 2 as Dagster asset checks: the deliveries before the build, the marts before publishing.

Gate 1 refuses deliveries and lets the rest go on, so what it has against one is a warning here; an error
means that landing itself is wrong. A failed check of severity error keeps everything behind it from
running. What is checked, and why, is in `quality`; it is done in a process that has loaded Great Expectations
while the run began.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from dagster_project import quality
from dagster_project.ingest.register import read_records
from dagster_project.ingest.side_by_side import elsewhere
from dagster_project.orchestration import evidence, transform
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.progress import report
from dagster_project.orchestration.register import last_release, published_deliveries
from dagster_project.orchestration.resources import Deployment

_SEVERITY = {"error": dg.AssetCheckSeverity.ERROR, "warn": dg.AssetCheckSeverity.WARN}


def landing_gate() -> dg.AssetChecksDefinition:
    """Gate 1 on `landing/<feed>`; its refusals go into the register."""

    @dg.multi_asset_check(
        name="gate_1", specs=_specs(quality.landing_checks()), description=landing_gate.__doc__
    )
    def gate_1(deployment: Deployment) -> Iterator[dg.AssetCheckResult]:
        # Gate 1 keeps one core busy, and what dbt builds of is landed.
        transform.get_ready(deployment.paths)
        with told():
            records = read_records(deployment.paths, deployment.institution.shared)
            accepted = sum(record["accepted"] or 0 for record in records)
            report("checking deliveries", "plausible beside earlier deliveries and the roster", rows=accepted)
            result = elsewhere(
                quality.check_landing,
                deployment.paths,
                records,
                deployment.today,
                deployment.institution.quality,
                published_deliveries(deployment.paths),
                deployment.institution.own_codes,
            )
        evidence.write(deployment.paths, "landing", result)
        yield from map(_as_dagster, result.checks)

    return gate_1


def marts_gate(manifest: Path) -> dg.AssetChecksDefinition:
    """Gate 2 on `marts/*`; it stops publishing."""
    grains = quality.grains_of(manifest)

    @dg.multi_asset_check(
        name="gate_2", specs=_specs(quality.mart_checks(grains)), description=marts_gate.__doc__
    )
    def gate_2(deployment: Deployment) -> Iterator[dg.AssetCheckResult]:
        report("checking marts", "plausible in themselves and beside the last release")
        with told():
            last = last_release(deployment.paths)
            result = elsewhere(
                quality.check_marts,
                deployment.paths.build_db,
                last.database("internal") if last else None,
                deployment.institution.quality,
                grains,
            )
        evidence.write(deployment.paths, "marts", result)
        yield from map(_as_dagster, result.checks)

    return gate_2


def _specs(checks: list[tuple[tuple[str, str], str, str]]) -> list[dg.AssetCheckSpec]:
    # Warnings are declared as blocking too: that orders the gate before what follows, and only a failure
    # of severity error blocks.
    return [dg.AssetCheckSpec(name=name, asset=dg.AssetKey(key), blocking=True) for key, name, _ in checks]


def _as_dagster(check: quality.CheckResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=check.passed,
        asset_key=dg.AssetKey(check.asset_key),
        check_name=check.name,
        severity=_SEVERITY[check.severity],
        description=check.summary,
        metadata=check.metrics,
    )
