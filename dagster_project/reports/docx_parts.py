"""Pieces of WordprocessingML that python-docx has no words for: fields, tables, bookmarks.

Each function gives XML text or changes one part; what stands where in the report is told by `docx`.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

TABLE_STYLE = "ReportTable"


def element(tag: str, inner: str = "", **attributes: str) -> BaseOxmlElement:
    """`<w:tag …>inner</w:tag>`; the attributes are in the same namespace."""
    said = "".join(f" w:{name}={quoteattr(value)}" for name, value in attributes.items())
    return parse_xml(f"<w:{tag} {nsdecls('w')}{said}>{inner}</w:{tag}>")


def text_run(text: str, looks: str = "") -> str:
    """A run of text; `looks` is the XML of its properties."""
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def field(instruction: str, shown: str) -> str:
    """A field that Word computes; `shown` stands there until it does."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{text_run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmarked(paragraph: BaseOxmlElement, name: str, number: int) -> None:
    """Put a bookmark around a paragraph's runs."""
    start = element("bookmarkStart", id=str(number), name=name)
    properties = paragraph.find(qn("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(element("bookmarkEnd", id=str(number)))


def contents(entries: Sequence[tuple[int, str, str]]) -> list[BaseOxmlElement]:
    """A table of contents, a paragraph an entry (level, text, bookmark); Word updates it on opening."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        r'<w:r><w:instrText xml:space="preserve"> TOC \o "1-2" \h \z \u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    made = []
    for at, (level, text, bookmark) in enumerate(entries):
        link = f'<w:hyperlink w:anchor="{bookmark}" w:history="1">{text_run(text)}</w:hyperlink>'
        inner = f'<w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
        inner += (begin if at == 0 else "") + link + (end if at == len(entries) - 1 else "")
        made.append(element("p", inner))
    return made


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    widths: Sequence[int],
    caption: str,
) -> BaseOxmlElement:
    """A table of texts in the report's style; the header repeats on each page, no row breaks in two.

    `widths` in twentieths of a point; `caption` is what a screen reader says of the table.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/>"
    )
    lines = [_row(header, numeric, widths, "<w:tblHeader/>")]
    lines += [_row(row, numeric, widths, "") for row in rows]
    return element("tbl", f"<w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}")


def _row(cells: Sequence[str], numeric: Sequence[bool], widths: Sequence[int], mark: str) -> str:
    made = []
    for text, is_number, width in zip(cells, numeric, widths, strict=True):
        side = '<w:jc w:val="right"/>' if is_number else ""
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{side}</w:pPr>{text_run(text)}</w:p></w:tc>'
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(made)}</w:tr>"


def figures(cells: Sequence[tuple[str, str, str]], whole: int) -> BaseOxmlElement:
    """Headline numbers side by side: label, value and note one below the other."""
    width = whole // len(cells)
    made = []
    for label, value, note in cells:
        lines = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{text_run(text)}</w:p>'
            for name, text in (("FigureLabel", label), ("FigureValue", value), ("FigureLabel", note))
        )
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{lines}</w:tc>')
    grid = f'<w:gridCol w:w="{width}"/>' * len(cells)
    properties = (
        f'<w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{width * len(cells)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0000" w:firstRow="0" w:firstColumn="0"/>'
    )
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(made)}</w:tr>"
    return element("tbl", f"<w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{row}")


def drop_thumbnail(document: Document) -> None:
    """Take away the picture of an empty page that comes with python-docx's template."""
    relations = document.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[name]
