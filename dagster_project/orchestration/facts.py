"""What a run knows and its release writes down: identity, inputs, and every check with its verdict.

A function of inputs, configuration and code: no time and no path of this machine goes into it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dagster_project import __version__
from dagster_project.orchestration import dbt_process, evidence
from dagster_project.publish import ReleaseFacts
from dagster_project.settings import Institution, Paths, Signature

# A test of a macro reads no table.
_NO_NODE = {"schema": "dbt", "name": "macros"}
_VERDICTS = {"pass": True, "success": True, "fail": False, "warn": False}


def release_facts(
    paths: Paths,
    institution: Institution,
    fingerprint: str,
    register: Sequence[Mapping[str, Any]],
    made_with: dict[str, Any],
    signatures: Sequence[Signature] = (),
) -> ReleaseFacts:
    """Gather them after both gates have passed. `register` needs at least one landed delivery."""
    return ReleaseFacts(
        release_id=release_id(register, fingerprint),
        inputs_fingerprint=fingerprint,
        code_version=__version__,
        institution=institution.institution,
        disclosure=institution.disclosure,
        inputs=[dict(row) for row in register],
        checks=[*_gate_checks(paths), *_dbt_checks(paths)],
        made_with=made_with,
        report=institution.report.model_dump(mode="json"),
        signatures=[signature.model_dump(mode="json") for signature in signatures],
    )


def release_id(register: Sequence[Mapping[str, Any]], fingerprint: str) -> str:
    """Day of the newest delivery that landed, then the head of the inputs' fingerprint."""
    newest: date = max(row["recorded_on"] for row in register if row["status"] == "landed")
    return f"{newest:%Y%m%d}-{fingerprint[:12]}"


def _gate_checks(paths: Paths) -> list[dict[str, Any]]:
    return [
        {
            "name": check.name,
            "asset": "/".join(check.asset_key),
            "passed": check.passed,
            "severity": check.severity,
            "summary": check.summary,
        }
        for gate in ("landing", "marts")
        for check in evidence.read(paths, gate).checks
    ]


def _dbt_checks(paths: Paths) -> list[dict[str, Any]]:
    """Data tests of the build and unit tests of its models, by name; their summary is their description.

    A release is only made of models whose unit tests passed, in this build or in an earlier one, so that
    the same models always give the same entries.
    """
    manifest = json.loads((dbt_process.target_dir(paths) / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"] | manifest["sources"]
    data_tests = {
        unique_id: _VERDICTS[result["status"]]
        for unique_id, result in dbt_process.results(paths).items()
        if unique_id in nodes and nodes[unique_id]["resource_type"] == "test"
    }
    passed = data_tests | dict.fromkeys(manifest["unit_tests"], True)
    checks = []
    for unique_id in sorted(passed):
        test = nodes.get(unique_id) or manifest["unit_tests"][unique_id]
        node = nodes.get(dbt_process.tested_node(test), _NO_NODE)
        checks.append(
            {
                "name": test["name"],
                "asset": f"{node['schema']}/{node['name']}",
                "passed": passed[unique_id],
                "severity": test["config"].get("severity", "error").lower(),
                "summary": dbt_process.prose(test),
            }
        )
    return checks
