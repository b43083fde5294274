"""Text files: decoded text -> records with the line each starts on, by strict CSV rules, in one pass.

How bytes become text is told in `encodings`. Which columns a record has is not known here; ragged ones are
judged later.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.bounds import too_long, too_many_cells
from dagster_project.ingest.disguise import disguise
from dagster_project.ingest.encodings import Decoded, decodings, family
from dagster_project.ingest.raw import Grid, Rejection
from dagster_project.settings.intake import Limits

DELIMITERS = (",", "\t", ";", "|")
# So many lines are split into cells before they are counted.
_AT_ONCE = 4096
_SNIFFED_LINES = 40
_SNIFFED_SIGNS = 1_000_000

# The first records are looked at whatever they hold: what is too long or too much is said when they are read.
_SNIFFING = Limits(cells=2**62, cell_signs=2**62)

Score = Callable[[list[list[str | None]]], float]

# Python's own bound on a cell (131072 signs) would be told as quotation marks that do not pair; ours is
# `limits.cell_signs`.
csv.field_size_limit(2**31 - 1)


def read_text(
    data: bytes, file: str, format: str, declared: str | None, score: Score, limits: Limits
) -> Grid:
    """A csv, tsv or txt file as a grid.

    `score` says how well the first records match the feed's header dictionary; it settles the delimiter and
    confirms the encoding. `declared` is the sidecar's encoding. Raises DeliveryRefused.
    """
    if disguised := disguise(data):
        what, do = disguised
        raise DeliveryRefused("not_text", f"{file} is {what}, named .{format}.", do)
    decoded, delimiter = _settled(decodings(data, file, declared), file, declared, score)
    text = decoded.text.removesuffix("\x1a")
    splitter = Splitter(list(io.StringIO(text, newline="")), delimiter, file, limits)
    splitter.run()
    rows, lines, broken = _same_encoding(splitter, decoded)
    unterminated = not text.endswith(("\n", "\r"))
    return Grid(None, rows, lines, format, decoded.encoding, broken, unterminated=unterminated)


def _settled(candidates: list[Decoded], file: str, declared: str | None, score: Score) -> tuple[Decoded, str]:
    """The encoding and the delimiter under which the first records look most like a header.

    Raises DeliveryRefused (rule `encoding`) when that is another encoding than the one declared.
    """
    ranked = []
    for candidate in candidates:
        for delimiter in DELIMITERS:
            ranked.append(
                (score(_sniffed(candidate, delimiter)), -len(candidate.foreign), candidate, delimiter)
            )
    # Ties go to the ladder's order, and to the comma.
    value, _, best, delimiter = max(ranked, key=lambda item: item[:2])
    if declared is None or not family(declared) or family(best.encoding) == family(declared):
        return best, delimiter
    stated = [item for item in ranked if family(item[2].encoding) == family(declared)]
    if stated:
        matching = max(stated, key=lambda item: item[:2])
        if matching[0] > 0 or (value == 0 and not matching[2].foreign):
            return matching[2:]
    raise DeliveryRefused(
        "encoding",
        f"{file} is {family(best.encoding) or best.encoding}, not {declared} as its sidecar says.",
        f"Take the line `encoding: {declared}` out of its sidecar.",
    )


def _sniffed(candidate: Decoded, delimiter: str) -> list[list[str | None]]:
    """The first records under a delimiter, of the lines that are in the file's encoding."""
    stream = io.StringIO(candidate.text[:_SNIFFED_SIGNS], newline="")
    head = [
        line for at, line in zip(range(_SNIFFED_LINES), stream, strict=False) if at not in candidate.foreign
    ]
    splitter = Splitter(head, delimiter, "", _SNIFFING)
    splitter.run()
    return splitter.rows


def _same_encoding(
    splitter: Splitter, decoded: Decoded
) -> tuple[list[list[str | None]], list[int], list[Rejection]]:
    """Rows, lines and broken records, the rows with a foreign line among the latter."""
    if not decoded.foreign:
        return splitter.rows, splitter.lines, splitter.broken
    rows, lines, broken = [], [], {item.line: item for item in splitter.broken}
    for row, line, end in zip(splitter.rows, splitter.lines, splitter.ends, strict=True):
        if decoded.foreign.isdisjoint(range(line - 1, end)):
            rows.append(row)
            lines.append(line)
        else:
            broken[line] = Rejection(line, "mixed_encoding", None, *decoded.told_of_foreign)
    return rows, lines, [broken[line] for line in sorted(broken)]


