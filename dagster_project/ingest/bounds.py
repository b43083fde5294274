"""What a delivery may cost, said in one voice for every format: refusals and rejections for the limits.

The limits are `limits` of institution.yml; each message names the one that was met. No reading here.
"""

from __future__ import annotations

from dataclasses import replace

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.raw import Grid, Rejection
from dagster_project.settings.intake import Limits


def too_many_cells(file: str, limits: Limits) -> DeliveryRefused:
    """The refusal of a sheet with more cells than one may have (rule `too_large`)."""
    return DeliveryRefused(
        "too_large",
        f"{file} has more than {limits.cells} cells in one sheet.",
        "Deliver it in parts, or raise limits.cells in institution.yml.",
    )


def unpacks_to_too_much(file: str, limits: Limits, packed: int | None = None) -> DeliveryRefused:
    """The refusal of what grows too far when it is unpacked (rule `archive`).

    `packed` is its size in bytes where the ratio is what it breaks.
    """
    if packed is None:
        name, allowed = "unpacked_mib", f"{limits.unpacked_mib} MiB"
    else:
        name, allowed = "pack_ratio", f"{limits.pack_ratio} times its {packed} bytes"
    return DeliveryRefused(
        "archive",
        f"{file} unpacks to more than is safe ({allowed}).",
        f"Deliver it as CSV or in parts, or raise limits.{name} in institution.yml.",
    )


def too_long(line: int, signs: int, limits: Limits, last: int | None = None) -> Rejection:
    """The rejection of a row with an overlong cell; `last` is the line a text file's cell runs on to."""
    missing = (
        f" If a quotation mark is missing, the rows down to line {last} were read into it." if last else ""
    )
    return Rejection(
        line,
        "cell_too_long",
        None,
        f"a cell has {signs} signs, more than the {limits.cell_signs} allowed.{missing}",
        "Shorten it, or raise limits.cell_signs in institution.yml.",
    )


def without_long_cells(grid: Grid, limits: Limits) -> Grid:
    """The grid, with the rows set aside that hold a cell longer than any spreadsheet could."""
    longest = [max(map(len, filter(None, row)), default=0) for row in grid.rows]
    if max(longest, default=0) <= limits.cell_signs:
        return grid
    kept = [at for at, signs in enumerate(longest) if signs <= limits.cell_signs]
    long = [
        too_long(line, signs, limits)
        for line, signs in zip(grid.lines, longest, strict=True)
        if signs > limits.cell_signs
    ]
    return replace(
        grid,
        rows=[grid.rows[at] for at in kept],
        lines=[grid.lines[at] for at in kept],
        broken=sorted([*grid.broken, *long], key=lambda item: item.line),
    )
