"""Notes on a survey's delivery: what its definition does not cover, and what to add to institution.yml.

Notes go to the delivery's record, which many people read: answers are repeated only where they are
plainly labels of a scale, never where they may be somebody's own words.
"""

from __future__ import annotations

import polars as pl

from dagster_project.ingest.questionnaire import Question, shortened
from dagster_project.ingest.survey_config import declared_options, known_options
from dagster_project.ingest.words import is_error
from dagster_project.settings.survey_items import SurveyItem
from dagster_project.settings.surveys import Survey

# A scale has few labels: more unknown ones than this, or longer ones, are somebody's own words.
_MOST_LABELS = 8
_LONGEST_LABEL = 12


def undeclared_note(questions: list[Question], survey: Survey) -> list[str]:
    """Questions that land without a definition: no mart shows them."""
    others = [question for question in questions if question.item_no not in survey.single_items]
    if not others:
        return []
    # A matrix is named once, not row by row.
    stems: dict[str, list[str]] = {}
    for question in others:
        stems.setdefault(question.stem, []).append(question.item_no)
    named = "; ".join(f"{_span(numbers)} {shortened(stem)}" for stem, numbers in stems.items())
    return [f"landed, but not declared in institution.yml: {named}"]


def _span(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def coded_note(questions: list[Question], survey: Survey, survey_id: str) -> list[str]:
    """Scales and single choices of a coded export whose numbers no declared option explains."""
    scales, singles = [], []
    for question in questions:
        item = survey.single_items.get(question.item_no)
        if item is None or declared_options(item):
            continue
        if item.kind == "scale":
            scales.append(question.item_no)
        elif item.kind == "single":
            singles.append(question.item_no)
    advice = f"list the options in the questionnaire's order under surveys.{survey_id}.items"
    notes = []
    if scales:
        notes.append(
            f"{', '.join(scales)}: numbers of this coded export were read with option 1 as the lowest point; "
            f"if it is not, {advice}"
        )
    if singles:
        notes.append(f"{', '.join(singles)}: this coded export holds numbers for answers; {advice}")
    return notes


def unknown_answers_note(
    answers: pl.DataFrame, question: Question, item: SurveyItem, survey_id: str
) -> list[str]:
    """Answers to a scale that are neither scored nor excluded, with counts."""
    label = pl.col("answer").str.replace(r"\s*〖[\s\S]*$", "").alias("label")
    excluded = [option.label for option in known_options(item) if option.is_excluded]
    unknown = (
        answers.filter((pl.col("status") == "answered") & pl.col("score").is_null())
        .select(label)
        .filter(~pl.col("label").is_in(excluded))
        .group_by("label")
        .len()
        .sort(["len", "label"], descending=[True, False])
    )
    if unknown.is_empty():
        return []
    advice = f"add to surveys.{survey_id}.items.'{question.item_no}'.options with a score, or to its excluded"
    longest = unknown["label"].str.len_chars().max()
    if unknown.height > _MOST_LABELS or (isinstance(longest, int) and longest > _LONGEST_LABEL):
        total = unknown["len"].sum()
        return [f"{question.item_no}: {total} answers of {unknown.height} kinds have no score; {advice}"]
    counts = ", ".join(f"{count} answers '{text}'" for text, count in unknown.iter_rows())
    return [f"{question.item_no}: {counts} have no score; {advice}"]


def error_note(rows: list[list[str | None]]) -> list[str]:
    """A note on cells that hold a spreadsheet's error in place of what was answered."""
    # Of millions of cells hardly one holds a sign that all these errors have.
    errors = sum(
        is_error(cell) for row in rows for cell in row if cell is not None and ("#" in cell or ":" in cell)
    )
    if not errors:
        return []
    return [f"{errors} cells hold a spreadsheet's error (#N/A and the like) and count as not answered"]
