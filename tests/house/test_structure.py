"""The house rules that can be seen: who imports whom, who reads what, what stands where."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOP_LEVEL = {
    ".ci", ".git", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "LICENSE", "README.md",
    "constraints.txt", "dagster_project", "data", "dbt", "docs", "pyproject.toml", "tests", "third_party",
}  # fmt: skip


def tracked_files() -> list[str]:
    done = subprocess.run(
        ["git", "-c", "core.quotepath=false", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_import_rules_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_top_level_holds_only_what_the_house_allows():
    assert {name.split("/")[0] for name in tracked_files()} <= TOP_LEVEL


def test_there_is_no_python_under_dbt_and_no_delivery_or_lock_file_in_the_repository():
    files = tracked_files()
    assert [name for name in files if name.startswith("dbt/") and name.endswith(".py")] == []
    assert [name for name in files if name.startswith("data/") and not name.endswith(".gitkeep")] == []
    assert [name for name in files if Path(name).name in {"uv.lock", "pylock.toml", "poetry.lock"}] == []


def test_constraints_are_exact_pins_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[A-Za-z0-9.!+]+", line)] == []


def test_this_environment_is_the_one_the_constraints_pin():
    pins = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    )
    installed = {canonicalize_name(dist.name): dist.version for dist in distributions()}
    differing = {name: (pin, installed.get(name)) for name, pin in pins.items() if name in installed}
    assert {name: both for name, both in differing.items() if both[0] != both[1]} == {}
    assert {
        "dagster",
        "dbt-core",
        "dbt-duckdb",
        "duckdb",
        "great-expectations",
        "polars",
        "pytest",
    } <= pins.keys()


def test_the_readme_names_every_command():
    from dagster_project.cli import main

    missing = [name for name in main.commands if f"gradmart {name}" not in README]
    assert missing == []


@pytest.fixture(scope="module")
def manifest(demo) -> dict:
    data, _ = demo
    return json.loads((data / "build" / "dbt" / "manifest.json").read_text(encoding="utf-8"))


def models(manifest: dict, schema: str) -> list[dict]:
    nodes = manifest["nodes"].values()
    return [node for node in nodes if node["resource_type"] == "model" and node["schema"] == schema]


def test_marts_read_core_only(manifest):
    core = {node["unique_id"] for node in models(manifest, "core")}
    astray = {
        node["name"]: sorted(set(node["depends_on"]["nodes"]) - core)
        for node in models(manifest, "marts")
        if not set(node["depends_on"]["nodes"]) <= core
    }
    assert astray == {}


def test_each_layer_reads_only_itself_and_the_layers_before_it(manifest):
    order = ["codes", "staging", "intermediate", "core", "marts"]
    schema = {key: node["schema"] for key, node in manifest["nodes"].items()}
    backwards = [
        (node["name"], parent)
        for layer in order[1:]
        for node in models(manifest, layer)
        for parent in node["depends_on"]["nodes"]
        if parent in schema and order.index(schema[parent]) > order.index(layer)
    ]
    assert backwards == []
    raw_readers = {
        node["schema"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and any(parent.startswith("source.") for parent in node["depends_on"]["nodes"])
    }
    assert raw_readers == {"staging"}


def test_every_mart_has_a_contract_descriptions_in_both_languages_and_a_unit_test(manifest):
    tested = {parent for test in manifest["unit_tests"].values() for parent in test["depends_on"]["nodes"]}
    for node in models(manifest, "marts"):
        name, meta = node["name"], node["config"]["meta"]
        assert node["config"]["contract"]["enforced"], name
        assert len(node["description"]) > 40, name
        assert meta["zh"], name
        assert meta["grain"], name
        assert node["unique_id"] in tested, f"{name} has no unit test"
        for column in node["columns"].values():
            assert column["description"], f"{name}.{column['name']}"
            assert column["config"]["meta"]["zh"], f"{name}.{column['name']}"


def test_every_mart_says_how_its_figures_are_counted_again(manifest):
    silent = [node["name"] for node in models(manifest, "marts") if not node["config"]["meta"].get("explain")]
    assert silent == []


def test_the_published_marts_are_all_there(manifest):
    wanted = {
        "employment_rate", "destination_structure", "placement_structure", "cohort_structure", "satisfaction",
        "survey_item", "fair_summary", "delivery_quality", "graduate_outcome", "fair_outcome",
        "service_reach", "special_programme", "annual_goal", "integrity_flag",
    }  # fmt: skip
    assert wanted <= {node["name"] for node in models(manifest, "marts")}
