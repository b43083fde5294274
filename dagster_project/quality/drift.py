"""Columns that changed their meaning without a word: codes where labels were, another unit, mostly blanks.

Each column is compared with the same column, under the same header, of earlier deliveries of its feed, by
the profiles that landing keeps (`ingest.column_profile`). No row is read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dagster_project.contracts import normalise_header
from dagster_project.quality.results import Refusal
from dagster_project.settings import QualityPolicy

Row = Mapping[str, Any]
Profile = Mapping[str, Any]

# Fewer rows are a handful of corrections, and a share of fewer cells is an accident.
FEWEST_ROWS = 50
FEWEST_CELLS = 20
# Deliveries further apart in size are of different people: blanks are told, and no ground to refuse.
_OF_A_SIZE = 2


class Drift(NamedTuple):
    """What is odd about a column. `refuses`: the delivery is not believed until a person confirms it."""

    column: str
    says: str
    refuses: bool = True


class _Earlier(NamedTuple):
    row: Row
    profile: Profile


def drifts(row: Row, believed: Sequence[Row], policy: QualityPolicy) -> list[Drift]:
    """What is odd about the columns of a delivery beside the `believed` ones before it, oldest first.

    Form and unit of a column have to be as in any one of them: of several senders each has a way of its own,
    and a way that was confirmed once is known. Columns that the delivery itself confirms are not compared.
    """
    found = []
    for profile in row.get("columns") or ():
        if profile["column"] in (row.get("confirmed") or ()) or profile["rows"] < FEWEST_ROWS:
            continue
        earlier = _earlier(profile, believed)
        odd = (_form(profile, earlier, policy), _unit(profile, earlier, policy))
        found += [item for item in (*odd, _blanks(row, profile, earlier, policy)) if item]
    return found


def refusal(row: Row, found: Sequence[Drift]) -> Refusal:
    """The refusal of a delivery for these columns."""
    columns = ", ".join(dict.fromkeys(item.column for item in found))
    file = row["file"]
    return Refusal(
        f"{file} differs from earlier deliveries: {'; '.join(item.says for item in found)}.",
        "Ask the sender. If the column means something else now, put the file right; if it is right as it "
        f"is, run `gradmart confirm {file}`, or write `confirmed: [{columns}]` into {file}.yml.",
    )


def _earlier(profile: Profile, believed: Sequence[Row]) -> list[_Earlier]:
    """The same column under the same header in earlier deliveries that are large enough, oldest first."""
    header = normalise_header(profile["header"])
    return [
        _Earlier(row, other)
        for row in believed
        for other in row.get("columns") or ()
        if other["column"] == profile["column"]
        and normalise_header(other["header"]) == header
        and other["rows"] >= FEWEST_ROWS
    ]


def _form(profile: Profile, earlier: list[_Earlier], policy: QualityPolicy) -> Drift | None:
    """Codes where words were, or words where codes were."""
    if profile["digits"] is None or profile["filled"] < FEWEST_CELLS:
        return None
    known = [
        item
        for item in earlier
        if item.profile["digits"] is not None and item.profile["filled"] >= FEWEST_CELLS
    ]
    now = profile["digits"]
    if not known or any(abs(item.profile["digits"] - now) <= policy.max_form_jump for item in known):
        return None
    last = known[-1]
    says = (
        f"{now:.0%} of the cells of {_name(profile)} are numbers, "
        f"in {last.row['file']} it was {last.profile['digits']:.0%}"
    )
    return Drift(profile["column"], says)


def _unit(profile: Profile, earlier: list[_Earlier], policy: QualityPolicy) -> Drift | None:
    """A median that is many times what it was: 元 and 万元, a month and a year."""
    if not profile["median"] or profile["values"] < FEWEST_CELLS:
        return None
    known = [item for item in earlier if item.profile["median"] and item.profile["values"] >= FEWEST_CELLS]
    now, most = profile["median"], policy.max_unit_factor
    if not known or any(1 / most <= now / item.profile["median"] <= most for item in known):
        return None
    last = known[-1]
    says = (
        f"the median of {_name(profile)} is {now:,g}, "
        f"in {last.row['file']} it was {last.profile['median']:,g} (another unit?)"
    )
    return Drift(profile["column"], says)


def _blanks(row: Row, profile: Profile, earlier: list[_Earlier], policy: QualityPolicy) -> Drift | None:
    """A column that is suddenly blank, beside the newest delivery about the same people."""
    same = [item for item in earlier if _same_people(item.row, row)]
    if not same:
        return None
    last = same[-1]
    now, before = _blank_share(row, profile), _blank_share(last.row, last.profile)
    if now - before <= policy.max_null_jump:
        return None
    says = f"{now:.0%} of {_name(profile)} is blank, in {last.row['file']} it was {before:.0%}"
    sizes = profile["rows"] / last.profile["rows"]
    return Drift(profile["column"], says, 1 / _OF_A_SIZE <= sizes <= _OF_A_SIZE)


def _same_people(one: Row, other: Row) -> bool:
    """Of one class year and survey; files of no single class year also go by the name before their date."""
    names = ("class_year", "survey_id")
    if all(one.get(name) is None for name in names):
        names = (*names, "stem")
    return all(one.get(name) == other.get(name) for name in names)


def _blank_share(row: Row, profile: Profile) -> float:
    """Share of rows without a cell; where code and label have a column each, one of them is enough."""
    filled = max(item["filled"] for item in row["columns"] if item["column"] == profile["column"])
    return 1 - filled / profile["rows"]


def _name(profile: Profile) -> str:
    return f"{profile['column']} ({profile['header']})"
