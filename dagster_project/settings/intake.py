"""How deliveries are taken in, where an institution's files are not as the feeds expect them.

Sections of `institution.yml`: `limits`, and the types of `blanks`, `constants` and `shared`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from dagster_project.settings.strict import Strict

FEEDS = (
    "graduates",
    "destinations",
    "fairs",
    "fair_employers",
    "fair_attendance",
    "survey_responses",
    "activities",
    "activity_attendance",
    "programme_members",
    "employer_lists",
)
Mark = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Limits(Strict):
    """What one delivery may cost. Beyond it a file is refused; too long a cell quarantines its row.

    file_mib      size of the file as delivered
    unpacked_mib  size of what an archive or a workbook unpacks to
    pack_ratio    how many times its packed size that may be, beyond the first 64 MiB
    cells         rows times columns of one sheet
    cell_signs    length of one cell; no spreadsheet holds longer ones
    seconds       time to read one workbook
    memory_mib    memory of the process that reads one workbook
    """

    file_mib: int = Field(default=1024, ge=1)
    unpacked_mib: int = Field(default=2048, ge=1)
    pack_ratio: int = Field(default=200, ge=2)
    cells: int = Field(default=50_000_000, ge=1000)
    cell_signs: int = Field(default=32_767, ge=100)
    seconds: int = Field(default=600, ge=1)
    memory_mib: int = Field(default=6144, ge=256)
