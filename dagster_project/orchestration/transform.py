"""dbt's models and seeds as Dagster assets, its data tests as asset checks; one `dbt build` makes them all.

Keys need no translation: source `landing.x` is asset `landing/x`, a model is `<schema>/<name>`. Only
groups are given here, and descriptions without the SQL. (No postponed annotations in this module: Dagster
tells the kind of context by its annotation, which has to be a class.)
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from dagster_project.errors import GateFailed
from dagster_project.orchestration import dbt_process, known_models
from dagster_project.orchestration.dbt_process import FailedTest
from dagster_project.orchestration.engine_memory import models_at_once
from dagster_project.orchestration.failures import told
from dagster_project.orchestration.progress import report
from dagster_project.orchestration.resources import Deployment
from dagster_project.settings import Paths

# dbt says so of each seed, model, test and unit test it is through with.
_RESULT = re.compile(r"Log[A-Za-z]+Result")


class Translator(DagsterDbtTranslator):
    """Groups by layer (seeds: `codes`), descriptions as they stand in the yml."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return layer_of(dbt_resource_props)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return (
            dbt_resource_props["description"] or f"{dbt_resource_props['resource_type']} of the dbt project."
        )


def layer_of(node: Mapping[str, Any]) -> str:
    """The layer a dbt node belongs to, which is its schema: staging, intermediate, core, marts or codes."""
    return node.get("schema") or node["source_name"]


def get_ready(paths: Paths) -> None:
    """Have dbt read the models while something else is done: the build then begins at once."""
    known_models.lend(paths)
    dbt_process.get_ready(paths)


def dbt_layer(manifest: Path) -> dg.AssetsDefinition:
    """All models and seeds of the manifest as one step."""
    translator = Translator()
    content = _with_homes(json.loads(manifest.read_text(encoding="utf-8")))
    data_nodes = [n for n in content["nodes"].values() if n["resource_type"] in ("model", "seed", "test")]

    @dbt_assets(manifest=content, dagster_dbt_translator=translator, name="dbt_build")
    def dbt_build(context: dg.AssetExecutionContext, deployment: Deployment) -> Iterator[Any]:
        paths = deployment.paths
        arguments = known_models.build_arguments(paths)
        total = len(data_nodes) + (len(content["unit_tests"]) if arguments == ["build"] else 0)
        report("building", "starting dbt", 0, total)
        paths.build_db.unlink(missing_ok=True)
        paths.build_db.with_name(paths.build_db.name + ".wal").unlink(missing_ok=True)
        known_models.lend(paths)
        done = 0
        side_by_side = ["--threads", str(models_at_once(paths))]
        for event in dbt_process.events(paths, [*arguments, *side_by_side]):
            # Not to Dagster's log, which would store hundreds of lines that dbt.log holds anyway.
            sys.stdout.write(f"{event['info']['msg']}\n")
            if _RESULT.fullmatch(event["info"]["name"]):
                done += 1
                report("building", event["data"]["node_info"]["node_name"], done, total)
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(
                content, translator, context, dbt_process.target_dir(paths), None
            )
        with told():
            raise_for_failures(dbt_process.judge(paths))
        known_models.remember_unit_tests(paths)

    return dbt_build


def _with_homes(content: dict[str, Any]) -> dict[str, Any]:
    """The manifest with a home for each singular test that reads several tables.

    Without one, dagster-dbt shows such a test as an observation and not as a check.
    """
    nodes = content["nodes"]
    for test in (node for node in nodes.values() if node["resource_type"] == "test"):
        if not test.get("attached_node") and len(test["depends_on"]["nodes"]) > 1:
            home = nodes[dbt_process.tested_node(test)]
            test["config"].setdefault("meta", {})["dagster"] = {"ref": {"name": home["name"]}}
    return content


def mart_keys(manifest: Path) -> list[dg.AssetKey]:
    """Asset keys of the published tables, sorted."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return sorted(
        dg.AssetKey(["marts", node["name"]])
        for node in nodes
        if node["resource_type"] == "model" and layer_of(node) == "marts"
    )


def raise_for_failures(failed: list[FailedTest]) -> None:
    """Raise GateFailed with what each failed test is about; do nothing if there is none."""
    if failed:
        lines = "\n".join(f"  - {_line(test)}" for test in failed)
        raise GateFailed(
            f"{len(failed)} test(s) of the tables did not hold, so nothing was published:\n{lines}",
            "\nThe last release stays; follow the lines above and run again.",
        )


def _line(test: FailedTest) -> str:
    rows = f" ({test.rows} rows)" if test.rows else ""
    return f"{test.name}{rows}: {test.description}" if test.description else f"{test.name}{rows}"
