"""From grids to the one table of a delivery: which sheet, which header row, which column is which.

Every way in which headers can be wrong ends here in a refusal that holds the lines to paste.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.header import Dictionary, FoundHeader, find_header, nearest
from dagster_project.ingest.masking import mask, quoted
from dagster_project.ingest.raw import Grid
from dagster_project.ingest.sidecar import Sidecar
from dagster_project.ingest.suggest import nearest_columns, shown_header
from dagster_project.ingest.words import is_blank


@dataclass(frozen=True)
class Mapping:
    """Where each column of the contract stands in the header.

    columns  (column, role) -> position; the role is `value`, or `label` for the label twin of a code
    dropped  headers that are not wanted, as they may be shown
    """

    columns: dict[tuple[str, str], int]
    dropped: list[str]


@dataclass(frozen=True)
class Chosen:
    grid: Grid
    header: FoundHeader
    notes: list[str]

    def place(self, file: str) -> str:
        return place(file, self.grid.sheet, self.grid.lines[self.header.last])


def place(file: str, sheet: str | None, line: int | None = None) -> str:
    """How messages name a place: file, sheet, line."""
    parts = [file]
    if sheet is not None:
        parts.append(f"sheet {sheet!r}")
    if line:
        parts.append(f"line {line}")
    return ", ".join(parts)


def choose_sheet(
    grids: list[Grid], contract: Contract, known: Dictionary, sidecar: Sidecar, file: str
) -> Chosen:
    """The sheet that holds the delivery, with its header. Raises DeliveryRefused.

    Rules: `no_sheet`, `empty`, `no_header`, `several_sheets`.
    """
    if sidecar.sheet is not None:
        named = [grid for grid in grids if grid.own_name == sidecar.sheet]
        if not named:
            there = ", ".join(repr(grid.sheet) for grid in grids if grid.sheet)
            raise DeliveryRefused(
                "no_sheet",
                f"{file} has no sheet {quoted(sidecar.sheet)}, which its sidecar names.",
                f"Its sheets are {there}." if there else f"Take `sheet:` out of {file}.yml: it has none.",
            )
        candidates = named
    else:
        candidates = [grid for grid in grids if grid.visible] or grids
    found = [(grid, find_header(grid, known, sidecar.header_row)) for grid in candidates]
    with_header = [Chosen(grid, header, []) for grid, header in found if header is not None]
    if not with_header:
        raise _no_header(candidates, contract, known, sidecar, file)
    complete = [item for item in with_header if _is_complete(item.header, contract, known)]
    filled = [item for item in complete if _has_rows(item)]
    if len(filled) > 1:
        names = ", ".join(repr(item.grid.sheet) for item in filled)
        raise DeliveryRefused(
            "several_sheets",
            f"{file} holds several sheets that could be the delivery: {names}.",
            f"Write the one that counts into {file}.yml, for example `sheet: {filled[0].grid.sheet}`.",
        )
    best = max(filled or complete or with_header, key=lambda item: item.header.score)
    if not _has_rows(best):
        raise DeliveryRefused(
            "empty", f"{best.place(file)}: holds a header but no rows.", "Export it again and replace it."
        )
    others = [grid.sheet for grid in grids if grid is not best.grid and grid.sheet]
    notes = [f"sheets not read: {', '.join(others)}"] if others else []
    return Chosen(best.grid, best.header, notes)


def map_columns(chosen: Chosen, contract: Contract, known: Dictionary, file: str) -> Mapping:
    """Match every header cell.

    Raises DeliveryRefused: `unknown_header`, `duplicate_header`, `missing_column`.
    """
    where = chosen.place(file)
    columns: dict[tuple[str, str], int] = {}
    dropped: list[str] = []
    unknown: list[int] = []
    own: list[tuple[str, int]] = []
    cells = chosen.header.cells

    def take(slot: tuple[str, str], position: int) -> None:
        if slot in columns:
            raise _duplicate(where, cells[columns[slot]], cells[position], slot[0], contract.feed)
        columns[slot] = position

    for position, header in enumerate(cells):
        target = known.get(header)
        if not header:
            continue
        if target is None:
            unknown.append(position)
        elif target.column is None:
            dropped.append(mask(header))
        elif target.role == "item":
            continue
        elif target.role == "own":
            own.append((target.column, position))
        else:
            take((target.column, target.role), position)
    # An institution's own header for a code column may hold codes or labels: it takes the seat that is free.
    for name, position in own:
        is_twin = contract.column(name).kind == "code" and (name, "value") in columns
        take((name, "label" if is_twin else "value"), position)
    if unknown and not known.open_ended:
        raise _unknown(where, chosen, unknown, contract, known)
    if missing := _missing({name for name, _ in columns}, contract, known):
        raise _missing_column(where, missing, contract)
    return Mapping(columns, dropped)


def _is_complete(header: FoundHeader, contract: Contract, known: Dictionary) -> bool:
    targets = (known.get(cell) for cell in header.cells)
    return not _missing({target.column for target in targets if target and target.column}, contract, known)


def _missing(present: set[str], contract: Contract, known: Dictionary) -> list[tuple[str, ...]]:
    """Columns (or groups of which one is needed) that the header lacks."""
    groups = [(column.name,) for column in contract.columns if column.need == "required"]
    groups += list(contract.one_of)
    return [group for group in groups if not (present | known.given) & set(group)]


def _has_rows(item: Chosen) -> bool:
    below = item.grid.rows[item.header.last + 1 :]
    return bool(item.grid.broken) or any(any(cell and cell.strip() for cell in row) for row in below)


def _rows_below(item: Chosen) -> list[list[str | None]]:
    """The rows under the header in which anything stands."""
    below = item.grid.rows[item.header.last + 1 :]
    return [row for row in below if any(cell and cell.strip() for cell in row)]


def _no_header(
    grids: list[Grid], contract: Contract, known: Dictionary, sidecar: Sidecar, file: str
) -> DeliveryRefused:
    tries = [(grid, near) for grid in grids if (near := nearest(grid, known))]
    if not tries and (broken := [(grid.sheet, item) for grid in grids for item in grid.broken]):
        sheet, first = broken[0]
        what = f"{place(file, sheet, first.line)}: {first.what.removesuffix('.')}"
        return DeliveryRefused(first.rule, f"{what}, and no other row can be read either.", first.do)
    if not tries:
        return DeliveryRefused("empty", f"{file} holds no rows.", "Export it again and replace it.")
    if sidecar.header_row is not None:
        where = place(file, grids[0].sheet, sidecar.header_row)
        return DeliveryRefused(
            "no_header",
            f"{where}: no header in the row that its sidecar names.",
            f"Put the line of the header row into {file}.yml as `header_row:`, or take that line away.",
        )
    grid, (line, cells) = max(tries, key=lambda item: sum(known.get(cell) is not None for cell in item[1][1]))
    needed = ", ".join(_accepted(group, contract)[0] for group in _missing(set(), contract, known))
    # The row may be data, so that only what is a known header may be repeated in a message.
    matched = [shown_header(cell) for cell in cells if known.get(cell)]
    came = f"line {line} came nearest, with {len(matched)} known of {len(cells)} cells"
    return DeliveryRefused(
        "no_header",
        f"{place(file, grid.sheet)}: no header found in the first rows; {came}"
        + (f" ({', '.join(matched)})." if matched else "."),
        f"Name the columns as usual (at least {needed}), or put the header's line into {file}.yml "
        "as `header_row:`.",
    )


def _duplicate(where: str, first: str, second: str, column: str, feed: str) -> DeliveryRefused:
    first, second = shown_header(first), shown_header(second)
    return DeliveryRefused(
        "duplicate_header",
        f"{where}: the headers {first!r} and {second!r} both mean {column}.",
        f"Rename or delete one of them, or, when they differ, add to institution.yml:\n"
        f"headers:\n  {feed}:\n    {json.dumps(second, ensure_ascii=False)}: drop",
    )


def _unknown(
    where: str, chosen: Chosen, positions: list[int], contract: Contract, known: Dictionary
) -> DeliveryRefused:
    """The refusal for headers nothing knows: their nearest columns, the lines to paste, the command."""
    rows = _rows_below(chosen)
    waiting, lines = [], []
    for position in positions:
        header = shown_header(chosen.header.cells[position])
        near = nearest_columns(header, known)
        options = f"or: {', '.join([*near[1:], 'drop'])}" if near else "or a column of the feed"
        lines.append(
            f"    {json.dumps(header, ensure_ascii=False)}: {near[0] if near else 'drop'}   # {options}"
        )
        filled = sum(1 for row in rows if position < len(row) and not is_blank(row[position]))
        waiting.append({"header": header, "rows": len(rows), "filled": filled, "suggestions": near})
    named = ", ".join(repr(item["header"]) for item in waiting)
    known_as = "is not a known header" if len(waiting) == 1 else "are not known headers"
    return DeliveryRefused(
        "unknown_header",
        f"{where}: {named} {known_as} of {contract.feed}.",
        f"Run `gradmart confirm`, or add to institution.yml, once confirmed:\nheaders:\n  {contract.feed}:\n"
        + "\n".join(lines),
        waiting,
    )


def _missing_column(where: str, missing: list[tuple[str, ...]], contract: Contract) -> DeliveryRefused:
    named = " and ".join(" or ".join(group) for group in missing)
    wanted = "; ".join(f"{' or '.join(group)} ({', '.join(_accepted(group, contract))})" for group in missing)
    return DeliveryRefused(
        "missing_column",
        f"{where}: a column that is needed is not there: {named}.",
        f"Add it under one of the accepted headers: {wanted}.",
    )


def _accepted(group: tuple[str, ...], contract: Contract) -> list[str]:
    names = [
        header for name in group for header in (*contract.column(name).headers, *contract.column(name).labels)
    ]
    return [name for name in names if not name.isascii()] or names
