"""`gradmart quarantine DELIVERY --workbook`: the quarantined rows of a delivery, for its sender to mend.

Takes no lock, writes one file outside the folders of the deployment, and changes nothing else. No Dagster.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.errors import ConfigurationError, DeliveryRefused
from dagster_project.ingest.corrections import read_corrections
from dagster_project.ingest.deliveries import FoundDelivery, find_deliveries
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.pseudonyms import load_key
from dagster_project.ingest.returned import Returned, give_back
from dagster_project.ingest.returned_book import workbook_bytes
from dagster_project.orchestration.status import register_of
from dagster_project.settings import Institution, Paths, Settings


@dataclass(frozen=True)
class GivenBack:
    """What was written: where, of which file, for whom, how many rows, and how it is to come back.

    comes_back_as  path below the data folder for the mended workbook. Of files of one day that which comes
                   later by its name counts, and this one does.
    sidecar        lines its sidecar needs
    """

    workbook: str
    file: str
    sender: str | None
    rows: int
    sound_left_out: int
    is_whole: bool
    comes_back_as: str
    sidecar: list[str]


def write_workbook(
    settings: Settings, delivery: str, workbook: Path, *, with_sound: bool = False, overwrite: bool = False
) -> GivenBack:
    """Write the workbook of one delivery, readable by its owner only.

    Raises ConfigurationError: no such delivery, nothing to give back, a place where it may not lie.
    """
    paths = Paths(settings.data.absolute())
    _check_place(paths, workbook, overwrite)
    institution = load_configuration(paths.institution_file)
    found = _find(paths, institution, register_of(settings, delivery), delivery)
    try:
        ledger = read_corrections(paths.corrections_file, institution)
        returned = give_back(found, institution, load_key(paths, settings.key), with_sound, ledger)
    except DeliveryRefused as refusal:
        raise _no_rows(found, refusal) from refusal
    rows = len(returned.rows) + len(returned.unsplit)
    if not rows:
        raise ConfigurationError(
            f"No row of {found.file} is in quarantine.",
            "`gradmart quarantine` lists the deliveries that have some.",
        )
    _write(workbook, workbook_bytes(returned))
    return _given_back(returned, workbook, rows, with_sound)


def _check_place(paths: Paths, workbook: Path, overwrite: bool) -> None:
    if workbook.suffix.lower() != ".xlsx":
        raise ConfigurationError(f"{workbook} does not end in .xlsx.", "Name a workbook, such as mend.xlsx.")
    place = workbook.resolve()
    for folder in (paths.raw, paths.landing, paths.build, paths.marts, paths.dagster):
        if place.is_relative_to(folder.resolve()):
            raise ConfigurationError(
                f"{workbook} would lie in {folder}, and its rows belong to their sender only.",
                "Name a place outside the folders of the deployment.",
            )
    if not place.parent.is_dir():
        raise ConfigurationError(f"There is no folder {workbook.parent}.", "Make it, or name another place.")
    if workbook.exists() and not overwrite:
        raise ConfigurationError(f"{workbook} is there already.", "Name another file, or add --force.")


def _find(
    paths: Paths, institution: Institution, register: Sequence[Mapping[str, Any]], delivery: str
) -> FoundDelivery:
    """The one delivery that is meant, as it lies in data/raw and as the last run saw it."""
    meant = {(row["feed"], row["file"]): row["delivery_id"] for row in register}
    if len(meant) > 1:
        ids = " or ".join(f"{identity} ({file})" for (_, file), identity in sorted(meant.items()))
        raise ConfigurationError(
            f"{delivery} may be {ids}.", "Give the id of the one that is meant: one workbook, one sender."
        )
    ((feed, file),) = meant
    here = [found for found in find_deliveries(paths, feed, institution.shared) if found.file == file]
    if not here:
        raise ConfigurationError(
            f"{file} is not in data/raw any more, and its rows are kept nowhere else.",
            "Put it back first.",
        )
    found = here[0]
    if found.refusal is not None:
        raise _no_rows(found, found.refusal)
    if found.sha256 not in {row["sha256"] for row in register}:
        raise ConfigurationError(f"{found.file} has changed since the last run.", "Run `gradmart run` first.")
    return found


def _no_rows(found: FoundDelivery, refusal: DeliveryRefused) -> ConfigurationError:
    return ConfigurationError(
        f"{found.file} was refused before its rows were read, so there are none to give back: {refusal.what}",
        refusal.do,
    )


def _write(workbook: Path, content: bytes) -> None:
    part = workbook.with_name(f".{workbook.name}.{os.getpid()}.part")
    try:
        # Nobody else may read it, not even while it is written.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        part.replace(workbook)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ConfigurationError(
            f"{workbook} cannot be written ({error.strerror}).", "Name another place with --workbook."
        ) from error


def _given_back(returned: Returned, workbook: Path, rows: int, with_sound: bool) -> GivenBack:
    found = returned.found
    sidecar = found.sidecar
    lines = [f"class_year: {sidecar.class_year}"] if sidecar.class_year else []
    lines += [f"survey_id: {returned.survey_id}"] if returned.survey_id else []
    return GivenBack(
        workbook=str(workbook),
        file=found.file,
        sender=sidecar.sender,
        rows=rows,
        sound_left_out=0 if with_sound else returned.sound,
        is_whole=returned.is_whole,
        comes_back_as=f"raw/{found.feed}/{found.stem}_mended_{found.recorded_on}.xlsx",
        sidecar=lines,
    )
