"""What a release says of its configuration: enough to compare by, and nothing to read in it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from dagster_project.ingest.made_with import configuration_parts, last_day, made_with
from dagster_project.settings import Paths, load_institution
from tests.deployments import write_csv, write_institution

KEY = b"0123456789abcdef" * 4
TODAY = dt.date(2022, 10, 15)
LEDGER = ["feed", "key", "column", "expected", "new", "reason", "who", "until"]
REGISTER = [
    {"file": "graduates/roster_2022-06-30.csv", "recorded_on": dt.date(2022, 6, 30)},
    {"file": "graduates/roster_2022-12-01.csv", "recorded_on": dt.date(2022, 12, 1)},
]


@pytest.fixture
def paths(tmp_path):
    paths = Paths(tmp_path)
    write_institution(tmp_path, policy={"completed_counts": False}, quarantine={"max_share": 0.05})
    people = [f"class_year=2022;student_no={number}" for number in ("20220001", "20220002")]
    write_csv(
        paths.corrections_file,
        [LEDGER, *(["destinations", who, "destination", "10", "11", "seen", "刘伟", ""] for who in people)],
    )
    sidecar = paths.raw / "graduates" / "roster_2022-06-30.csv.yml"
    sidecar.parent.mkdir()
    sidecar.write_text("from: 刘伟\npermission: 20220001\n", encoding="utf-8")
    return paths


def made(paths, key=KEY, today=TODAY):
    return made_with(paths, load_institution(paths.institution_file), key, REGISTER, today)


def test_it_tells_nobody(paths):
    text = json.dumps(made(paths), ensure_ascii=False, default=str)
    assert [word for word in ("20220001", "20220002", "刘伟", "seen", KEY.decode()) if word in text] == []


def test_lines_are_told_apart_and_known_again_but_only_with_the_key(paths):
    first, second = made(paths)["ledgers"]["corrections"]
    assert (first["line"], second["line"]) == (2, 3)
    assert first["id"] != second["id"]
    lines = paths.corrections_file.read_text(encoding="utf-8").splitlines(keepends=True)
    paths.corrections_file.write_text("".join([lines[0], lines[2], lines[1]]), encoding="utf-8")
    assert [line["id"] for line in made(paths)["ledgers"]["corrections"]] == [second["id"], first["id"]]
    assert made(paths, key=b"f" * 64)["ledgers"]["corrections"][1]["id"] != first["id"]


def test_a_setting_is_named_when_it_is_not_the_default_and_retention_never(paths, tmp_path):
    parts = made(paths)["configuration"]
    named = [name for name in parts if not name.startswith("institution.")]
    assert named == ["policy.completed_counts", "report.in_release"]
    write_institution(tmp_path, releases={"keep": 3})
    assert "policy" not in str(made(paths)["configuration"].keys())
    assert not any(name.startswith("releases") for name in made(paths)["configuration"])


def test_parts_of_a_section_are_told_apart(tmp_path):
    def parts(code: str) -> dict[str, str]:
        headers = {"fairs": {"备注": "drop"}}
        write_institution(tmp_path, codes={"destination": {"去向待核实": code}}, headers=headers)
        return configuration_parts(load_institution(Paths(tmp_path).institution_file))

    before, after = parts("70"), parts("10")
    assert [name for name in after if after[name] != before[name]] == ["codes.destination"]


def test_the_first_day_is_the_same_on_every_day_on_which_the_release_is(paths):
    """The snapshot of 31 August was due; the list of December lies ahead until its day."""
    days = [dt.date(2022, 8, 31), TODAY, dt.date(2022, 11, 30)]
    assert {made(paths, today=day)["as_of"] for day in days} == {dt.date(2022, 8, 31)}
    assert made(paths, today=dt.date(2022, 12, 1))["as_of"] == dt.date(2022, 12, 1)
    assert made(paths, today=dt.date(2022, 12, 31))["as_of"] == dt.date(2022, 12, 31)
    assert made(paths, today=dt.date(2022, 12, 1))["newest_snapshot"] == dt.date(2022, 8, 31)


def test_the_last_day_is_the_one_before_something_comes_due(paths):
    institution = load_institution(paths.institution_file)
    as_of = dt.date(2022, 8, 31)
    assert last_day(institution, REGISTER, as_of, dt.date(2026, 1, 1)) == dt.date(2022, 11, 30)
    assert last_day(institution, REGISTER[:1], as_of, dt.date(2026, 1, 1)) == dt.date(2022, 12, 30)
    assert last_day(institution, REGISTER, as_of, TODAY) == TODAY
