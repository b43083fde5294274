"""The dbt process: how it is started, what it is told, and how its log lines come back as events.

dbt runs as a process of its own, started in the data folder, and meets the package at two borders below it:
the landing files and the build file. `DbtCliResource` of dagster-dbt is left out on purpose: before
every call it starts `dbt --version`, which costs five seconds and asks the network for newer versions.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.orchestration import child
from dagster_project.orchestration.engine_memory import VARIABLE, engine_memory, too_little
from dagster_project.settings import DBT_DIR, Paths

_BAD = ("error", "runtime error")
_NO_MEMORY = "Out of Memory Error"


class DbtFault(Exception):
    """dbt could not do its work (a compile error, a broken model): a fault of the program."""


@dataclass(frozen=True)
class FailedTest:
    """A dbt data test or unit test that did not hold. `rows`: how many it found (0 for a unit test)."""

    name: str
    description: str
    rows: int


def target_dir(paths: Paths) -> Path:
    """Where dbt puts its manifest and results."""
    return (paths.build / "dbt").resolve()


def get_ready(paths: Paths) -> None:
    """Start the dbt of the next `dbt build`: it reads the models while others work, and waits for its order.

    One that gets none ends with this process, or when another is started.
    """
    global _waiting
    if _waiting is not None:
        _waiting.dismiss()
    _waiting = _Waiting(paths, _start(paths, "wait_for_order"))


def events(paths: Paths, arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Run dbt with `arguments` and yield its structured log lines.

    Raises DbtFault with dbt's own messages when dbt ends badly for another reason than a failed test.
    """
    errors: list[str] = []
    with (
        _logs(paths).joinpath("dbt.log").open("w", encoding="utf-8") as log,
        _ordered(paths, arguments) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            event = _event(line)
            log.write(line if event is None else f"{event['info']['ts']} {event['info']['msg']}\n")
            if event is None:
                errors.append(line.rstrip())
                continue
            if event["info"]["level"] == "error":
                errors.append(event["info"]["msg"])
            yield event
    # 1: something in the build failed, told node by node in run_results.json. Anything else is dbt itself.
    if process.returncode not in (0, 1) or (process.returncode == 1 and "build" not in arguments):
        raise DbtFault("\n".join(errors[-40:]) or f"dbt ended with status {process.returncode}.")


@dataclass(frozen=True)
class _Waiting:
    """A dbt that waits for its order, and the deployment it was started for."""

    paths: Paths
    process: subprocess.Popen[str]

    def dismiss(self) -> None:
        with self.process as process:
            process.kill()


_waiting: _Waiting | None = None


def _ordered(paths: Paths, arguments: Sequence[str]) -> subprocess.Popen[str]:
    """A dbt that does what `arguments` say: the one that waits, if it waits for a build of these paths."""
    global _waiting
    found, _waiting = _waiting, None
    if found is None or found.paths != paths or arguments[0] != "build" or found.process.poll() is not None:
        if found is not None:
            found.dismiss()
        return _start(paths, "main", *arguments)
    assert found.process.stdin is not None
    with found.process.stdin as order:
        order.write(json.dumps(list(arguments)) + "\n")
    return found.process


def _start(paths: Paths, function: str, *arguments: str) -> subprocess.Popen[str]:
    target_dir(paths).mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        child.command("dagster_project.orchestration.dbt_child", function, *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=paths.data,
        env=_environment(paths),
    )


def _logs(paths: Paths) -> Path:
    folder = paths.build / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def results(paths: Paths) -> dict[str, dict[str, Any]]:
    """What the last build says of each node: unique_id -> its entry in run_results.json."""
    content = json.loads((target_dir(paths) / "run_results.json").read_text(encoding="utf-8"))
    return {result["unique_id"]: result for result in content["results"]}


def judge(paths: Paths) -> list[FailedTest]:
    """The tests that failed in the last build; none when it went well.

    Raises DbtFault when a node broke instead of failing a test, UserError when one had too little memory.
    """
    manifest = json.loads((target_dir(paths) / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"] | manifest["unit_tests"]
    last = results(paths)
    broken = [result for result in last.values() if result["status"] in _BAD]
    for result in broken:
        if _NO_MEMORY in (result["message"] or ""):
            raise too_little(nodes[result["unique_id"]]["name"], engine_memory(paths))
    if broken:
        raise DbtFault("\n".join(f"{result['unique_id']}: {result['message']}" for result in broken))
    return [
        FailedTest(
            nodes[unique_id]["name"],
            prose(nodes[unique_id]),
            result["failures"] or 0,
        )
        for unique_id, result in last.items()
        if result["status"] == "fail"
    ]


def prose(test: Mapping[str, Any]) -> str:
    """Its description, what it was given (a generic test), or the comment its SQL begins with."""
    if test["description"]:
        return _one_line(test["description"])
    if generic := test.get("test_metadata"):
        return "; ".join(_argument(*item) for item in generic["kwargs"].items() if item[0] != "model")
    lines = [line.strip() for line in test.get("raw_code", "").splitlines()]
    start = next((place for place, line in enumerate(lines) if line.startswith("--")), len(lines))
    comment = itertools.takewhile(lambda line: line.startswith("--"), lines[start:])
    return _one_line(" ".join(line.removeprefix("--") for line in comment))


def _argument(name: str, value: Any) -> str:
    return f"{name.replace('_', ' ')} {', '.join(map(str, value)) if isinstance(value, list) else value}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def tested_node(test: Mapping[str, Any]) -> str | None:
    """The node a test is about: the one it is attached to, else the first it reads; None if it reads none."""
    return test.get("attached_node") or next(iter(test["depends_on"]["nodes"]), None)


def _event(line: str) -> dict[str, Any] | None:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def _environment(paths: Paths) -> dict[str, str]:
    return os.environ | {
        "DBT_PROJECT_DIR": str(DBT_DIR),
        "DBT_PROFILES_DIR": str(DBT_DIR),
        "DBT_TARGET_PATH": str(target_dir(paths)),
        "DBT_LOG_PATH": str(_logs(paths).resolve()),
        # The events come from `dbt_child`; dbt's own loggers cost a quarter of a small build.
        "DBT_LOG_LEVEL": "none",
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        VARIABLE: engine_memory(paths),
        "PYTHONUNBUFFERED": "1",
    }
