"""What a deployment is: the model of `institution.yml`, section by section.

Survey definitions are in `settings.surveys`, goals in `settings.goals`, limits in `settings.intake`. The
lists in the docstrings describe each setting once, for readers and for the JSON schema.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from dagster_project.settings.alerts import Alerts
from dagster_project.settings.cron import Cron
from dagster_project.settings.days import MonthDay, in_year
from dagster_project.settings.freshness import Freshness
from dagster_project.settings.goals import Goal
from dagster_project.settings.intake import FEEDS, Limits, Mark
from dagster_project.settings.own_codes import OWN_CODES, OwnCode, OwnList
from dagster_project.settings.report import ReportPolicy
from dagster_project.settings.strict import Name, Strict
from dagster_project.settings.survey_mistakes import measures_asked_twice
from dagster_project.settings.surveys import Survey

Feed = Literal[FEEDS]  # type: ignore[valid-type]
ReleaseId = Annotated[str, StringConstraints(pattern=r"^\d{8}-[0-9a-f]{12}$")]
Loss = Annotated[str, StringConstraints(pattern=r"^[a-z_]+=[^=,]+(, *[a-z_]+=[^=,]+)*$")]


class InstitutionId(Strict):
    """Who the institution is.

    code       five digits in China; elsewhere whatever tells the institution from others
    name_zh    name in Chinese
    name_en    name in English
    province   two digits of GB/T 2260; without it nobody is counted as staying in the province
    time_zone  IANA name; the night and the days of deliveries are in it
    """

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{1,19}$")]
    name_zh: str
    name_en: str
    province: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] | None = None
    time_zone: str = "Asia/Shanghai"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise ValueError(f"{value!r} is not a time zone; legal are IANA names such as Asia/Shanghai")
        return value


class Policy(Strict):
    """Decisions about who counts.

    completed_counts  whether 结业 (completed without certificate) counts in N
    """

    completed_counts: bool = True


class QuarantinePolicy(Strict):
    """When a delivery is refused whole.

    max_share  share of its rows that may be bad, from 0 to 1
    """

    max_share: float = Field(default=0.05, ge=0, le=1)


class QualityPolicy(Strict):
    """Thresholds of the plausibility gates; shares are from 0 to 1.

    min_roster_overlap     share of a destination file's graduates that must be on the roster
    min_full_volume        a full list must hold this share of the rows of the one before it
    max_unknown_jump       rise of the share of unknown destinations, remarks or quarantined rows that is told
    max_rate_change        change of an overall rate from the last release that is told
    max_null_jump          rise of a column's share of blanks that holds a delivery back
    max_form_jump          change of a column's share of bare numbers (codes for labels) that holds it back
    max_unit_factor        factor between the medians of an amount (another unit) that holds it back
    acknowledged_losses    what may vanish from one release to the next: class_year=2019, delivery=<id>, ...
    acknowledged_silences  feed -> day after which nothing more of it is expected until it comes again
    """

    min_roster_overlap: float = Field(default=0.5, ge=0, le=1)
    min_full_volume: float = Field(default=0.5, ge=0, le=1)
    max_unknown_jump: float = Field(default=0.5, ge=0, le=1)
    max_rate_change: float = Field(default=0.1, ge=0, le=1)
    max_null_jump: float = Field(default=0.5, ge=0, le=1)
    max_form_jump: float = Field(default=0.5, ge=0, le=1)
    max_unit_factor: float = Field(default=5.0, gt=1)
    acknowledged_losses: tuple[Loss, ...] = ()
    acknowledged_silences: dict[Feed, dt.date] = Field(default={})


class DisclosurePolicy(Strict):
    """Which cells the public tier shows.

    profile  default: exact, small cells suppressed; hesa: rounded to the nearest 5
    """

    profile: Literal["default", "hesa"] = "default"


class ReleasesPolicy(Strict):
    """Which releases are kept. The current one always is, and one that was gone back from.

    keep          number of releases published last that are kept
    months        beside them the last release of each month is kept, for so many months
    never_remove  ids of releases that were signed or quoted and stay for good
    """

    keep: int = Field(default=30, ge=1)
    months: int = Field(default=24, ge=0)
    never_remove: tuple[ReleaseId, ...] = ()


class Institution(Strict):
    """The one configuration of a deployment, `data/raw/institution.yml`.

    institution     who the institution is
    snapshots       name -> MM-DD of each year, beside initial (08-31) and year_end (12-31)
    policy          decisions about who counts
    quarantine      when a delivery is refused whole
    quality         thresholds of the plausibility gates
    disclosure      which cells the public tier shows
    releases        which releases are kept
    limits          what one delivery may cost
    nightly         when `gradmart serve` runs, as cron writes it, in the time zone of the institution
    blanks          further marks that stand for "no value" in this institution's files, such as NA
    constants       feed -> column -> its value in every row of files that lack the column
    shared          name (before the date) of a file in data/raw/shared -> the feeds it serves
    headers         feed -> header -> the column it is, or drop
    codes           code table -> label -> the code it stands for
    activity_kinds  kinds of activities beside the built-in ones: token -> names
    employer_lists  lists of employers or universities beside the built-in ones: token -> names
    surveys         survey_id -> its definition
    goals           goal_id -> what was aimed at, and the figure that tells whether it was met
    college_groups  group -> its colleges, for survey weights; a college in no group is a group of its own
    report          how the annual report is written
    freshness       feed -> how often something new of it is expected
    alerts          who is told when nobody is looking
    """

    institution: InstitutionId
    snapshots: dict[Name, MonthDay] = Field(default={"initial": "08-31", "year_end": "12-31"})
    policy: Policy = Policy()
    quarantine: QuarantinePolicy = QuarantinePolicy()
    quality: QualityPolicy = QualityPolicy()
    disclosure: DisclosurePolicy = DisclosurePolicy()
    releases: ReleasesPolicy = ReleasesPolicy()
    limits: Limits = Limits()
    nightly: Cron = "0 2 * * *"
    blanks: tuple[Mark, ...] = ()
    constants: dict[Feed, dict[str, str]] = Field(default={})
    shared: dict[str, tuple[Feed, ...]] = Field(default={})
    headers: dict[Feed, dict[str, str]] = Field(default={})
    codes: dict[str, dict[str, str]] = Field(default={})
    activity_kinds: dict[Name, OwnCode] = Field(default={})
    employer_lists: dict[Name, OwnList] = Field(default={})
    surveys: dict[str, Survey] = Field(default={})
    goals: dict[str, Goal] = Field(default={})
    college_groups: dict[str, tuple[str, ...]] = Field(default={})
    report: ReportPolicy = ReportPolicy()
    freshness: dict[Feed, Freshness] = Field(default={})
    alerts: Alerts = Alerts()

    @property
    def own_codes(self) -> dict[str, dict[str, OwnCode]]:
        """Code table -> codes this institution adds to it."""
        return {table: dict(getattr(self, section)) for table, section in OWN_CODES.items()}

    @field_validator("surveys")
    @classmethod
    def _measures_once_a_year(cls, value: dict[str, Survey]) -> dict[str, Survey]:
        if told := measures_asked_twice(value):
            raise ValueError("; ".join(told))
        return value

    @field_validator("college_groups")
    @classmethod
    def _colleges_once(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        colleges = [college for group in value.values() for college in group]
        if twice := sorted({college for college in colleges if colleges.count(college) > 1}):
            raise ValueError(f"a college is in one group only, and in two are {', '.join(twice)}")
        return value

    @field_validator("snapshots")
    @classmethod
    def _official_snapshots(cls, value: dict[str, str]) -> dict[str, str]:
        if "latest" in value:
            raise ValueError("'latest' is built in: leave it out or give your snapshot another name")
        for name, day in value.items():
            try:  # 2019 is no leap year: a snapshot needs a day that every year has
                in_year(day, 2019)
            except ValueError:
                raise ValueError(f"{name}: {day} is not a day of every year") from None
        return {"initial": "08-31", "year_end": "12-31"} | value
