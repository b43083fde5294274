"""The workbook: a first sheet with contents, then a sheet for each table, for people and for programs.

Numbers are numbers, a withheld value is its symbol, and nothing that came from a delivery can become a
formula or a link. No cells are merged and no colour carries a meaning: ears get what eyes get.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dagster_project.reports.files import made_on
from dagster_project.reports.words import Words
from dagster_project.reports.workbook import Sheet, sheets

_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}  # fmt: skip
_FORMATS = {
    "count": "#,##0", "share": "0.00%", "points": "+0.00;-0.00;0.00", "score": "0.00", "date": "yyyy-mm-dd",
    "year": "0",
}  # fmt: skip
_AMOUNT = {"zh": '#,##0"元"', "en": '"CNY "#,##0'}
# Ids of more rows than this stand together in the last column.
_MOST_IDS = 6
_HEADER_ROW = 2
_WIDEST = 60


def xlsx(report: Mapping[str, Any]) -> bytes:
    """The workbook of a plain document (see `plain`)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    words = Words(report["edition"]["lang"])
    book.set_properties({
        "title": f"{report['title']} {report['edition']['class_year']}", "author": report["institution"],
        "subject": report["release_id"], "created": made_on(report["release_id"]),
    })  # fmt: skip
    looks = _Looks(book, report["edition"]["lang"])
    found = sheets(report)
    contents = book.add_worksheet(words.term("workbook.contents"))
    pages = [book.add_worksheet(sheet.name) for sheet in found]
    _contents(contents, report, words, found, looks)
    for page, sheet in zip(pages, found, strict=True):
        _sheet(page, sheet, contents.name, words, looks)
    book.close()
    return buffer.getvalue()


class _Looks:
    """Formats by name, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, lang: str) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"valign": "top", "num_format": "@"})
        self.long = book.add_format({"valign": "top", "text_wrap": True})
        self.symbol = book.add_format({"align": "right", "valign": "top"})
        self.link = book.add_format({"font_color": "#0B5394", "underline": 1})
        formats = _FORMATS | {"amount": _AMOUNT[lang], "fraction": "#,##0.0"}
        self.numbers = {
            kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in formats.items()
        }


def _contents(
    page: Worksheet, report: Mapping[str, Any], words: Words, found: Sequence[Sheet], looks: _Looks
) -> None:
    page.write_string(0, 0, _title(report), looks.title)
    row = 2
    for name, text in _about(report, words):
        page.write_string(row, 0, name, looks.head)
        page.write_string(row, 1, text, looks.long)
        row += 1
    row += 1
    for column, key in enumerate(("sheet", "title", "section")):
        page.write_string(row, column, words.term(f"workbook.{key}"), looks.head)
    for at, sheet in enumerate(found, row + 1):
        page.write_url(at, 0, f"internal:'{_quoted(sheet.name)}'!A1", looks.link, sheet.number)
        page.write_string(at, 1, _joined(sheet.table["title"]), looks.long)
        page.write_string(at, 2, sheet.section)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, _WIDEST)
    page.set_column(2, 2, 32)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _title(report: Mapping[str, Any]) -> str:
    subtitle = _joined(report["subtitle"])
    return f"{report['title']}  {subtitle}" if subtitle else report["title"]


def _about(report: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Pairs of name and text: which report this is, and what its symbols mean."""
    edition, own = report["edition"], report["words"]
    status = [own["draft"] + "  " + own["draft_note"]] if edition["is_draft"] else []
    status += [own["internal"]] if edition["tier"] == "internal" else []
    lines = [
        (words.term("workbook.institution"), report["institution"]),
        (words.term("workbook.class_year"), str(edition["class_year"])),
        (words.term("workbook.college"), _college(report)),
        (words.term("workbook.status"), "; ".join(status)),
        (own["release"], report["release_id"]),
        *((fact["name"], _joined([fact["value"]])) for fact in report["facts"]),
        (words.term("workbook.legend"), own["legend"]),
        (words.term("workbook.reading"), words.term("workbook.about")),
        ("", _joined(report["signature"])),
    ]
    return [(name, text) for name, text in lines if text]


def _college(report: Mapping[str, Any]) -> str:
    """The college of the edition as its subtitle has it, so in the report's language."""
    values = (run for run in report["subtitle"] if not isinstance(run, str))
    return next((value["text"] for value in values if "college" in value["column"]), "")


