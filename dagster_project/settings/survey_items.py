"""One question of a survey in `institution.yml`: its kind, its scale, and how its answers count.

Only the shape; what is illegal is told by `settings.survey_mistakes`, what a definition means for dbt by
`ingest/survey_config.py`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from dagster_project.settings.plain_yaml import WrittenFloat
from dagster_project.settings.strict import Name, Strict

_ITEM_NUMBER = re.compile(r"^c?[1-9]\d*(\.[1-9]\d*)?$")
_PERCENT = re.compile(r"^(100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?)$")
# Both are always published for five points, so their thresholds are no matter of configuration.
FIVE_POINT_RULES = {"top2": 4.0, "top3": 3.0}
# [practice] The K best points of the scale: used where a survey gives no rule of its own.
DEFAULT_BOX_RULES: dict[int, dict[str, float]] = {
    4: {"top2": 3.0},
    5: FIVE_POINT_RULES,
    6: {"top2": 5.0, "top3": 4.0},
    7: {"top2": 6.0, "top3": 5.0},
    10: {"top2": 9.0, "top3": 8.0},
    11: {"top2": 9.0, "top3": 8.0},
}
# Measures of placement quality that only a questionnaire can answer (domain, section 5).
SURVEY_MEASURES = ("major_match_rate", "expectation_match_rate", "job_satisfaction_rate", "turnover_rate")

Points = Literal[4, 5, 6, 7, 10, 11]


def scale_bounds(points: int) -> tuple[int, int]:
    """Lowest and highest score of a scale: eleven points are 0 to 10, all others begin at 1."""
    return (0, 10) if points == 11 else (1, points)


def _item_number(value: Any) -> str:
    """YAML reads a bare 5 as a number, which is meant well; a bare 13.10 has already become 13.1."""
    if isinstance(value, float):
        raise PydanticCustomError("item", "put the number of a matrix row in quotes, as in '13.1'")
    if not _ITEM_NUMBER.match(str(value)):
        legal = "5, '13.2' (second row of matrix 13) or c7 (unnumbered question in column 7)"
        raise PydanticCustomError(
            "item", "that is no item number; legal are such as {legal}", {"legal": legal}
        )
    return str(value)


def _named_options(value: Any) -> Any:
    """Options without scores may be written as a list; YAML's bare numbers are labels all the same."""
    if isinstance(value, list):
        return {str(label): None for label in value}
    return {str(label): score for label, score in value.items()} if isinstance(value, dict) else value


def _as_written(value: Any) -> str:
    """A percentage in the digits of the file: 97.60 claims more than 97.6 does."""
    text = value.written if isinstance(value, WrittenFloat) else str(value)
    if not _PERCENT.match(text):
        raise PydanticCustomError(
            "percent", "that is no percentage; legal are 0 to 100 with up to six decimals, such as 97.60"
        )
    return text


def _counted(value: Any) -> str | tuple[str, ...] | None:
    if isinstance(value, list):
        return tuple(str(label) for label in value)
    if value is None or isinstance(value, str | tuple):
        return value
    raise PydanticCustomError("counts", "legal are the name of a box rule, or a list of options")


# How editors see what is written freely: a number for a text, a list for a table.
_TEXT = {"type": ["string", "number"]}
_OPTIONS = {
    "anyOf": [
        {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
        {"type": "array", "items": _TEXT},
    ]
}
ItemNumber = Annotated[str, BeforeValidator(_item_number), WithJsonSchema(_TEXT)]
Percent = Annotated[str, BeforeValidator(_as_written), WithJsonSchema(_TEXT)]
Options = Annotated[dict[str, float | None], BeforeValidator(_named_options), WithJsonSchema(_OPTIONS)]


class Reported(Strict):
    """A percentage that was published of an item, to be checked against the answers.

    percent   as printed, with its decimals
    box_rule  the rule it claims
    """

    percent: Percent
    box_rule: Name = "top2"


class SurveyItem(Strict):
    """One question, or with `rows` one matrix of that many rows with the same scale.

    kind        what kind of question it is
    title       stem, for coded exports that do not carry it
    header      the column's header, where the questionnaire's numbers do not stand in the file
    rows        number of rows of a matrix
    points      number of points of a scale; 11 means 0 to 10, all others 1 to `points`
    options     label -> score, in the order of the questionnaire; a list where labels have no score
    excluded    labels that leave the base (无法评价 and 不清楚 always do on a scale)
    box_rules   name -> lowest score that counts as satisfied
    breakdown   the results are broken down by this item's answers, under this name
    groups      answer -> the roster's word for it, where the questionnaire words a breakdown in its own way
    measure     the measure of placement quality that this item answers
    counts      what its numerator is: a box rule of a scale (default top2), or a list of options
    reported    a percentage published elsewhere, to be checked against the answers
    """

    kind: Literal["scale", "single", "multiple", "ranking", "open"]
    title: str | None = None
    header: str | None = None
    points: Points | None = None
    rows: int | None = Field(default=None, ge=1, le=200)
    options: Options = Field(default={})
    excluded: tuple[str, ...] = ()
    box_rules: dict[Name, float] = Field(default={})
    breakdown: Name | None = None
    groups: dict[str, str] = Field(default={})
    measure: Literal[SURVEY_MEASURES] | None = None  # type: ignore[valid-type]
    counts: Annotated[str | tuple[str, ...] | None, BeforeValidator(_counted)] = None
    reported: Reported | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """Lowest and highest score of a scale. Raises ValueError for an item without points."""
        if self.points is None:
            raise ValueError("only a scale has bounds")
        return scale_bounds(self.points)
