"""Which columns of a table tell whose row it is, which tell a person, which hold counts: by position."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.ingest.mapping import Mapping

_COUNTS = ("int", "count", "number", "money")


@dataclass(frozen=True)
class Roles:
    """Positions in a header.

    naming   identifiers and names of the key
    persons  those of a person's identifiers
    heads    columns of names and identifiers, under which a row of totals may say how many there are
    counts   columns whose cells can be added up
    """

    naming: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    counts: frozenset[int] = frozenset()


def roles(contract: Contract, mapping: Mapping) -> Roles:
    """What the columns of a file are, by the contract of its feed."""
    stated = {name for group in contract.one_of for name in group} | set(contract.key)
    naming, persons, heads, counts = set(), set(), set(), set()
    for column in contract.columns:
        places = {at for (name, _), at in mapping.columns.items() if name == column.name}
        if column.kind in ("id", "pii", "text") and stated & {column.name, column.landed_name}:
            naming |= places
        if column.pseudonym is not None:
            persons |= places
        if column.kind == "pii":
            heads |= places
        if column.kind in _COUNTS:
            counts |= places
    return Roles(frozenset(naming), frozenset(persons), frozenset(heads | naming), frozenset(counts))
