"""One survey export, wide as it is delivered, lands long: one row per response and item.

Headers are read in `questionnaire`, cells in `answers`; here responses are counted, kept or rejected. The
respondent's number becomes a pseudonym, IP and source details are never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.answers import NOT_SHOWN, SKIPPED, Numbers, filled, read_answers, read_duration
from dagster_project.ingest.correcting import CorrectionUse
from dagster_project.ingest.corrections import Correction
from dagster_project.ingest.dates import read_moment
from dagster_project.ingest.masking import mask
from dagster_project.ingest.questionnaire import Question, Questionnaire, read_questionnaire
from dagster_project.ingest.raw import RawTable, Rejection
from dagster_project.ingest.survey_corrections import correct_answers
from dagster_project.ingest.survey_notes import coded_note, error_note, undeclared_note, unknown_answers_note
from dagster_project.ingest.survey_rows import judge
from dagster_project.ingest.words import read_id, tidy
from dagster_project.settings.surveys import Survey

Pseudonym = Callable[[Literal["student"], pl.Series], pl.Series]

_TYPES = {"text": pl.String, "int": pl.Int64, "double": pl.Float64, "datetime": pl.Datetime("us")}
SCHEMA = {name: _TYPES[kind] for name, kind in CONTRACTS["survey_responses"].landed.items()}
SCHEMA |= {"source_line": pl.Int64, "remarks": pl.String}
_TOTALS = r"^(合计|总计|小计|总数|平均)"


@dataclass(frozen=True)
class SurveyLanding:
    """What became of one file's responses.

    frame            columns of `SCHEMA`: the landed columns of the contract, source_line and remarks
    responses_read   rows of the table = accepted + len(rejected) + duplicates + totals_rows
    dropped_columns  headers that were not landed, as personal data or without a name
    """

    frame: pl.DataFrame
    rejected: list[Rejection]
    responses_read: int
    accepted: int
    duplicates: int
    totals_rows: int
    notes: list[str]
    dropped_columns: list[str]
    corrections: list[CorrectionUse] = field(default_factory=list)


def land_survey(
    table: RawTable,
    survey_id: str,
    survey: Survey,
    pseudonym: Pseudonym,
    own_headers: Mapping[str, str] | None = None,
    tie_break: Literal["first", "last"] | None = None,
    corrections: Sequence[Correction] = (),
) -> SurveyLanding:
    """Land the responses of one export of `survey_id`.

    `pseudonym('student', values)` makes graduate keys of student numbers (same length, null stays null).
    `own_headers` are the institution's headers of metadata columns, or of columns to `drop`;
    `tie_break` names the row that stands when a response number comes twice with different content;
    `corrections` are lines of the ledger that are in force for the file.
    Raises DeliveryRefused: `missing_column` (no response number), `missing_item`.
    """
    paper = read_questionnaire(table.header, survey_id, survey, own_headers or {})
    if "response_no" not in paper.meta:
        raise DeliveryRefused("missing_column", "The file has no response numbers.", "Add the column 序号.")
    if not paper.questions:
        raise DeliveryRefused("missing_item", "The file has no questions.", "Export it with its answers.")

    def numbers_of(cells: pl.Series) -> pl.Series:
        return _response_numbers(cells, paper, pseudonym)

    corrected = correct_answers(_wide(table, paper, numbers_of), paper, survey_id, corrections, numbers_of)
    wide = corrected.wide
    totals = wide["response_no"].str.contains(_TOTALS).fill_null(False)
    kept, rejected, duplicates = judge(wide.filter(~totals), table.header, paper, tie_break)
    responses, notes = _responses(kept, table, paper, pseudonym)
    numbers, notes_on_numbers = _meaning_of_numbers(kept, paper, survey, survey_id)
    notes += [*notes_on_numbers, *corrected.notes]
    items = survey.single_items
    pieces = []
    for question in paper.questions:
        item = items.get(question.item_no)
        answers = read_answers(kept, question, item, numbers)
        told = corrected.remarks.get(question.item_no, {})
        pieces.append(_landed(responses, answers, question, survey_id, told))
        if item is not None and item.kind == "scale":
            notes += unknown_answers_note(answers, question, item, survey_id)
    notes += undeclared_note(paper.questions, survey) + error_note(table.rows)
    return SurveyLanding(
        frame=pl.concat(pieces),
        rejected=rejected,
        responses_read=wide.height,
        accepted=kept.height,
        duplicates=duplicates,
        totals_rows=int(totals.sum()),
        notes=notes,
        dropped_columns=paper.dropped,
        corrections=corrected.used,
    )


def _wide(
    table: RawTable, paper: Questionnaire, numbers_of: Callable[[pl.Series], pl.Series]
) -> pl.DataFrame:
    """The table as a frame of text, columns named by position, with `line` and the response number read."""
    names = [str(position) for position in range(len(table.header))]
    frame = pl.DataFrame(table.rows, schema=dict.fromkeys(names, pl.String), orient="row")
    read = numbers_of(frame[str(paper.meta["response_no"])])
    return frame.with_columns(pl.Series("line", table.lines, pl.Int64), read.alias("response_no"))


def _response_numbers(cells: pl.Series, paper: Questionnaire, pseudonym: Pseudonym) -> pl.Series:
    """Response numbers as read; one that is the respondent's own number is its pseudonym from here on."""
    read = _each(cells, _identifier, pl.String)
    if paper.respondent != paper.meta["response_no"]:
        return read
    told = pl.when(read.str.contains(_TOTALS)).then(read).otherwise(pseudonym("student", read))
    return pl.select(told).to_series()


