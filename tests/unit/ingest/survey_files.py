"""Survey exports as the survey reader gets them: the real ones, and small ones typed in a test."""

from __future__ import annotations

import csv

import polars as pl
from python_calamine import CalamineWorkbook

from dagster_project.ingest.raw import RawTable
from dagster_project.ingest.surveys import SurveyLanding, land_survey
from dagster_project.settings.surveys import Survey
from tests.deployments import REAL


def real(name: str) -> RawTable:
    """A fixture of `real/wjx`, its first row the header."""
    path = REAL / "wjx" / name
    if path.suffix == ".xls":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Sheet1").to_python()
        cells = [[f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [row for row in csv.reader(file) if row]
    return typed(*cells)


def typed(header: list[str], *rows: list[str | None]) -> RawTable:
    """A table of cells; '' is an empty one."""
    lines = list(range(2, len(rows) + 2))
    return RawTable(None, 1, header, [[cell or None for cell in row] for row in rows], lines, "utf-8", "csv")


def survey(**settings: object) -> Survey:
    return Survey.model_validate({"title_zh": "满意度"} | settings)


def pseudonyms(kind: str, values: pl.Series) -> pl.Series:
    """Recognisable stand-ins that do not hold the number itself."""
    assert kind == "student"
    ranks = values.rank("dense").cast(pl.Int64)
    return pl.Series(values.name, [None if rank is None else f"key{rank}" for rank in ranks], dtype=pl.String)


def land(table: RawTable, definition: Survey | None = None, **options: object) -> SurveyLanding:
    return land_survey(table, "s-2020", definition or survey(), pseudonyms, **options)  # type: ignore[arg-type]


def answers(landing: SurveyLanding, item_no: str, column: str = "answer") -> list:
    """One landed column of an item, in the order of the file."""
    return landing.frame.filter(item_no=item_no).sort("source_line")[column].to_list()
