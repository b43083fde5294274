"""Every delivery of a feed into landing, each read once: the cache, the copies, the refusals.

Landing is a cache: delete it and it comes back. A delivery that breaks is refused alone; the others go on.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import DeliveryRefused, UserError
from dagster_project.ingest.corrections import Correction, read_corrections
from dagster_project.ingest.deliveries import FoundDelivery, find_deliveries, growing
from dagster_project.ingest.files import remove_leftovers, write_json, write_parquet, write_schema
from dagster_project.ingest.fingerprint import delivery_fingerprint, feed_context
from dagster_project.ingest.land import land_delivery
from dagster_project.ingest.landed import Landed, landed_schema
from dagster_project.ingest.quarantine import quarantine_frame
from dagster_project.ingest.register import (
    Record,
    blank_record,
    landed_record,
    parse_record,
    refused,
    save_feed,
)
from dagster_project.ingest.side_by_side import side_by_side
from dagster_project.settings import Institution, Paths

# Refusals that say how the file was met and not what it holds: the next run tries again.
_PASSING = frozenset({"growing", "unreadable"})

Progress = Callable[[str, int, int], None]
# Lands one delivery under the configuration, key and ledger of this run.
Land = Callable[[FoundDelivery], Landed]


def land_feed(
    paths: Paths,
    institution: Institution,
    key: bytes,
    feed: str,
    today: dt.date,
    on_progress: Progress | None = None,
    published: dict[str, str] | None = None,
    moving: Collection[Path] = (),
) -> list[Record]:
    """Land what is new of one feed and return its register rows, one per file found.

    published    file -> sha256 of the current release: a file that was changed under its old name is refused
    moving       files that are still being copied: refused this time
    on_progress  called with (file, number of files done, number of files) before each file is looked at
    """
    folder = paths.landing / feed
    for place in (folder, paths.landing / "quarantine", paths.landing / "records"):
        place.mkdir(parents=True, exist_ok=True)
        remove_leftovers(place)
    write_schema(folder, landed_schema(CONTRACTS[feed]))
    ledger = [item for item in read_corrections(paths.corrections_file, institution) if item.feed == feed]
    context = feed_context(feed, institution, key, ledger)

    land = partial(_land_as_asked, institution, key, ledger)
    found = [
        _checked(item, today, published or {}, moving)
        for item in find_deliveries(paths, feed, institution.shared)
    ]
    groups = _same_bytes(found)
    landed = side_by_side(
        partial(_land_group, paths, land, context), groups, [_unread(paths, group) for group in groups]
    )
    records: list[Record] = []
    for done, group in enumerate(groups):
        if on_progress:
            on_progress(group[0].file, done, len(groups))
        records += next(landed)
    records += _kept_from_cache(paths, context, found, published or {})
    save_feed(paths, feed, records)
    return records


def _checked(
    found: FoundDelivery, today: dt.date, published: dict[str, str], moving: Collection[Path]
) -> FoundDelivery:
    """Refusals that need to know the day, the current release and what is being copied."""
    if found.path in moving:
        return replace(found, refusal=growing(found.file))
    if found.refusal is not None:
        return found
    before = published.get(found.file)
    if before is not None and before != found.sha256:
        refusal = DeliveryRefused(
            "changed_file",
            f"{found.file} was published with other bytes: a delivery is never changed under its name.",
            "Put the original file back, and deliver the new state under a name with its own date.",
        )
    elif found.recorded_on is not None and found.recorded_on > today:
        refusal = DeliveryRefused(
            "future_date",
            f"{found.file} shows the state of {found.recorded_on}, which is still to come.",
            "Correct the date in its name or sidecar to the day whose state it shows.",
        )
    else:
        return found
    return replace(found, refusal=refusal)


def _same_bytes(found: list[FoundDelivery]) -> list[list[FoundDelivery]]:
    """Files by their bytes, in the order found; in each group the earliest that can be read comes first."""
    groups: dict[str, list[FoundDelivery]] = {}
    for item in found:
        groups.setdefault(item.delivery_id, []).append(item)
    return [
        sorted(group, key=lambda item: (item.refusal is not None, item.recorded_on or dt.date.max, item.file))
        for group in groups.values()
    ]


def _land_as_asked(
    institution: Institution, key: bytes, ledger: list[Correction], found: FoundDelivery
) -> Landed:
    return land_delivery(found, institution, key, ledger)


def _unread(paths: Paths, group: list[FoundDelivery]) -> int:
    """Bytes of a file that was never landed before, or not with all it holds; else 0."""
    first = group[0]
    is_new = first.refusal is None and _cached(paths, first.delivery_id) is None
    return first.path.stat().st_size if is_new else 0


def _land_group(paths: Paths, land: Land, context: str, group: list[FoundDelivery]) -> list[Record]:
    """Register rows of files with the same bytes: the first counts, the others are named beside it."""
    first, *others = group
    records = [_land_one(paths, land, context, first)]
    for number, other in enumerate(others, start=2):
        record = blank_record(other) | {"delivery_id": f"{other.delivery_id}#{number}"}
        if other.refusal is not None:
            records.append(_refusal(record, other.refusal))
        else:
            reason = f"{other.file} has the same bytes as {first.file}: they count once."
            records.append(record | {"status": "repeated", "reason": reason})
    return records


def _land_one(paths: Paths, land: Land, context: str, found: FoundDelivery) -> Record:
    if found.refusal is not None:
        return _refusal(blank_record(found), found.refusal)
    assert found.sha256 is not None
    fingerprint = delivery_fingerprint(found.file, found.sha256, found.sidecar.model_dump_json(), context)
    cached = _cached(paths, found.delivery_id)
    if cached is not None and cached["fingerprint"] == fingerprint:
        return parse_record(cached["record"])
    record_file = _record_file(paths, found.delivery_id)
    # Without its record a landed file is no cache: taken away first, so a killed run leaves no false pair.
    record_file.unlink(missing_ok=True)
    try:
        with _without_looking_for_cycles():
            landed = land(found)
    except DeliveryRefused as refusal:
        record = _refusal(blank_record(found), refusal)
        _write(paths, found, None)
        if refusal.rule in _PASSING:
            return record
    except (OSError, UserError):
        raise  # the machine or the configuration: that is not this file's matter
    except Exception as error:  # noqa: BLE001  a fault of ours on one file must not cost the night
        _write(paths, found, None)
        # Not kept as a cache: the next run, perhaps of a mended program, tries again.
        return _refusal(blank_record(found), _fault(paths, found, error))
    else:
        record = landed_record(found, landed)
        _write(paths, found, landed)
    write_json({"fingerprint": fingerprint, "context": context, "record": record}, record_file)
    return record


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Rows are lists by the hundred thousand; to look through them over and over is a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _fault(paths: Paths, found: FoundDelivery, error: Exception) -> DeliveryRefused:
    """The refusal of a file the program could not cope with, and a trace without what the file holds.

    Messages of libraries quote cells, so only the places in the code are kept.
    """
    trace = paths.build / "logs" / f"fault-{found.delivery_id}.txt"
    trace.parent.mkdir(parents=True, exist_ok=True)
    places = "".join(traceback.format_tb(error.__traceback__))
    trace.write_text(f"{type(error).__name__} while landing {found.file}\n{places}", encoding="utf-8")
    return DeliveryRefused(
        "fault",
        f"{found.file} cannot be read: a fault of the program ({type(error).__name__}), not of the file.",
        f"Report it with build/logs/{trace.name}, or deliver the file in another format.",
    )


def _refusal(record: Record, refusal: DeliveryRefused) -> Record:
    told = {"top_reasons": refusal.rule, "unknown_headers": refusal.unknown_headers}
    return refused(record, refusal.what, refusal.do) | told


def _write(paths: Paths, found: FoundDelivery, landed: Landed | None) -> None:
    """Landed rows and quarantine of one delivery; what an earlier landing left is replaced or taken away."""
    target = _landed_file(paths, found.feed, found.delivery_id)
    if landed is None or landed.frame is None:
        target.unlink(missing_ok=True)
    else:
        write_parquet(landed.frame, target)
    aside = paths.landing / "quarantine" / f"{found.delivery_id}.parquet"
    if landed is None or not landed.rejected:
        aside.unlink(missing_ok=True)
    else:
        sheet = landed.table.sheet
        write_parquet(
            quarantine_frame(landed.rejected, found.feed, found.delivery_id, found.file, sheet), aside
        )


def _kept_from_cache(
    paths: Paths, context: str, found: list[FoundDelivery], published: dict[str, str]
) -> list[Record]:
    """Earlier landings of files that were changed under their name: the last good state stands."""
    here = {item.sha256 for item in found}
    kept = []
    for item in found:
        before = published.get(item.file)
        if item.refusal is None or item.refusal.rule != "changed_file" or before is None or before in here:
            continue
        cached = _cached(paths, f"{item.feed}-{before[:16]}")
        if cached is not None and cached["context"] == context:
            record = parse_record(cached["record"])
            note = "kept from an earlier landing: the file has been changed since"
            kept.append(record | {"notes": "; ".join(filter(None, [record["notes"], note]))})
    return kept


def _cached(paths: Paths, delivery_id: str) -> dict | None:
    """The record of an earlier landing, when all its files are there."""
    try:
        cached = json.loads(_record_file(paths, delivery_id).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    record = cached["record"]
    if record["status"] == "landed" and not _landed_file(paths, record["feed"], delivery_id).exists():
        return None
    if record["quarantined"] and not (paths.landing / "quarantine" / f"{delivery_id}.parquet").exists():
        return None
    return cached


def _record_file(paths: Paths, delivery_id: str) -> Path:
    return paths.landing / "records" / f"{delivery_id}.json"


def _landed_file(paths: Paths, feed: str, delivery_id: str) -> Path:
    return paths.landing / feed / f"{delivery_id}.parquet"
