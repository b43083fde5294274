"""The base of everything that is read from `institution.yml`. Imports nothing of ours."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """Base of the configuration models: an unknown setting is a mistake, not a remark."""

    model_config = ConfigDict(extra="forbid", frozen=True)
