"""Finding the header: the dictionary of a feed's headers, and the row that matches it best.

Knows nothing of files and refusals; `mapping` turns what is found here into columns or into a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.contracts import Contract, normalise_header
from dagster_project.ingest.names import TEXT
from dagster_project.ingest.raw import Grid

SEARCHED_ROWS = 20
# Blank rows and notes above a header are few; a "header" of which most cells mean nothing is a row of data.
_LEAST_KNOWN = 0.5


@dataclass(frozen=True)
class Target:
    """What a header stands for: a column, or None for a column to drop.

    `role` is `value`, `label` for the label twin of a code, `own` for an institution's own header, which may
    be either, or `item` for a question of a survey, whose cells are read elsewhere.
    """

    column: str | None
    role: str = "value"


@dataclass(frozen=True)
class Dictionary:
    """Every header of a feed, normalised.

    open_ended  files have their own headers beside (questions)
    given       columns whose value is stated elsewhere, so that a file need not have them
    """

    targets: dict[str, Target]
    open_ended: bool = False
    given: frozenset[str] = frozenset()

    def get(self, header: str) -> Target | None:
        return self.targets.get(normalise_header(header))


def dictionary(
    contract: Contract,
    own: Mapping[str, str],
    given: Iterable[str] = (),
    questions: Iterable[str] = (),
) -> Dictionary:
    """Normalised header -> target. An institution's own headers (`headers.<feed>`) come first.

    `questions` are the headers by which a survey's definition names its items.
    """
    known = {normalise_header(header): Target(None) for header in contract.unwanted}
    for column in contract.columns:
        twin = bool(column.headers) and bool(column.labels)
        for header in column.labels:
            known[normalise_header(header)] = Target(column.name, "label" if twin else "value")
        for header in column.headers:
            known[normalise_header(header)] = Target(column.name)
    for header, name in own.items():
        known[normalise_header(header)] = Target(None) if name == "drop" else Target(name, "own")
    for header in questions:
        known[normalise_header(header)] = Target(f"question {header}", "item")
    return Dictionary(known, contract.feed == "survey_responses", frozenset(given))


@dataclass(frozen=True)
class FoundHeader:
    """The header of one grid, from row `first` to row `last` of it (two for a two-level header).

    is_stated  its line was named by the sidecar
    """

    first: int
    last: int
    cells: list[str]
    score: float
    is_stated: bool = False


def score(rows: list[list[str | None]], known: Dictionary) -> float:
    """How well the best of the first rows matches the dictionary; 0 when none does."""
    return max((_score(_cells(row), known) for row in rows[:SEARCHED_ROWS]), default=0.0)


def find_header(grid: Grid, known: Dictionary, at_line: int | None = None) -> FoundHeader | None:
    """The header among the first rows, or the row on `at_line` when the sidecar names it.

    A header on two levels (groups above, names below) is taken as one when together they match more than
    either does alone. None when no row holds at least one wanted header among cells that are mostly known.
    """
    candidates = []
    for index, line in enumerate(grid.lines[: SEARCHED_ROWS if at_line is None else None]):
        if at_line is not None and line != at_line:
            continue
        single = _cells(grid.rows[index])
        is_stated = at_line is not None
        candidates.append(FoundHeader(index, index, single, _score(single, known), is_stated))
        if _may_have_levels(grid, index, known):
            below = _cells(grid.rows[index + 1])
            both = _joined(single, below, known)
            value = _score(both, known)
            # The names of the lower level must add something, else a data row would pass for one.
            if value > max(candidates[-1].score, _score(below, known)):
                candidates.append(FoundHeader(index, index + 1, both, value, is_stated))
    best = max(candidates, key=lambda item: item.score, default=None)
    return best if best is not None and best.score > 0 else None


def nearest(grid: Grid, known: Dictionary) -> tuple[int, list[str]] | None:
    """Line and cells of the row that came nearest to a header: most known cells, then most cells."""
    rows = [
        (line, [cell for cell in _cells(row) if cell])
        for line, row in zip(grid.lines, grid.rows, strict=True)
    ]
    rows = [item for item in rows[:SEARCHED_ROWS] if item[1]]
    if not rows:
        return None
    return max(rows, key=lambda item: (sum(known.get(cell) is not None for cell in item[1]), len(item[1])))


def _cells(row: list[str | None]) -> list[str]:
    cells = [(cell or "").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _score(cells: list[str], known: Dictionary) -> float:
    """Distinct wanted columns, plus a little for unwanted headers; 0 when most cells mean nothing."""
    filled = [cell for cell in cells if cell]
    targets = [target for cell in filled if (target := known.get(cell)) is not None]
    wanted = {target.column for target in targets if target.column}
    if known.open_ended:
        return float(len(wanted)) if len(wanted) >= min(2, len(filled)) else 0.0
    if not wanted or len(targets) < _LEAST_KNOWN * len(filled):
        return 0.0
    return len(wanted) + 0.1 * (len(targets) - len(wanted))


def _may_have_levels(grid: Grid, index: int, known: Dictionary) -> bool:
    """Whether the row at `index` and the next can be a header on two levels, and not one that was broken.

    A line break in a header cell that is not quoted leaves two lines of a text file, with other names one
    above the other: joined, they would name columns by what stands elsewhere.
    """
    if grid.named or known.open_ended or index + 1 >= len(grid.rows):
        return False
    above, below = grid.rows[index], grid.rows[index + 1]
    if grid.format in TEXT and len(above) != len(below):
        return False
    return not _contradict(_cells(above), _cells(below), known)


def _contradict(upper: list[str], lower: list[str], known: Dictionary) -> bool:
    """Whether two known headers of different columns stand one above the other.

    The first cell of a group (专业 above 专业代码 and 专业名称) may: beside it, over the second, nothing
    stands.
    """
    for at, (above, below) in enumerate(zip(upper, lower, strict=False)):
        own, other = known.get(above), known.get(below)
        if own is None or other is None or own.column is None or own.column == other.column:
            continue
        is_group = not "".join(upper[at + 1 : at + 2]) and bool("".join(lower[at + 1 : at + 2]))
        if not is_group:
            return True
    return False


def _joined(upper: list[str], lower: list[str], known: Dictionary) -> list[str]:
    """One row of a two-level header: for each column the lower name, both together, or the upper name."""
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    cells, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        # A merged cell holds its text in its first column only; it stands above the names that follow.
        group = above or (group if below else "")
        options = (below, group + below if below else "", above)
        match = next((option for option in options if option and known.get(option)), None)
        cells.append(match if match is not None else (below or above))
    return cells
