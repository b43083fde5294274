"""Files of a report: their names, the time that stands in them, writing all or none. No drawing here."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from dagster_project.reports.model import Edition

Format = Literal["pdf", "html", "docx", "xlsx"]
FORMATS: tuple[Format, ...] = ("pdf", "html", "docx", "xlsx")
_NOT_IN_NAMES = re.compile(r'[\s/\\:*?"<>|\x00-\x1f]+')
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def file_name(edition: Edition, extension: str) -> str:
    """`employment-report-<class year>-<language>[-<college>][-internal].<extension>`."""
    parts = ["employment-report", str(edition.class_year), edition.lang]
    if edition.college:
        parts.append(_NOT_IN_NAMES.sub("_", edition.college))
    if edition.tier == "internal":
        parts.append("internal")
    return f"{'-'.join(parts)}.{extension}"


def made_on(release_id: str) -> datetime:
    """The time that stands in a file's properties: the day of the release's newest delivery, never today."""
    return datetime.strptime(release_id[:8], "%Y%m%d")


def same_zip(packed: bytes) -> bytes:
    """The archive packed anew without times of day, so that the same parts give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            new.writestr(part, old.read(name))
    return made.getvalue()


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files, all or none: each whole under a passing name first, then all are renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    passing = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
    try:
        for name, content in files.items():
            (passing / name).write_bytes(content)
        for name in files:
            (passing / name).replace(folder / name)
    finally:
        shutil.rmtree(passing)
    return [folder / name for name in files]
