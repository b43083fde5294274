"""What the name of a delivered file says: its kind, its day, what stands before it. Nothing is opened."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.masking import mask_name
from dagster_project.settings import Paths

TEXT = ("csv", "tsv", "txt")
WORKBOOK = ("xlsx", "xls")
PLAIN = (*TEXT, *WORKBOOK, "parquet", "jsonl")
PACKED = ("zip", "gz")

_DAY = re.compile(r"(?<!\d)(?:(\d{4})-(\d{2})-(\d{2})|(\d{4})(\d{2})(\d{2}))(?!\d)")
_OTHER_DAY = re.compile(r"(?<!\d)(\d{4})[-./_年](\d{1,2})[-./_月](\d{1,2})日?(?!\d)")
_BLANK = "YYYY-MM-DD"
_JOINTS = " _-."


def day_in_name(stem: str) -> tuple[dt.date, str] | None:
    """The last day written in a name as YYYYMMDD or YYYY-MM-DD, and what stands before it.

    None when there is none, or when the last one is no day of the calendar.
    """
    matches = list(_DAY.finditer(stem))
    if not matches:
        return None
    last = matches[-1]
    year, month, day = (int(part) for part in last.groups() if part is not None)
    try:
        return dt.date(year, month, day), stem[: last.start()].strip(_JOINTS)
    except ValueError:
        return None


def name_of(entry: Path) -> str:
    """The name of a file before its date and kind."""
    stem = stem_of(entry.name)
    named = day_in_name(stem)
    return named[1] if named else stem


def shown(paths: Paths, path: Path) -> str:
    """The path below data/raw as text that can be shown, whatever bytes or numbers the name is made of."""
    name = os.fsencode(path.relative_to(paths.raw).as_posix())
    try:
        return mask_name(name.decode("utf-8"))
    except UnicodeDecodeError:  # as archives packed on Windows leave names behind
        return mask_name(name.decode("gb18030", errors="replace"))


def stem_of(name: str) -> str:
    """The name of a file without the extensions of its kind."""
    stem = name
    while (suffix := Path(stem).suffix.lower().lstrip(".")) in PLAIN + PACKED:
        stem = stem[: -len(suffix) - 1]
    return stem


def without_date(name: str, stem: str, file: str) -> DeliveryRefused:
    """A day is never invented: the name to give holds the day the sender wrote some other way, or a blank."""
    day, base, what = _BLANK, stem, "has no date in its name"
    if written := [*_OTHER_DAY.finditer(stem), *_DAY.finditer(stem)]:
        match = written[-1]
        base = f"{stem[: match.start()].strip(_JOINTS)}{stem[match.end() :].strip(_JOINTS)}"
        try:
            day = dt.date(*(int(part) for part in match.groups() if part is not None)).isoformat()
        except ValueError:
            what = f"has a date in its name that is no day of the calendar ({match[0]})"
    new = f"{file.rpartition('/')[0]}/{base.strip(_JOINTS) or 'delivery'}_{day}{name[len(stem) :]}"
    explained = f", with the day whose state the file shows for {_BLANK}" if day == _BLANK else ""
    return DeliveryRefused("no_date", f"{file} {what}.", f"Rename it to {new}{explained}.")
