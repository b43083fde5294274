"""Contracts of the feeds: one module a feed, pure data. `CONTRACTS[feed]` is the whole of them."""

from dagster_project.contracts import (
    destinations,
    fair_attendance,
    fair_employers,
    fairs,
    graduates,
    survey_responses,
)
from dagster_project.contracts.base import META, Column, Contract, normalise_header

CONTRACTS: dict[str, Contract] = {
    module.CONTRACT.feed: module.CONTRACT
    for module in (graduates, destinations, fairs, fair_employers, fair_attendance, survey_responses)
}

__all__ = ["CONTRACTS", "META", "Column", "Contract", "normalise_header"]
