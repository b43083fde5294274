"""Cells of a survey export -> answer, score and status, as polars expressions over whole columns.

Which column is which question is settled in `questionnaire`, what an item's labels mean in `survey_config`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

from dagster_project.contracts.codes import normalise_value
from dagster_project.ingest.personal import masked
from dagster_project.ingest.questionnaire import Question
from dagster_project.ingest.survey_config import declared_options, known_options
from dagster_project.ingest.words import BLANKS, ERROR_TEXT
from dagster_project.settings.survey_items import SurveyItem

# What exports write where nobody answered: text exports in words, coded ones (按序号) as -3 and -2.
SKIPPED = ("(跳过)", "（跳过）", "-3", "-3.0")
NOT_SHOWN = ("-2", "-2.0")
EMPTY = (*BLANKS, "(空)", "（空）")
CHOICES, RANKS = "┋", "→"

_REMARK = r"\s*(〖[\s\S]*)$"
# [0-9] and not \d, which in every script's digits finds numbers that cannot be cast.
_POINTS = r"^([0-9]{1,3}(?:\.[0-9]+)?)分?$"
_DURATION = re.compile(
    r"(?:(\d{1,9})天)?(?:(\d{1,9})(?:小时|时))?(?:(\d{1,9})(?:分钟|分))?(?:(\d{1,9})(?:\.\d+)?秒?)?"
)
_CLOCK = re.compile(r"(\d{1,9}):(\d{1,2}):(\d{1,2})")


Numbers = Literal["score", "position"]


@dataclass(frozen=True)
class Answer:
    """Expressions of the three landed columns of one item."""

    answer: pl.Expr
    score: pl.Expr
    status: pl.Expr

    @property
    def columns(self) -> list[pl.Expr]:
        return [self.answer.alias("answer"), self.score.alias("score"), self.status.alias("status")]


def read_answers(
    responses: pl.DataFrame, question: Question, item: SurveyItem | None, numbers: Numbers
) -> pl.DataFrame:
    """Columns answer, score and status of one item, a row for each row of `responses`.

    `responses` holds the cells as text in columns named by position; `item` is its definition, or None;
    `numbers` says what a bare number is: a score, or the position of an option.
    """
    if question.options:
        declared = item.kind if item is not None else None
        kind = declared if declared in ("multiple", "ranking") else group_kind(responses, question)
        return responses.select(group_answer(question, kind).columns)
    # The answers of a question repeat: each different cell is read once.
    column = str(question.columns[0])
    cells = responses.select(column)
    known = cells.unique().select(column, *plain_answer(question, item, numbers).columns)
    return cells.join(known, on=column, how="left", nulls_equal=True, maintain_order="left").drop(column)


def filled(cell: pl.Expr) -> pl.Expr:
    """The cell without blanks at its ends; null where it says nothing, or a spreadsheet's error instead."""
    text = cell.str.strip_chars()
    is_empty = text.str.to_lowercase().is_in(EMPTY) | text.str.contains(f"^(?:{ERROR_TEXT})$")
    return pl.when(~is_empty).then(text)


def read_duration(text: str) -> int | None:
    """Seconds from `5秒`, `2分15秒`, `1时2分`, `1小时`, `136` or `00:02:16`; None when it is none of them."""
    compact = re.sub(r"\s+", "", text)
    if clock := _CLOCK.fullmatch(compact):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    match = _DURATION.fullmatch(compact)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def plain_answer(
    question: Question, item: SurveyItem | None, numbers: Literal["score", "position"]
) -> Answer:
    """Answer of a question with one column.

    A question without a definition gets a score from `4分` or a bare number that is no position.
    """
    cell = filled(pl.col(str(question.columns[0])))
    said = masked(pl.when(~cell.is_in((*SKIPPED, *NOT_SHOWN))).then(cell))
    nothing = pl.lit(None, pl.Float64)
    status = (
        pl.when(cell.is_in(NOT_SHOWN))
        .then(pl.lit("not_shown"))
        .when(said.is_null())
        .then(pl.lit("skipped"))
        .otherwise(pl.lit("answered"))
    )
    if item is not None and item.kind in ("scale", "single"):
        return Answer(*_chosen(said, item, numbers), status)
    if item is not None or question.is_open or numbers == "position":
        return Answer(said, nothing, status)
    return Answer(said, said.str.extract(_POINTS).cast(pl.Float64), status)


