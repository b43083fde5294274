"""The report as PDF: tagged, PDF/UA-1 and PDF/A-2a, the same bytes for the same document.

Typst sets the pages by `templates/report.typ`. It reads what is written here into a folder of its own and
nothing else: no fonts of the system, no network, no clock. Every warning of the engine counts as a fault.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dagster_project.errors import GateFailed
from dagster_project.reports import pdf_tables, style
from dagster_project.reports.values import Lang, shown
from dagster_project.reports.words import Words

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
STANDARDS = ["ua-1", "a-2a"]
# A table with more columns has no room for a column of figure ids; they stand below the section then.
_COLUMNS_WITH_IDS = 7
_LISTED = 6
# Height of a chart, as a part of its width, from which it may leave its place to leave no page half empty.
_TALL = 0.42
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def render(plain: Mapping[str, Any], pictures: Mapping[str, str]) -> bytes:
    """The PDF of a plain document (`plain.plain`) and the SVGs of its charts by key (`charts.svgs`).

    GateFailed, naming the section, when a chart has no words for those who do not see it, or when the engine
    refuses or warns.
    """
    _check(plain, pictures)
    page = _page(plain, pictures)
    try:
        return _compiled(page, pictures)
    except _Refused as refused:
        place = _place_of_fault(page, pictures)
        raise GateFailed(
            f"The report's PDF cannot be made: {refused} ({place}).",
            "Nothing was published, the last release stays; `report: {in_release: false}` in institution.yml "
            "publishes without the report.",
        ) from refused


def snapshot_day(plain: Mapping[str, Any]) -> date | None:
    """The day the figures stand at: the first date bound to a column `as_of`; None when no row tells it."""
    for value in _values(plain["chapters"]):
        if "as_of" in value["column"] and value["kind"] == "date" and value["raw"]:
            return date.fromisoformat(value["raw"])
    return None


class _Refused(Exception):
    """What the engine said."""


def _check(plain: Mapping[str, Any], pictures: Mapping[str, str]) -> None:
    for chapter in plain["chapters"]:
        for section in chapter["sections"]:
            for block in section["blocks"]:
                if block["kind"] != "chart":
                    continue
                place = f"chart {block['number']} of section {section['number']} {section['title']}"
                if not "".join(map(_text, block["message"])).strip():
                    raise GateFailed(
                        f"The {place} has no message: who does not see it would not know what it shows.",
                        f"Give {block['key']} its sentence in the chapter's file of words.",
                    )
                if block["key"] not in pictures:
                    raise GateFailed(
                        f"The {place} was not drawn.", f"Draw {block['key']} with `charts.svgs`."
                    )


def _page(plain: Mapping[str, Any], pictures: Mapping[str, str]) -> dict[str, Any]:
    """The document with what only paper needs: style, day, file names of charts, figure ids to print."""
    page = deepcopy(dict(plain))
    lang: Lang = plain["edition"]["lang"]
    words, day = Words(lang), snapshot_day(plain)
    told = day or date(plain["edition"]["class_year"], 12, 31)
    as_of = "" if day is None else plain["words"]["as_of"].replace("{day}", shown(day, "date", lang))
    page["pdf"] = {
        "style": _style(), "day": [told.year, told.month, told.day], "as_of": as_of,
        "words": words.group("pdf"),
    }  # fmt: skip
    for chapter in page["chapters"]:
        for section in chapter["sections"]:
            beside: set[str] = set()
            for block in section["blocks"]:
                if block["kind"] == "chart":
                    block["file"] = f"{block['key']}.svg"
                    block["is_tall"] = _height(pictures[block["key"]]) > _TALL
                if block["kind"] == "table":
                    beside |= _with_ids(block)
                    pdf_tables.set_columns(block)
            section["ids"] = _to_list(section, beside)
    return page


def _with_ids(table: dict[str, Any]) -> set[str]:
    """Give a table its column of ids, each without the mart's name. Returns all ids of its rows.

    A row made of several figures shows the first and how many more there are; the web page has them all.
    """
    rows = [_ids(row) for row in table["rows"]]
    marts = {one.partition("/")[0] for row in rows for one in row}
    table["ids"], table["ids_of"] = [], ""
    if len(marts) != 1 or len(table["columns"]) >= _COLUMNS_WITH_IDS:
        return set()
    more = [f" +{len(row) - 1}" if len(row) > 1 else "" for row in rows]
    table["ids"] = [
        row[0].partition("/")[2] + add if row else "" for row, add in zip(rows, more, strict=True)
    ]
    table["ids_of"] = f"{marts.pop()}/"
    return {one for row in rows for one in row}


def _to_list(section: dict[str, Any], beside: set[str]) -> list[str]:
    """Ids of the section's sentences, tiles and tables that stand nowhere yet; of many only the first."""
    listed: list[str] = []
    for block in section["blocks"]:
        if block["kind"] == "chart":
            listed += _ids([*block["title"], *block["message"]])
        elif block["kind"] != "table" or block["is_printed"]:
            listed += _ids(block)
    distinct = [one for one in dict.fromkeys(listed) if one not in beside]
    return distinct if len(distinct) <= _LISTED else [*distinct[:_LISTED], "…"]


