"""The graph of assets as one page: what hangs on what, from a delivered file to the release.

`asset_graph.txt` beside this file is that page; a change of it is a change of the architecture and belongs in
the commit that makes it. It is read from Dagster's own definitions, so it is what the web page shows.
"""

from __future__ import annotations

import re
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.definitions import build_defs
from dagster_project.settings import Settings

GOLDEN = Path(__file__).with_name("asset_graph.txt")

# Nothing in the warehouse reads these; each is there for the reason given.
LEAVES = {
    "release/marts": "the end of the way",
    "staging/stg_quarantine": "read by the dbt test that every quarantined row is told, and by people",
    "codes/code_activity_kind": "read by ingest, which adds the institution's own kinds",
    "codes/code_destination_oldest": "read by ingest",
    "codes/code_employer_list": "read by ingest, which adds the institution's own lists",
    "codes/code_evidence": "read by ingest",
    "codes/code_fair_kind": "read by ingest",
    "codes/code_online": "read by ingest",
    "codes/code_roster_status": "read by ingest",
}
# Their keys come from outside: delivered files, and tables kept in the repository.
ROOT_GROUPS = {"raw", "codes"}


def name(key: dg.AssetKey) -> str:
    return key.to_user_string()


@pytest.fixture(scope="module")
def nodes(demo, tmp_path_factory) -> dict[str, object]:
    """Asset name -> its node, with the manifest of the demonstration so that dbt is not parsed again."""
    manifest = demo[0] / "build" / "dbt" / "manifest.json"
    graph = build_defs(Settings(data=tmp_path_factory.mktemp("empty")), manifest).resolve_asset_graph()
    return {name(key): graph.get(key) for key in graph.get_all_asset_keys()}


@pytest.fixture(scope="module")
def above(nodes) -> dict[str, set[str]]:
    return {asset: {name(key) for key in node.parent_keys} for asset, node in nodes.items()}


@pytest.fixture(scope="module")
def below(nodes) -> dict[str, set[str]]:
    return {asset: {name(key) for key in node.child_keys} for asset, node in nodes.items()}


def reached(starts: set[str], edges: dict[str, set[str]]) -> set[str]:
    found, pending = set(starts), list(starts)
    while pending:
        fresh = edges[pending.pop()] - found
        found |= fresh
        pending.extend(fresh)
    return found


def drawing(above: dict[str, set[str]]) -> str:
    """One line an asset, `group/key <- upstream keys`.

    Those that hang alike share one, and so do all that hang on one other, and the marts that hang on two.
    """
    alike: dict[str, list[str]] = {}
    for asset, parents in sorted(above.items()):
        own = re.sub(r"^(stg|int|dim|fct)_", "", asset.split("/")[1])
        pattern = re.compile(rf"(?<=[/_]){own}$")
        upstream = sorted(pattern.sub("<name>", parent) for parent in parents)
        line = f"{pattern.sub('<name>', asset)} <- {', '.join(upstream) or 'outside'}"
        alike.setdefault(line, []).append(own)
    lines: list[str] = []
    few: dict[str, list[str]] = {"each on one other": [], "marts on two others": []}
    for line, names in alike.items():
        told = line.replace("<name>", names[0])
        if len(names) > 1:
            lines.append(f"{line}: {', '.join(names)}")
        elif "," not in told:
            few["each on one other"].append(told)
        elif told.startswith("marts/") and told.count(",") == 1:
            few["marts on two others"].append(told)
        else:
            lines.append(told)
    lines += [f"{title}: {'; '.join(sorted(told))}" for title, told in few.items()]
    return "\n".join([*sorted(lines), ""])


def test_the_graph_is_the_one_on_record(above, tmp_path):
    actual = tmp_path / GOLDEN.name
    actual.write_text(drawing(above), encoding="utf-8")
    recorded = GOLDEN.read_text(encoding="utf-8")
    assert drawing(above).splitlines() == recorded.splitlines(), (
        f"If the change is meant: cp {actual} {GOLDEN}"
    )
    assert len(recorded.splitlines()) < 100


def test_only_deliveries_and_code_tables_hang_on_nothing(above):
    roots = {asset for asset, parents in above.items() if not parents}
    assert {asset.split("/")[0] for asset in roots} == ROOT_GROUPS
    assert roots == {asset for asset in above if asset.split("/")[0] in ROOT_GROUPS}


def test_every_asset_lies_on_a_way_from_the_deliveries_to_the_release(above, below):
    raw = {asset for asset in above if asset.startswith("raw/")}
    from_raw, to_release = reached(raw, below), reached({"release/marts"}, above)
    # What comes from the code tables alone has no delivery above it.
    from_codes = {
        asset
        for asset in above.keys() - from_raw
        if {root.split("/")[0] for root in reached({asset}, above) if not above[root]} == {"codes"}
    }
    assert above.keys() - from_raw == from_codes
    assert from_codes == {asset for asset in above if asset.startswith("codes/")} | {
        "core/dim_destination",
        "core/dim_integrity_rule",
        "core/dim_rate_code",
        "core/dim_rate_measure",
        "intermediate/int_breakdown_label",
        "intermediate/int_region",
        "marts/rate_definition",
    }
    assert above.keys() - to_release == LEAVES.keys() - {"release/marts"} | {"landing/quarantine"}


def test_nothing_ends_in_the_void(below):
    assert {asset for asset, children in below.items() if not children} == LEAVES.keys()


def test_every_mart_is_released(above, nodes):
    marts = {asset for asset in nodes if asset.startswith("marts/")}
    assert above["release/marts"] == marts


def test_every_asset_has_a_group_and_says_what_it_is(nodes):
    for asset, node in nodes.items():
        assert node.group_name == asset.split("/")[0], asset
        assert len(node.description or "") > 20, asset
