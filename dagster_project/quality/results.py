"""What a gate says: checks, refusals and profiles. Plain data without a row value in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dagster_project.errors import GateFailed

AssetKey = tuple[str, str]
Severity = Literal["error", "warn"]


@dataclass(frozen=True)
class CheckResult:
    """One check of one table.

    asset_key   ("landing", feed) or ("marts", table)
    severity    "error": a failure stops publishing; "warn": it is shown and nothing else
    summary     one sentence; of a failed check, what is wrong and then what to do
    metrics     counts and shares behind the verdict, never a value out of a row
    """

    name: str
    asset_key: AssetKey
    passed: bool
    severity: Severity
    summary: str
    metrics: dict[str, float] = field(default_factory=dict)


class Refusal(NamedTuple):
    """Why a delivery is not believed, and what to do about it. For the register's columns of that name."""

    reason: str
    what_to_do: str


@dataclass(frozen=True)
class GateResult:
    """Everything one gate found.

    refusals    delivery_id -> why; those deliveries are left out, the rest goes on (exit status 3)
    profiles    delivery_id -> its plausibility figures (gate 1 only)
    drifted     delivery_id -> columns for which it was refused, where a person may confirm them (gate 1 only)
    """

    checks: list[CheckResult]
    refusals: dict[str, Refusal] = field(default_factory=dict)
    profiles: dict[str, dict[str, float]] = field(default_factory=dict)
    drifted: dict[str, list[str]] = field(default_factory=dict)

    @property
    def failures(self) -> list[CheckResult]:
        """The checks that stop publishing."""
        return [check for check in self.checks if not check.passed and check.severity == "error"]

    @property
    def warnings(self) -> list[CheckResult]:
        """The checks that are shown but stop nothing."""
        return [check for check in self.checks if not check.passed and check.severity == "warn"]

    @property
    def passed(self) -> bool:
        return not self.failures

    def raise_for_failures(self) -> None:
        """Raise GateFailed (exit status 4) that lists every blocking failure; do nothing if there is none."""
        if self.failures:
            lines = "\n".join(f"  - {check.summary}" for check in self.failures)
            raise GateFailed(
                f"{len(self.failures)} quality check(s) stopped publishing:\n{lines}",
                "\nThe last release stays; follow the lines above and run again.",
            )
