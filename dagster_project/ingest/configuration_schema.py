"""The JSON schema of institution.yml, for editors that complete and check while one types.

Made from the models of `settings`, whose docstrings describe each setting, and from contracts and code
tables. Editors read YAML as JSON, where every key is text; what a schema cannot say, `gradmart check` tells.
"""

from __future__ import annotations

import re
from typing import Any

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.institution_file import code_tables, may_be_constant
from dagster_project.settings import Institution

TITLE = "gradmart: data/raw/institution.yml"
_SETTING = re.compile(r"^(\w+) {2,}(.+)$")

Schema = dict[str, Any]


def configuration_schema() -> Schema:
    """JSON Schema, draft 2020-12, of the whole file."""
    schema = Institution.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        _describe(model)
    properties = schema["properties"]
    properties["headers"] |= _by_feed(
        {
            feed: {"type": "object", "additionalProperties": {"enum": ["drop", *_columns(feed)]}}
            for feed in CONTRACTS
        }
    )
    properties["constants"] |= _by_feed(
        {
            feed: _closed({name: {"type": "string"} for name in _columns(feed, constant=True)})
            for feed in CONTRACTS
        }
    )
    labels = {"type": "object", "additionalProperties": {"type": "string"}}
    properties["codes"] |= _closed(dict.fromkeys(code_tables(), labels))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": TITLE}


def _describe(model: Schema) -> None:
    """Move the lines `name  text` of a model's docstring to the settings they describe."""
    what, _, settings = model.get("description", "").partition("\n\n")
    described: dict[str, str] = {}
    for line in settings.splitlines():
        if match := _SETTING.match(line):
            described[match[1]] = match[2]
        elif described:
            described[list(described)[-1]] += f" {line.strip()}"
    if what:
        model["description"] = " ".join(what.split())
    for name, setting in model.get("properties", {}).items():
        setting.pop("title", None)
        if name in described:
            setting["description"] = described[name]


def _columns(feed: str, constant: bool = False) -> list[str]:
    return [column.name for column in CONTRACTS[feed].columns if not constant or may_be_constant(column)]


def _by_feed(of_feed: dict[str, Schema]) -> Schema:
    return _closed(of_feed) | {"propertyNames": {"enum": list(of_feed)}}


def _closed(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}
