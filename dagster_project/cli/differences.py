"""`gradmart diff` as text: what differs is in `release.difference`, here it is only laid out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from dagster_project.cli.terminal import table
from dagster_project.release.causes import Cause
from dagster_project.release.difference import Difference
from dagster_project.release.differing import Cell, RowChange, TableChange

_COLUMNS = 4  # figures shown beside one another
_LABEL = 48


def difference_text(found: Difference, width: int) -> str:
    """The comparison of two releases for a person, for lines of about `width` signs."""
    parts = [f"Release {found.old} -> {found.new}, {found.tier} tier", "", *_causes(found.causes, width)]
    figures = [one for one in found.tables if not one.is_record]
    records = [one for one in found.tables if one.is_record]
    for one in figures:
        parts += ["", *_table(one, width)]
    if records:
        told = ", ".join(f"{one.table} ({_tally(one)})" for one in records)
        parts += ["", textwrap.fill(f"Records behind them: {told}", width, subsequent_indent="  ")]
    for names, what in ((found.tables_came, "New tables"), (found.tables_went, "Tables that are gone")):
        if names:
            parts += ["", f"{what}: {', '.join(names)}"]
    parts += ["", f"{found.tables_same} tables are the same."]
    if any(row.causes and not row.sure for one in found.tables for row in one.rows):
        parts += [_UNSURE]
    return "\n".join(parts)


_UNSURE = (
    "why: the numbers above. With a ? it cannot be told apart: the row is counted from what they name, or\n"
    "they can act anywhere, and others are not ruled out."
)


def _causes(causes: Sequence[Cause], width: int) -> list[str]:
    if not causes:
        return ["Both were made of the same."]
    alone = [number for number, cause in enumerate(causes, 1) if not cause.follows]
    lines = ["Because of" if alone else "Nothing they were made of came, went or changed by itself"]
    numbered = sorted(enumerate(causes, 1), key=lambda item: (item[1].follows, item[0]))
    for number, cause in numbered:
        if cause.follows and "Follows from that" not in lines:
            lines.append("Follows from that")
        name = f"{cause.name}: {cause.detail}" if cause.detail else cause.name
        text = f"{number:>3}  {cause.kind} {cause.change}: {name}"
        lines.append(textwrap.fill(text, width, subsequent_indent=" " * 5, break_on_hyphens=False))
    if len(alone) == 1:
        lines.append(f"Nothing else differs, so everything below comes from {alone[0]}.")
    return lines


def _table(one: TableChange, width: int) -> list[str]:
    lines = [f"{one.table}: {_tally(one)} of {max(one.rows_old, one.rows_new)} rows", *one.columns]
    if not one.rows:
        return lines
    grain = [key for key in one.rows[0].grain if len({str(row.grain[key]) for row in one.rows}) > 1]
    fixed = {key: value for key, value in one.rows[0].grain.items() if key not in grain}
    if fixed:
        told = ", ".join(f"{key}={value}" for key, value in fixed.items())
        lines.append(textwrap.fill(f"all with {told}", width, initial_indent="  ", subsequent_indent="  "))
    shown = _shown_columns(one.rows)
    header = [" ".join(grain)[:_LABEL] or "row", *(_head(name, one.rows) for name in shown), "why"]
    body = [
        [_label(row, grain), *(_cell(row.cells.get(name)) for name in shown), _why(row)] for row in one.rows
    ]
    while len(shown) > 1 and max(map(len, table(header, body).splitlines())) > width:
        shown = shown[:-1]
        header = [header[0], *header[1 : len(shown) + 1], "why"]
        body = [[line[0], *line[1 : len(shown) + 1], line[-1]] for line in body]
    lines += textwrap.indent(table(header, body), "  ").splitlines()
    left = one.came + one.went + one.changed - len(one.rows)
    if left:
        lines.append(f"  ({left} more; --limit 0 shows all, --table {one.table} only this table)")
    return lines


def _tally(one: TableChange) -> str:
    counts = {"changed": one.changed, "came": one.came, "went": one.went}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "0 changed"


def _shown_columns(rows: Sequence[RowChange]) -> list[str]:
    """The columns that changed, those of most rows first; a percentage before a count of as many rows."""
    counted: dict[str, int] = {}
    points: set[str] = set()
    for row in rows:
        for name, cell in row.cells.items():
            counted[name] = counted.get(name, 0) + 1
            points |= {name} if cell.points else set()
    return sorted(counted, key=lambda name: (-counted[name], name not in points))[:_COLUMNS]


def _head(name: str, rows: Sequence[RowChange]) -> str:
    return f"{name}, %" if any(row.cells[name].points for row in rows if name in row.cells) else name


def _label(row: RowChange, grain: Sequence[str]) -> str:
    told = [*(row.grain[key] for key in grain), *(row.names.values())]
    text = " ".join(dict.fromkeys(str(value) for value in told if value is not None))
    return f"{text[: _LABEL - 1]}…" if len(text) > _LABEL else text


def _why(row: RowChange) -> str:
    if not row.causes:
        return "?"
    return " ".join(str(place + 1) for place in row.causes) + ("" if row.sure else " ?")


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    digits = 2 if cell.points else 4
    old, new = (_number(value, cell.points, digits) for value in (cell.old, cell.new))
    delta = "" if cell.delta is None else f" ({_signed(cell.delta, digits)})"
    return f"{old} -> {new}{delta}"


def _number(value: Any, points: bool, digits: int) -> str:
    if value is None:
        return "none"
    if not isinstance(value, float):
        return str(value)
    return f"{value * 100:.{digits}f}" if points else f"{value:.{digits}f}".rstrip("0").rstrip(".")


def _signed(value: float, digits: int) -> str:
    if isinstance(value, int):
        return f"{value:+d}"
    return f"{value:+.{digits}f}"
