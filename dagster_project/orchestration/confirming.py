"""Writing a person's answers down: a header, a label, a column that is right as it is.

`plan` makes the new text of institution.yml and `plan_columns` that of a sidecar; both are checked as a run
would before anybody sees them, and `write` puts one in place. Nothing is run. Imports no Dagster.
"""

from __future__ import annotations

import copy
import difflib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import ConfigurationError, DeliveryRefused
from dagster_project.ingest.institution_file import load_configuration
from dagster_project.ingest.register import read_records
from dagster_project.ingest.sidecar import SUFFIX, read_sidecar
from dagster_project.orchestration.answers import TABLES, Answer, answers_wrong, notes
from dagster_project.orchestration.questions import held_back, identity, questions
from dagster_project.settings import Paths, Settings, plain_yaml
from dagster_project.settings.added_yaml import NoPlaceFor, with_items, with_setting


@dataclass(frozen=True)
class Plan:
    """A file as it would be written.

    before   its text now, None when there is no such file yet
    diff     unified diff of the two, without colours
    notes    what is worth knowing before saying yes
    waiting  deliveries that are read anew for it
    """

    file: Path
    before: str | None
    after: str
    diff: str
    notes: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def plan(settings: Settings, answers: Sequence[Answer]) -> Plan:
    """institution.yml with these answers. Raises ConfigurationError that lists every mistake in them."""
    paths = Paths(settings.data.absolute())
    file = paths.institution_file.resolve()
    institution = load_configuration(file)
    answers = list(dict.fromkeys(answers))
    if mistakes := answers_wrong(answers, institution):
        raise ConfigurationError(
            "Nothing was written:\n" + "\n".join(f"  - {line}" for line in mistakes),
            "\nGive the command again with what is right.",
        )
    before = _read(file)
    after = _with_answers(before, answers)
    _check(after, _wanted(before, answers), answers)
    told = [note for answer in answers for note in notes(answer, institution)]
    wanted = {identity(answer.kind, answer.scope, answer.text) for answer in answers}
    waiting = {
        place.file
        for question in questions(read_records(paths), institution)
        if question.identity in wanted
        for place in question.places
    }
    return Plan(file, before, after, _diff(file.name, before, after), tuple(told), tuple(sorted(waiting)))


def plan_columns(settings: Settings, name: str, columns: Sequence[str] = ()) -> Plan:
    """The sidecar of a delivery that gate 1 holds back, with these of its columns confirmed, or all.

    `name` is its path below data/raw or its file name. Raises ConfigurationError when it, or one of the
    columns, is not held back.
    """
    paths = Paths(settings.data.absolute())
    waiting = held_back(paths)
    found = [item for item in waiting if name in (item.file, item.file.rpartition("/")[2])]
    if len(found) != 1:
        named = ", ".join(item.file for item in waiting) or "none"
        raise ConfigurationError(
            f"{name} is no feed, no code table and no file that waits to be confirmed.",
            f"Feeds are {', '.join(CONTRACTS)}; code tables are {', '.join(TABLES)}; "
            f"files that wait: {named}.",
        )
    held = found[0]
    if wrong := [column for column in columns if column not in held.columns]:
        raise ConfigurationError(
            f"{held.file} is not held back for {', '.join(wrong)}.",
            f"The columns to confirm are {', '.join(held.columns)}.",
        )
    columns = tuple(dict.fromkeys(columns)) or held.columns
    file = paths.raw / f"{held.file}{SUFFIX}"
    before = _read(file) if file.exists() else None
    try:
        after = with_items(before or "", "confirmed", columns)
        _check_sidecar(before or "", after, columns, file.name)
    except (NoPlaceFor, yaml.YAMLError, DeliveryRefused) as error:
        raise ConfigurationError(
            f"{held.file}{SUFFIX} cannot be added to without changing what stands in it.",
            f"Write into it by hand: confirmed: [{', '.join(columns)}]",
        ) from error
    return Plan(file, before, after, _diff(file.name, before or "", after), (held.reason,), (held.file,))


def write(made: Plan) -> None:
    """Put the planned text in place of the old, whole or not at all, with the file's mode.

    Raises ConfigurationError when the file was changed since it was planned.
    """
    if (_read(made.file) if made.file.exists() else None) != made.before:
        raise ConfigurationError(
            f"{made.file.name} was changed in the meantime, so nothing was written.", "Answer again."
        )
    part = made.file.with_name(f".{made.file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            stream.write(made.after.encode())
            stream.flush()
            # Without this a power cut may leave the new name on empty blocks.
            os.fsync(stream.fileno())
        if made.before is not None:
            part.chmod(made.file.stat().st_mode)
        part.replace(made.file)
    finally:
        part.unlink(missing_ok=True)


def _with_answers(text: str, answers: Sequence[Answer]) -> str:
    # A mark at the head of the file is no part of its first line.
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    try:
        for answer in answers:
            body = with_setting(body, answer.place, answer.written, answer.meaning)
    except (NoPlaceFor, yaml.YAMLError) as error:
        raise _by_hand(answers) from error
    return mark + body


def _wanted(text: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """What the file says now, and the answers."""
    content = copy.deepcopy(plain_yaml.parse(text.removeprefix("\ufeff")))
    for answer in answers:
        section, scope = answer.place
        content[section] = content.get(section) or {}
        content[section][scope] = (content[section].get(scope) or {}) | {answer.written: answer.meaning}
    return content


def _check(after: str, wanted: dict[str, Any], answers: Sequence[Answer]) -> None:
    """Whatever way the text was made: it says what was wanted, and a run would take it."""
    try:
        says = plain_yaml.parse(after.removeprefix("\ufeff"))
    except yaml.YAMLError as error:
        raise _by_hand(answers) from error
    if says != wanted:
        raise _by_hand(answers)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "institution.yml"
        trial.write_bytes(after.encode())
        load_configuration(trial)


def _check_sidecar(before: str, after: str, columns: Sequence[str], name: str) -> None:
    content = plain_yaml.parse(before.removeprefix("\ufeff")) or {}
    wanted = content | {"confirmed": [*content.get("confirmed", ()), *columns]}
    if plain_yaml.parse(after.removeprefix("\ufeff")) != wanted:
        raise NoPlaceFor
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "sidecar.yml"
        trial.write_bytes(after.encode())
        read_sidecar(trial, name)


def _by_hand(answers: Sequence[Answer]) -> ConfigurationError:
    lines = ""
    for answer in answers:
        lines = with_setting(lines, answer.place, answer.written, answer.meaning)
    return ConfigurationError(
        "institution.yml is written in a way that cannot be added to without changing other lines.",
        f"Add by hand:\n{lines.rstrip()}",
    )


def _read(file: Path) -> str:
    return file.read_bytes().decode()


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, n=2, lineterm="")
    return "\n".join(lines)
