"""Surveys of a release, found by what they are: who was asked, what they answer, of which class.

A chapter asks for the tracking survey, the one on guidance or the employers' one, and gets that of the
report's class, or else of the nearest class that was asked, marked as such. Never by a survey's own name. To
keep out: words, tables and charts (`survey_blocks`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reports.dimensions import LEVELS
from dagster_project.reports.marts import Row
from dagster_project.reports.writer import OVERALL, Writer

# Measures of placement quality that a survey answers; a survey that answers one is a tracking survey.
TRACKED = ("major_match_rate", "expectation_match_rate", "job_satisfaction_rate", "turnover_rate")


@dataclass(frozen=True)
class Survey:
    """A survey by its row of `survey_quality`; `is_of_class`: it asked about the class of the report."""

    row: Row
    is_of_class: bool

    @property
    def id(self) -> str:
        return self.row["survey_id"]


def tracking(w: Writer) -> Survey | None:
    """The survey of graduates on how they fare: the one that answers measures of placement quality."""
    answering = _answering(w)
    return _nearest(w, [row for row in _of(w, "graduates") if row["survey_id"] in answering])


def guidance(w: Writer) -> Survey | None:
    """The survey of graduates that is quoted by one figure and is no tracking survey."""
    answering = _answering(w)
    quoted = {row["survey_id"] for row in w.marts.rows("satisfaction", is_headline=True)}
    return _nearest(w, [row for row in _of(w, "graduates") if row["survey_id"] in quoted - answering])


def employers(w: Writer) -> Survey | None:
    """The survey of employers."""
    return _nearest(w, _of(w, "employers"))


def _of(w: Writer, population: str) -> list[Row]:
    return w.marts.rows("survey_quality", population=population)


def _answering(w: Writer) -> set[str]:
    rows = w.marts.rows("placement_quality", measure=TRACKED, degree_level="all", **OVERALL)
    return {row["survey_id"] for row in rows if row["survey_id"] is not None}


def _nearest(w: Writer, rows: Sequence[Row]) -> Survey | None:
    """Of the class itself, else of the newest class before it, else the first after it, else of no class."""
    year = w.edition.class_year

    def distance(row: Row) -> tuple[bool, bool, int, str]:
        of = row["class_year"]
        return (of is None, of is not None and of > year, abs((of or year) - year), row["survey_id"])

    found = min(rows, key=distance, default=None)
    return None if found is None else Survey(found, found["class_year"] == year)


def scales(w: Writer, survey: Survey, *, aspects: bool | None = None, **conditions: str) -> list[Row]:
    """Rows of the survey's scale items as the questionnaire orders them, the strictest rule of each first.

    They are of the edition's scope unless `conditions` say otherwise. `aspects`: only rows of matrices
    (numbers like N.M), which rate several sides of one thing, or only what is none.
    """
    college = w.edition.college
    usual = OVERALL if college is None else {"breakdown": "college", "breakdown_value": college}
    rows = w.marts.rows("satisfaction", survey_id=survey.id, **(usual | conditions))
    if aspects is not None:
        rows = [row for row in rows if ("." in row["item_no"]) == aspects]
    return sorted(rows, key=lambda row: (_numbers(row["item_no"]), -(row["min_score"] or 0)))


def headline(w: Writer, survey: Survey, **conditions: str) -> list[Row]:
    """Rows of the item the survey is quoted by, under all its box rules."""
    quoted = w.marts.rows("satisfaction", survey_id=survey.id, is_headline=True)
    if not quoted:
        return []
    return scales(w, survey, **({"item_no": quoted[0]["item_no"]} | conditions))


def divisions(w: Writer, survey: Survey, dimensions: Sequence[str] = ()) -> list[Row]:
    """The quoted item under its strictest rule by groups: of `dimensions` in this order, else of all."""
    whole = headline(w, survey)
    if not whole:
        return []
    rows = w.marts.rows("satisfaction", survey_id=survey.id, item_no=whole[0]["item_no"])
    there = list(dimensions) or sorted({row["breakdown"] for row in rows})
    rows = [row for row in rows if row["box_rule"] == whole[0]["box_rule"] and row["breakdown"] != "overall"]
    return sorted(
        (row for row in rows if row["breakdown"] in there),
        key=lambda row: (there.index(row["breakdown"]), _place(row["breakdown_value"])),
    )


def _place(value: str) -> int:
    """Levels in their order, the unknown last, everything else as it comes."""
    return LEVELS.index(value) if value in LEVELS else -1


def strictest(rows: Sequence[Row]) -> list[Row]:
    """One row an item and group: that of its strictest box rule. `rows` as `scales` gives them."""
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        first.setdefault((row["item_no"], row["breakdown"], row["breakdown_value"]), row)
    return list(first.values())


def options(w: Writer, survey: Survey, item_no: str) -> list[Row]:
    """Options of an item, in the questionnaire's order, else as they are written."""
    rows = w.marts.rows("survey_item", survey_id=survey.id, item_no=item_no)
    return sorted(rows, key=lambda row: (row["option_position"] is None, row["option_position"] or 0))


def _numbers(item_no: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", item_no)]
