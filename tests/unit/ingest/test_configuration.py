"""institution.yml against contracts and codes, the tables dbt reads, and the fingerprint of all inputs."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.configuration import write_configuration
from dagster_project.ingest.fingerprint import inputs_fingerprint
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.snapshots import due_snapshots
from tests.deployments import write_institution
from tests.unit.ingest.office import KEY, TODAY, Office, destinations, institution


def told_of(tmp_path: Path, **sections: object) -> str:
    write_institution(tmp_path, **sections)
    with pytest.raises(ConfigurationError) as raised:
        load_configuration(tmp_path / "raw" / "institution.yml")
    return str(raised.value)


def test_mistakes_of_the_shape_and_of_the_meaning_are_told_at_once(tmp_path: Path) -> None:
    told = told_of(
        tmp_path,
        headers={"fairs": {"主办": "organiser"}},
        codes={"destinatoin": {"x": "10"}, "urban_rural": {"县城": "3"}},
        quarantine={"max_share": 5},
        constants={"graduates": {"name": "甲", "degree_level": "学士后", "college": "全校"}},
    )
    assert told.startswith("institution.yml has 6 mistake(s):")
    assert "quarantine.max_share: Input should be less than or equal to 1 (given: 5)" in told
    assert "headers.fairs.主办: there is no column 'organiser'; legal are drop, fair_id, fair_name" in told
    assert (
        "codes.destinatoin: there is no such code table; legal are activity_kind, degree, destination" in told
    )
    assert "codes.urban_rural.县城: there is no code '3'; legal are 1, 2" in told
    assert (
        "constants.graduates.name: no such column can be the same for everybody; legal are class_year" in told
    )
    assert "constants.graduates.degree_level: '学士后' is no code or label of degree; legal are 01" in told


def test_a_section_of_a_wrong_shape_is_told_once_and_hides_no_other_mistake(tmp_path: Path) -> None:
    told = told_of(tmp_path, headers=["学号"], codes={"gender": {"Mujer": "7"}}, blanks="NA")
    assert told.startswith("institution.yml has 3 mistake(s):"), told


def test_own_labels_and_codes_may_be_constants(tmp_path: Path) -> None:
    write_institution(
        tmp_path,
        codes={"degree": {"Postgrado": "研究生"}},
        constants={"graduates": {"degree_level": "Postgrado"}, "activities": {"kind": "workshop"}},
        activity_kinds={"workshop": {"zh": "工作坊"}},
    )
    assert load_configuration(tmp_path / "raw" / "institution.yml").constants["graduates"] == {
        "degree_level": "Postgrado"
    }


def test_only_snapshots_whose_day_has_come() -> None:
    due = [
        item
        for item in due_snapshots(institution(snapshots={"autumn": "10-31"}), dt.date(2020, 10, 31))
        if item[0] >= 2020
    ]
    assert due == [(2020, "initial", dt.date(2020, 8, 31)), (2020, "autumn", dt.date(2020, 10, 31))]


def test_configuration_tables_are_written(office: Office) -> None:
    office.settings = institution(surveys={"guidance-2020": {"title_zh": "就业指导"}})
    write_configuration(office.paths, office.settings, TODAY)
    tables = {
        name: pl.read_parquet(office.paths.landing / name / "*.parquet")
        for name in (
            "institution",
            "snapshots",
            "surveys",
            "survey_items",
            "survey_options",
            "survey_box_rules",
        )
    }
    assert tables["institution"].to_dicts() == [
        {
            "institution_code": "99999",
            "name_zh": "示例大学",
            "name_en": "Example University",
            "province_code": "61",
            "time_zone": "Asia/Shanghai",
            "completed_counts": True,
        }
    ]
    assert tables["snapshots"]["as_of"].max() == dt.date(2026, 8, 31)
    assert tables["surveys"]["survey_id"].to_list() == ["guidance-2020"]


def fingerprint(office: Office, today: dt.date = TODAY) -> str:
    return inputs_fingerprint(office.paths, office.settings, office.key, today)


def test_the_fingerprint_changes_with_every_input_and_nothing_else(office: Office) -> None:
    path = office.put("destinations/x_2026-11-25.csv", destinations())
    seen = [fingerprint(office)]

    def has_changed() -> bool:
        seen.append(fingerprint(office))
        return seen[-1] not in seen[:-1]

    office.put("destinations/.x.swp", b"1")
    office.put("institution.yml", b"# a remark")
    path.touch()
    assert not has_changed()
    assert fingerprint(office, dt.date(2026, 11, 23)) == seen[0]
    assert fingerprint(office, dt.date(2026, 11, 25)) != seen[0], "a delivery dated ahead can now be landed"
    assert fingerprint(office, dt.date(2027, 1, 1)) != fingerprint(office, dt.date(2026, 12, 30)), (
        "a snapshot is due"
    )
    path.write_bytes(path.read_bytes() + b"\r\n")
    assert has_changed()
    path.with_name(path.name + ".yml").write_text("mode: full\n")
    assert has_changed()
    path = path.rename(path.with_name("y_2026-11-25.csv"))
    assert has_changed()
    office.settings = institution(policy={"completed_counts": False})
    assert has_changed()
    office.key = KEY[::-1]
    assert has_changed()


def test_whether_there_is_anything_new_needs_no_frames() -> None:
    code = (
        "import sys; import dagster_project.ingest.fingerprint;"
        "print([name for name in ('polars', 'pandas', 'duckdb', 'python_calamine') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
