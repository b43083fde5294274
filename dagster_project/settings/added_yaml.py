"""Adding settings to a YAML file that people keep: every line that is not added stays as it is, byte by byte.

The text is not written anew out of what it means, which would lose comments, alignment and line breaks. The
place of each mapping is found by the marks of the parser, and lines are put there. Whoever calls compares
what the new text says with what was wanted. Imports nothing of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import yaml

_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_NULL = "tag:yaml.org,2002:null"
_STEP = 2


class NoPlaceFor(Exception):
    """There is no place in the text where the setting could be put without changing what stands there."""


def with_setting(text: str, place: Sequence[str], key: str, value: str) -> str:
    """The text with `key: value` in the mapping at `place`, which is made where it is not there.

    Raises NoPlaceFor, and yaml.YAMLError for a text that cannot be read.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    names = [*place, key]
    if root is None:
        return _with_lines(text, len(text), _block(names, scalar(value), 0, _newline(text)))
    node, step = root, _step(root)
    while isinstance(node, yaml.MappingNode) and node.value:
        pair = next((pair for pair in node.value if pair[0].value == names[0]), None)
        if pair is None:
            return _appended(text, node, names, scalar(value), step)
        if len(names) == 1:
            break
        names.pop(0)
        if _is_empty(pair[1]):
            return _filled(text, node, pair, names, scalar(value), step)
        node = pair[1]
    raise NoPlaceFor


def with_items(text: str, key: str, items: Sequence[str]) -> str:
    """The text with `items` in the list under the topmost `key`, which is made where it is not there.

    Raises NoPlaceFor, and yaml.YAMLError for a text that cannot be read.
    """
    told = ", ".join(scalar(item) for item in items)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return _with_lines(text, len(text), f"{key}: [{told}]{_newline(text)}")
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise NoPlaceFor
    node = next((value for name, value in root.value if name.value == key), None)
    if node is None:
        return _appended(text, root, [key], f"[{told}]", _step(root))
    if not isinstance(node, yaml.SequenceNode):
        raise NoPlaceFor
    if not node.value:
        return text[: node.start_mark.index] + f"[{told}]" + text[node.end_mark.index :]
    end = _end(text, node.value[-1])
    if node.flow_style:
        return text[:end] + f", {told}" + text[end:]
    dash = " " * node.start_mark.column
    return _with_lines(text, end, "".join(f"{dash}- {scalar(item)}{_newline(text)}" for item in items))


def scalar(text: str) -> str:
    """The text as a YAML value that is read as text again: bare where it is a plain name, else quoted."""
    is_plain = _PLAIN.fullmatch(text) and yaml.safe_load(text) == text
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _appended(text: str, node: yaml.MappingNode, names: list[str], value: str, step: int) -> str:
    """Behind the last entry of a mapping that has some."""
    end = _end(text, node.value[-1][1])
    if node.flow_style:
        return text[:end] + f", {_flow(names, value)}" + text[end:]
    column = node.value[0][0].start_mark.column
    return _with_lines(text, end, _block(names, value, column, _newline(text), step))


def _filled(
    text: str,
    parent: yaml.MappingNode,
    pair: tuple[yaml.Node, yaml.Node],
    names: list[str],
    value: str,
    step: int,
) -> str:
    """Into a mapping that is empty so far: `{}`, `null` or nothing behind the colon."""
    key, empty = pair
    start, end = empty.start_mark.index, empty.end_mark.index
    if parent.flow_style:
        return text[:start] + f"{{{_flow(names, value)}}}" + text[end:]
    colon = key.end_mark.index
    before = text[:start].rstrip(" ") if end > start else text[:start]
    text = before + text[end:]
    block = _block(names, value, key.start_mark.column + step, _newline(text), step)
    return _with_lines(text, colon, block)


def _block(names: list[str], value: str, column: int, newline: str, step: int = _STEP) -> str:
    """`a:` / `  b: value` on lines of their own, the first at `column`."""
    heads = [f"{' ' * (column + step * at)}{scalar(name)}:" for at, name in enumerate(names)]
    return newline.join(heads) + f" {value}{newline}"


def _flow(names: list[str], value: str) -> str:
    for name in reversed(names[1:]):
        value = f"{{{scalar(name)}: {value}}}"
    return f"{scalar(names[0])}: {value}"


def _with_lines(text: str, index: int, lines: str) -> str:
    """The text with `lines` below the line on which `index` stands."""
    end = text.find("\n", index)
    if end >= 0:
        return text[: end + 1] + lines + text[end + 1 :]
    return text + ("" if not text or text.endswith("\n") else _newline(text)) + lines


def _end(text: str, node: yaml.Node) -> int:
    """Where what is written of a value ends; comments and blank lines behind it do not belong to it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    return len(text[: node.end_mark.index].rstrip())


def _is_empty(node: yaml.Node) -> bool:
    if isinstance(node, yaml.MappingNode):
        return not node.value
    return node.tag == _NULL


def _step(root: yaml.Node) -> int:
    """How far the file indents: as its first section does."""
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if isinstance(value, yaml.MappingNode) and not value.flow_style and value.value:
                return value.value[0][0].start_mark.column - key.start_mark.column
    return _STEP


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
