"""What a release says about itself: `manifest.json` for us, `datapackage.json` for everyone's tools.

Both are functions of the release alone: no times, no paths of this machine, and nothing about the
DuckDB file's bytes, which carry a random identifier; its tables are vouched for by their checksums.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dagster_project.publish.marts import Mart
from dagster_project.release import TIERS, Tier
from dagster_project.settings import DisclosurePolicy, InstitutionId

_LIBRARIES = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "polars", "pyarrow")
# What the register says about a delivery that its reader needs: what it was and what became of it.
_INPUT_KEYS = (
    "delivery_id", "feed", "file", "sha256", "recorded_on", "mode", "class_year", "survey_id", "status",
    "rows_read", "accepted", "quarantined", "duplicates", "totals_rows",
)  # fmt: skip
# The figures people quote; their checksum shows at a glance whether a release changes any of them.
HEADLINES = {
    "employment_rate": "is_official and breakdown = 'overall' and degree_level = 'all'",
    "satisfaction": "is_headline and breakdown = 'overall'",
    "fair_summary": "true",
}
_FIELD_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
}


@dataclass(frozen=True)
class ReleaseFacts:
    """What the run knows and publishing writes down.

    `inputs` are rows of the delivery register; of each, only identity, hash and counts are kept. `checks`
    are dicts of name, asset, passed, severity, summary (no values of any record in the summary). `made_with`
    are further fields of the manifest: what the release was made with beside its deliveries, as hashes.
    `report` is the policy of the annual report, `signatures` who has signed which, both as plain data.
    """

    release_id: str
    inputs_fingerprint: str
    code_version: str
    institution: InstitutionId
    disclosure: DisclosurePolicy
    inputs: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    made_with: dict[str, Any] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    signatures: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class TableFacts:
    """One written table of a tier: rows, the Parquet file's size and SHA-256, the content's checksum."""

    rows: int
    bytes: int
    parquet_sha256: str
    table_checksum: str


def manifest(
    facts: ReleaseFacts,
    tables: dict[Tier, dict[str, TableFacts]],
    figures: dict[str, str],
    files: dict[str, str],
) -> dict[str, Any]:
    """The content of manifest.json. `figures` has a checksum for each table of headline figures, `files` the
    SHA-256 of every file of the release whose bytes are stable, by path in the release."""
    inputs = [{key: row.get(key) for key in _INPUT_KEYS} for row in facts.inputs]
    return {
        "release_id": facts.release_id,
        "inputs_fingerprint": facts.inputs_fingerprint,
        "code_version": facts.code_version,
        "institution": {
            "code": facts.institution.code,
            "name_zh": facts.institution.name_zh,
            "name_en": facts.institution.name_en,
        },
        "disclosure_profile": facts.disclosure.profile,
        "report": facts.report,
        "signatures": facts.signatures,
        "libraries": library_versions(),
        **facts.made_with,
        "inputs": sorted(inputs, key=lambda row: (str(row["delivery_id"]), str(row["file"]))),
        "tables": {
            tier: {name: asdict(t) for name, t in sorted(tables[tier].items())}
            for tier in TIERS
            if tier in tables
        },
        "figures_checksum": _digest(json.dumps(figures, sort_keys=True)),
        "figures": figures,
        "files": files,
        "checks": sorted(facts.checks, key=lambda check: (check["asset"], check["name"])),
    }


def datapackage(
    facts: ReleaseFacts, marts: dict[Tier, list[Mart]], tables: dict[Tier, dict[str, TableFacts]]
) -> dict[str, Any]:
    """The content of datapackage.json (Data Package 2.0): every Parquet file and its columns.

    `marts` are those of each tier as published there, `tables` what is written already.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"gradmart-{facts.institution.code}",
        "title": f"{facts.institution.name_zh} {facts.institution.name_en}".strip(),
        "version": facts.release_id,
        "resources": [
            _resource(mart, tier, tables[tier][mart.name])
            for tier in TIERS
            if tier in tables
            for mart in marts[tier]
        ],
    }


def _resource(mart: Mart, tier: Tier, table: TableFacts) -> dict[str, Any]:
    # `explain` is a property of ours, which the standard allows: how the figures are counted again.
    explain = {} if mart.explanation is None else {"explain": mart.explanation.to_meta()}
    return {
        "name": f"{tier}-{mart.name}",
        "path": f"{tier}/{mart.name}.parquet",
        "title": mart.zh,
        "description": mart.description,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": table.bytes,
        "hash": f"sha256:{table.parquet_sha256}",
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": _field_type(column.type),
                    "title": column.zh,
                    "description": column.description,
                }
                for column in mart.columns
            ],
            "primaryKey": list(mart.grain),
        },
        **explain,
    }


def _field_type(duckdb_type: str) -> str:
    """The Data Package type of a DuckDB type; lists and structs do not occur in the marts."""
    return "number" if duckdb_type.startswith("DECIMAL") else _FIELD_TYPES.get(duckdb_type, "any")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """At once: whoever reads the file meanwhile sees what it was, or what it is."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_date_text)
    part = path.with_name(f".{path.name}")
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def library_versions() -> dict[str, str]:
    """Versions of Python and of the libraries that make a release."""
    found = {"python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue  # a library that is not installed has made nothing of this release
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _date_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a manifest")