def _ids(part: Any) -> list[str]:
    """Distinct ids of rows behind the values of some plain data: those that `gradmart explain` takes."""
    figures = (figure for value in _values(part) for figure in value["figure"])
    return [one for one in dict.fromkeys(figures) if "/" in one]


def _values(part: Any) -> Iterable[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        if "figure" in part:
            yield part
        else:
            for inner in part.values():
                yield from _values(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _values(inner)


def _text(run: str | Mapping[str, Any]) -> str:
    return run if isinstance(run, str) else run["text"]


def _height(picture: str) -> float:
    """Height of an SVG as a part of its width."""
    width, height = _SIZE.search(picture).groups()
    return float(height) / float(width)


def _style() -> dict[str, Any]:
    colours = {
        name.lower(): getattr(style, name)
        for name in (
            "ACCENT", "ACCENT_SOFT", "INK", "INK_SOFT", "LINE", "CAUTION", "CAUTION_SOFT", "OFFICE",
            "OFFICE_SOFT",
        )
    }  # fmt: skip
    return {"font": style.FONT, "sizes": style.SIZES, "colours": colours}


def _compiled(page: Mapping[str, Any], pictures: Mapping[str, str]) -> bytes:
    """The bytes; _Refused with the engine's words for an error or a warning."""
    import typst

    with tempfile.TemporaryDirectory(prefix="gradmart-report-") as name:
        folder = Path(name)
        shutil.copyfile(TEMPLATE, folder / TEMPLATE.name)
        (folder / "report.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        for key, picture in pictures.items():
            (folder / f"{key}.svg").write_text(picture, encoding="utf-8")
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(style.FONTS)]
        )
        compiler = typst.Compiler(
            input=folder / TEMPLATE.name, root=folder, font_paths=fonts, ignore_system_fonts=True
        )
        day = datetime(*page["pdf"]["day"], tzinfo=UTC)
        try:
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=STANDARDS, timestamp=day
            )
        except typst.TypstError as error:
            raise _Refused("; ".join([error.message, *error.hints])) from error
        if warnings:
            raise _Refused("; ".join(dict.fromkeys(warning.message for warning in warnings)))
        return made


def _place_of_fault(page: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """The first section that cannot be set alone either; the engine knows only the lines of the template."""
    for chapter in page["chapters"]:
        for section in chapter["sections"]:
            alone = {**page, "chapters": [{**chapter, "sections": [section]}]}
            try:
                _compiled(alone, pictures)
            except _Refused:
                return f"section {section['number']} {section['title']}"
    return "the report as a whole"
