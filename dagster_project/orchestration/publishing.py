"""The last step: what was built and passed both gates becomes the release.

How a release is written, and which cells may be shown, is in `publish`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import dagster as dg

from dagster_project import publish
from dagster_project.ingest.made_with import made_with
from dagster_project.ingest.report_inputs import ReportInputs, read_report_inputs
from dagster_project.orchestration import archive, dbt_process, going_back
from dagster_project.orchestration.engine_memory import publishing_memory, want_told
from dagster_project.orchestration.facts import release_facts
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.progress import report
from dagster_project.orchestration.register import read_register
from dagster_project.orchestration.reporting import report_in_release
from dagster_project.orchestration.resources import Deployment
from dagster_project.orchestration.transform import mart_keys
from dagster_project.release import Release


def release_asset(manifest: Path) -> dg.AssetsDefinition:
    """`release/marts`: both tiers of the published tables, and the link `current` at them."""

    @dg.asset(
        key=["release", "marts"],
        group_name="release",
        deps=mart_keys(manifest),
        kinds={"duckdb", "parquet"},
        description="The release in data/marts: internal and public tier, manifest, dictionary.",
    )
    def release_marts(deployment: Deployment) -> dg.MaterializeResult:
        paths = deployment.paths
        if held := going_back.holding(paths, deployment.fingerprint):
            return dg.MaterializeResult(metadata={"release_id": held.release_to, "held": held.sentence})
        report("publishing", "writing both tiers")
        institution, register = deployment.institution, read_register(paths)
        added, gone_back = read_report_inputs(paths), going_back.in_force(paths)
        memory = publishing_memory(paths)
        with told(), want_told("the published tables", memory):
            parts = made_with(paths, institution, deployment.key, register, deployment.today)
            facts = release_facts(
                paths, institution, deployment.fingerprint, register, parts, added.signatures
            )
            release = publish.publish(
                paths.build_db,
                dbt_process.target_dir(paths) / "manifest.json",
                paths.marts,
                facts,
                policy=institution.releases,
                stay=[gone_back.release_from] if gone_back else [],
                add=partial(_with_report, added),
                memory=memory,
            )
            going_back.lift(paths)
            archive.keep(paths, release, deployment.configuration)
        tables = release.manifest["tables"]["internal"]
        return dg.MaterializeResult(
            metadata={
                "release_id": release.id,
                "tables": len(tables),
                "rows": _rows(release),
                "headline figures": dg.MetadataValue.json(release.manifest["figures"]),
            }
        )

    return release_marts


@contextmanager
def _with_report(added: ReportInputs, shown: Release) -> Iterator[Callable[[Release], None]]:
    with report_in_release(shown, added.texts) as report_made:

        def finish(written: Release) -> None:
            report("publishing", written.id, rows=_rows(written))
            report_made()

        yield finish


def _rows(release: Release) -> int:
    return sum(table["rows"] for table in release.manifest["tables"]["internal"].values())
