"""Where the landed rows of a feed are: the SQL that reads admitted deliveries, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from dagster_project.release import literal
from dagster_project.settings import Paths


def landed_scan(paths: Paths, feed: str, deliveries: Iterable[str]) -> str | None:
    """SQL expression over the landed files of these deliveries; None when the feed never landed anything.

    The zero-row `_schema.parquet` is read along, so that no delivery means no rows, not an error.
    Files of refused deliveries and orphans in the landing cache are not looked at.
    """
    folder = paths.landing / feed
    files = [folder / "_schema.parquet", *(folder / f"{delivery}.parquet" for delivery in sorted(deliveries))]
    found = [literal(str(file.absolute())) for file in files if file.exists()]
    return f"read_parquet([{', '.join(found)}], union_by_name = true)" if found else None
