"""Which characters our font has, and which ones of a report it lacks. Drawing is not done here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from dagster_project.errors import GateFailed
from dagster_project.reports import style
from dagster_project.reports.model import Document, Edition
from dagster_project.reports.values import Value

_TOLD = 8


@cache
def drawable() -> frozenset[int]:
    """Code points that both weights of the font have."""
    from fontTools.ttLib import TTFont

    return frozenset.intersection(
        *(frozenset(TTFont(file, lazy=True).getBestCmap()) for file in style.FONT_FILES.values())
    )


def missing_characters(plain: Mapping[str, Any]) -> dict[str, str]:
    """Characters of a plain document without a glyph, each with the first place where it stands."""
    missing: dict[str, str] = {}
    for place, text in _texts(plain):
        for one in text:
            if ord(one) not in drawable() and not one.isspace():
                missing.setdefault(one, place)
    return missing


def check_characters(plain: Mapping[str, Any]) -> None:
    """GateFailed, naming characters and places, when the font cannot draw the document."""
    missing = missing_characters(plain)
    if not missing:
        return
    told = [f"{named(one)} in {place}" for one, place in list(missing.items())[:_TOLD]]
    more = f"; and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
    raise GateFailed(
        f"The report's font has no glyph for {'; '.join(told)}{more}.",
        "Say in institution.yml under report.characters what is to be printed instead, for example "
        f'`report: {{characters: {{"{next(iter(missing))}": "?"}}}}`, or correct the delivery it comes from.',
    )


def replaced(document: Document, characters: Mapping[str, str]) -> Document:
    """The document with characters of `institution.yml`, `report.characters`, printed as it says there."""
    return _with(document, str.maketrans(dict(characters))) if characters else document


def _with(part: Any, table: Mapping[int, Any]) -> Any:
    """`part` with every text in it translated; what a value is (`raw`) and where it comes from stay."""
    if isinstance(part, str):
        return part.translate(table)
    if isinstance(part, tuple):
        return tuple(_with(inner, table) for inner in part)
    if isinstance(part, Value):
        return replace(part, text=part.text.translate(table))
    if is_dataclass(part) and not isinstance(part, Edition):
        return replace(part, **{one.name: _with(getattr(part, one.name), table) for one in fields(part)})
    return part


def named(character: str) -> str:
    """A character so that a message shows it even where a terminal cannot: `𠀋 (U+2000B)`."""
    code = f"U+{ord(character):04X}"
    return code if unicodedata.category(character).startswith("C") else f"{character} ({code})"


def _texts(plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """All texts that are printed, with a place a person finds: chapter, section, table."""
    for name in ("title", "subtitle", "institution", "facts", "signature", "words"):
        for text in _strings(plain.get(name, "")):
            yield f"the report's {name}", text
    for chapter in plain["chapters"]:
        place = f"chapter {chapter['number']} {chapter['title']}"
        yield place, chapter["title"]
        for section in chapter["sections"]:
            inner = f"section {section['number']} {section['title']}"
            yield inner, section["title"]
            for block in section["blocks"]:
                where = f"{block['kind']} {block['number']} of {inner}" if "number" in block else inner
                for text in _strings(block):
                    yield where, text


def _strings(part: Any) -> Iterator[str]:
    """Texts anywhere in plain data; of a bound value only what is shown."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        shown = {"text": part["text"]} if "figure" in part else part
        for value in shown.values():
            yield from _strings(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _strings(value)
