"""The rows of a delivery that are kept out, as their sender wrote them, to be given back for mending.

Read again from the delivered file: landing holds nothing that could be given back. What the contract drops
stays out. The only place beside data/raw where cells of persons are handed on; `returned_book` writes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dagster_project.ingest.corrections import Correction
from dagster_project.ingest.deliveries import FoundDelivery
from dagster_project.ingest.land import land_opened
from dagster_project.ingest.landed import Landed
from dagster_project.ingest.masking import mask
from dagster_project.ingest.opened import Opened, open_table
from dagster_project.ingest.quarantine import SOUND
from dagster_project.settings import Institution


@dataclass(frozen=True)
class ReturnedRow:
    """One row: its line in the delivered file, why it is kept out, its cells, positions of those at fault."""

    line: int
    rule: str
    what: str
    cells: list[str | None]
    at_fault: tuple[int, ...] = ()


@dataclass(frozen=True)
class Returned:
    """What is given back of one delivery.

    header     headers as sent, of the columns that are given back
    rows       rows under that header;  unsplit: rows whose cells fit under no header, as they stand
    sound      how many sound rows share the fate of their delivery, whether they are in `rows` or not
    is_whole   the delivery was refused whole
    """

    found: FoundDelivery
    sheet: str | None
    header: list[str]
    rows: list[ReturnedRow]
    unsplit: list[ReturnedRow] = field(default_factory=list)
    sound: int = 0
    is_whole: bool = False
    survey_id: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Rule -> rows given back, most frequent first."""
        return dict(Counter(row.rule for row in [*self.rows, *self.unsplit]).most_common())


def give_back(
    found: FoundDelivery,
    institution: Institution,
    key: bytes,
    with_sound: bool,
    ledger: Sequence[Correction] = (),
) -> Returned:
    """The rows of a delivery that are in quarantine in spite of the ledger.

    The sound rows of a refused delivery come only on demand.
    Raises DeliveryRefused when the delivery is refused before its rows are read.
    """
    opened = open_table(found, institution)
    landed = land_opened(found, opened, institution, key, ledger)
    kept, hidden = _columns(opened, landed)
    place = {at: column for column, at in enumerate(kept)}
    has_cells = set(opened.table.lines)
    as_they_stand = dict(zip(opened.chosen.grid.lines, opened.chosen.grid.rows, strict=True))
    rows, unsplit, sound = [], [], 0
    for item in landed.rejected:
        sound += item.rule == SOUND
        if item.rule == SOUND and not with_sound:
            continue
        sent = as_they_stand.get(item.line, [])
        if item.line not in has_cells:
            unsplit.append(ReturnedRow(item.line, item.rule, item.what, sent))
            continue
        cells = [None if at in hidden else sent[at] for at in kept]
        at_fault = tuple(sorted({place[at] for at in item.cells if at in place}))
        rows.append(ReturnedRow(item.line, item.rule, item.what, cells, at_fault))
    header = [opened.table.header[at] for at in kept]
    is_whole = landed.refusal is not None
    return Returned(found, opened.table.sheet, header, rows, unsplit, sound, is_whole, landed.survey_id)


def _columns(opened: Opened, landed: Landed) -> tuple[list[int], frozenset[int]]:
    """Positions of the columns that are given back, and of those among them whose cells stay empty.

    Questions of a survey are told by where they stand, so that there every column keeps its place.
    """
    header = opened.table.header
    if landed.survey_id is None:
        return sorted(set(opened.mapping.columns.values())), frozenset()
    dropped = {at for at, cell in enumerate(header) if not cell or mask(cell) in landed.dropped}
    return list(range(len(header))), frozenset(dropped)
