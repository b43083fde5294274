"""Goals of a year (`goals` of institution.yml): what was aimed at, and which figure tells whether it was met.

A goal's figure is one of the warehouse (`indicator`), so that nobody types it, or, where the warehouse has
none, the office's own statement (`stated`), which is published as such.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dagster_project.settings.strict import Name, Strict

# Indicator -> whether it needs `of` (a measure, a survey, a programme) to be one figure. Elsewhere `of`
# narrows it: activities and participants by kind or pillar, fairs by kind. The figures are in dbt, model
# fct_indicator; a goal whose figure is not there is told by the data test goal_without_figure.
INDICATORS: dict[str, bool] = {
    "placement_rate": False,
    "contract_rate": False,
    "startup_rate": False,
    "flexible_rate": False,
    "further_study_rate": False,
    "knowledge_rate": False,
    "placement_quality": True,
    "satisfaction": True,
    "activities": False,
    "activities_online": False,
    "activity_campuses": False,
    "activity_hours": False,
    "participants": False,
    "person_times": False,
    "share_of_cohort": False,
    "fairs": False,
    "fair_employers": False,
    "fair_positions": False,
    "programme_members": True,
    "programme_campuses": True,
    "programme_colleges": True,
    "programme_academies": True,
}
# Rates of the whole institution: there is nothing to narrow.
_WHOLE = frozenset(name for name in INDICATORS if name.endswith("_rate"))


class Goal(Strict):
    """One goal.

    year       the calendar year it is for; rates are those of the class year `year`
    zh         the goal in Chinese
    en         the goal in English
    target     in the goal's unit: a share from 0 to 1, or a number
    indicator  the figure it is measured by, narrowed by `of` (a kind of activity, a programme …)
    stated     the office's own figure, where the warehouse has none
    unit       of target and figure
    of         the kind, measure, survey or programme that the indicator is narrowed to
    snapshot   as of which snapshot
    direction  at_least: met from the target upwards; at_most: up to it
    """

    year: int = Field(ge=1950, le=2100)
    zh: str
    en: str = ""
    target: float | None = None
    unit: Literal["share", "number", "person", "person_time", "hour"] = "number"
    indicator: Literal[tuple(INDICATORS)] | None = None  # type: ignore[valid-type]
    of: str | None = None
    snapshot: Name = "latest"
    stated: float | None = None
    direction: Literal["at_least", "at_most"] = "at_least"

    @model_validator(mode="after")
    def _measured(self) -> Goal:
        if self.indicator and self.stated is not None:
            raise PydanticCustomError("goal", "either an indicator measures it or it is stated, not both")
        if self.indicator and INDICATORS[self.indicator] and self.of is None:
            raise PydanticCustomError(
                "goal", "indicator {name} needs `of`: which one is meant", {"name": self.indicator}
            )
        if self.of and self.indicator in _WHOLE:
            raise PydanticCustomError(
                "goal",
                "indicator {name} is of the whole institution: leave `of` out",
                {"name": self.indicator},
            )
        if self.of and not self.indicator:
            raise PydanticCustomError("goal", "`of` narrows an indicator, and there is none")
        return self
