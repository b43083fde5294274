"""One delivery as far as its cells go: the sheet that holds it, its columns, its records. Nothing is cast."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.contracts import CONTRACTS, Contract
from dagster_project.ingest.deliveries import FoundDelivery
from dagster_project.ingest.header import Dictionary, dictionary, score
from dagster_project.ingest.mapping import Chosen, Mapping, choose_sheet, map_columns
from dagster_project.ingest.mended import unmarked
from dagster_project.ingest.opening import open_delivery
from dagster_project.ingest.raw import RawTable
from dagster_project.ingest.roles import roles
from dagster_project.ingest.rows import to_table, without_marks
from dagster_project.settings import Institution


@dataclass(frozen=True)
class Opened:
    """A delivery whose header is known: the sheet that was chosen, its columns, its rows."""

    chosen: Chosen
    mapping: Mapping
    table: RawTable


def open_table(found: FoundDelivery, institution: Institution) -> Opened:
    """Read one delivery as far as its cells go. Raises DeliveryRefused."""
    contract = CONTRACTS[found.feed]
    known = _dictionary(found, contract, institution)
    opened = open_delivery(found, lambda rows: score(rows, known), institution.limits)
    grids = [unmarked(grid) for grid in opened]
    chosen = choose_sheet(grids, contract, known, found.sidecar, found.file)
    mapping = map_columns(chosen, contract, known, found.file)
    table = to_table(chosen, found.file, roles(contract, mapping))
    return Opened(chosen, mapping, without_marks(table, institution.blanks))


def _dictionary(found: FoundDelivery, contract: Contract, institution: Institution) -> Dictionary:
    """The headers of a delivery's feed as this institution's files have them."""
    given = set(institution.constants.get(contract.feed, {}))  # type: ignore[call-overload]
    if found.sidecar.class_year:
        given.add("class_year")
    survey = institution.surveys.get(survey_id_of(found)) if contract.feed == "survey_responses" else None
    own = institution.headers.get(contract.feed, {})  # type: ignore[call-overload]
    return dictionary(contract, own, given, survey.question_headers if survey else ())


def survey_id_of(found: FoundDelivery) -> str:
    """The survey a file names: in its sidecar, else before its date."""
    return found.sidecar.survey_id or found.stem
