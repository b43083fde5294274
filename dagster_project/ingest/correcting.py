"""Applying the ledger of corrections to the rows of one delivery, on its text before it is cast.

A cell is compared as it was delivered, never as another line has left it, so that the order of the lines
does not matter and applying them again changes nothing. Answers are corrected in `survey_corrections`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import polars as pl

from dagster_project.ingest.cast import Caster
from dagster_project.ingest.corrections import Correction
from dagster_project.ingest.sense import Sense, sense_of

# What became of a line in one delivery, the most telling first:
# applied  the file held the expected value and has the new one now
# expired  it holds something else: nothing was changed
# mended   it holds the new value already: nothing was left to change
OUTCOMES = ("applied", "expired", "mended")
CorrectionUse = dict[str, Any]


class Aim(NamedTuple):
    """A cell that a line points at: its row, and its texts as delivered (of a code also its label)."""

    correction: Correction
    row: int
    cells: list[str | None]
    sense: Sense


def decide(aims: Iterable[Aim]) -> tuple[list[Aim], list[CorrectionUse]]:
    """(cells to correct, what became of each line: line, outcome, rows).

    Of several lines about one cell with different expected values one may apply; the others are silent then.
    """
    aims = list(aims)
    hits: dict[tuple[int, str], Aim] = {}
    for aim in aims:
        if aim.sense.is_said(aim.correction.expected, aim.cells):
            hits.setdefault((aim.row, aim.correction.column), aim)
    counts: Counter[tuple[int, str]] = Counter()
    for aim in aims:
        hit = hits.get((aim.row, aim.correction.column))
        if hit is aim:
            counts[aim.correction.line, "applied"] += 1
        elif hit is None:
            mended = aim.sense.is_said(aim.correction.new, aim.cells)
            counts[aim.correction.line, "mended" if mended else "expired"] += 1
    used = []
    for line in sorted({line for line, _ in counts}):
        outcome = next(outcome for outcome in OUTCOMES if counts[line, outcome])
        used.append({"line": line, "outcome": outcome, "rows": counts[line, outcome]})
    return list(hits.values()), used


def correct_rows(delivered: Caster, corrections: list[Correction]) -> tuple[Caster, list[CorrectionUse]]:
    """(the caster of the corrected text, what became of each line); the same caster without a line for it.

    The caster is not run yet, and has the remarks on the corrected rows already.
    """
    if not corrections:
        return delivered, []
    chosen, used = decide(_aims(delivered, corrections))
    if not chosen:
        return delivered, used
    raw = delivered.raw
    for aim in chosen:
        raw = _with_new(raw, aim)
    corrected = Caster(
        delivered.contract,
        raw,
        delivered.institution,
        delivered.key,
        delivered.epoch,
        delivered.stated_class_year,
        as_delivered=delivered.raw,
    )
    remarks: list[list[str]] = [[] for _ in range(raw.height)]
    for aim in sorted(chosen, key=lambda item: item.correction.line):
        remarks[aim.row].append(aim.correction.remark)
    told = ["; ".join(texts) or None for texts in remarks]
    corrected.verdicts.remark(pl.Series(told, dtype=pl.String))
    return corrected, used


def _aims(delivered: Caster, corrections: list[Correction]) -> list[Aim]:
    """The cells of the delivery that the lines point at; a file without the column has none."""
    contract = delivered.contract
    there = [
        item for item in corrections if {item.column, f"{item.column}|label"} & set(delivered.raw.columns)
    ]
    rows = _rows_of(delivered, there)
    aims = []
    for item in there:
        sense = sense_of(contract.column(item.column), contract, delivered.institution, delivered.epoch)
        names = [name for name in (item.column, f"{item.column}|label") if name in delivered.raw.columns]
        for row in rows.get(item.line, []):
            aims.append(Aim(item, row, [delivered.raw[name][row] for name in names], sense))
    return aims


def _rows_of(delivered: Caster, corrections: list[Correction]) -> dict[int, list[int]]:
    """Line of the ledger -> rows of the delivery with its key, both cast alike and compared as they land."""
    if not corrections:
        return {}
    contract = delivered.contract
    landed, _ = Caster(
        contract,
        delivered.raw,
        delivered.institution,
        delivered.key,
        delivered.epoch,
        delivered.stated_class_year,
    ).run()
    rows: dict[int, list[int]] = {}
    by_names: dict[tuple[str, ...], list[Correction]] = {}
    for item in corrections:
        by_names.setdefault(tuple(sorted(item.key)), []).append(item)
    for names, items in by_names.items():
        written = pl.DataFrame(
            {name: [item.key[name] for item in items] for name in names},
            schema=dict.fromkeys(names, pl.String),
        )
        keys, _ = Caster(contract, written, delivered.institution, delivered.key, delivered.epoch).run()
        columns = [contract.column(name).landed_name for name in names]
        wanted = keys.select(columns).with_columns(
            line=pl.Series([item.line for item in items], dtype=pl.Int64)
        )
        found = landed.select(columns).with_row_index("row").join(wanted, on=columns, how="inner")
        for line, row in found.select("line", "row").sort("line", "row").rows():
            rows.setdefault(line, []).append(row)
    return rows


def _with_new(raw: pl.DataFrame, aim: Aim) -> pl.DataFrame:
    """The new value in the code's cell, its label emptied; in the only cell there is, else."""
    name, label = aim.correction.column, f"{aim.correction.column}|label"
    texts = {label: None, name: aim.correction.new} if name in raw.columns else {label: aim.correction.new}
    here = pl.int_range(pl.len()) == aim.row
    return raw.with_columns(
        pl.when(here).then(pl.lit(text or None, pl.String)).otherwise(pl.col(column)).alias(column)
        for column, text in texts.items()
        if column in raw.columns
    )
