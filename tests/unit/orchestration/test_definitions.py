"""What Dagster shows: lineage without gaps, groups and descriptions, checks, the job and its schedule.

dbt parses its project once for this module; nothing is run.
"""

import dagster as dg
import pytest

from dagster_project.definitions import build_defs
from dagster_project.orchestration import known_models
from dagster_project.orchestration.landing import CONFIGURATION
from dagster_project.settings import FEEDS, Paths, Settings
from tests.deployments import write_institution


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return known_models.manifest_path(Paths(tmp_path_factory.mktemp("definitions")))


@pytest.fixture(scope="module")
def defs(manifest, tmp_path_factory):
    return build_defs(Settings(data=tmp_path_factory.mktemp("empty")), manifest)


@pytest.fixture(scope="module")
def graph(defs):
    return defs.resolve_asset_graph()


def ancestors(graph, key):
    found, pending = set(), [key]
    while pending:
        for parent in graph.get(pending.pop()).parent_keys:
            if parent not in found:
                found.add(parent)
                pending.append(parent)
    return {tuple(parent.path) for parent in found}


def test_the_release_descends_from_every_folder_of_deliveries(graph):
    above = ancestors(graph, dg.AssetKey(["release", "marts"]))
    assert {("raw", feed) for feed in FEEDS} | {("raw", "institution")} <= above
    assert {("landing", feed) for feed in FEEDS} <= above


def test_every_source_of_dbt_is_an_asset_that_landing_makes(graph):
    landed = {key.path[-1] for key in graph.materializable_asset_keys if key.path[0] == "landing"}
    assert landed == {*FEEDS, *CONFIGURATION, "deliveries", "quarantine", "unknown_labels", "correction_uses"}
    external = {tuple(key.path) for key in graph.external_asset_keys}
    assert external == {("raw", feed) for feed in FEEDS} | {("raw", "institution")}


def test_every_asset_has_its_layer_as_group_and_a_description(graph):
    groups = {"raw", "landing", "codes", "staging", "intermediate", "core", "marts", "release"}
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name == key.path[0], key
        assert node.group_name in groups
        assert node.description, key


def test_both_gates_and_every_dbt_test_are_asset_checks(defs, graph):
    keys = graph.asset_check_keys
    tables = {check.asset_key.path[0] for check in keys}
    assert {"landing", "codes", "staging", "core", "marts"} <= tables
    assert {check.asset_key.path[1] for check in keys if check.asset_key.path[0] == "landing"} == set(FEEDS)
    several = dg.AssetCheckKey(dg.AssetKey(["marts", "employment_rate"]), "placement_rate_is_the_complement")
    assert several in keys


def test_the_gates_stand_between_the_layers(defs):
    steps = defs.resolve_job_def("nightly").graph.dependencies
    upstream = {
        node.name: {found.node for each in inputs.values() for found in each.get_node_dependencies()}
        for node, inputs in steps.items()
    }
    assert "gate_1" in upstream["landing__register"]
    assert "gate_1" in upstream["dbt_build"]
    assert "gate_2" in upstream["release__marts"]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi"])
def test_the_job_runs_at_two_in_the_institutions_time_zone(manifest, tmp_path, zone):
    who = {"code": "99999", "name_zh": "示例大学", "name_en": "Example", "province": "65", "time_zone": zone}
    write_institution(tmp_path, institution=who)
    schedule = build_defs(Settings(data=tmp_path), manifest).resolve_schedule_def("every_night")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", zone)
    assert schedule.job_name == "nightly"


def test_the_hour_is_that_of_the_configuration_and_a_mistake_there_keeps_the_usual_one(manifest, tmp_path):
    def cron():
        defs = build_defs(Settings(data=tmp_path), manifest)
        return defs.resolve_schedule_def("every_night").cron_schedule

    write_institution(tmp_path, nightly="30 3 * * 1-5")
    assert cron() == "30 3 * * 1-5"
    write_institution(tmp_path, nightly="half past three")
    assert cron() == "0 2 * * *"


def test_both_the_schedule_and_the_sensor_are_switched_on(defs):
    schedule, sensor = defs.resolve_schedule_def("every_night"), defs.resolve_sensor_def("new_files")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
    assert sensor.job_name == "landing"


def test_by_day_nothing_is_built_or_published(defs):
    nodes = {node.name for node in defs.resolve_job_def("landing").graph.nodes}
    assert {"gate_1", "landing__register", "landing__configuration"} <= nodes
    assert nodes.isdisjoint({"dbt_build", "gate_2", "release__marts"})


def test_without_a_configuration_the_definitions_load_all_the_same(defs):
    assert defs.resolve_schedule_def("every_night").execution_timezone == "Asia/Shanghai"
    dg.Definitions.validate_loadable(defs)
