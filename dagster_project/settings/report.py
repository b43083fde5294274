"""What the annual report may be told: thresholds, names in English, characters without a glyph."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from dagster_project.settings.strict import Strict


class ReportWarnings(Strict):
    """When a programme stands on a list of the feedback chapter: the office's choice, nothing official.

    min_graduates            programmes with fewer graduates are on no list
    placement_rate_below     placement rate under which a programme is listed
    not_seeking_rate_above   share of graduates not seeking work from which one is listed
    match_rate_below         share of respondents whose work matches their major under which one is listed
    min_answers              respondents of a programme under which its survey figures are not used
    """

    min_graduates: int = Field(default=30, ge=1)
    placement_rate_below: float = Field(default=0.85, ge=0, le=1)
    not_seeking_rate_above: float = Field(default=0.10, ge=0, le=1)
    match_rate_below: float = Field(default=0.60, ge=0, le=1)
    min_answers: int = Field(default=20, ge=1)


class ReportPolicy(Strict):
    """How the annual report is written.

    in_release      whether every release carries a report in both languages
    class_year      of which class year; by default the newest with a state of the year's end
    small_base      a rate on fewer persons is shown with a word of caution
    season_month    month of the year before in which recruiting for a class begins: autumn fairs
    unusual_change  change of a rate on the year before that is told before sign-off: 0.05 is 5 points
    warnings        when a programme stands on a list of the feedback chapter
    names_en        a name in Chinese -> the same in English, for the report in English: of colleges, majors,
                    campuses, schools, employers, lists, programmes, and of surveys, their items and options
    characters      character without a glyph in the report's font -> what is printed in its place
    """

    in_release: bool = True
    class_year: int | None = None
    small_base: int = Field(default=30, ge=1)
    # [practice] Autumn fairs of a class are held from September on; the same month begins the next class's.
    season_month: int = Field(default=9, ge=1, le=12)
    unusual_change: float = Field(default=0.05, gt=0, le=1)
    warnings: ReportWarnings = ReportWarnings()
    names_en: dict[str, str] = Field(default={})
    characters: dict[str, str] = Field(default={})


class Signature(Strict):
    """Who has signed which report. The figures are those whose digest it names, whatever release shows them.

    class_year  of the report
    who         name and office of the person who signed
    signed_on   day of the signature
    release     the release that was looked at
    digest      SHA-256 over every figure and every word of the office in it
    """

    class_year: int
    who: str = Field(min_length=1, max_length=200)
    signed_on: dt.date
    release: str
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