@dataclass
class Splitter:
    """Splits physical lines into records by strict CSV rules.

    A record that breaks them (a quote that never closes, text after a closing quote) is set aside with its
    first line only; reading goes on at the next line, so that one stray quote cannot swallow the rows below.

    rows, lines, ends   the records, the 1-based line each starts on, and the line it ends on
    """

    physical: list[str]
    delimiter: str
    file: str
    limits: Limits
    rows: list[list[str | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    broken: list[Rejection] = field(default_factory=list)
    _cells: int = 0
    _has_control: bool = field(init=False)
    _is_plain: bool = field(init=False)

    def __post_init__(self) -> None:
        self._has_control = any("\x00" in line or "\x1a" in line for line in self.physical)
        # Of millions of lines hardly one holds anything that has to be looked at cell by cell.
        self._is_plain = not self._has_control and not any(
            '="' in line or len(line) > self.limits.cell_signs for line in self.physical
        )

    def run(self) -> None:
        """Raises DeliveryRefused (rule `too_large`) as soon as there are more cells than allowed."""
        start, doomed, stop = 0, 0, 0
        while start < len(self.physical):
            if start >= stop:
                stop = min(start + _AT_ONCE, len(self.physical))
                if self._is_plain and self._lines(start, stop):
                    start = stop
                    continue
            # Inside quotes that never close a line reads the same however it was come to: a record that runs
            # on into lines which were doomed once need not be followed again. Without this, reading takes as
            # long as the square of the number of stray quotes.
            last = len(self.physical) if start >= doomed else start + 1
            start, failed_at = self._records(start, last, stop)
            doomed = max(doomed, failed_at)

    def _lines(self, start: int, end: int) -> bool:
        """Read lines `start` to `end` if each of them is a record; else False, and nothing is read."""
        try:
            part = list(csv.reader(self.physical[start:end], delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        if len(part) < end - start:
            return False
        self._count(sum(len(cells) or 1 for cells in part))
        self.rows += [[cell or None for cell in cells] for cells in part]
        self.lines += range(start + 1, end + 1)
        self.ends += range(start + 1, end + 1)
        return True

    def _records(self, start: int, last: int, stop: int) -> tuple[int, int]:
        """Read records from line `start`, up to line `last`, until one ends at line `stop` or behind it.

        Returns the line to go on at, and the line a broken record failed on.
        """
        reader = csv.reader(
            map(self.physical.__getitem__, range(start, last)), delimiter=self.delimiter, strict=True
        )
        begin = start
        try:
            for cells in reader:
                end = start + reader.line_num
                if self._is_plain and end == begin + 1:
                    self._count(len(cells) or 1)
                    self._keep([cell or None for cell in cells], begin, end)
                elif not self._take(cells, begin, end):
                    return begin + 1, end
                begin = end
                if begin >= stop:
                    return begin, 0
        except csv.Error:
            self.broken.append(_malformed(begin + 1))
            return begin + 1, start + reader.line_num - 1
        return last, 0

    def _take(self, cells: list[str], begin: int, end: int) -> bool:
        """Keep one record; False for one whose overlong cell may have swallowed rows: they are read again."""
        self._count(len(cells) or 1)
        # No cell is longer than its line: hardly one of millions is measured.
        measured = cells if end > begin + 1 or len(self.physical[begin]) > self.limits.cell_signs else ()
        longest = max(map(len, measured), default=0)
        if longest > self.limits.cell_signs:
            last = end if end > begin + 1 else None
            self.broken.append(too_long(begin + 1, longest, self.limits, last))
            return last is None
        if self._has_control and any("\x00" in cell or "\x1a" in cell for cell in cells):
            self.broken.append(_control(begin + 1))
        else:
            self._keep([_plain(cell) for cell in cells], begin, end)
        return True

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self.limits.cells:
            raise too_many_cells(self.file, self.limits)

    def _keep(self, row: list[str | None], begin: int, end: int) -> None:
        self.rows.append(row)
        self.lines.append(begin + 1)
        self.ends.append(end)


def _plain(cell: str) -> str | None:
    """The cell; of `="0012"`, by which an export keeps a spreadsheet from eating the zeros, what is meant."""
    if cell.startswith('="') and len(cell) > 2 and cell.endswith('"'):
        cell = cell[2:-1]
    return cell or None


def _control(line: int) -> Rejection:
    what = "the row holds a NUL or Ctrl-Z sign."
    return Rejection(line, "control_character", None, what, "Export the file again, or mend the row.")


def _malformed(line: int) -> Rejection:
    what = "its quotation marks do not pair, so its cells cannot be told apart."
    return Rejection(line, "malformed_row", None, what, "Write a quotation mark inside a quoted cell twice.")
