"""Why two releases differ: what of the things they were made of is not the same. Reads their manifests.

A cause is something that came, went or changed by itself. What only follows from a cause (a delivery of which
more rows are accepted since a code is known) is told as a consequence and explains nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Change = Literal["came", "went", "changed"]
Kind = Literal[
    "delivery", "correction", "employer decision", "configuration", "program", "library", "day", "key",
    "not recorded",
]  # fmt: skip
_LEDGERS: dict[str, Kind] = {"corrections": "correction", "employer_decisions": "employer decision"}
_COUNTS = ("rows_read", "accepted", "quarantined", "duplicates", "totals_rows")
_PLACE = ("file", "recorded_on", "mode", "class_year", "survey_id")
_RECORDED = ("code_fingerprint", "key_fingerprint", "newest_snapshot", "configuration", "ledgers", "sidecars")
# These decide which deliveries count, so that figures change through deliveries that follow from them.
_THROUGH_DELIVERIES = ("quality", "quarantine", "limits")
_ONE_TABLE = {"goals": "annual_goal"}


@dataclass(frozen=True)
class Cause:
    """One thing that is not the same.

    name        file, line of a ledger, setting, library
    deliveries  ids of the deliveries it acts through; None when it can act anywhere
    follows     it follows from other causes
    """

    kind: Kind
    change: Change
    name: str
    detail: str = ""
    deliveries: frozenset[str] | None = None
    follows: bool = False

    def can_touch(self, table: str) -> bool:
        """Whether it can change a figure of `table` at all."""
        if self.deliveries is not None and not self.deliveries:
            return False
        section = self.name.partition(".")[0] if self.kind == "configuration" else ""
        return _ONE_TABLE.get(section, table) == table


def causes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Cause]:
    """What is not the same, of the manifests of two releases. Lines of ledgers come without their content."""
    found = list(_deliveries(old, new))
    lacking = [name for name in _RECORDED if name not in old or name not in new]
    if lacking:
        found.append(
            Cause("not recorded", "changed", "configuration and program", "an earlier version made it")
        )
    else:
        touched = frozenset().union(*(cause.deliveries or () for cause in found if cause.follows))
        found += [*_ledgers(old, new), *_configuration(old, new, touched), *_circumstances(old, new)]
    return found + list(_program(old, new))


def _deliveries(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    before, after = ({row["delivery_id"]: row for row in side["inputs"]} for side in (old, new))
    comparable = old.get("key_fingerprint") == new.get("key_fingerprint")
    for identity in sorted(before.keys() | after.keys(), key=lambda one: _order(before, after, one)):
        was, now = before.get(identity), after.get(identity)
        row = now or was or {}
        acts = frozenset([identity]) if row["status"] == "landed" else frozenset()
        if was is None or now is None:
            change: Change = "came" if was is None else "went"
            yield Cause("delivery", change, row["file"], _told(row), acts)
            continue
        sidecars = [side.get("sidecars", {}).get(row["file"]) for side in (old, new)]
        places = [name for name in _PLACE if was[name] != now[name]]
        moved = [f"{name} {_or_none(was[name])} -> {_or_none(now[name])}" for name in places]
        if comparable and sidecars[0] != sidecars[1] and was["file"] == now["file"]:
            moved = moved or ["its sidecar says something else"]
        if moved:
            yield Cause("delivery", "changed", row["file"], ", ".join(moved), frozenset([identity]))
        elif was["status"] == "refused" and str(was["recorded_on"]) > str(old.get("as_of") or "9999"):
            yield Cause("delivery", "changed", row["file"], "its day has come", frozenset([identity]))
        elif outcome := _outcome(was, now):
            yield Cause("delivery", "changed", row["file"], outcome, frozenset([identity]), follows=True)


def _order(before: Mapping[str, Any], after: Mapping[str, Any], identity: str) -> tuple[str, str]:
    row = after.get(identity) or before[identity]
    return str(row["recorded_on"]), row["file"]


def _told(row: Mapping[str, Any]) -> str:
    if row["status"] != "landed":
        return str(row["status"])
    rows = "1 row" if row["accepted"] == 1 else f"{row['accepted']} rows"
    return f"{row['recorded_on']}, {rows} accepted"


def _outcome(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    names = [name for name in ("status", *_COUNTS) if was[name] != now[name]]
    return ", ".join(f"{name} {was[name]} -> {now[name]}" for name in names)


def _ledgers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    for ledger, kind in _LEDGERS.items():
        before, after = (side["ledgers"][ledger] for side in (old, new))
        if old["key_fingerprint"] != new["key_fingerprint"]:
            if before or after:
                told = "its lines cannot be compared, since the key is another one"
                yield Cause(kind, "changed", f"{ledger}.csv", told)
            continue
        for change, here, there in (("came", after, before), ("went", before, after)):
            elsewhere = Counter(line["id"] for line in there)
            for line in here:
                if elsewhere[line["id"]] > 0:
                    elsewhere[line["id"]] -= 1
                else:
                    yield Cause(kind, change, f"{ledger}.csv, line {line['line']}")  # type: ignore[arg-type]


def _configuration(
    old: Mapping[str, Any], new: Mapping[str, Any], touched: frozenset[str]
) -> Iterator[Cause]:
    before, after = old["configuration"], new["configuration"]
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            change: Change = "came" if name not in before else "went" if name not in after else "changed"
            through = touched if name.partition(".")[0] in _THROUGH_DELIVERIES else None
            yield Cause("configuration", change, name, deliveries=through)


def _circumstances(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    if old["newest_snapshot"] != new["newest_snapshot"]:
        told = f"snapshots up to {new['newest_snapshot']} and not {old['newest_snapshot']} are due"
        yield Cause("day", "changed", "day", told)
    if old["key_fingerprint"] != new["key_fingerprint"]:
        yield Cause("key", "changed", "key", "every graduate_key is another one, no figure is", frozenset())


def _program(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    was, now = (
        f"{side['code_version']} ({side.get('code_fingerprint', 'unknown')[:8]})" for side in (old, new)
    )
    if was != now:
        yield Cause("program", "changed", "gradmart", f"{was} -> {now}")
    before, after = old["libraries"], new["libraries"]
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Cause("library", "changed", name, f"{before.get(name)} -> {after.get(name)}")


def _or_none(value: Any) -> str:
    return "none" if value is None else str(value)