def _sheet(page: Worksheet, sheet: Sheet, contents: str, words: Words, looks: _Looks) -> None:
    table = sheet.table
    page.write_string(0, 0, f"{sheet.number}  {_joined(table['title'])}", looks.title)
    page.write_url(1, 0, f"internal:'{_quoted(contents)}'!A1", looks.link, words.term("workbook.back"))
    ids = [_figures(row) for row in table["rows"]]
    extra = min(_MOST_IDS, max(map(len, ids), default=0))
    headers = _headers(table, words.term("workbook.figure"), extra)
    widths = [_width(header) for header in headers]
    for column, header in enumerate(headers):
        page.write_string(_HEADER_ROW, column, header, looks.head)
    for at, (row, figures) in enumerate(zip(table["rows"], ids, strict=True), _HEADER_ROW + 1):
        texts = [_cell(page, at, column, cell, looks) for column, cell in enumerate(row)]
        texts += _ids(page, at, len(row), figures, looks)
        for column, text in enumerate(texts):
            widths[column] = max(widths[column], _width(text))
    below = _HEADER_ROW + len(table["rows"]) + 2
    if table["rows"]:
        page.add_table(_HEADER_ROW, 0, below - 2, len(headers) - 1, {
            "name": "data_" + re.sub(r"\W", "_", table["key"], flags=re.ASCII),
            "columns": [{"header": header, "header_format": looks.head} for header in headers],
            "style": "Table Style Light 1", "banded_rows": False, "autofilter": False,
        })  # fmt: skip
    for row, text in enumerate(filter(None, (_joined(table["source"]), _joined(table["note"]))), below):
        page.write_string(row, 0, text)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, _WIDEST))
    page.freeze_panes(_HEADER_ROW + 1, 1)
    page.repeat_rows(_HEADER_ROW)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _headers(table: Mapping[str, Any], figure: str, extra: int) -> list[str]:
    """Headers, each its own: Excel takes a table with two columns of one name for damaged."""
    wanted = [column["label"] or "–" for column in table["columns"]] + [figure] * extra
    made: list[str] = []
    for header in wanted:
        count = sum(other == header or other.startswith(f"{header} (") for other in made)
        made.append(f"{header} ({count + 1})" if count else header)
    return made


def _figures(row: Sequence[Any]) -> list[str]:
    """Ids of the mart rows behind a row, in their order, each once; settings are not rows."""
    found = [figure for cell in row if not isinstance(cell, str) for figure in cell["figure"]]
    return [figure for figure in dict.fromkeys(found) if "/" in figure]


def _ids(page: Worksheet, at: int, first: int, figures: list[str], looks: _Looks) -> list[str]:
    kept = figures[:_MOST_IDS]
    if len(figures) > _MOST_IDS:
        kept = [*figures[: _MOST_IDS - 1], " ".join(figures[_MOST_IDS - 1 :])]
    for column, figure in enumerate(kept, first):
        page.write_string(at, column, figure, looks.text)
    return kept


def _cell(page: Worksheet, at: int, column: int, cell: Any, looks: _Looks) -> str:
    """Write one cell; returns the text that is seen, for the column's width."""
    if isinstance(cell, str):
        page.write_string(at, column, cell, looks.text)
        return cell
    raw, kind = cell["raw"], cell["kind"]
    if raw is None:
        page.write_string(at, column, cell["text"], looks.symbol)
    elif kind == "date":
        page.write_datetime(at, column, date.fromisoformat(raw), looks.numbers["date"])
    elif isinstance(raw, str):
        page.write_string(at, column, raw if kind != "text" else cell["text"], looks.text)
    else:
        page.write_number(at, column, _number(raw, kind), _form(raw, kind, looks))
    return cell["text"]


def _number(raw: float, kind: str) -> float:
    """The number of the cell: a difference of shares in percentage points, all others as they are."""
    return round(raw * 100, 10) if kind == "points" else raw


def _form(raw: float, kind: str, looks: _Looks) -> Any:
    whole = kind != "count" or float(raw).is_integer()
    return looks.numbers[kind if whole else "fraction"]


def _joined(runs: Sequence[Any]) -> str:
    return "".join(run if isinstance(run, str) else run["text"] for run in runs)


def _quoted(name: str) -> str:
    return name.replace("'", "''")


def _width(text: str) -> int:
    """Columns that a text takes on a sheet; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
