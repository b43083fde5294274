"""The report for Word: an office will edit it, so everything is what Word calls it.

Headings are headings (a contents field is made of them), lists are lists, tables have a style and a header
that repeats, charts are pictures with their message as alternative text. Values stand as they are shown.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import docx as python_docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from dagster_project.reports import docx_parts as parts
from dagster_project.reports.docx_styles import set_styles
from dagster_project.reports.files import made_on, same_zip
from dagster_project.reports.pictures import Pictures
from dagster_project.reports.words import Words

_MARGIN = Mm(24)
_TEXT_WIDTH = Mm(210) - 2 * _MARGIN
# The same in twentieths of a point, which Word measures tables in.
_WIDTH = _TEXT_WIDTH // 635
# One place of a table's text, in twentieths of a point: of the wider fonts an office may have instead.
_TWIPS = 105
_STYLES = {"text": "Normal", "empty": "Normal", "note": "Note", "caution": "Caution", "office": "Office"}
_BULLETS = {"office": "Office Bullet"}
# Higher charts are made narrower, so that their caption stays on their page.
_HIGHEST = Mm(190)


def docx(report: Mapping[str, Any], drawn: Pictures) -> bytes:
    """The document of a plain document (see `plain`) and its drawn charts."""
    made = _Docx(report, drawn)
    made.front()
    for chapter in report["chapters"]:
        made.heading(f"{chapter['number']} {chapter['title']}", 1)
        for section in chapter["sections"]:
            made.heading(f"{section['number']} {section['title']}", 2)
            made.blocks(section)
    made.back()
    return made.packed()


class _Docx:
    """A document while it is written."""

    def __init__(self, report: Mapping[str, Any], drawn: Pictures) -> None:
        self.report, self.drawn, self.own = report, drawn, report["words"]
        self.lang = report["edition"]["lang"]
        self.words = Words(self.lang)
        self.document: Document = python_docx.Document()
        self.headings = 0
        parts.drop_thumbnail(self.document)
        set_styles(self.document, self.lang)
        self._page()
        self._properties()

    # -- what stands around the chapters

    def _page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
        marks = self._marks()
        header = page.header.paragraphs[0]
        header.style = "Note"
        header.add_run("  ".join([self.report["institution"], self.report["title"], *marks]))
        footer = page.footer.paragraphs[0]
        footer.style = "Note"
        footer.alignment = 1
        for piece in (parts.field("PAGE", "1"), parts.text_run(" / "), parts.field("NUMPAGES", "1")):
            for run in parts.element("p", piece):
                footer._p.append(run)

    def _marks(self) -> list[str]:
        edition = self.report["edition"]
        draft = [self.own["draft"]] if edition["is_draft"] else []
        return draft + ([self.own["internal"]] if edition["tier"] == "internal" else [])

    def _properties(self) -> None:
        known, when = self.document.core_properties, made_on(self.report["release_id"])
        known.title = f"{self.report['title']}  {joined(self.report['subtitle'])}"
        known.author = known.last_modified_by = self.report["institution"]
        known.language = "zh-CN" if self.lang == "zh" else "en"
        known.identifier, known.comments, known.revision = self.report["release_id"], "", 1
        known.created = known.modified = when

    def front(self) -> None:
        """Title, marks, signature and contents."""
        self.document.add_paragraph(self.report["institution"], "Subtitle")
        self.document.add_paragraph(self.report["title"], "Title")
        if subtitle := joined(self.report["subtitle"]):
            self.document.add_paragraph(subtitle, "Subtitle")
        for mark in self._marks():
            self.document.add_paragraph(style="Caution").add_run(mark).bold = True
        if self.report["edition"]["is_draft"]:
            self.document.add_paragraph(self.own["draft_note"], "Caution")
        if signature := joined(self.report["signature"]):
            self.document.add_paragraph(signature)
        self.document.add_paragraph(self.own["legend"], "Note")
        self.document.add_paragraph(f"{self.own['release']} {self.report['release_id']}", "Note")
        self.document.add_paragraph(self.own["contents"], "Subtitle")
        entries = [entry for chapter in self.report["chapters"] for entry in _entries(chapter)]
        named = [(level, text, _bookmark(at)) for at, (level, text) in enumerate(entries)]
        for paragraph in parts.contents(named):
            self._append(paragraph)

    def back(self) -> None:
        """How the report came about, behind the last chapter."""
        for fact in self.report["facts"]:
            paragraph = self.document.add_paragraph(style="Fact")
            paragraph.add_run(fact["name"] + "\t").bold = True
            paragraph.add_run(joined([fact["value"]]))

    # -- chapters

    def heading(self, text: str, level: int) -> None:
        paragraph = self.document.add_heading(text, level)
        parts.bookmarked(paragraph._p, _bookmark(self.headings), self.headings)
        self.headings += 1

    def blocks(self, section: Mapping[str, Any]) -> None:
        """All blocks; where words of the office begin in a section that is not its own, a line says so."""
        before = "office" if section["key"] == "office" else None
        for block in section["blocks"]:
            role = block.get("role")
            if role == "office" != before:
                self.document.add_paragraph(style="Office").add_run(self.own["office"]).bold = True
            before = role if section["key"] != "office" else before
            self._block(block)

    def _block(self, block: Mapping[str, Any]) -> None:
        match block["kind"]:
            case "paragraph":
                self._paragraph(block)
            case "listing":
                for item in block["items"]:
                    self.document.add_paragraph(joined(item), _BULLETS.get(block["role"], "List Bullet"))
            case "figures":
                self._figures(block)
            case "table" if block["is_printed"]:
                self._table(block)
            case "chart":
                self._chart(block)

    def _paragraph(self, block: Mapping[str, Any]) -> None:
        paragraph = self.document.add_paragraph(style=_STYLES[block["role"]])
        if block["role"] == "caution":
            paragraph.add_run(self.words.term("page.caution") + "  ").bold = True
        paragraph.add_run(joined(block["runs"]))

    def _figures(self, block: Mapping[str, Any]) -> None:
        cells = [
            (figure["label"], joined([figure["value"]]), joined(figure["note"]))
            for figure in block["figures"]
        ]
        self._append(parts.figures(cells, _WIDTH))
        self.document.add_paragraph(style="Note")

    def _table(self, block: Mapping[str, Any]) -> None:
        caption = f"{self._numbered('table', block)} {joined(block['title'])}"
        self.document.add_paragraph(caption, "Caption").paragraph_format.keep_with_next = True
        header = [column["label"] for column in block["columns"]]
        rows = [[joined([cell]) for cell in row] for row in block["rows"]]
        numeric = [column["numeric"] for column in block["columns"]]
        self._append(parts.table(header, rows, numeric, column_widths([header, *rows], _WIDTH), caption))
        below = [text for text in (joined(block["note"]), joined(block["source"])) if text]
        for text in below or [""]:
            self.document.add_paragraph(text, "Note")

    def _chart(self, block: Mapping[str, Any]) -> None:
        picture, message = self.drawn[block["key"]], joined(block["message"])
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        width, height = picture.size
        shown = min(_TEXT_WIDTH, _HIGHEST * width // height)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Emu(shown))
        shape._inline.docPr.set("descr", message)
        shape._inline.docPr.set("name", block["key"])
        caption = self.document.add_paragraph(style="Caption")
        caption.add_run(f"{self._numbered('chart', block)} {joined(block['title'])}  ")
        caption.add_run(message).bold = False
        self.document.add_paragraph(joined(block["table"]["source"]), "Note")

    # -- pieces

    def _append(self, block: Any) -> None:
        """Put a block behind what there is, before the properties of the section, which stand last."""
        self.document.element.body.find(qn("w:sectPr")).addprevious(block)

    def _numbered(self, name: str, block: Mapping[str, Any]) -> str:
        return f"{self.own[name]}{'' if self.lang == 'zh' else ' '}{block['number']}"

    def packed(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return same_zip(buffer.getvalue())


def joined(runs: Sequence[Any]) -> str:
    """The text of plain runs."""
    return "".join(run if isinstance(run, str) else run["text"] for run in runs)


def column_widths(rows: Sequence[Sequence[str]], whole: int) -> list[int]:
    """Widths that fill `whole`: room for the longest word of each column, the rest by their longest texts.

    A number broken in two lines is misread. Where even the words have no room, all get their share of it.
    """
    columns = list(zip(*rows, strict=True))
    least = [
        _TWIPS * (2 + max(_places(word) for text in column for word in _words(text))) for column in columns
    ]
    wanted = [_TWIPS * (2 + min(max(map(_places, column)), 40)) for column in columns]
    beyond = [max(0, long - short) for long, short in zip(wanted, least, strict=True)]
    rest = max(0, whole - sum(least))
    shares = beyond if sum(beyond) else least
    widths = [short + rest * share / sum(shares) for short, share in zip(least, shares, strict=True)]
    made = [int(width * whole / sum(widths)) for width in widths]
    made[0] += whole - sum(made)
    return made


def _words(text: str) -> list[str]:
    """What a line is not broken within: between ideographs it may be."""
    return re.findall(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]", text) or [""]


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _entries(chapter: Mapping[str, Any]) -> list[tuple[int, str]]:
    sections = [(2, f"{section['number']} {section['title']}") for section in chapter["sections"]]
    return [(1, f"{chapter['number']} {chapter['title']}"), *sections]


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"
