"""From the bytes of a delivery to its grids, whatever it comes in and whatever it does to its reader."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.archive import unpack
from dagster_project.ingest.bounds import without_long_cells
from dagster_project.ingest.columnar import read_jsonl, read_parquet
from dagster_project.ingest.decode import Score, read_text
from dagster_project.ingest.deliveries import FoundDelivery, growing, unreadable
from dagster_project.ingest.disguise import disguise
from dagster_project.ingest.encodings import decode
from dagster_project.ingest.names import PACKED, TEXT, WORKBOOK
from dagster_project.ingest.raw import Grid
from dagster_project.ingest.workbook import is_workbook, read_workbook
from dagster_project.settings.intake import Limits

_LOOKED_AT = 4096


def open_delivery(found: FoundDelivery, score: Score, limits: Limits) -> list[Grid]:
    """The sheets of a delivery (one for a text file), every row as it stands. Raises DeliveryRefused."""
    data = _bytes_of(found, limits)
    kind, inner = found.extensions
    if kind in PACKED:
        data, kind = unpack(data, kind, inner, found.file, limits)
        if not data:
            raise DeliveryRefused(
                "empty", f"{found.file} holds an empty file.", "Export it again and replace it."
            )
    grids = _grids(data, kind, found, score, limits)
    # Text was measured while it was read.
    return [grid if grid.format in TEXT else without_long_cells(grid, limits) for grid in grids]


def _bytes_of(found: FoundDelivery, limits: Limits) -> bytes:
    """The file's bytes, which must be those that were found: another program may still be writing them."""
    try:
        with found.path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limits.file_mib * 1024**2:
                raise DeliveryRefused(
                    "too_large",
                    f"{found.file} has {size / 1024**2:.0f} MiB, more than the {limits.file_mib} allowed.",
                    "Deliver it in parts, or raise limits.file_mib in institution.yml.",
                )
            # No more than was there when it was opened, however fast it grows.
            data = stream.read(size + 1)
    except OSError as error:
        raise unreadable(found.file, error) from error
    if hashlib.sha256(data).hexdigest() != found.sha256:
        raise growing(found.file)
    return data


def _grids(data: bytes, kind: str, found: FoundDelivery, score: Score, limits: Limits) -> list[Grid]:
    if kind in TEXT:
        return [read_text(data, found.file, kind, found.sidecar.encoding, score, limits)]
    if kind in WORKBOOK:
        if (named := _text_named_workbook(data, found, score, limits)) is not None:
            return [named]
        return read_workbook(data, found.file, kind, limits)
    if kind == "parquet":
        return [read_parquet(data, found.file, limits)]
    return [read_jsonl(decode(data, found.file, found.sidecar.encoding), found.file, limits)]


def _text_named_workbook(data: bytes, found: FoundDelivery, score: Score, limits: Limits) -> Grid | None:
    """The grid of a text with tabs that a portal named .xls; None unless it holds a header of the feed."""
    if is_workbook(data) or disguise(data) is not None or b"\t" not in data[:_LOOKED_AT]:
        return None
    grid = read_text(data, found.file, "txt", found.sidecar.encoding, score, limits)
    return (
        replace(grid, notes=["named as a workbook, but is text: read as text"]) if score(grid.rows) else None
    )
