"""The files of one edition: the document is built once and every chart drawn once, for all formats."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from dagster_project.release import Release
from dagster_project.reports.build import build
from dagster_project.reports.files import file_name, write_all
from dagster_project.reports.model import Edition
from dagster_project.reports.pictures import pictures
from dagster_project.reports.plain import plain

Format = Literal["pdf", "html", "docx", "xlsx"]
FORMATS: tuple[Format, ...] = ("pdf", "html", "docx", "xlsx")


def render(
    published: Release, edition: Edition, folder: Path, formats: Sequence[Format] = FORMATS
) -> list[Path]:
    """Write the report of `edition` into `folder`, all formats or none; returns the files in their order.

    UserError as `build` raises it.
    """
    document = build(published, edition)
    report = plain(document)
    # The page's code and the drawings are made by native code that lets other threads work meanwhile.
    with ThreadPoolExecutor(2) as pool:
        code = pool.submit(_page_code) if "html" in formats else None
        drawn = pictures(document)
        if "docx" in formats:
            list(pool.map(lambda picture: picture.png, drawn.values()))
        made = {file_name(edition, name): _drawn(name, document, report, drawn) for name in formats if name != "html"}
