"""Deliveries as Dagster assets: `raw/<feed>` (external) -> `landing/<feed>` -> register and quarantine.

What a delivery is and how it is read, is in `ingest`. Metadata show counts and a preview of coded columns
only: no identifier, no free text and nothing the contract calls sensitive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from dagster_project.contracts import CONTRACTS, Contract
from dagster_project.errors import ConfigurationError, DeliveryRefused
from dagster_project.ingest.configuration import write_configuration
from dagster_project.ingest.landing import land_feed
from dagster_project.ingest.register import read_records, write_register
from dagster_project.ingest.survey_config import SCHEMAS as SURVEY_TABLES
from dagster_project.orchestration import evidence
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.progress import report
from dagster_project.orchestration.register import last_release
from dagster_project.orchestration.resources import Deployment
from dagster_project.settings import FEEDS, Paths

CONFIGURATION = (
    "institution",
    "snapshots",
    "activity_kinds",
    "lists",
    "goals",
    "employer_decisions",
    "corrections",
    *SURVEY_TABLES,
)
CONFIGURATION_FILE = dg.AssetKey(["raw", "institution"])
_GROUP = "landing"
_PREVIEWED = ("code", "date", "datetime", "int", "count", "class_year")
_COUNTS = ("rows_read", "accepted", "quarantined", "duplicates", "totals_rows")


def raw_specs() -> list[dg.AssetSpec]:
    """The folders deliveries are put into, and the configuration file: made outside, read here."""
    feeds = [
        dg.AssetSpec(
            ["raw", contract.feed],
            group_name="raw",
            description=f"{contract.title_en} ({contract.title_zh}) as received in data/raw/{contract.feed}.",
        )
        for contract in CONTRACTS.values()
    ]
    configuration = dg.AssetSpec(
        CONFIGURATION_FILE,
        group_name="raw",
        description="data/raw/institution.yml, the one configuration of the deployment.",
    )
    return [*feeds, configuration]


def feed_asset(contract: Contract, position: int) -> dg.AssetsDefinition:
    """`landing/<feed>`: one Parquet file per delivery; a delivery landed before is not read again."""

    @dg.asset(
        key=[_GROUP, contract.feed],
        group_name=_GROUP,
        deps=[dg.AssetKey(["raw", contract.feed]), CONFIGURATION_FILE],
        kinds={"parquet"},
        description=(
            f"{contract.title_en} ({contract.title_zh}): typed, pseudonymous rows with file, sheet and line."
        ),
    )
    def land(deployment: Deployment) -> dg.MaterializeResult:
        def on_progress(file: str, done: int, total: int) -> None:
            report("landing", f"{contract.title_en}, {done + 1} of {total}", position, len(FEEDS))

        report("landing", contract.title_en, position, len(FEEDS))
        with told():
            records = land_feed(
                deployment.paths,
                deployment.institution,
                deployment.key,
                contract.feed,
                deployment.today,
                published=published_files(deployment.paths),
                moving=deployment.moving,
                on_progress=on_progress,
            )
        read = sum(record["rows_read"] or 0 for record in records)
        report("landing", contract.title_en, position + 1, len(FEEDS), rows=read)
        return dg.MaterializeResult(metadata=_counts(records) | _preview(deployment.paths, contract, records))

    return land


def configuration_assets() -> dg.AssetsDefinition:
    """The configuration as tables, so that dbt reads policy like any other source."""
    specs = [
        dg.AssetSpec(
            [_GROUP, table],
            group_name=_GROUP,
            deps=[CONFIGURATION_FILE],
            kinds={"parquet"},
            description=f"`{table}` of the configuration, as a table.",
        )
        for table in CONFIGURATION
    ]

    @dg.multi_asset(name="landing__configuration", specs=specs)
    def land_configuration(deployment: Deployment) -> Iterator[dg.MaterializeResult]:
        with told():
            write_configuration(deployment.paths, deployment.institution, deployment.today)
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return land_configuration


def register_assets() -> dg.AssetsDefinition:
    """The register with the refusals of gate 1, and what of the quarantine belongs to it."""
    feeds = [dg.AssetKey([_GROUP, feed]) for feed in FEEDS]
    specs = [
        dg.AssetSpec(
            [_GROUP, "deliveries"],
            group_name=_GROUP,
            deps=feeds,
            kinds={"parquet"},
            description="The register: one row per file found, whatever became of it.",
        ),
        dg.AssetSpec(
            [_GROUP, "quarantine"],
            group_name=_GROUP,
            deps=feeds,
            kinds={"parquet"},
            description="Rows that broke their contract, with file, sheet, line, rule and reason.",
        ),
        dg.AssetSpec(
            [_GROUP, "unknown_labels"],
            group_name=_GROUP,
            deps=feeds,
            kinds={"parquet"},
            description="Codes and labels that no code table knows, counted by delivery, for review.",
        ),
        dg.AssetSpec(
            [_GROUP, "correction_uses"],
            group_name=_GROUP,
            deps=feeds,
            kinds={"parquet"},
            description="What became of each line of the ledger of corrections, by delivery.",
        ),
    ]

    @dg.multi_asset(name="landing__register", specs=specs)
    def register(deployment: Deployment) -> Iterator[dg.MaterializeResult]:
        refusals = evidence.read(deployment.paths, "landing").refusals
        with told():
            found = read_records(deployment.paths, deployment.institution.shared)
            frame = write_register(deployment.paths, found, refusals)
            records = frame.to_dicts()
            _require_landed(records)
        yield dg.MaterializeResult(asset_key=specs[0].key, metadata=_counts(records))
        rows = sum(record["quarantined"] or 0 for record in records)
        yield dg.MaterializeResult(asset_key=specs[1].key, metadata={"dagster/row_count": rows})
        for spec, part in ((specs[2], "unknown_labels"), (specs[3], "corrections")):
            entries = sum(len(record[part]) for record in found)
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"dagster/row_count": entries})

    return register


def published_files(paths: Paths) -> dict[str, str]:
    """File -> sha256 of every delivery that counts in the current release; empty before the first one."""
    last = last_release(paths)
    inputs = [] if last is None else last.manifest["inputs"]
    # A refused file may be replaced under its name: that is how it is mended.
    return {entry["file"]: entry["sha256"] for entry in inputs if entry["status"] != "refused"}


def _require_landed(records: Sequence[Mapping[str, Any]]) -> None:
    """A release of nothing is none: say so before building it."""
    if not records:
        raise ConfigurationError(
            "There is no delivery in data/raw.",
            f"Put files into the folders of the feeds: {', '.join(FEEDS)}.",
        )
    if all(record["status"] == "refused" for record in records):
        reasons = "\n".join(f"  - {record['reason']} {record['what_to_do']}" for record in records)
        raise DeliveryRefused(
            "all",
            f"Every delivery was refused, so nothing was published:\n{reasons}",
            "\nMend them and run again.",
        )


def _counts(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts: dict[str, Any] = {name: sum(record[name] or 0 for record in records) for name in _COUNTS}
    status = Counter(record["status"] for record in records)
    return counts | {f"deliveries_{name}": count for name, count in sorted(status.items())}


def _preview(paths: Paths, contract: Contract, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Five rows of the newest landed delivery, coded columns only, as a Markdown table."""
    landed = [record for record in records if record["status"] == "landed"]
    if not landed:
        return {}
    newest = max(landed, key=lambda record: (record["recorded_on"], record["delivery_id"]))
    frame = pl.read_parquet(paths.landing / contract.feed / f"{newest['delivery_id']}.parquet", n_rows=5)
    shown = [
        column.landed_name
        for column in contract.columns
        if column.kind in _PREVIEWED and not column.sensitive
    ]
    return {
        "preview": dg.MetadataValue.md(
            _markdown(frame.select(name for name in shown if name in frame.columns))
        )
    }


def _markdown(frame: pl.DataFrame) -> str:
    lines = [frame.columns, ["---"] * frame.width, *frame.rows()]
    return "\n".join(
        "| " + " | ".join("" if cell is None else str(cell) for cell in line) + " |" for line in lines
    )
