"""The sections a report must have, by 教学厅函〔2013〕25号 and practice, and what became of each.

Content analyses of published reports found the three sections of `feedback` missing in most of them; here a
section that has no data still stands in the report and says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.reports.model import Document

# `chapter/section` in the order of the report. Chapters may have more sections than these.
REQUIRED = (
    "cohort/by_level",
    "cohort/by_college",
    "cohort/by_major",
    "cohort/by_gender",
    "cohort/by_origin",
    "cohort/by_ethnicity",
    "rates/overall",
    "rates/by_level",
    "rates/by_college",
    "rates/by_major",
    "rates/components",
    "rates/structure",
    "rates/progress",
    "rates/snapshots",
    "rates/restatement",
    "further/home_hosts",
    "further/abroad_hosts",
    "places/by_employer_nature",
    "places/by_industry",
    "places/by_position",
    "places/by_province",
    "places/by_region",
    "places/flows",
    "priorities/lists",
    "priorities/employers",
    "priorities/selected",
    "priorities/grassroots",
    "priorities/army",
    "priorities/international",
    "priorities/startups",
    "quality/salary",
    "quality/major_match_rate",
    "quality/expectation_match_rate",
    "quality/job_satisfaction_rate",
    "quality/turnover_rate",
    "employers/fairs",
    "employers/satisfaction",
    "service/activities",
    "service/reach",
    "service/satisfaction",
    "trend/official",
    "trend/one_version",
    "feedback/enrolment",
    "feedback/programmes",
    "feedback/training",
    "appendix/by_college",
    "appendix/by_major",
    "appendix/main_employers",
    "appendix/methodology",
    "appendix/data_sources",
    "appendix/data_quality",
    "appendix/disclosure",
    "appendix/glossary",
)


@dataclass(frozen=True)
class Item:
    """One required section: its number and title in the report; `is_empty`: it stands there without data."""

    section: str
    number: str
    title: str
    is_empty: bool
    reason: str


def checklist(document: Document) -> list[Item]:
    """What became of each required section, in the order of the report."""
    found = {}
    for number, chapter in enumerate(document.chapters, 1):
        for place, section in enumerate(chapter.sections, 1):
            reason = _text(section.blocks[0].runs) if section.is_empty else ""  # type: ignore[union-attr]
            found[f"{chapter.key}/{section.key}"] = (
                f"{number}.{place}",
                section.title,
                section.is_empty,
                reason,
            )
    return [Item(name, *found[name]) for name in REQUIRED if name in found]


def _text(runs) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in runs)
