"""A delivery of survey responses: which survey it is of, and its landing in the shape all deliveries have."""

from __future__ import annotations

import json

import polars as pl

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.corrections import Correction
from dagster_project.ingest.deliveries import FoundDelivery
from dagster_project.ingest.landed import Landed, landed_schema
from dagster_project.ingest.mapping import place
from dagster_project.ingest.masking import mask
from dagster_project.ingest.opened import survey_id_of
from dagster_project.ingest.pseudonyms import pseudonymise
from dagster_project.ingest.raw import RawTable
from dagster_project.ingest.surveys import land_survey
from dagster_project.settings import Institution


def survey_of(found: FoundDelivery, institution: Institution) -> str:
    """The survey a delivery belongs to: as its sidecar says, else by the name before the date.

    Raises DeliveryRefused (rule `unknown_survey`).
    """
    survey_id = survey_id_of(found)
    if survey_id not in institution.surveys:
        shown = mask(survey_id)
        named = ", ".join(sorted(institution.surveys)) or "none yet"
        raise DeliveryRefused(
            "unknown_survey",
            f"{found.file} belongs to no survey of institution.yml ({shown!r} is not among: {named}).",
            f"Write `survey_id: <id>` into {found.file}.yml, or add to institution.yml:\n"
            f"surveys:\n  {json.dumps(shown, ensure_ascii=False)}:\n    title_zh: <title>",
        )
    return survey_id


def land_responses(
    found: FoundDelivery, table: RawTable, institution: Institution, key: bytes, corrections: list[Correction]
) -> Landed:
    """The responses of an opened delivery, corrected and counted. Raises DeliveryRefused."""
    survey_id = survey_of(found, institution)
    code = institution.institution.code

    def pseudonym(kind: str, values: pl.Series) -> pl.Series:
        return pseudonymise(key, code, kind, values)

    own = institution.headers.get("survey_responses", {})
    try:
        result = land_survey(
            table,
            survey_id,
            institution.surveys[survey_id],
            pseudonym,
            own,
            found.sidecar.tie_break,
            corrections,
        )
    except DeliveryRefused as error:
        raise DeliveryRefused(
            error.rule, f"{place(found.file, table.sheet)}: {error.what}", error.do
        ) from error
    frame = result.frame.with_columns(
        delivery_id=pl.lit(found.delivery_id),
        recorded_on=pl.lit(found.recorded_on, pl.Date),
        source_file=pl.lit(found.file),
        source_sheet=pl.lit(table.sheet, pl.String),
    )
    schema = landed_schema(CONTRACTS["survey_responses"])
    absent = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    return Landed(
        frame.with_columns(absent).select(list(schema)).cast(schema),
        sorted([*table.rejected, *result.rejected], key=lambda item: item.line),
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
