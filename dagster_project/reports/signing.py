"""What a signature stands for: the figures and the office's words of one report, not the pages they are on.

A report is a draft until somebody has signed exactly these figures. The signature is an input like any other:
it comes with the next run into the release's manifest, and the report there is no draft as long as its digest
is the one that was signed. A figure that moves afterwards makes it a draft again, which says so.
"""

from __future__ import annotations

import hashlib
import json

from dagster_project.release import Release
from dagster_project.reports.model import Block, Chart, Document, KeyFigures, Listing, Paragraph, Runs, Table
from dagster_project.reports.values import Value
from dagster_project.settings import Signature


def digest(document: Document) -> str:
    """SHA-256 over every bound value of the document and every word of the office, as they are shown."""
    shown = [
        [f"{chapter.key}/{section.key}", *_shown(block)]
        for chapter in document.chapters
        for section in chapter.sections
        for block in section.blocks
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def signature_of(published: Release, class_year: int) -> Signature | None:
    """The signature of a class year's report that the release carries."""
    for record in published.manifest.get("signatures", []):
        if record["class_year"] == class_year:
            return Signature.model_validate(record)
    return None


def _shown(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return _values(block.runs, block.role == "office")
        case Listing():
            return [text for item in block.items for text in _values(item, block.role == "office")]
        case KeyFigures():
            return [text for figure in block.figures for text in _values((figure.value, *figure.note), False)]
        case Table():
            return [text for row in block.rows for text in _values(row, False)]
        case Chart():
            return _shown(block.table)


def _values(runs: Runs, with_words: bool) -> list[str]:
    texts = []
    for run in runs:
        if isinstance(run, Value):
            texts.append(" ".join([*(f"{s.figure}#{s.column}" for s in run.sources), run.text]))
        elif with_words:
            texts.append(run)
    return texts