def _chosen(said: pl.Expr, item: SurveyItem, numbers: Numbers) -> tuple[pl.Expr, pl.Expr]:
    """Answer in the declared spelling, and score, of a scale or single choice."""
    remark = said.str.extract(_REMARK).fill_null("")
    key = said.str.replace(_REMARK, "").str.normalize("NFKC").str.replace_all(r"[\s\u200b\ufeff]+", "")
    key = key.str.to_lowercase().str.replace(r"^(\d+)\.0+$", "${1}")
    by_position = numbers == "position" and bool(declared_options(item))
    if by_position:
        labels = [normalise_value(option.label) for option in declared_options(item)]
        key = key.replace({str(position): label for position, label in enumerate(labels, 1)})
    options = known_options(item)
    spelling = {normalise_value(option.label): option.label for option in options}
    scores = {normalise_value(option.label): option.score for option in options if option.score is not None}
    label = key.replace_strict(spelling, default=None, return_dtype=pl.String)
    score = key.replace_strict(scores, default=None, return_dtype=pl.Float64)
    answer = pl.coalesce(label + remark, said)
    if item.kind != "scale" or by_position:
        return answer, score
    low, high = item.bounds
    points = key.str.extract(_POINTS).cast(pl.Float64)
    if numbers == "position":
        # Option 1 is the lowest point, so that on a scale from 0 to 10 option 4 is 3 points.
        is_number = key.str.contains(r"^[0-9]+$")
        points = pl.when(is_number).then(points + (low - 1)).otherwise(points)
        shown = points.cast(pl.Int64).cast(pl.String) + "分"
        answer = pl.when(is_number & points.is_between(low, high)).then(shown).otherwise(answer)
    legal = points.is_between(low, high) & (points == points.floor()) & label.is_null()
    return answer, pl.coalesce(score, pl.when(legal).then(points))


def number_in(column: int) -> pl.Expr:
    """Number of a cell of a coded group: 0/1, a rank, -2 or -3; null where there is none."""
    return pl.col(str(column)).str.extract(r"^\s*(-?[0-9]{1,4})(?:\.0+)?\s*(?:〖|$)").cast(pl.Int32)


def group_kind(responses: pl.DataFrame, question: Question) -> Literal["multiple", "ranking"]:
    """What an undeclared group of option columns is: ticks are 0 and 1, ranks go up from 1 and know no 0."""
    numbers = [number_in(column) for column in question.columns]
    highest, has_zero, most_ones = responses.select(
        pl.max_horizontal(numbers).max().fill_null(0).alias("highest"),
        pl.any_horizontal((number == 0).any() for number in numbers).alias("has_zero"),
        pl.sum_horizontal((number == 1).fill_null(False) for number in numbers).max().alias("most_ones"),
    ).row(0)
    # Nobody ranked a second option: then each response has one 1 at most, and there is no 0 either.
    only_first = most_ones == 1 and not has_zero and len(numbers) > 1
    return "ranking" if highest > 1 or only_first else "multiple"


def group_answer(question: Question, kind: Literal["multiple", "ranking"]) -> Answer:
    """Answer of a question whose options are columns of a coded export, as the text export would give it.

    multiple   labels of the 1s joined by ┋ in the order of the columns
    ranking    labels joined by → in the order of their ranks; -2 in one column means not ranked, so that a
               ranking of nothing but -2 is a skipped one (the text export says 跳过 for the same response)
    """
    numbers = [number_in(column) for column in question.columns]
    parts = []
    for column, number, option in zip(question.columns, numbers, question.options, strict=True):
        label = pl.lit(option) + pl.col(str(column)).str.extract(_REMARK).fill_null("")
        if kind == "ranking":
            label = number.cast(pl.String).str.zfill(4) + label
        parts.append(pl.when(number > 0).then(label))
    if kind == "ranking":
        ranked = pl.concat_list(parts).list.drop_nulls().list.sort()
        joined = ranked.list.eval(pl.element().str.slice(4)).list.join(RANKS)
    else:
        joined = pl.concat_str(parts, separator=CHOICES, ignore_nulls=True)
    answer = masked(pl.when(joined != "").then(joined))
    not_shown = pl.all_horizontal((number == -2).fill_null(False) for number in numbers)
    status = (
        pl.when(answer.is_not_null())
        .then(pl.lit("answered"))
        .when(not_shown & (kind == "multiple"))
        .then(pl.lit("not_shown"))
        .otherwise(pl.lit("skipped"))
    )
    return Answer(answer, pl.lit(None, pl.Float64), status)
