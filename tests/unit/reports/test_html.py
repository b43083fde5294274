"""The page holds every value with where it is from, needs nothing from elsewhere, and all can read it."""

from __future__ import annotations

import base64
import re
from itertools import pairwise

import pytest
from lxml import html as lxml_html

from dagster_project.reports import style
from dagster_project.reports.html import html
from dagster_project.reports.pictures import Pictures, pictures
from dagster_project.reports.plain import plain
from tests.unit.reports.sample import MARKUP, document, values

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def drawn() -> dict[str, Pictures]:
    return {lang: pictures(document(lang)) for lang in LANGS}


@pytest.fixture(scope="module")
def pages(drawn) -> dict[str, bytes]:
    return {lang: html(plain(document(lang)), drawn[lang]) for lang in LANGS}


def parsed(page: bytes) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page.decode())


@pytest.mark.parametrize("lang", LANGS)
def test_every_value_is_on_the_page_with_the_rows_and_columns_it_is_from(pages, lang):
    shown = {
        (span.text_content(), span.get("data-figure"), span.get("data-column"))
        for span in parsed(pages[lang]).iter("span")
        if "v" in span.get("class", "").split()
    }
    for value in values(document(lang)):
        figures = " ".join(dict.fromkeys(source.figure for source in value.sources))
        columns = " ".join(dict.fromkeys(source.column for source in value.sources))
        assert (value.text, figures, columns) in shown


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_fetched_from_anywhere(pages, lang):
    page = parsed(pages[lang])
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy[0].startswith("default-src 'none'; img-src data:")
    assert page.xpath("//link | //iframe | //object | //embed | //base | //script[@src]") == []
    assert [source for source in page.xpath("//@src") if not source.startswith("data:image/svg+xml;")] == []
    assert page.xpath("//@srcset | //@style[contains(., 'url(')]") == []
    assert [link for link in page.xpath("//@href") if not link.startswith("#")] == []
    assert not re.search(r"url\(|@import", page.xpath("string(//style)"))
    drawings = [base64.b64decode(source.partition(",")[2]).decode() for source in page.xpath("//img/@src")]
    assert not [one for one in drawings if re.search(r"""(?:href|src)=["'](?!#)|url\((?!['"]?#)""", one)]


def test_the_same_document_gives_the_same_bytes(pages):
    assert html(plain(document("zh")), pictures(document("zh"))) == pages["zh"]


@pytest.mark.parametrize("lang", LANGS)
def test_markup_in_a_name_is_text_everywhere(pages, lang):
    page = parsed(pages[lang])
    assert "alert('x')" not in "".join(page.xpath("//script[not(@type)]/text()"))
    assert MARKUP in [span.text_content() for span in page.iter("span")]
    # The data of the charts stand in script elements: there too nothing may end the element.
    assert b"<script>alert" not in pages[lang]
    assert MARKUP in page.xpath("string(//figure//img/@alt)")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_whole_without_javascript(pages, lang):
    page = parsed(pages[lang])
    figures = page.xpath("//figure")
    assert len(figures) == 2
    for figure in figures:
        assert figure.xpath(".//img/@src")[0].startswith("data:image/svg+xml;base64,")
        assert figure.xpath("string(.//img/@alt)")
        assert figure.xpath("string(figcaption)")
    # The table of one chart stands on the page, that of the other behind it.
    assert page.xpath("//figure[1]//p/a/@href") == ["#table-sample-printed"]
    assert len(page.xpath("//figure[2]//details//tbody/tr")) == 4
    assert {element.get("class") for element in page.xpath("//*[@hidden]")} == {"views", "hint small"}


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_a_screen_reader_finds_its_way(pages, lang, code):
    page = parsed(pages[lang])
    assert page.get("lang") == code
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.xpath(f"//{landmark}")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [link for link in page.xpath("//a/@href") if link[1:] not in ids] == []
    assert page.xpath("//body/*[1]/@href") == ["#report"]
    levels = [int(heading.tag[1]) for heading in page.xpath("//body//*[self::h1 or self::h2 or self::h3]")]
    assert levels[:3] == [1, 2, 3]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in page.xpath("//table"):
        assert table.xpath("string(caption)")
        assert set(table.xpath("thead//th/@scope")) == {"col"}
        assert all(row.xpath("*[1]/@scope") == ["row"] for row in table.xpath("tbody/tr"))


def test_draft_internal_caution_and_the_offices_words_are_marked(drawn):
    draft = parsed(html(plain(document("zh", tier="internal")), drawn["zh"]))
    assert draft.xpath("//p[@class='mark']/text()") == ["内部资料", "草稿"]
    assert "(草稿)" in draft.xpath("string(//title)")
    assert draft.xpath("//p[@class='caution']/strong/text()") == ["提示"]
    assert draft.xpath("//p[@class='office label']/text()") == ["学校补充说明"]
    signed = parsed(html(plain(document("zh", is_draft=False)), drawn["zh"]))
    assert signed.xpath("//p[@class='mark']") == []


def test_a_withheld_value_is_its_symbol_and_nothing_else(pages):
    page = parsed(pages["zh"])
    (cell, again) = page.xpath("//span[contains(@class, 'withheld')]")
    assert (cell.text_content(), again.text_content()) == ("[c]", "[c]")


def contrast(one: str, other: str) -> float:
    """Contrast by WCAG, from the relative luminance of `#RRGGBB`."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_text_stands_out_from_what_is_behind_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    pairs = [
        (style.INK, style.PAPER), (style.INK_SOFT, style.PAPER), (style.ACCENT, style.PAPER),
        (style.INK, style.ACCENT_SOFT), (style.ACCENT, style.ACCENT_SOFT),
        (style.CAUTION, style.CAUTION_SOFT), (style.INK, style.CAUTION_SOFT),
        (style.INK, style.OFFICE_SOFT), (style.CAUTION, style.PAPER),
    ]  # fmt: skip
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}
