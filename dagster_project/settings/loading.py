"""Reading `institution.yml`: every mistake at once, each with its place and the legal values."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from dagster_project.errors import ConfigurationError
from dagster_project.settings import plain_yaml
from dagster_project.settings.institution import Institution

# Parts of a mistake's place that are pydantic's own words: a key, a member of a union.
_NO_PLACE = re.compile(r"\[key\]|literal\[.*\]|constrained-\w+")


def load_institution(
    path: Path, further: Callable[[dict[str, Any]], list[str]] = lambda content: []
) -> Institution:
    """Read and validate `institution.yml` whole; `further` finds mistakes that this package cannot know of.

    `further` gets the content as read, of whatever shape. Raises ConfigurationError that lists every mistake
    with its place and the legal values.
    """
    if not path.exists():
        raise ConfigurationError(
            f"There is no {path.name} in {path.parent}.",
            "Write one as the README shows under 'Configure', or run `gradmart demo` in an empty folder.",
        )
    try:
        content = plain_yaml.parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be opened ({error.strerror}).", "Put a file there that this user may read."
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(
            f"{path.name} is not YAML: {plain_yaml.told(error)}.", "Mend that line."
        ) from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path.name} is empty.", "It needs at least the section 'institution'.")
    institution, mistakes = None, []
    try:
        institution = Institution.model_validate(content)
    except ValidationError as error:
        mistakes = [_mistake(item) for item in error.errors()]
    mistakes += further(content)
    if institution is None or mistakes:
        raise ConfigurationError(
            f"{path.name} has {len(mistakes)} mistake(s):\n" + "\n".join(f"  - {line}" for line in mistakes),
            "\nPut them right and run again.",
        )
    return institution


def _mistake(item: dict) -> str:
    place = ".".join(str(part) for part in item["loc"] if not _NO_PLACE.fullmatch(str(part)))
    if item["type"] == "extra_forbidden":
        return f"{place}: there is no such setting; legal are {', '.join(_legal(item['loc'][:-1]))}"
    # What somebody wrote among the alerts may be a secret, and mistakes go into the run log.
    shown = item["type"] != "missing" and item["input"] is not None and item["loc"][0] != "alerts"
    given = f" (given: {item['input']!r})" if shown else ""
    if given and item["type"] == "string_type" and isinstance(item["input"], int | float):
        given = f"{given[:-1]}; write it in quotation marks)"
    return f"{place}: {item['msg'].removeprefix('Value error, ')}{given}"


def _legal(place: tuple[int | str, ...]) -> list[str]:
    """Names of the settings that may stand at `place`, found by walking the models as pydantic did."""
    kind: Any = Institution
    for part in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[str(part)].annotation
        else:  # a dictionary of models by name: the name leads to its values
            kind = get_args(kind)[-1]
        if get_origin(kind) is UnionType:
            kind = next(one for one in get_args(kind) if one is not type(None))
    return sorted(field.alias or name for name, field in kind.model_fields.items())
