"""Where a deployment lives (`Paths`, `Settings`) and what it is (`Institution`).

`data/raw/institution.yml` is the one configuration of a deployment. It is read and validated whole
by `load_institution`: every mistake is listed at once with the legal values. Secrets and places come
from the environment (`GRADMART_*`) through `Settings`. Survey definitions are in `settings.surveys`.
Imports nothing of ours but these and errors.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel, Field, StringConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dagster_project.errors import ConfigurationError
from dagster_project.settings import plain_yaml
from dagster_project.settings.goals import Goal
from dagster_project.settings.intake import FEEDS, Limits, Mark
from dagster_project.settings.own_codes import OWN_CODES, OwnCode, OwnList
from dagster_project.settings.strict import Name, Strict
from dagster_project.settings.survey_mistakes import measures_asked_twice
from dagster_project.settings.surveys import Survey

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DBT_DIR = PROJECT_ROOT / "dbt"

MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
# Parts of a mistake's place that are pydantic's own words: a key, a member of a union.
_NO_PLACE = re.compile(r"\[key\]|literal\[.*\]|constrained-\w+")
Feed = Literal[FEEDS]  # type: ignore[valid-type]
Loss = Annotated[str, StringConstraints(pattern=r"^[a-z_]+=[^=,]+(, *[a-z_]+=[^=,]+)*$")]


class Settings(BaseSettings):
    """Places and secrets of this process, from `GRADMART_*` variables or their defaults."""

    model_config = SettingsConfigDict(env_prefix="GRADMART_", extra="ignore")

    data: Path = Path("data")
    key: str | None = None
    keep_releases: int = Field(default=30, ge=1)


@dataclass(frozen=True)
class Paths:
    """The folders of one deployment below its data directory."""

    data: Path

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    @property
    def build(self) -> Path:
        return self.data / "build"

    @property
    def build_db(self) -> Path:
        return self.build / "build.duckdb"

    @property
    def marts(self) -> Path:
        return self.data / "marts"

    @property
    def dagster(self) -> Path:
        return self.data / "dagster"

    @property
    def key_file(self) -> Path:
        return self.data / ".gradmart-key"

    @property
    def lock(self) -> Path:
        return self.data / ".lock"

    @property
    def runs(self) -> Path:
        return self.data / "runs.jsonl"

    @property
    def institution_file(self) -> Path:
        return self.raw / "institution.yml"

    @property
    def shared(self) -> Path:
        """Files that serve several feeds."""
        return self.raw / "shared"

    @property
    def employer_decisions_file(self) -> Path:
        return self.raw / "employer_decisions.csv"

    @property
    def corrections_file(self) -> Path:
        return self.raw / "corrections.csv"


class InstitutionId(Strict):
    # Five digits in China; elsewhere whatever tells the institution from others.
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{1,19}$")]
    name_zh: str
    name_en: str
    # Two digits; without it nobody is counted as staying in the province.
    province: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] | None = None
    time_zone: str = "Asia/Shanghai"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise ValueError(f"{value!r} is not a time zone; legal are IANA names such as Asia/Shanghai")
        return value


class Policy(Strict):
    completed_counts: bool = True


class QuarantinePolicy(Strict):
    max_share: float = Field(default=0.05, ge=0, le=1)


class QualityPolicy(Strict):
    """Thresholds of the plausibility gate; shares are 0..1."""

    min_roster_overlap: float = Field(default=0.5, ge=0, le=1)
    min_full_volume: float = Field(default=0.5, ge=0, le=1)
    max_unknown_jump: float = Field(default=0.5, ge=0, le=1)
    max_rate_change: float = Field(default=0.1, ge=0, le=1)
    # What may vanish from one release to the next, e.g. `class_year=2019` or `fair_id=F7`.
    acknowledged_losses: tuple[Loss, ...] = ()
    # How far a column may move from the delivery before it came under the same header (gate 1).
    max_null_jump: float = Field(default=0.5, ge=0, le=1)
    max_form_jump: float = Field(default=0.5, ge=0, le=1)
    max_unit_factor: float = Field(default=5.0, gt=1)
    # Feed -> day after which nothing more of it is expected until it comes again.
    acknowledged_silences: dict[Feed, dt.date] = Field(default={})


class DisclosurePolicy(Strict):
    profile: Literal["default", "hesa"] = "default"


class Institution(Strict):
    """The whole of `institution.yml`."""

    institution: InstitutionId
    snapshots: dict[Name, MonthDay] = Field(default={"initial": "08-31", "year_end": "12-31"})
    policy: Policy = Policy()
    quarantine: QuarantinePolicy = QuarantinePolicy()
    quality: QualityPolicy = QualityPolicy()
    disclosure: DisclosurePolicy = DisclosurePolicy()
    limits: Limits = Limits()
    # Further marks that stand for "no value" in this institution's files, such as NA.
    blanks: tuple[Mark, ...] = ()
    # Column -> its value in every row of the feed's files that lack it.
    constants: dict[Feed, dict[str, str]] = Field(default={})
    # Name of a file in data/raw/shared (before its date) -> the feeds it serves.
    shared: dict[str, tuple[Feed, ...]] = Field(default={})
    headers: dict[Feed, dict[str, str]] = Field(default={})
    codes: dict[str, dict[str, str]] = Field(default={})
    # Kinds of activities and lists beside those of the seeds: token -> names.
    activity_kinds: dict[Name, OwnCode] = Field(default={})
    employer_lists: dict[Name, OwnList] = Field(default={})
    surveys: dict[str, Survey] = Field(default={})
    goals: dict[str, Goal] = Field(default={})
    # Group -> its colleges, for the margins of survey weights; a college in no group is a group of its own.
    college_groups: dict[str, tuple[str, ...]] = Field(default={})

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
                dt.date(2019, int(day[:2]), int(day[3:]))
            except ValueError:
                raise ValueError(f"{name}: {day} is not a day of every year") from None
        return {"initial": "08-31", "year_end": "12-31"} | value


def load_institution(
    path: Path, further: Callable[[dict[str, Any]], list[str]] = lambda content: []
) -> Institution:
    """Read and validate `institution.yml` whole; `further` finds mistakes that this package cannot know of.

    `further` gets the content as read, of whatever shape. Raises ConfigurationError that lists every mistake
    with its place and the legal values.
    """
    if not path.exists():
        raise ConfigurationError(
            f"There is no {path.name} in {path.parent}.",
            "Write one as the README shows under 'Configure', or run `gradmart demo` in an empty folder.",
        )
    try:
        content = plain_yaml.parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be opened ({error.strerror}).", "Put a file there that this user may read."
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(
            f"{path.name} is not YAML: {plain_yaml.told(error)}.", "Mend that line."
        ) from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path.name} is empty.", "It needs at least the section 'institution'.")
    institution, mistakes = None, []
    try:
        institution = Institution.model_validate(content)
    except ValidationError as error:
        mistakes = [_mistake(item) for item in error.errors()]
    mistakes += further(content)
    if institution is None or mistakes:
        raise ConfigurationError(
            f"{path.name} has {len(mistakes)} mistake(s):\n" + "\n".join(f"  - {line}" for line in mistakes),
            "\nPut them right and run again.",
        )
    return institution


def _mistake(item: dict) -> str:
    place = ".".join(str(part) for part in item["loc"] if not _NO_PLACE.fullmatch(str(part)))
    if item["type"] == "extra_forbidden":
        return f"{place}: there is no such setting; legal are {', '.join(_legal(item['loc'][:-1]))}"
    given = "" if item["type"] == "missing" or item["input"] is None else f" (given: {item['input']!r})"
    if item["type"] == "string_type" and isinstance(item["input"], int | float):
        given = f"{given[:-1]}; write it in quotation marks)"
    return f"{place}: {item['msg'].removeprefix('Value error, ')}{given}"


def _legal(place: tuple[int | str, ...]) -> list[str]:
    """Names of the settings that may stand at `place`, found by walking the models as pydantic did."""
    kind: Any = Institution
    for part in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[str(part)].annotation
        else:  # a dictionary of models by name: the name leads to its values
            kind = get_args(kind)[-1]
        if get_origin(kind) is UnionType:
            kind = next(one for one in get_args(kind) if one is not type(None))
    return sorted(kind.model_fields)
