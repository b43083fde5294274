"""Contracts of the feeds: one module a feed, pure data. `CONTRACTS[feed]` is the whole of them."""

from dagster_project.contracts import (
    activities,
    activity_attendance,
    destinations,
    employer_lists,
    fair_attendance,
    fair_employers,
    fairs,
    graduates,
    programme_members,
    survey_responses,
)
from dagster_project.contracts.base import META, PSEUDONYMS, Column, Contract, normalise_header
from dagster_project.settings import FEEDS

_MODULES = (
    graduates,
    destinations,
    fairs,
    fair_employers,
    fair_attendance,
    survey_responses,
    activities,
    activity_attendance,
    programme_members,
    employer_lists,
)
CONTRACTS: dict[str, Contract] = {module.CONTRACT.feed: module.CONTRACT for module in _MODULES}
assert tuple(CONTRACTS) == FEEDS

__all__ = ["CONTRACTS", "META", "PSEUDONYMS", "Column", "Contract", "normalise_header"]
