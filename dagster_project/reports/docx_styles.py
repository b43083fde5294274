"""The look of the Word document: styles, fonts for both scripts, colours, language. No content here."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dagster_project.reports import style
from dagster_project.reports.docx_parts import TABLE_STYLE, element

# Latin letters and figures, and Chinese; Word takes the other name where the first is not installed.
LATIN, CHINESE, OTHER_CHINESE = "Arial", "微软雅黑", "Noto Sans SC"
_FONTS = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{CHINESE}"'


@dataclass(frozen=True)
class _Look:
    """A paragraph style: sizes and spaces in points, `line` in lines; one that is not there is added."""

    name: str
    size: float
    colour: str = style.INK
    bold: bool = False
    before: float = 0
    after: float = 6
    line: float = 1.2


_SIZES = style.SIZES
_LOOKS = (
    _Look("Normal", _SIZES["text"], line=1.4),
    _Look("Title", _SIZES["title"], style.ACCENT, bold=True),
    _Look("Subtitle", _SIZES["section"], style.INK_SOFT),
    _Look("Heading 1", _SIZES["chapter"], style.ACCENT, bold=True, after=10),
    _Look("Heading 2", _SIZES["section"], style.ACCENT, bold=True, before=14),
    _Look("toc 1", _SIZES["text"], bold=True, before=3, after=0, line=1.1),
    _Look("toc 2", _SIZES["table"], after=0, line=1.1),
    _Look("Fact", _SIZES["text"], after=2, line=1.3),
    _Look("List Bullet", _SIZES["text"], after=3),
    _Look("Office Bullet", _SIZES["text"], after=3),
    _Look("Caution", _SIZES["text"], line=1.4),
    _Look("Office", _SIZES["text"], line=1.4),
    _Look("Caption", _SIZES["table"] + 0.5, bold=True, before=8, after=3),
    _Look("Note", _SIZES["note"] + 1, style.INK_SOFT, before=3, after=8, line=1.25),
    _Look("Table Text", _SIZES["table"], after=0, line=1.25),
    _Look("Figure Label", _SIZES["table"], style.INK_SOFT, after=0),
    _Look("Figure Value", _SIZES["figure"], style.ACCENT, bold=True, after=0),
)


def set_styles(document: Document, lang: str) -> None:
    """The report's styles on top of the template's: fonts for both scripts, colours, sizes, language."""
    root, styles = document.styles.element, document.styles
    for fonts in list(root.iter(qn("w:rFonts"))):
        fonts.getparent().replace(fonts, parse_xml(f"<w:rFonts {nsdecls('w')} {_FONTS}/>"))
    languages = {"val": "en-US" if lang == "zh" else "en-GB", "eastAsia": "zh-CN", "bidi": "ar-SA"}
    for found in list(root.iter(qn("w:lang"))):
        found.getparent().replace(found, element("lang", **languages))
    _name_other_font(document)
    there = {made.name for made in styles}
    for look in _LOOKS:
        if look.name not in there:
            styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        _dress(styles[look.name], look)
    for level in (1, 2):
        # The names by which Word finds the styles of its contents.
        styles[f"toc {level}"].element.styleId = f"TOC{level}"
        styles[f"toc {level}"].paragraph_format.left_indent = Pt(14 * (level - 1))
    styles["Heading 1"].paragraph_format.page_break_before = True
    # Names to the left, and what they name beside them, its further lines too.
    styles["Fact"].paragraph_format.left_indent = Pt(120)
    styles["Fact"].paragraph_format.first_line_indent = Pt(-120)
    styles["Office Bullet"].base_style = styles["List Bullet"]
    for name in ("Office", "Office Bullet"):
        _mark(styles[name], style.OFFICE, style.OFFICE_SOFT)
    _mark(styles["Caution"], style.CAUTION, style.CAUTION_SOFT)
    root.append(_table_style())


def _dress(made: ParagraphStyle, look: _Look) -> None:
    made.font.size, made.font.bold, made.font.italic = Pt(look.size), look.bold, False
    made.font.color.rgb = RGBColor.from_string(_hex(look.colour))
    letters = made.element.get_or_add_rPr()
    if letters.find(qn("w:rFonts")) is None:
        letters.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {_FONTS}/>"))
    if (border := made.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")) is not None:
        border.getparent().remove(border)
    form = made.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(look.before), Pt(look.after), look.line
    made.quick_style = True


def _mark(made: ParagraphStyle, colour: str, ground: str) -> None:
    """A line at the left and a tint behind; the schema wants them before the spaces."""
    properties = made.element.get_or_add_pPr()
    line = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{_hex(colour)}"/>'
    properties.insert(0, element("pBdr", line))
    properties.insert(1, element("shd", val="clear", color="auto", fill=_hex(ground)))


def _table_style() -> BaseOxmlElement:
    edge = f'w:val="single" w:sz="8" w:space="0" w:color="{_hex(style.ACCENT)}"'
    inner = f'w:val="single" w:sz="4" w:space="0" w:color="{_hex(style.LINE)}"'
    space = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80))
    )
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">'
        '<w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:tblPr>'
        f"<w:tblBorders><w:top {edge}/><w:bottom {edge}/><w:insideH {inner}/></w:tblBorders>"
        f"<w:tblCellMar>{space}</w:tblCellMar></w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        f"<w:tcPr><w:tcBorders><w:bottom {edge}/></w:tcBorders>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_hex(style.ACCENT_SOFT)}"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )


def _name_other_font(document: Document) -> None:
    """Say, where the document lists its fonts, which other one stands in for the Chinese one."""
    part = next(one.target_part for one in document.part.rels.values() if one.reltype.endswith("/fontTable"))
    kind = '<w:family w:val="swiss"/></w:font>'
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>'
        f'<w:font w:name="{CHINESE}"><w:altName w:val="{OTHER_CHINESE}"/><w:charset w:val="86"/>{kind}'
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/>{kind}</w:fonts>'
    ).encode()


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
