"""What one delivery became: its rows, its quarantine, and the counts that have to add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from dagster_project.contracts import META, Contract
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.column_profile import ColumnProfile
from dagster_project.ingest.correcting import CorrectionUse
from dagster_project.ingest.raw import RawTable, Rejection
from dagster_project.ingest.readers import POLARS
from dagster_project.ingest.unknown import UnknownLabel


@dataclass(frozen=True)
class Landed:
    """What one delivery became. `frame` is None when it is refused whole.

    rows_read = accepted + quarantined + duplicates + totals_rows, in responses for surveys.
    """

    frame: pl.DataFrame | None
    rejected: list[Rejection]
    table: RawTable
    accepted: int
    duplicates: int
    dropped: list[str]
    notes: list[str]
    rows_read: int
    totals_rows: int
    class_year: int | None = None
    survey_id: str | None = None
    refusal: DeliveryRefused | None = None
    unknown: list[UnknownLabel] = field(default_factory=list)
    corrections: list[CorrectionUse] = field(default_factory=list)
    columns: list[ColumnProfile] = field(default_factory=list)

    def __post_init__(self) -> None:
        counted = self.accepted + len(self.rejected) + self.duplicates + self.totals_rows
        if counted != self.rows_read:
            raise AssertionError(f"{self.rows_read} rows were read, but {counted} are accounted for")


def landed_schema(contract: Contract) -> dict[str, pl.DataType]:
    """Column -> polars type of a feed's landed files, meta columns first."""
    return {name: POLARS[kind] for name, kind in (META | contract.landed).items()}


def top_reasons(rejected: list[Rejection]) -> str:
    """`unknown_code 60, blank_key 2`: the rules that kept rows out, most frequent first."""
    counts = Counter(item.rule for item in rejected)
    return ", ".join(
        f"{rule} {count}" for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
