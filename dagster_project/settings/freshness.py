"""When a feed is expected (`freshness` of institution.yml). What is late, `orchestration.silences` tells."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from dagster_project.settings.days import EveryYear
from dagster_project.settings.strict import Strict


class Freshness(Strict):
    """How often something new of a feed is expected; `from` and `until` say in which season of each year.

    every_days  days within which the next delivery comes, counted from the day the newest shows
    from        MM-DD, the first day of the season; the season may run over the turn of the year
    until       MM-DD, the last day of the season; without a season the feed is expected all year
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=False)

    every_days: int = Field(ge=1, le=1500)
    since: EveryYear = Field(default="01-01", alias="from")
    until: EveryYear = "12-31"
