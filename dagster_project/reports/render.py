"""The files of one edition: the document is built once and every chart drawn once, for all formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dagster_project.release import Release
from dagster_project.reports import pdf
from dagster_project.reports.build import build
from dagster_project.reports.docx import docx
from dagster_project.reports.files import FORMATS, Format, file_name, write_all
from dagster_project.reports.fonts import check_characters
from dagster_project.reports.gate import check
from dagster_project.reports.html import html, page_code
from dagster_project.reports.model import Edition
from dagster_project.reports.pictures import Pictures, pictures
from dagster_project.reports.plain import plain
from dagster_project.reports.xlsx import xlsx


def render(
    published: Release, edition: Edition, folder: Path, formats: Sequence[Format] = FORMATS
) -> list[Path]:
    """Write the report of `edition` into `folder`, all formats or none; returns the files in their order.

    UserError as `build` raises it; GateFailed when the document is not fit to be shown, in whatever format.
    """
    document = build(published, edition)
    check(document)
    report = plain(document)
    check_characters(report)
    with ThreadPoolExecutor(1) as pool:
        # The page's code takes seconds to put together and lets the drawing go on meanwhile.
        code = pool.submit(page_code) if "html" in formats else None
        drawn = pictures(document) if set(formats) != {"xlsx"} else {}
        made = {name: _content(name, report, drawn) for name in formats if name != "html"}
    if code is not None:
        code.result()
        made["html"] = _content("html", report, drawn)
    return write_all(folder, {file_name(document.edition, name): made[name] for name in formats})


def _content(name: Format, report: Mapping[str, Any], drawn: Pictures) -> bytes:
    match name:
        case "docx":
            return docx(report, drawn)
        case "xlsx":
            return xlsx(report)
        case "html":
            return html(report, drawn)
        case "pdf":
            return pdf.render(report, {key: picture.svg for key, picture in drawn.items()})
