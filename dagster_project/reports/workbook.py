"""Which sheets the workbook has: one for each table, one for each chart whose table is not among them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What a sheet's name may not hold, and how long it may be.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 31


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the number the table has in the report (表1-2), its section, the plain table."""

    name: str
    number: str
    section: str
    table: Mapping[str, Any]


def sheets(report: Mapping[str, Any]) -> list[Sheet]:
    """The sheets of a plain document, in the report's order; a table stands once, under its own number."""
    blocks = [
        (block, section["title"])
        for chapter in report["chapters"]
        for section in chapter["sections"]
        for block in section["blocks"]
        if block["kind"] in ("table", "chart")
    ]
    own = {block["key"] for block, _ in blocks if block["kind"] == "table"}
    made: list[Sheet] = []
    taken: set[str] = set()
    for block, section in blocks:
        if block["kind"] == "chart" and block["table"]["key"] in own:
            continue
        table = block if block["kind"] == "table" else block["table"]
        number = f"{report['words'][block['kind']]}{_gap(report)}{block['number']}"
        own.add(table["key"])
        made.append(Sheet(_name(f"{number} {section}", taken), number, section, table))
    return made


def _gap(report: Mapping[str, Any]) -> str:
    return "" if report["edition"]["lang"] == "zh" else " "


def _name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has; numbers of tables tell cut names apart."""
    plain = _FORBIDDEN.sub(" ", wanted).strip("' ")[:_LONGEST].strip("' ")
    name, count = plain, 1
    while name.lower() in taken:
        count += 1
        name = f"{plain[: _LONGEST - len(str(count)) - 1]} {count}"
    taken.add(name.lower())
    return name
