"""The checks of gate 1 on the deliveries of a feed one by one, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dagster_project.quality.profile import Verdicts
from dagster_project.quality.results import AssetKey, CheckResult, Severity
from dagster_project.settings import QualityPolicy

Row = Mapping[str, Any]

# Checks of the deliveries of a feed one by one. What is wrong with a new one never stops publishing; what has
# become of a published one does, for with it a published figure would change without a word.
DELIVERY_CHECKS: dict[str, Severity] = {"plausible": "warn", "steady": "warn", "kept": "error"}


def delivery_checks(feed: str, register: Sequence[Row], verdicts: Verdicts) -> list[CheckResult]:
    """What gate 1 has against the deliveries of one feed: `plausible` refuses, `steady` only warns."""
    asset: AssetKey = ("landing", feed)
    landed = {
        row["delivery_id"]: row["file"]
        for row in register
        if row["feed"] == feed and row["status"] == "landed"
    }
    refused = {delivery: verdicts.refusals[delivery] for delivery in landed if delivery in verdicts.refusals}
    uneasy = {delivery: verdicts.warnings[delivery] for delivery in landed if delivery in verdicts.warnings}
    plausible = " ".join(f"{why.reason} {why.what_to_do}" for why in refused.values())
    steady = "; ".join(f"{landed[delivery]}: {', '.join(what)}" for delivery, what in uneasy.items())
    counts = {"deliveries": len(landed)}
    fine = f"landing.{feed}: nothing against {len(landed)} deliveries."
    return [
        CheckResult(
            "plausible", asset, not refused, "warn", plausible or fine, counts | {"refused": len(refused)}
        ),
        CheckResult(
            "steady",
            asset,
            not uneasy,
            "warn",
            f"{steady}. Ask the sender whether this is so." if steady else fine,
            counts | {"warned": len(uneasy)},
        ),
    ]


def reasons_why_not(register: Sequence[Row], verdicts: Verdicts) -> dict[str, str]:
    """File -> why it does not count now, of the files that are still there."""
    told = {row["file"]: "is refused now" for row in register if row["status"] == "refused"}
    told |= {
        row["file"]: "is not believed now" for row in register if row["delivery_id"] in verdicts.refusals
    }
    return told


def kept(
    feed: str,
    admitted: Sequence[str],
    published: Mapping[str, str],
    policy: QualityPolicy,
    reasons: Mapping[str, str],
) -> CheckResult:
    """Every delivery of the current release counts again, unless its loss is acknowledged."""
    mine = {delivery: file for delivery, file in published.items() if delivery.startswith(f"{feed}-")}
    gone = {
        delivery: file
        for delivery, file in mine.items()
        if delivery not in admitted and f"delivery={delivery}" not in policy.acknowledged_losses
    }
    # Without their number: the same inputs are the same manifest, whatever was published before.
    summary = f"landing.{feed}: all deliveries of the last release count again."
    if gone:
        losses = ", ".join(f"delivery={delivery}" for delivery in gone)
        files = ", ".join(f"{file} {reasons.get(file, 'is not in data/raw')}" for file in gone.values())
        summary = (
            f"landing.{feed}: {len(gone)} delivery(s) of the last release would no longer count "
            f"({files}). Put each file back as it was, or name the loss in "
            f"institution.yml: quality: {{acknowledged_losses: [{losses}]}}"
        )
    return CheckResult(
        "kept", ("landing", feed), not gone, "error", summary, {"published": len(mine), "gone": len(gone)}
    )
