"""Survey definitions of `institution.yml`: who was asked, which responses count, which questions there are.

Only the shape. Its questions are in `settings.survey_items`, what is illegal in `settings.survey_mistakes`.
What a definition means (labels, box rules as tables) is told in `ingest/survey_config.py`, how answers are
read in `ingest/surveys.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from dagster_project.settings.strict import Name, Strict
from dagster_project.settings.survey_items import (
    DEFAULT_BOX_RULES,
    FIVE_POINT_RULES,
    ItemNumber,
    Points,
    SurveyItem,
)
from dagster_project.settings.survey_mistakes import survey_mistakes

Exclusion = Literal["speeders", "straight_liners", "duplicates", "repeats", "incomplete"]


class Headline(Strict):
    """The one figure a survey is quoted by.

    item      number of a scale item
    box_rule  which of its answers count as satisfied
    """

    item: ItemNumber
    box_rule: str = "top2"


class Survey(Strict):
    """One survey.

    title_zh             title in Chinese
    title_en             title in English
    population           graduates, employers, public ...
    class_year           the graduates it is about; needed for frame roster
    frame                who was asked: `roster` (graduates of class_year), a number of people, or `none`
    respondent_header    column with the student number; lands as a pseudonym only
    coded_numbers        what a number in a coded export (按序号) means: the option's position, or its score
    box_rules            points -> name -> lowest satisfied score, for items of that scale without own rules
    complete_share       a response is complete when it answered this share of the scale items shown to it
    min_seconds          a response that took less time is flagged as speeding; without it nobody is
    straight_line_items  as many equal answers, and no other, to a matrix or a scale are flagged
    exclude              which flagged responses leave the figures
    items                item number -> the question
    headline             the one figure the survey is quoted by
    """

    title_zh: str
    title_en: str = ""
    population: str = "graduates"
    class_year: int | None = None
    frame: Literal["roster", "none"] | Annotated[int, Field(ge=1)] = "none"
    respondent_header: str | None = None
    coded_numbers: Literal["position", "score"] = "position"
    box_rules: dict[Points, dict[Name, float]] = Field(default={})
    # [practice] AAPOR leaves the limit to the researcher; below one half it speaks of a break-off.
    complete_share: float = Field(default=0.5, gt=0, le=1)
    min_seconds: int | None = Field(default=None, ge=1)
    # [practice] Fewer equal answers in a row are an opinion as often as a habit.
    straight_line_items: int = Field(default=5, ge=2)
    # A person is one answer in the base and one in the response rate; other flags exclude nobody by default.
    exclude: tuple[Exclusion, ...] = ("duplicates",)
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

    @property
    def question_headers(self) -> dict[str, str]:
        """Header -> item number, of the items that are found by their header."""
        return {item.header: number for number, item in self.items.items() if item.header}

    def rules_of(self, item: SurveyItem) -> dict[str, float]:
        """Box rules in force for an item: name -> lowest satisfied score; empty unless it is a scale.

        The item's own rules, else the survey's for its number of points, else the default.
        """
        if item.kind != "scale" or item.points is None:
            return {}
        own = item.box_rules or self.box_rules.get(item.points, {})
        if item.points == 5:
            return FIVE_POINT_RULES | own
        return own or DEFAULT_BOX_RULES[item.points]

    @model_validator(mode="after")
    def _legal(self) -> Survey:
        mistakes = [
            InitErrorDetails(
                type=PydanticCustomError("survey", "{text}", {"text": text}), loc=place, input=given
            )
            for place, text, given in survey_mistakes(self)
        ]
        if mistakes:
            raise ValidationError.from_exception_data("Survey", mistakes)
        return self
