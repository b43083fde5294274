"""Which releases are no longer kept: by number and by age. Nothing is removed here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from dagster_project.settings import ReleasesPolicy


def superfluous(
    published: Sequence[tuple[str, datetime]], policy: ReleasesPolicy, stay: Collection[str] = ()
) -> list[str]:
    """Ids that may go, of releases as (id, when published), the one published last first.

    Kept are the `policy.keep` published last; of each of the `policy.months` months up to that of the newest
    one the release published last in it; those the policy never removes; and those in `stay`.
    """
    kept = {name for name, _ in published[: policy.keep]} | {*policy.never_remove, *stay}
    newest = _month(published[0][1]) if published else 0
    seen: set[int] = set()
    for name, when in published:
        month = _month(when)
        if month not in seen and newest - month < policy.months:
            kept.add(name)
        seen.add(month)
    return [name for name, _ in published if name not in kept]


def _month(when: datetime) -> int:
    return when.year * 12 + when.month
