"""The sidecar `<file>.yml` of a delivery: what its sender states beside the file."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.masking import mask, quoted
from dagster_project.settings import plain_yaml

SUFFIX = ".yml"
_COLUMNS = frozenset(column.name for contract in CONTRACTS.values() for column in contract.columns)


class Sidecar(BaseModel):
    """Legal keys of a sidecar; all optional, each overrides what the file or its name says.

    `tie_break` names the row that stands when a key comes twice with different content.
    `from` and `permission` are kept for the record: who sent the file, and on which ground.
    `confirmed` names columns that look unlike those of earlier deliveries and are right all the same.
    """

    # A sheet may be called 2020, and a code page 936.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)

    recorded_on: dt.date | None = None
    mode: Literal["delta", "full"] = "delta"
    class_year: int | None = Field(default=None, ge=1950, le=2100)
    survey_id: str | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    encoding: str | None = None
    tie_break: Literal["first", "last"] | None = None
    sender: str | None = Field(default=None, alias="from")
    permission: str | None = None
    confirmed: tuple[str, ...] = ()

    @field_validator("confirmed")
    @classmethod
    def _columns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := sorted(set(value) - _COLUMNS):
            raise ValueError(f"no feed has a column {', '.join(unknown)}")
        return value

    @field_validator("recorded_on", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        # A bare number would pass for seconds since 1970.
        if re.fullmatch(r"\d{8}", str(value)):
            return f"{str(value)[:4]}-{str(value)[4:6]}-{str(value)[6:]}"
        if isinstance(value, int | float):
            raise ValueError("write it as 2020-06-30")
        return value


LEGAL_KEYS = tuple(field.alias or name for name, field in Sidecar.model_fields.items())


def read_sidecar(path: Path, shown: str) -> Sidecar:
    """The sidecar of a delivery; all defaults when there is none.

    `shown` is the sidecar's path as messages name it. Raises DeliveryRefused (rule `sidecar`) that
    lists every mistake.
    """
    if not path.exists():
        return Sidecar()
    try:
        content = plain_yaml.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        where = f" ({plain_yaml.told(error)})" if isinstance(error, yaml.YAMLError) else ""
        raise DeliveryRefused(
            "sidecar", f"{shown} cannot be read as UTF-8 YAML{where}.", "Write it as lines of `key: value`."
        ) from error
    if content is None:
        return Sidecar()
    if not isinstance(content, dict):
        raise DeliveryRefused(
            "sidecar", f"{shown} is not a list of settings.", f"Legal keys are {', '.join(LEGAL_KEYS)}."
        )
    try:
        return Sidecar.model_validate(content)
    except ValidationError as error:
        mistakes = "; ".join(_mistake(item) for item in error.errors())
        raise DeliveryRefused(
            "sidecar", f"{shown} is wrong: {mistakes}.", f"Legal keys are {', '.join(LEGAL_KEYS)}."
        ) from error


def _mistake(item: dict) -> str:
    place = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"there is no key {quoted(place)}"
    return mask(f"{place}: {item['msg'].removeprefix('Value error, ')} (given: {item['input']!r})")
