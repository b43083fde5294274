"""YAML as people write it: a setting that stands twice is a mistake, and every mistake has its line.

PyYAML lets the later of two settings of one name win without a word: an office that pastes a second
`headers:` below its first would lose the first. Imports nothing of ours.
"""

from __future__ import annotations

import re
from typing import Any

import yaml


class WrittenFloat(float):
    """A number that remembers its digits: 97.60 and 97.6 are one number and two claims of exactness."""

    written: str


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if (key.tag, key.value) in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value!r} is there a second time", problem_mark=key.start_mark
                )
            seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:  # 2020-02-30 looks like a day and is none
            raise yaml.MarkedYAMLError(
                problem=f"{node.value} is no day of the calendar", problem_mark=node.start_mark
            ) from None

    def construct_yaml_float(self, node: yaml.ScalarNode) -> WrittenFloat:
        value = WrittenFloat(super().construct_yaml_float(node))
        value.written = str(node.value)
        return value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_yaml_float)


def parse(text: str) -> Any:
    """What the YAML says. Raises yaml.YAMLError, and nothing else, when it says nothing that can be read."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError:
        raise
    except (ValueError, RecursionError) as error:
        raise yaml.YAMLError("a value in it cannot be read") from error


def told(error: yaml.YAMLError) -> str:
    """What is wrong, with its line: `line 2: found character '\\t' that cannot start any token`."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None and (problem := getattr(error, "problem", None)):
        return f"line {mark.line + 1}: {problem}"
    return re.sub(r"\s+", " ", str(error))
