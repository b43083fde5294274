"""One delivery, from its file to its landed rows, its quarantine and the counts of its record.

A function of the file, its sidecar, the contract, the configuration (with its ledger) and the key alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from dagster_project.contracts import CONTRACTS, META, Contract
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.cast import Caster
from dagster_project.ingest.column_profile import ColumnProfile, column_profiles
from dagster_project.ingest.correcting import CorrectionUse, correct_rows
from dagster_project.ingest.corrections import Correction, in_force
from dagster_project.ingest.deliveries import FoundDelivery
from dagster_project.ingest.header import Dictionary, dictionary, score
from dagster_project.ingest.mapping import Chosen, Mapping, choose_sheet, map_columns
from dagster_project.ingest.mended import unmarked
from dagster_project.ingest.opening import open_delivery
from dagster_project.ingest.pseudonyms import pseudonymise
from dagster_project.ingest.quarantine import Shower
from dagster_project.ingest.raw import RawTable, Rejection
from dagster_project.ingest.readers import POLARS
from dagster_project.ingest.rows import naming, repeats, to_table, without_marks
from dagster_project.ingest.surveys import land_survey
from dagster_project.ingest.unknown import UnknownLabel
from dagster_project.settings import Institution


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


@dataclass(frozen=True)
class Opened:
    """A delivery whose header is known: the sheet that was chosen, its columns, its rows."""

    chosen: Chosen
    mapping: Mapping
    table: RawTable


def land_delivery(
    found: FoundDelivery, institution: Institution, key: bytes, ledger: Sequence[Correction] = ()
) -> Landed:
    """Read, match, correct, cast and count one delivery. Raises DeliveryRefused when it cannot be read.

    Corrections of the `ledger` that are in force for this delivery are applied.
    """
    return land_opened(found, open_table(found, institution), institution, key, ledger)


def open_table(found: FoundDelivery, institution: Institution) -> Opened:
    """Read one delivery as far as its cells go. Raises DeliveryRefused."""
    contract = CONTRACTS[found.feed]
    known = _dictionary(found, contract, institution)
    opened = open_delivery(found, lambda rows: score(rows, known), institution.limits)
    grids = [unmarked(grid) for grid in opened]
    chosen = choose_sheet(grids, contract, known, found.sidecar, found.file)
    mapping = map_columns(chosen, contract, known, found.file)
    table = to_table(chosen, found.file, naming(contract, mapping))
    return Opened(chosen, mapping, without_marks(table, institution.blanks))


def land_opened(
    found: FoundDelivery,
    opened: Opened,
    institution: Institution,
    key: bytes,
    ledger: Sequence[Correction] = (),
) -> Landed:
    """Correct, cast and count the rows of an opened delivery."""
    corrections = in_force(ledger, found.feed, found.recorded_on)
    show = Shower(found.file, opened.table, opened.mapping, CONTRACTS[found.feed])
    if found.feed == "survey_responses":
        landed = _land_survey(found, opened.table, institution, key, corrections)
    else:
        landed = _land_rows(found, show, institution, key, corrections)
    return _judge_whole(found, landed, show, institution)


def _dictionary(found: FoundDelivery, contract: Contract, institution: Institution) -> Dictionary:
    """The headers of a delivery's feed as this institution's files have them."""
    given = set(institution.constants.get(contract.feed, {}))  # type: ignore[call-overload]
    if found.sidecar.class_year:
        given.add("class_year")
    survey = institution.surveys.get(_survey_id(found)) if contract.feed == "survey_responses" else None
    own = institution.headers.get(contract.feed, {})  # type: ignore[call-overload]
    return dictionary(contract, own, given, survey.question_headers if survey else ())


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


def _survey_id(found: FoundDelivery) -> str:
    return found.sidecar.survey_id or found.stem


def survey_of(found: FoundDelivery, institution: Institution) -> str:
    """The survey a delivery belongs to: as its sidecar says, else by the name before the date.

    Raises DeliveryRefused (rule `unknown_survey`).
    """
    survey_id = _survey_id(found)
    if survey_id not in institution.surveys:
        named = ", ".join(sorted(institution.surveys)) or "none yet"
        raise DeliveryRefused(
            "unknown_survey",
            f"{found.file} belongs to no survey of institution.yml ({survey_id!r} is not among: {named}).",
            f"Write `survey_id: <id>` into {found.file}.yml, or add to institution.yml:\n"
            f"surveys:\n  {json.dumps(survey_id, ensure_ascii=False)}:\n    title_zh: <title>",
        )
    return survey_id


def _land_survey(
    found: FoundDelivery, table: RawTable, institution: Institution, key: bytes, corrections: list[Correction]
) -> Landed:
    survey_id = survey_of(found, institution)
    code = institution.institution.code

    def pseudonym(kind: str, values: pl.Series) -> pl.Series:
        return pseudonymise(key, code, kind, values)

    own = institution.headers.get("survey_responses", {})
    try:
        result = land_survey(
            table, survey_id, institution.surveys[survey_id], pseudonym, own, corrections=corrections
        )
    except DeliveryRefused as error:
        raise DeliveryRefused(
            error.rule, f"{_place(found.file, table.sheet)}: {error.what}", error.do
        ) from error
    frame = result.frame.with_columns(
        delivery_id=pl.lit(found.delivery_id),
        recorded_on=pl.lit(found.recorded_on, pl.Date),
        source_file=pl.lit(found.file),
        source_sheet=pl.lit(table.sheet, pl.String),
    )
    schema = landed_schema(CONTRACTS["survey_responses"])
    absent = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    rejected = [*table.rejected, *(_placed(item, found.file, table.sheet) for item in result.rejected)]
    return Landed(
        frame.with_columns(absent).select(list(schema)).cast(schema),
        sorted(rejected, key=lambda item: item.line),
        table,
        accepted=result.accepted,
        duplicates=result.duplicates,
        dropped=result.dropped_columns,
        notes=[*table.notes, *result.notes],
        rows_read=result.responses_read + len(table.rejected) + table.totals_rows,
        totals_rows=result.totals_rows + table.totals_rows,
        class_year=found.sidecar.class_year or institution.surveys[survey_id].class_year,
        survey_id=survey_id,
        corrections=result.corrections,
    )


def _placed(item: Rejection, file: str, sheet: str | None) -> Rejection:
    """A rejection whose reason begins with its place, as all others do."""
    if item.reason.startswith(file):
        return item
    return replace(item, reason=f"{_place(file, sheet)}, line {item.line}: {item.reason}")


def _place(file: str, sheet: str | None) -> str:
    return f"{file}, sheet {sheet!r}" if sheet else file


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


def top_reasons(rejected: list[Rejection]) -> str:
    """`unknown_code 60, blank_key 2`: the rules that kept rows out, most frequent first."""
    counts = Counter(item.rule for item in rejected)
    return ", ".join(
        f"{rule} {count}" for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
