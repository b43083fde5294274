"""Applying the ledger of corrections to the answers of one survey export, before they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from dagster_project.ingest.correcting import Aim, CorrectionUse, decide
from dagster_project.ingest.corrections import Correction
from dagster_project.ingest.questionnaire import Question, Questionnaire
from dagster_project.ingest.sense import Sense


@dataclass(frozen=True)
class CorrectedAnswers:
    """The cells with the new values in them.

    remarks  item -> line of the file -> what was corrected there
    notes    lines of the ledger that this file has no single cell for
    """

    wide: pl.DataFrame
    used: list[CorrectionUse] = field(default_factory=list)
    remarks: dict[str, dict[int, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def correct_answers(
    wide: pl.DataFrame,
    paper: Questionnaire,
    survey_id: str,
    corrections: Sequence[Correction],
    numbers_of: Callable[[pl.Series], pl.Series],
) -> CorrectedAnswers:
    """Correct the answers that the ledger names.

    wide        the cells as text in columns named by position, `line` and `response_no` as read
    numbers_of  how response numbers are read
    """
    questions = {question.item_no: question for question in paper.questions}
    aims, notes = [], []
    numbers = wide["response_no"].to_list()
    written = [item.key["response_no"] for item in corrections]
    wanted = numbers_of(pl.Series(written, dtype=pl.String)).to_list()
    for item, response in zip(corrections, wanted, strict=True):
        question = questions.get(item.column)
        if item.key["survey_id"] != survey_id or question is None:
            continue
        if len(question.columns) > 1:
            notes.append(
                f"item {item.column} stands in {len(question.columns)} columns of this file: "
                f"ledger line {item.line} corrects text exports only"
            )
            continue
        cells = wide[_column(question)]
        rows = [row for row, number in enumerate(numbers) if number is not None and number == response]
        aims += [Aim(item, row, [cells[row]], Sense()) for row in rows]
    chosen, used = decide(aims)
    remarks: dict[str, dict[int, str]] = {}
    for aim in chosen:
        column = _column(questions[aim.correction.column])
        here = pl.int_range(pl.len()) == aim.row
        new = pl.lit(aim.correction.new or None, pl.String)
        wide = wide.with_columns(pl.when(here).then(new).otherwise(pl.col(column)).alias(column))
        remarks.setdefault(aim.correction.column, {})[wide["line"][aim.row]] = aim.correction.remark
    return CorrectedAnswers(wide, used, remarks, notes)


def _column(question: Question) -> str:
    return str(question.columns[0])
