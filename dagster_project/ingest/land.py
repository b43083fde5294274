"""One delivery, from its file to its landed rows, its quarantine and the counts of its record.

A function of the file, its sidecar, the contract, the configuration (with its ledger) and the key alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dagster_project.contracts import CONTRACTS, Contract
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.cast import Caster
from dagster_project.ingest.column_profile import column_profiles
from dagster_project.ingest.correcting import correct_rows
from dagster_project.ingest.corrections import Correction, in_force
from dagster_project.ingest.deliveries import FoundDelivery
from dagster_project.ingest.land_responses import land_responses
from dagster_project.ingest.landed import Landed, landed_schema, top_reasons
from dagster_project.ingest.mapping import Mapping
from dagster_project.ingest.opened import Opened, open_table
from dagster_project.ingest.quarantine import Shower
from dagster_project.ingest.raw import RawTable
from dagster_project.ingest.repeats import repeats
from dagster_project.settings import Institution


def land_delivery(
    found: FoundDelivery, institution: Institution, key: bytes, ledger: Sequence[Correction] = ()
) -> Landed:
    """Read, match, correct, cast and count one delivery. Raises DeliveryRefused when it cannot be read.

    Corrections of the `ledger` that are in force for this delivery are applied.
    """
    return land_opened(found, open_table(found, institution), institution, key, ledger)


def land_opened(
    found: FoundDelivery,
    opened: Opened,
    institution: Institution,
    key: bytes,
    ledger: Sequence[Correction] = (),
) -> Landed:
    """Correct, cast and count the rows of an opened delivery."""
    corrections = in_force(ledger, found.feed, found.recorded_on)
    show = Shower(opened.table, opened.mapping, CONTRACTS[found.feed])
    if found.feed == "survey_responses":
        landed = land_responses(found, opened.table, institution, key, corrections)
    else:
        landed = _land_rows(found, show, institution, key, corrections)
    return _judge_whole(found, landed, show, institution)


def _land_rows(
    found: FoundDelivery, show: Shower, institution: Institution, key: bytes, corrections: list[Correction]
) -> Landed:
    contract, table, mapping = show.contract, show.table, show.mapping
    raw = _raw_frame(table, mapping, institution.constants.get(found.feed, {}))  # type: ignore[call-overload]
    delivered = Caster(contract, raw, institution, key, table.epoch, found.sidecar.class_year)
    corrected, used = correct_rows(delivered, corrections)
    cast, verdicts = corrected.run()
    rejected = [*table.rejected, *(show.rejection(row, faults) for row, faults in verdicts.faults.items())]
    good = [row for row in range(len(table.rows)) if row not in verdicts.faults]
    kept, copies, conflicts = _without_repeats(cast, good, contract, found.sidecar.tie_break)
    rejected += [show.conflict(row, rows) for row, rows in conflicts.items()]
    frame = cast[kept].with_columns(
        delivery_id=pl.lit(found.delivery_id),
        recorded_on=pl.lit(found.recorded_on, pl.Date),
        source_file=pl.lit(found.file),
        source_sheet=pl.lit(table.sheet, pl.String),
        source_line=pl.Series([table.lines[row] for row in kept], dtype=pl.Int64),
    )
    notes = [*table.notes, *verdicts.notes]
    if found.sidecar.tie_break and copies:
        notes.append(
            f"of keys that come more than once the {found.sidecar.tie_break} row stands, as the sidecar says"
        )
    years = frame["class_year"].unique().to_list() if "class_year" in frame.columns else []
    return Landed(
        frame.select(list(landed_schema(contract))).cast(landed_schema(contract)),
        sorted(rejected, key=lambda item: item.line),
        table,
        accepted=len(kept),
        duplicates=copies,
        dropped=mapping.dropped,
        notes=notes,
        rows_read=len(table.rows) + len(table.rejected) + table.totals_rows,
        totals_rows=table.totals_rows,
        class_year=found.sidecar.class_year or (years[0] if len(years) == 1 else None),
        unknown=verdicts.unknown,
        corrections=used,
        columns=column_profiles(mapping, table.header, raw, cast, contract),
    )


def _raw_frame(table: RawTable, mapping: Mapping, constants: dict[str, str]) -> pl.DataFrame:
    """The wanted columns as text, named `column` or `column|label`, and what every row of the feed is."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    series = [
        pl.Series(name if role == "value" else f"{name}|{role}", columns[at], dtype=pl.String)
        for (name, role), at in mapping.columns.items()
    ]
    in_file = {name for name, _ in mapping.columns}
    series += [
        pl.repeat(value, len(table.rows), dtype=pl.String, eager=True).alias(name)
        for name, value in constants.items()
        if name not in in_file
    ]
    return pl.DataFrame(series)


def _without_repeats(
    cast: pl.DataFrame, good: list[int], contract: Contract, tie_break: str | None
) -> tuple[list[int], int, dict[int, list[int]]]:
    """(rows kept, number of copies, row -> all rows of its key), by position in the table."""
    copies, conflicts = repeats(cast[good], contract, tie_break)
    out = set(copies) | set(conflicts)
    kept = [row for at, row in enumerate(good) if at not in out]
    return kept, len(copies), {good[row]: [good[at] for at in rows] for row, rows in conflicts.items()}


def _judge_whole(found: FoundDelivery, landed: Landed, show: Shower, institution: Institution) -> Landed:
    """Refuse a delivery of which too large a share is bad: half a file would pass for the whole.

    Its good rows go to quarantine too, so that the counts still add up and nothing is lost.
    """
    judged = landed.rows_read - landed.totals_rows
    share = len(landed.rejected) / judged if judged else 0.0
    limit = institution.quarantine.max_share
    if share <= limit:
        return landed
    assert landed.frame is not None
    refusal = DeliveryRefused(
        "too_many_bad_rows",
        f"{found.file}: {len(landed.rejected)} of {judged} rows ({share:.1%}) break the contract, "
        f"more than the {limit:.1%} allowed ({top_reasons(landed.rejected)}).",
        f"See `gradmart quarantine {found.delivery_id}`, mend the file or institution.yml and run again; "
        "until then the last good state stands.",
    )
    row_of = {line: row for row, line in enumerate(landed.table.lines)}
    good = [show.refused_whole(row_of[line]) for line in landed.frame["source_line"].unique().to_list()]
    rejected = sorted([*landed.rejected, *good], key=lambda item: item.line)
    return replace(landed, frame=None, rejected=rejected, accepted=0, refusal=refusal)
