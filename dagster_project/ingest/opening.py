"""From the bytes of a delivery to its grids, whatever it comes in."""

from __future__ import annotations

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.archive import unpack
from dagster_project.ingest.columnar import read_jsonl, read_parquet
from dagster_project.ingest.decode import Score, decode, read_text
from dagster_project.ingest.deliveries import PACKED, TEXT, WORKBOOK, FoundDelivery
from dagster_project.ingest.raw import Grid
from dagster_project.ingest.workbook import read_workbook


def open_delivery(found: FoundDelivery, score: Score) -> list[Grid]:
    """The sheets of a delivery (one for a text file), every row as it stands. Raises DeliveryRefused."""
    try:
        data = found.path.read_bytes()
    except OSError as error:
        raise DeliveryRefused(
            "unreadable",
            f"{found.file} cannot be opened ({error.strerror}).",
            "Give this user the right to read it.",
        ) from error
    kind, inner = found.extensions
    if kind in PACKED:
        data, kind = unpack(data, kind, inner, found.file)
        if not data:
            raise DeliveryRefused(
                "empty", f"{found.file} holds an empty file.", "Export it again and replace it."
            )
    if kind in TEXT:
        return [read_text(data, found.file, kind, found.sidecar.encoding, score)]
    if kind in WORKBOOK:
        return read_workbook(data, found.file, kind)
    if kind == "parquet":
        return [read_parquet(data, found.file)]
    encoding, text = decode(data, found.file, found.sidecar.encoding)
    return [read_jsonl(text, encoding, found.file)]
