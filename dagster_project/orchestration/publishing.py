"""The last step: what was built and passed both gates becomes the release.

How a release is written, and which cells may be shown, is in `publish`.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from dagster_project import publish
from dagster_project.ingest.report_inputs import read_report_inputs
from dagster_project.orchestration import dbt_process
from dagster_project.orchestration.facts import release_facts
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.progress import report
from dagster_project.orchestration.register import read_register
from dagster_project.orchestration.reporting import report_in_release
from dagster_project.orchestration.resources import Deployment
from dagster_project.orchestration.transform import mart_keys
from dagster_project.settings import Settings


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
        report("publishing", "writing both tiers")
        added = read_report_inputs(paths)
        facts = release_facts(
            paths, deployment.institution, deployment.fingerprint, read_register(paths), added.signatures
        )
        with told():
            release = publish.publish(
                paths.build_db,
                dbt_process.target_dir(paths) / "manifest.json",
                paths.marts,
                facts,
                keep=Settings().keep_releases,
                add=lambda written: report_in_release(written, added.texts),
            )
        tables = release.manifest["tables"]["internal"]
        rows = sum(table["rows"] for table in tables.values())
        report("publishing", release.id, rows=rows)
        return dg.MaterializeResult(
            metadata={
                "release_id": release.id,
                "tables": len(tables),
                "rows": rows,
                "headline figures": dg.MetadataValue.json(release.manifest["figures"]),
            }
        )

    return release_marts
