"""Kind of a column -> how one text of it is read, and the shape of what comes out.

A text is read once however often it stands in a column (`read_column`), so readers may be plain functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from dagster_project.contracts import Column
from dagster_project.ingest import dates, numbers, words
from dagster_project.ingest.words import BLANKS, ERROR, Word, is_error, tidy

POLARS = {
    "text": pl.String,
    "int": pl.Int64,
    "double": pl.Float64,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
}
# The rule under which an unreadable value of a kind is counted.
RULES = {
    "id": "mangled_identifier",
    "code": "unknown_code",
    "date": "bad_date",
    "datetime": "bad_date",
    "birth_year": "bad_date",
    "int": "bad_number",
    "count": "bad_number",
    "number": "bad_number",
    "money": "bad_number",
    "class_year": "bad_class_year",
}
# Of every kind alike: a formula that failed says nothing about the value it should have given.
ERROR_RULE = "spreadsheet_error"


class Reader(NamedTuple):
    """`read` takes a tidy text and gives a NamedTuple with `problem`; `fields` maps its fields to types.

    `at_once` gives the values of all texts that it is sure of, null for those that `read` has to look at: a
    short cut for columns in which hardly any text comes twice.
    """

    read: Callable[[str], Any]
    fields: dict[str, Any]
    at_once: Callable[[pl.Series], pl.Series] | None = None


def reader(column: Column, epoch: dt.date) -> Reader:
    """The reader of a column that is neither a code nor personal data."""
    match column.kind:
        case "date":
            return Reader(
                lambda text: dates.read_day(text, epoch), {"value": pl.Date, "precision": pl.String}
            )
        case "datetime":
            return Reader(
                lambda text: dates.read_moment(text, epoch), {"value": pl.Datetime("us")}, dates.plain_moments
            )
        case "birth_year":
            return Reader(lambda text: numbers.read_birth_year(text, epoch), {"value": pl.Int64})
        case "class_year":
            return Reader(numbers.read_class_year, {"value": pl.Int64})
        case "int":
            return Reader(numbers.read_int, {"value": pl.Int64})
        case "count":
            return Reader(numbers.read_count, {"value": pl.Int64})
        case "number":
            return Reader(numbers.read_number, {"value": pl.Float64})
        case "money":
            return Reader(numbers.read_money, {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64})
        case "id":
            return Reader(words.read_id, {"value": pl.String})
        case "text":
            return Reader(words.read_text, {"value": pl.String})
        case _:
            raise ValueError(f"no reader for {column.kind}")


def span_reader(epoch: dt.date) -> Reader:
    """For a day that may be a range of days."""
    return Reader(lambda text: dates.read_span(text, epoch), {"first": pl.Date, "last": pl.Date})


def read_column(texts: pl.Series, by: Reader) -> pl.DataFrame:
    """One row per text: the reader's fields, `problem` and `remark` (all null where the text is blank)."""
    distinct = texts.drop_nulls().unique(maintain_order=True).alias("text")
    fields = by.fields | {"problem": pl.String, "remark": pl.String}
    sure = pl.DataFrame(schema={"text": pl.String} | fields)
    if by.at_once is not None:
        values = by.at_once(distinct)
        sure = pl.DataFrame([distinct, values.alias("value")]).drop_nulls()
        distinct = distinct.filter(values.is_null())
    given, results = [], []
    for text in distinct.to_list():
        if text.isdecimal() and text.isascii():  # as most texts are that come only once
            given.append(text)
            results.append(by.read(text))
        elif (plain := tidy(text)).casefold() not in BLANKS:
            given.append(text)
            results.append(Word(problem=ERROR) if is_error(text) else by.read(plain))
    read = pl.DataFrame(
        {"text": given} | {name: [getattr(result, name, None) for result in results] for name in fields},
        schema={"text": pl.String} | fields,
    )
    lookup = pl.concat([read, sure], how="diagonal")
    return (
        texts.rename("text")
        .to_frame()
        .join(lookup, on="text", how="left", maintain_order="left")
        .drop("text")
    )