def _each(cells: pl.Series, read: Callable[[str], Any], kind: Any) -> pl.Series:
    """`read` applied to every filled cell, each different text once."""
    texts = cells.to_frame("cell").select(filled(pl.col("cell")))["cell"]
    values = {text: read(tidy(text)) for text in texts.drop_nulls().unique()}
    return texts.replace_strict(values, default=None, return_dtype=kind)


def _identifier(text: str) -> str | None:
    return read_id(text).value


def _responses(
    kept: pl.DataFrame, table: RawTable, paper: Questionnaire, pseudonym: Pseudonym
) -> tuple[pl.DataFrame, list[str]]:
    """One row per response: number, metadata and graduate key; and notes on what could not be read."""
    notes: list[str] = []

    def column(name: str, position: int | None, read: Callable[[str], Any]) -> pl.Series:
        if position is None:
            return pl.Series(name, [None] * kept.height, dtype=SCHEMA[name])
        values = _each(kept[str(position)], read, SCHEMA[name]).alias(name)
        told = kept.select(filled(pl.col(str(position)))).to_series().is_not_null()
        if unread := int((told & values.is_null()).sum()):
            notes.append(f"{mask(table.header[position])}: {unread} values could not be read and are empty")
        return values

    keys = pl.Series("graduate_key", [None] * kept.height, dtype=pl.String)
    if paper.respondent is not None:
        # A skipped question is no number: `(跳过)` would be one person with many answers.
        number = filled(pl.col(str(paper.respondent)))
        unanswered = number.is_in((*SKIPPED, *NOT_SHOWN))
        students = kept.select(pl.when(~unanswered).then(number)).to_series()
        keys = pseudonym("student", students).alias("graduate_key")
        if unread := int((students.is_not_null() & keys.is_null()).sum()):
            notes.append(
                f"{mask(table.header[paper.respondent])}: {unread} numbers could not be read and are empty"
            )
    frame = kept.select(
        "response_no",
        pl.col("line").alias("source_line"),
        column(
            "submitted_at", paper.meta.get("submitted_at"), lambda text: read_moment(text, table.epoch).value
        ),
        column("duration_seconds", paper.meta.get("duration_seconds"), read_duration),
        column("source", paper.meta.get("source"), str),
        keys,
    )
    return frame, notes


def _meaning_of_numbers(
    kept: pl.DataFrame, paper: Questionnaire, survey: Survey, survey_id: str
) -> tuple[Numbers, list[str]]:
    """What bare numbers are in this file. Option columns, -3 and -2 are of coded exports (按序号) only."""
    cells = [pl.col(str(question.columns[0])) for question in paper.questions]
    marks = ("-3", "-3.0", *NOT_SHOWN)
    is_coded = any(question.options for question in paper.questions)
    is_coded = is_coded or kept.select(pl.any_horizontal(cell.is_in(marks).any() for cell in cells)).item()
    if not is_coded or survey.coded_numbers == "score":
        return "score", []
    return "position", coded_note(paper.questions, survey, survey_id)


def _landed(
    responses: pl.DataFrame,
    answers: pl.DataFrame,
    question: Question,
    survey_id: str,
    remarks: dict[int, str],
) -> pl.DataFrame:
    """One item of every response, in `SCHEMA`; `remarks` by line of the file."""
    constants = {
        "survey_id": survey_id,
        "item_no": question.item_no,
        "item": question.stem,
        "row_label": question.row_label,
    }
    columns = [pl.lit(value, pl.String).alias(name) for name, value in constants.items()]
    told = pl.col("source_line").replace_strict(remarks, default=None, return_dtype=pl.String)
    wide = pl.concat([responses, answers], how="horizontal")
    return wide.with_columns(*columns, told.alias("remarks")).select(*SCHEMA)
