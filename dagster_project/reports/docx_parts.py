"""Pieces of WordprocessingML that python-docx has no words for: fields, tables, bookmarks, styles, languages.

Each function gives XML text or changes one part; what stands where in the report is told by `docx`.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dagster_project.reports import style

# Latin letters and figures, and Chinese; Word takes the other name where the first is not installed.
LATIN, CHINESE, OTHER_CHINESE = "Arial", "微软雅黑", "Noto Sans SC"
TABLE_STYLE = "ReportTable"
_FONTS = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{CHINESE}"'


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
    """A table of contents, one paragraph an entry (level, text, bookmark), that Word updates when it opens the file."""
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


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], widths: Sequence[int],
          caption: str) -> BaseOxmlElement:  # fmt: skip
    """A table of texts in the report's style; the header repeats on each page, no row breaks in two.

    `widths` in twentieths of a point; `caption` is what a screen reader says of the table.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(caption)}/>'
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
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0000" w:firstRow="0" w:firstColumn="0" w:noVBand="1"/>'
    )
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(made)}</w:tr>"
    return element("tbl", f"<w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{row}")


def set_styles(document: Document, lang: str) -> None:
    """The report's styles on top of the template's: fonts for both scripts, colours, sizes, language."""
    root = document.styles.element
    for fonts in list(root.iter(qn("w:rFonts"))):
        fonts.getparent().replace(fonts, parse_xml(f"<w:rFonts {nsdecls('w')} {_FONTS}/>"))
    languages = {"val": "en-US" if lang == "zh" else "en-GB", "eastAsia": "zh-CN", "bidi": "ar-SA"}
    for found in list(root.iter(qn("w:lang"))):
        found.getparent().replace(found, element("lang", **languages))
    _fall_back(document)
    _paragraph(document, "Normal", style.SIZES["text"], style.INK, after=6, line=1.4)
    _paragraph(document, "Title", style.SIZES["title"], style.ACCENT, bold=True, after=6)
    _paragraph(document, "Subtitle", style.SIZES["section"], style.INK_SOFT, after=6)
    _paragraph(document, "Heading 1", style.SIZES["chapter"], style.ACCENT, bold=True, before=0, after=10)
    _paragraph(document, "Heading 2", style.SIZES["section"], style.ACCENT, bold=True, before=14, after=6)
    _paragraph(document, "Caption", style.SIZES["table"] + 0.5, style.INK, bold=True, before=8, after=3)
    _paragraph(document, "List Bullet", style.SIZES["text"], style.INK, after=3)
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    for name, size, colour in (("Note", "note", style.INK_SOFT), ("Table Text", "table", style.INK)):
        document.styles.add_style(name, 1)
        _paragraph(document, name, style.SIZES[size] + (1 if name == "Note" else 0), colour, after=0, line=1.25)
    document.styles["Note"].paragraph_format.space_before = Pt(3)
    document.styles["Note"].paragraph_format.space_after = Pt(8)
    for name, size, colour in (("Figure Label", "table", style.INK_SOFT), ("Figure Value", "figure", style.ACCENT)):
        document.styles.add_style(name, 1)
        _paragraph(document, name, style.SIZES[size], colour, bold=size == "figure", after=0, line=1.2)
    for name, colour, ground in (
        ("Caution", style.CAUTION, style.CAUTION_SOFT),
        ("Office", style.OFFICE, style.OFFICE_SOFT),
    ):
        document.styles.add_style(name, 1)
        _paragraph(document, name, style.SIZES["text"], style.INK, after=6, line=1.4)
        _marked(document.styles[name], colour, ground)
    document.styles.add_style("Office Bullet", 1).base_style = document.styles["List Bullet"]
    _marked(document.styles["Office Bullet"], style.OFFICE, style.OFFICE_SOFT)
    document.styles.add_style("Fact", 1)
    _paragraph(document, "Fact", style.SIZES["text"], style.INK, after=2, line=1.3)
    document.styles["Fact"].paragraph_format.tab_stops.add_tab_stop(Pt(110))
    for level in (1, 2):
        document.styles.add_style(f"toc {level}", 1)
        _paragraph(document, f"toc {level}", style.SIZES["text"], style.INK, bold=level == 1, after=2, line=1.2)
        document.styles[f"toc {level}"].paragraph_format.left_indent = Pt(14 * (level - 1))
    root.append(_table_style())


def _paragraph(document: Document, name: str, size: float, colour: str, *, bold: bool = False,
               before: float = 0, after: float = 6, line: float = 1.2) -> None:  # fmt: skip
    made: ParagraphStyle = document.styles[name]
    made.font.size, made.font.bold, made.font.italic = Pt(size), bold, False
    made.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    fonts = made.element.get_or_add_rPr()
    if fonts.find(qn("w:rFonts")) is None:
        fonts.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {_FONTS}/>"))
    if (border := made.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")) is not None:
        border.getparent().remove(border)
    form = made.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    made.quick_style = True


def _marked(made: ParagraphStyle, colour: str, ground: str) -> None:
    """A line at the left and a tint behind."""
    properties = made.element.get_or_add_pPr()
    line = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{colour.lstrip("#")}"/>'
    for at, new in enumerate((
        element("pBdr", line), element("shd", val="clear", color="auto", fill=ground.lstrip("#")),
    )):  # fmt: skip
        properties.insert(at, new)


def _table_style() -> BaseOxmlElement:
    accent, grid = style.ACCENT.lstrip("#"), style.LINE.lstrip("#")
    edge = f'w:val="single" w:sz="8" w:space="0" w:color="{accent}"'
    borders = (
        f'<w:top {edge}/><w:bottom {edge}/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="{grid}"/>'
    )
    head = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom {edge}/></w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{style.ACCENT_SOFT.lstrip("#")}"/></w:tcPr></w:tblStylePr>'
    )
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="Report Table"/>'
        f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
        f'<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>{head}</w:style>'
    )


def _fall_back(document: Document) -> None:
    """Name the other Chinese font where the document lists its fonts."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>'
        f'<w:font w:name="{CHINESE}"><w:altName w:val="{OTHER_CHINESE}"/><w:charset w:val="86"/><w:family w:val="swiss"/>'
        f'</w:font><w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="swiss"/></w:font></w:fonts>'
    ).encode()
