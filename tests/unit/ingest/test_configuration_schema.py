"""The JSON schema of institution.yml, as an editor uses it: real files pass, mistakes are marked."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from dagster_project.demo.institution import institution_yml
from dagster_project.ingest.configuration_schema import configuration_schema
from tests.deployments import REAL

SCHEMA = configuration_schema()
README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
WHO = {"institution": {"code": "99999", "name_zh": "示例大学", "name_en": "Example University"}}


def mistakes(content: object) -> list[str]:
    """Places of what an editor would underline."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return [".".join(map(str, error.absolute_path)) for error in validator.iter_errors(as_json(content))]


def as_json(content: object) -> object:
    """As an editor's YAML server sees it: every key and every day is text."""
    if isinstance(content, dict):
        return {str(key): as_json(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [as_json(item) for item in content]
    return content if isinstance(content, str | int | float | bool | None) else str(content)


def test_it_is_a_legal_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_demonstration_and_the_real_institution_pass() -> None:
    assert mistakes(yaml.safe_load(institution_yml(8000, 1))) == []
    assert mistakes(yaml.safe_load((REAL / "anip" / "institution.yml").read_text(encoding="utf-8"))) == []


def test_what_the_readme_shows_passes() -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    for block in blocks:
        assert mistakes(WHO | yaml.safe_load(block)) == [], block


@pytest.mark.parametrize(
    ("section", "place"),
    [
        ({"polcy": {}}, ""),
        ({"policy": {"count": True}}, "policy"),
        ({"quarantine": {"max_share": 5}}, "quarantine.max_share"),
        ({"headers": {"gradutes": {}}}, "headers"),
        ({"headers": {"graduates": {"Nr": "studentno"}}}, "headers.graduates.Nr"),
        ({"constants": {"graduates": {"name": "甲"}}}, "constants.graduates"),
        ({"codes": {"destinatoin": {"x": "10"}}}, "codes"),
        ({"shared": {"people": ["students"]}}, "shared.people.0"),
        ({"surveys": {"s": {"title_zh": "问卷", "itms": {}}}}, "surveys.s"),
        ({"goals": {"g": {"year": 2021, "zh": "目标", "indicator": "rate"}}}, "goals.g.indicator"),
    ],
)
def test_a_mistake_is_marked_at_its_place(section: dict, place: str) -> None:
    found = mistakes(WHO | section)
    assert found
    assert set(found) == {place}


def test_every_setting_is_described() -> None:
    models = {"institution.yml": SCHEMA} | SCHEMA["$defs"]
    bare = [
        f"{model}.{name}"
        for model, content in models.items()
        for name, setting in content["properties"].items()
        if not setting.get("description")
    ]
    assert bare == []
