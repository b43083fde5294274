"""Which responses of a survey export are kept, rejected, or copies of one another."""

from __future__ import annotations

from typing import Any, Literal

import polars as pl

from dagster_project.ingest.masking import mask
from dagster_project.ingest.personal import masked
from dagster_project.ingest.quarantine import KEEP_ONE
from dagster_project.ingest.questionnaire import Questionnaire
from dagster_project.ingest.raw import Rejection


def judge(
    wide: pl.DataFrame, header: list[str], paper: Questionnaire, tie_break: Literal["first", "last"] | None
) -> tuple[pl.DataFrame, list[Rejection], int]:
    """Responses to keep, rejections, and how many copies were left out.

    `wide` holds the cells as text in columns named by position, `line`, and `response_no` as read. Responses
    are compared in what lands of them. Of those with one number but different content none can be preferred,
    so that all are rejected, unless `tie_break` says which one stands.
    """
    blank = wide.filter(pl.col("response_no").is_null())
    numbered = wide.filter(pl.col("response_no").is_not_null())
    if tie_break:
        kept = numbered.unique("response_no", keep=tie_break, maintain_order=True)
        different = numbered.clear()
    else:
        unique = numbered.unique(["response_no", *_compared(paper)], keep="first", maintain_order=True)
        clashing = unique.filter(pl.col("response_no").is_duplicated())["response_no"].unique()
        is_clashing = pl.col("response_no").is_in(clashing.implode())
        kept = unique.filter(~is_clashing)
        different = numbered.filter(is_clashing)
    rejected = [*_without_number(blank, header, paper), *_clashing(different, header, paper)]
    return kept, rejected, numbered.height - different.height - kept.height


def _compared(paper: Questionnaire) -> list[str]:
    told = {*paper.meta.values(), *(column for question in paper.questions for column in question.columns)}
    if paper.respondent is not None:
        told.add(paper.respondent)
    return [str(position) for position in sorted(told - {paper.meta["response_no"]})]


def _without_number(blank: pl.DataFrame, header: list[str], paper: Questionnaire) -> list[Rejection]:
    number = (paper.meta["response_no"],)
    name = mask(header[number[0]])
    told = (f"the response has no readable number ({name}).", "Number it and deliver again.")
    return [
        Rejection(row["line"], "blank_key", "response_no", *told, _record(row, header, paper), number)
        for row in blank.iter_rows(named=True)
    ]


def _clashing(different: pl.DataFrame, header: list[str], paper: Questionnaire) -> list[Rejection]:
    lines: dict[str, list[int]] = dict(different.group_by("response_no").agg("line").iter_rows())
    number = (paper.meta["response_no"],)
    rejected = []
    for row in different.iter_rows(named=True):
        places = ", ".join(str(line) for line in sorted(lines[row["response_no"]]))
        what = f"the response's number stands on lines {places} with different content."
        record = _record(row, header, paper)
        rejected.append(
            Rejection(row["line"], "duplicate_key", "response_no", what, KEEP_ONE, record, number)
        )
    return rejected


def _record(row: dict[str, Any], header: list[str], paper: Questionnaire) -> dict[str, str]:
    """Cells of a rejected row that hold no personal data: metadata and answers that are not free text."""
    told = [position for position in paper.meta.values() if position != paper.respondent]
    told += [column for question in paper.questions if not question.is_open for column in question.columns]
    cells = {
        mask(header[position]): row[str(position)] for position in told if row[str(position)] is not None
    }
    texts = pl.select(masked(pl.lit(pl.Series(list(cells.values()), dtype=pl.String)))).to_series()
    return dict(zip(cells, texts, strict=True))
