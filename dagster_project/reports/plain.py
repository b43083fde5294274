"""The document as plain data (dicts, lists, text): what the PDF's and the HTML's templates read.

Numbers of chapters, sections, tables and charts are given here, once for all formats. A run is a text, or a
dict of `text`, `figure` (ids of the rows behind it), `column`, `kind`, `raw` and `withheld`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from dagster_project.reports.model import (
    Block,
    Chapter,
    Chart,
    Document,
    KeyFigures,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)
from dagster_project.reports.words import Words


def plain(document: Document) -> dict[str, Any]:
    """The whole document; `words` holds what a renderer itself has to say (draft mark, contents, page …)."""
    words = Words(document.edition.lang)
    return {
        "edition": asdict(document.edition),
        "title": document.title,
        "subtitle": runs(document.subtitle),
        "institution": document.institution,
        "release_id": document.release_id,
        "facts": [{"name": name, "value": run(value)} for name, value in document.facts],
        "signature": runs(document.signature),
        "words": words.group("document"),
        "chapters": [_chapter(number, chapter) for number, chapter in enumerate(document.chapters, 1)],
    }


def run(one: Run) -> str | dict[str, Any]:
    if isinstance(one, str):
        return one
    return {
        "text": one.text,
        "figure": list(dict.fromkeys(source.figure for source in one.sources)),
        "column": list(dict.fromkeys(source.column for source in one.sources)),
        "kind": one.kind,
        "raw": one.raw.isoformat() if isinstance(one.raw, date) else one.raw,
        "withheld": one.withheld,
    }


def label(one: Run) -> str:
    """A label as text alone."""
    return one if isinstance(one, str) else one.text


def runs(text: Runs) -> list[str | dict[str, Any]]:
    return [run(one) for one in text]


def _chapter(number: int, chapter: Chapter) -> dict[str, Any]:
    counted = {"table": 0, "chart": 0}
    sections = []
    for place, section in enumerate(chapter.sections, 1):
        sections.append(_section(f"{number}.{place}", section, number, counted))
    return {"number": str(number), "key": chapter.key, "title": chapter.title, "sections": sections}


def _section(number: str, section: Section, chapter: int, counted: dict[str, int]) -> dict[str, Any]:
    blocks = []
    for block in section.blocks:
        made = _block(block)
        if made["kind"] in counted:
            counted[made["kind"]] += 1
            made["number"] = f"{chapter}-{counted[made['kind']]}"
        blocks.append(made)
    return {
        "number": number, "key": section.key, "title": section.title, "is_empty": section.is_empty,
        "blocks": blocks,
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "role": block.role, "runs": runs(block.runs)}
        case Listing():
            return {"kind": "listing", "role": block.role, "items": [runs(item) for item in block.items]}
        case KeyFigures():
            figures = [
                {"label": label(figure.label), "value": run(figure.value), "note": runs(figure.note)}
                for figure in block.figures
            ]
            return {"kind": "figures", "figures": figures}
        case Table():
            return {"kind": "table"} | _table(block)
        case Chart():
            return {
                "kind": "chart", "key": block.key, "title": runs(block.title), "message": runs(block.message),
                "form": type(block.form).__name__.lower(), "table": _table(block.table),
            }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    # Words alone are not set flush right, whatever the column was made for.
    numeric = [
        column.numeric and any(_is_number(row[place]) for row in table.rows)
        for place, column in enumerate(table.columns)
    ]
    return {
        "key": table.key,
        "title": runs(table.title),
        "columns": [
            {"label": column.label, "numeric": flag}
            for column, flag in zip(table.columns, numeric, strict=True)
        ],
        "rows": [runs(row) for row in table.rows],
        "source": runs(table.source),
        "note": runs(table.note),
        "is_printed": table.is_printed,
    }


def _is_number(cell: Run) -> bool:
    return not isinstance(cell, str) and cell.kind != "text"
