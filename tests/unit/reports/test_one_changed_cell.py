"""One cell of a mart changes, and in every format exactly the places that show it change."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import unescape

import docx as python_docx
import pypdf
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from dagster_project.reports import render
from dagster_project.reports.values import LANGS
from tests.unit.reports import sample

CHANGED = (
    100,
    "rate",
)  # a rate that stands in a printed table, in the one behind a chart, and on both charts
BEFORE, AFTER = 0.929, 0.939
NEVER_SEEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)


def words_of_pdf(content: bytes) -> list[str]:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split()


def words_of_html(content: bytes) -> list[str]:
    return unescape(re.sub(r"<[^>]+>", " ", NEVER_SEEN.sub(" ", content.decode()))).split()


def words_of_docx(content: bytes) -> list[str]:
    body = python_docx.Document(io.BytesIO(content)).element.body
    return " ".join(text.text or "" for text in body.iter(qn("w:t"))).split()


def words_of_xlsx(content: bytes) -> list[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    cells = [cell for sheet in sheets for row in sheet for cell in row]
    return [f"{cell:.2%}" if isinstance(cell, float) and cell < 1 else str(cell) for cell in cells]


WORDS = {"pdf": words_of_pdf, "html": words_of_html, "docx": words_of_docx, "xlsx": words_of_xlsx}
# How often it can be read: in the printed table and, not in PDF and DOCX, in the one behind a chart. In PDF
# the labels of both charts are text as well; elsewhere a chart is a picture.
TIMES = {"pdf": 3, "html": 2, "docx": 1, "xlsx": 2}


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    """(language, raw value) -> the words of every format."""

    def drawn(lang: str, raw: float) -> dict[str, Counter]:
        plain_value = sample.value

        def value(given, kind, language, number, column):
            return plain_value(raw if (number, column) == CHANGED else given, kind, language, number, column)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sample, "value", value)
            document = sample.document(lang)
            patch.setattr(render, "build", lambda published, edition: document)
            patch.setattr(render, "check", lambda document: None)
            files = render.render(None, document.edition, tmp_path_factory.mktemp("report"))
        found = {file.suffix[1:]: file.read_bytes() for file in files}
        return {name: Counter(words(found[name])) for name, words in WORDS.items()}

    return {(lang, raw): drawn(lang, raw) for lang in LANGS for raw in (BEFORE, AFTER)}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WORDS)
def test_exactly_the_places_that_show_the_cell_change(contents, name, lang):
    before, after = contents[lang, BEFORE][name], contents[lang, AFTER][name]
    gone, come = before - after, after - before
    assert gone == Counter({"92.90%": TIMES[name]})
    assert come == Counter({"93.90%": TIMES[name]})
