"""What the published tables say about themselves: words, columns, grain and explanations.

Publishing writes it to datapackage.json (`publish.manifest`); who reads a release finds it here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from dagster_project.errors import UserError
from dagster_project.release.layout import DATAPACKAGE, Release, Tier
from dagster_project.release.templates import Explanation

_EXAMPLE = re.compile(r"\s*\bExample(?: query)?:\s*(.+?)\s*$")


@dataclass(frozen=True)
class Field:
    """One column: `description` is English with unit and source, `zh` Chinese; `type` of Data Package."""

    name: str
    type: str
    description: str
    zh: str


@dataclass(frozen=True)
class Table:
    """One table of a tier; `explanation` is None in a release that was published before there were any."""

    name: str
    description: str
    zh: str
    grain: tuple[str, ...]
    columns: dict[str, Field]
    explanation: Explanation | None


def catalogue(release: Release, tier: Tier = "internal") -> dict[str, Table]:
    """The tables of a tier by name; UserError when the release has lost its datapackage.json."""
    try:
        package = json.loads((release.path / DATAPACKAGE).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise UserError(
            f"The {DATAPACKAGE} of release {release.id} is missing or damaged.",
            "Remove the folder of that release and run `gradmart run` to publish it again.",
        ) from error
    prefix = f"{tier}-"
    found = (_table(r, prefix) for r in package["resources"] if r["name"].startswith(prefix))
    return {table.name: table for table in found}


def _table(resource: dict, prefix: str) -> Table:
    name, schema = resource["name"].removeprefix(prefix), resource["schema"]
    grain, fields = tuple(schema["primaryKey"]), schema["fields"]
    columns = {f["name"]: Field(f["name"], f["type"], f["description"], f["title"]) for f in fields}
    explain = resource.get("explain")
    return Table(
        name=name,
        description=split_example(resource["description"])[0],
        zh=resource["title"],
        grain=grain,
        columns=columns,
        explanation=None if explain is None else Explanation.from_meta(explain, grain, list(columns), name),
    )


def split_example(description: str) -> tuple[str, str | None]:
    """What a table is, and the example query at the end of its description."""
    found = _EXAMPLE.search(description)
    if found is None:
        return description, None
    return description[: found.start()], found[1].strip("`;")
