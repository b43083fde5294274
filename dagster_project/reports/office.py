"""The office's own words in the report: one Markdown file a chapter, made into blocks marked as the office's.

Only plain structure is taken: paragraphs, lists and headings. Raw HTML, pictures and addresses of links are
not: markup comes out as the text it is, a link as its words.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dagster_project.reports.model import Block, Listing, Paragraph

_PARSER = MarkdownIt("commonmark", {"html": False})


def blocks(markdown: str) -> tuple[Block, ...]:
    """Paragraphs and lists of a Markdown text, all with the role `office`."""
    made: list[Block] = []
    items: list[str] | None = None
    depth = 0
    for token in _PARSER.parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            items = [] if items is None else items
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if depth == 0 and items is not None:
                made.append(Listing(tuple((item,) for item in items), "office"))
                items = None
        elif text := _text(token):
            if items is None:
                made.append(Paragraph((text,), "office"))
            else:
                items.append(text)
    return tuple(made)


def _text(token: Token) -> str:
    """The words of an inline token or of a block of code; nothing for tokens that only open or close."""
    if token.type in ("code_block", "fence", "html_block"):
        return token.content.strip()
    if token.type != "inline":
        return ""
    parts = [_inline(child) for child in token.children or []]
    return "".join(parts).strip()


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "html_inline") else ""
