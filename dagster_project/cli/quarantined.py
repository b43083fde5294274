"""`gradmart quarantine` as text: refused deliveries, counts by rule, what to do, lines by delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dagster_project.cli.terminal import refused_lines, table

if TYPE_CHECKING:
    from dagster_project.orchestration.giving_back import GivenBack
    from dagster_project.orchestration.status import Quarantine

_SHOWN_LINES = 6


def quarantine_text(quarantine: Quarantine, limit: int | None, width: int = 100) -> str:
    """Everything that was kept out, with at most `limit` rows one by one, in lines of `width` places."""
    if not quarantine.refused and not quarantine.rows:
        return "Nothing is in quarantine."
    parts: list[str] = []
    if quarantine.refused:
        parts += ["Refused deliveries", *refused_lines(quarantine.refused), ""]
    if quarantine.rows:
        counts = [(count["rows"], count["feed"], count["rule"]) for count in quarantine.by_rule]
        parts += [table(("rows", "feed", "rule"), counts), "", *_what_to_do(quarantine, width), ""]
        faulty = [row for row in quarantine.rows if not row["is_sound"]]
        for place, rows in groupby(faulty[:limit], key=_place):
            parts += [place, *_lines(list(rows), width), ""]
        parts += _left_out(quarantine, faulty, limit)
    return "\n".join(parts).rstrip()


def given_back_text(given: GivenBack) -> str:
    """What became of `--workbook`, and how the workbook is to come back."""
    rows = "1 row" if given.rows == 1 else f"{given.rows} rows"
    verb = "is" if given.rows == 1 else "are"
    whom = given.sender or "the sender of that file (its sidecar has no `from:`)"
    parts = [
        f"{rows} of {given.file} {verb} in {given.workbook}, which only you can read. It holds personal "
        f"data: give it to {whom} and to nobody else."
    ]
    beside = f", with `{'`, `'.join(given.sidecar)}` in its sidecar" if given.sidecar else ""
    if given.is_whole:
        left_out = f" ({given.sound_left_out} sound rows are not in it)" if given.sound_left_out else ""
        parts.append(
            f"The delivery was refused whole{left_out}: ask for all of it again, mended. "
            "--with-sound puts its sound rows into the workbook too, which then may come back in its stead."
        )
    parts.append(
        f"Mended, put it into the data folder as {given.comes_back_as}{beside} (under a later day only if "
        "its rows now say what holds later), and run `gradmart run`."
    )
    return "\n".join(parts)


def _what_to_do(quarantine: Quarantine, width: int) -> list[str]:
    """The advice once a rule, not once a row."""
    told: dict[str, list[str]] = {}
    for count in quarantine.by_rule:
        advice = told.setdefault(count["rule"], [])
        advice += [text for text in count["what_to_do"] if text not in advice]
    left = max(map(len, told)) + 2
    lines = ["What to do"]
    for rule, advice in told.items():
        for at, text in enumerate(advice):
            lines += _hanging(f"  {rule if at == 0 else '':<{left}}", text, width)
    return lines


def _lines(rows: Sequence[Mapping[str, Any]], width: int) -> list[str]:
    """Rows of one delivery; those of which the same is said stand on one line."""
    groups: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        groups.setdefault((row["rule"], row["what"]), []).append(row["line"])
    shown = [(_numbers(lines), rule, what) for (rule, what), lines in groups.items()]
    first = max(len(numbers) for numbers, _, _ in shown)
    second = max(len(rule) for _, rule, _ in shown)
    return [
        line
        for numbers, rule, what in shown
        for line in _hanging(f"  {numbers:<{first}}  {rule:<{second}}  ", what, width)
    ]


def _numbers(lines: list[int]) -> str:
    word = "line" if len(lines) == 1 else "lines"
    more = f" and {len(lines) - _SHOWN_LINES} more" if len(lines) > _SHOWN_LINES else ""
    return f"{word} {', '.join(map(str, lines[:_SHOWN_LINES]))}{more}"


def _left_out(quarantine: Quarantine, faulty: Sequence[Mapping[str, Any]], limit: int | None) -> list[str]:
    lines = []
    if limit is not None and len(faulty) > limit:
        lines.append(f"({len(faulty) - limit} more rows; --limit 0 shows all, --json all with cells)")
    if sound := len(quarantine.rows) - len(faulty):
        lines.append(f"({sound} sound rows share the fate of their refused deliveries and are not listed)")
    lines.append("For the sender of a delivery: gradmart quarantine DELIVERY --workbook FILE.xlsx")
    return lines


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['file']}, sheet {row['sheet']!r}" if row["sheet"] else row["file"]


def _hanging(start: str, text: str, width: int) -> list[str]:
    """`start` and the text beside it, wrapped at spaces; Chinese characters are two places wide."""
    from rich.cells import cell_len

    indent = " " * cell_len(start)
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and cell_len(indent) + cell_len(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    first, *rest = [*lines, line]
    return [start + first, *(indent + more for more in rest)]
