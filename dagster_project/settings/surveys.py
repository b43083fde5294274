"""Survey definitions of `institution.yml`: which column is which question, and how its answers count.

Only the shape and its legality. What a definition means (labels, box rules as tables) is told in
`ingest/survey_config.py`, how answers are read in `ingest/surveys.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from dagster_project.settings.strict import Name, Strict

_ITEM_NUMBER = re.compile(r"^c?[1-9]\d*(\.[1-9]\d*)?$")
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


ItemNumber = Annotated[str, BeforeValidator(_item_number)]


class SurveyItem(Strict):
    """One question, or with `rows` one matrix of that many rows with the same scale.

    title       stem, for coded exports that do not carry it
    points      number of points of a scale; 11 means 0 to 10, all others 1 to `points`
    options     label -> score, in the order of the questionnaire; a list where labels have no score
    excluded    labels that leave the base (无法评价 and 不清楚 always do on a scale)
    box_rules   name -> lowest score that counts as satisfied
    breakdown   the results are broken down by this item's answers, under this name
    """

    kind: Literal["scale", "single", "multiple", "ranking", "open"]
    title: str | None = None
    points: Literal[4, 5, 6, 7, 10, 11] | None = None
    rows: int | None = Field(default=None, ge=1, le=200)
    options: Annotated[dict[str, float | None], BeforeValidator(_named_options)] = Field(default={})
    excluded: tuple[str, ...] = ()
    box_rules: dict[Name, float] = Field(default={})
    breakdown: Name | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """Lowest and highest score of a scale. Raises ValueError for an item without points."""
        if self.points is None:
            raise ValueError("only a scale has bounds")
        return (0, 10) if self.points == 11 else (1, self.points)

    @property
    def rules(self) -> dict[str, float]:
        """Box rules in force: name -> lowest satisfied score; empty unless the item is a scale."""
        if self.kind != "scale" or self.points is None:
            return {}
        if self.points == 5:
            return FIVE_POINT_RULES | self.box_rules
        return self.box_rules or DEFAULT_BOX_RULES[self.points]


class Headline(Strict):
    """The one figure a survey is quoted by."""

    item: ItemNumber
    box_rule: str = "top2"


class Survey(Strict):
    """One survey.

    frame               who was asked: `roster` (graduates of class_year), a number of people, or `none`
    respondent_header   column with the student number; lands as a pseudonym only
    coded_numbers       what a number in a coded export (按序号) means: the option's position, or its score
    """

    title_zh: str
    title_en: str = ""
    population: str = "graduates"
    class_year: int | None = None
    frame: Literal["roster", "none"] | Annotated[int, Field(ge=1)] = "none"
    respondent_header: str | None = None
    coded_numbers: Literal["position", "score"] = "position"
    items: dict[ItemNumber, SurveyItem] = Field(default={})
    headline: Headline | None = None

    @property
    def single_items(self) -> dict[str, SurveyItem]:
        """Items by number as they land: a matrix with `rows` stands for its rows N.1, N.2 …"""
        expanded: dict[str, SurveyItem] = {}
        for number, item in self.items.items():
            rows = range(1, item.rows + 1) if item.rows else ()
            expanded |= {f"{number}.{row}": item for row in rows} or {number: item}
        # A row that is declared by itself overrides its matrix.
        return expanded | {number: item for number, item in self.items.items() if not item.rows}

    @model_validator(mode="after")
    def _legal(self) -> Survey:
        mistakes = [
            InitErrorDetails(
                type=PydanticCustomError("survey", "{text}", {"text": text}), loc=place, input=given
            )
            for place, text, given in _mistakes(self)
        ]
        if mistakes:
            raise ValidationError.from_exception_data("Survey", mistakes)
        return self


Mistake = tuple[tuple[str, ...], str, object]


def _mistakes(survey: Survey) -> Iterator[Mistake]:
    if survey.frame == "roster" and survey.class_year is None:
        yield ("class_year",), "frame 'roster' needs the class year whose roster it is", None
    supplied: dict[str, str] = {}
    for number, item in survey.items.items():
        for field, text, given in (*_item_mistakes(item), *_option_mistakes(item)):
            yield ("items", number, field), text, given
        if item.rows and "." in number:
            text = "only a whole question (as 13) has rows, not one row of it"
            yield ("items", number, "rows"), text, item.rows
        if item.breakdown in supplied:
            text = f"item {supplied[item.breakdown]} supplies this breakdown already; give another name"
            yield ("items", number, "breakdown"), text, item.breakdown
        elif item.breakdown:
            supplied[item.breakdown] = number
    yield from _headline_mistakes(survey)


def _item_mistakes(item: SurveyItem) -> Iterator[tuple[str, str, object]]:
    """Mistakes of an item's kind, points, box rules and breakdown, as (field, text, what was given)."""
    scale = item.kind == "scale"
    if scale and item.points is None:
        yield "points", "a scale needs its number of points; legal are 4, 5, 6, 7, 10, 11 (0 to 10)", None
    if not scale and item.points is not None:
        yield "points", f"only kind 'scale' has points, this is '{item.kind}'", item.points
    if not scale and item.box_rules:
        yield "box_rules", f"only kind 'scale' has box rules, this is '{item.kind}'", dict(item.box_rules)
    if item.breakdown == "overall":
        yield "breakdown", "'overall' is built in; give another name", item.breakdown
    if item.breakdown and (item.kind not in ("scale", "single") or item.rows):
        yield "breakdown", "a breakdown needs one item of kind 'single' or 'scale'", item.breakdown
    if not scale or item.points is None:
        return
    low, high = item.bounds
    for name, score in item.box_rules.items():
        fixed = FIVE_POINT_RULES.get(name, score)
        if item.points == 5 and fixed != score:
            text = f"{name} of five points is always {fixed:g} and more; give your rule a name of its own"
            yield "box_rules", text, score
        elif not low < score <= high:
            yield "box_rules", f"{name} is out of range; legal is above {low}, up to {high}", score


def _option_mistakes(item: SurveyItem) -> Iterator[tuple[str, str, object]]:
    """Mistakes of an item's options and exclusions, as (field, text, what was given)."""
    for label in item.excluded:
        if item.options.get(label) is not None:
            yield (
                "excluded",
                f"'{label}' has a score under options: either it counts or it is excluded",
                label,
            )
    if item.kind != "scale" or item.points is None:
        return
    low, high = item.bounds
    for label, score in item.options.items():
        if score is None and label not in item.excluded:
            yield "options", f"'{label}' needs a score from {low} to {high}, or a place under excluded", score
        elif score is not None and not low <= score <= high:
            yield "options", f"score of '{label}' is out of range; legal is {low} to {high}", score


def _headline_mistakes(survey: Survey) -> Iterator[Mistake]:
    if survey.headline is None:
        return
    items = survey.single_items
    scales = [number for number, item in items.items() if item.kind == "scale"]
    item = items.get(survey.headline.item)
    if item is None or item.kind != "scale":
        legal = ", ".join(scales) or "none, as no item is declared a scale"
        yield ("headline", "item"), f"there is no such scale item; legal are {legal}", survey.headline.item
    elif survey.headline.box_rule not in item.rules and item.points is not None:
        text = f"item {survey.headline.item} has no such rule; legal are {', '.join(item.rules)}"
        yield ("headline", "box_rule"), text, survey.headline.box_rule
