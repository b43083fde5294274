"""`gradmart explain` as text: what was found is in `release.explain`, here it is only laid out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from dagster_project.cli.terminal import table
from dagster_project.release.explain import Explained, Recount

_WIDTH = 100


def explained_text(found: Explained) -> str:
    """The explanation of one figure, for a person."""
    parts = [
        f"Figure   {found.figure}",
        f"Release  {found.release}, code {found.code_version}, {found.tier} tier",
    ]
    if found.taken:
        taken = ", ".join(f"{column}={value}" for column, value in found.taken.items())
        parts.append(f"Taken    {taken} (say otherwise for another row)")
    if found.suppressed:
        parts += ["", f"Suppressed  {found.suppressed}"]
    parts += ["", f"{found.table} {found.description_zh}", _wrapped(found.description), "", "Row"]
    parts.append(_pairs({name: _cell(value) for name, value in found.row.items()}))
    if found.definition:
        parts += ["", "Definition", _pairs({k: _cell(v) for k, v in found.definition.items()})]
    parts += ["", *_counted(found), *_deliveries(found)]
    return "\n".join(parts).rstrip()


def _counted(found: Explained) -> list[str]:
    if found.is_record:
        return ["The row is a record: there is nothing to count again.", ""]
    counted = {recount.column for recount in found.recounts}
    quotients = [n for n, value in found.row.items() if isinstance(value, float) and n not in counted]
    lines = [f"{name} = {found.row[name]}: {found.words[name]}\n" for name in quotients]
    for recount in found.recounts:
        told = "hidden" if found.suppressed and recount.value is None else _cell(recount.value)
        lines += [f"{recount.column} = {told}: {recount.description}", f"  {recount.sql}"]
        lines += [f"  {_verdict(recount)}", ""] if recount.agrees is not None else [""]
    if found.tier == "public":
        lines += ["The SQL counts records, which are in the internal tier only.", ""]
    return lines


def _verdict(recount: Recount) -> str:
    verdict = "agrees" if recount.agrees else "DOES NOT AGREE with the row"
    return f"counted again: {_cell(recount.counted)}, {verdict}"


def _deliveries(found: Explained) -> list[str]:
    if found.deliveries is None:
        return ["Deliveries are told in the internal tier only."]
    if not found.deliveries:
        return ["No delivery contributed."]
    return [
        f"Deliveries that contributed ({len(found.deliveries)})",
        _indented(table(list(found.deliveries[0]), [list(d.values()) for d in found.deliveries])),
    ]


def _pairs(cells: Mapping[str, str]) -> str:
    width = max(map(len, cells))
    return "\n".join(f"  {name:<{width}}  {cell}" for name, cell in cells.items())


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _cell(value: Any) -> str:
    return "NULL" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
