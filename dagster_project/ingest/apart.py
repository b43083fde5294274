"""Parsers that run as a program of their own, under limits of time and memory.

A parser of workbooks or Parquet can take its whole process down on a damaged file (a panic, or an abort when
a garbled size asks for tens of gigabytes). In a process of its own that costs one delivery. The programs,
`cells` and `columns`, import nothing of ours, so that they start fast.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from dagster_project.errors import DeliveryRefused
from dagster_project.settings.intake import Limits


def parse_apart(program: str, data: bytes, file: str, limits: Limits, *arguments: str) -> Any:
    """What `program` (its name in this folder) answers on `data`; the word `damaged` when it dies.

    Its arguments are the limit of its memory in bytes and `arguments`. Raises DeliveryRefused (rule
    `too_slow`) when it takes too long.
    """
    path = Path(__file__).with_name(f"{program}.py")
    # -I: neither this folder nor the environment may lend modules to the program.
    command = [sys.executable, "-I", str(path), str(limits.memory_mib * 1024**2), *arguments]
    # One thread: each reserves memory of its own, which counts against the limit.
    environment = os.environ | {"POLARS_MAX_THREADS": "1"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=limits.seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise DeliveryRefused(
            "too_slow",
            f"{file} takes longer than {limits.seconds} s to read.",
            "Deliver it as CSV or in parts, or raise limits.seconds in institution.yml.",
        ) from error
    return pickle.loads(done.stdout) if done.returncode == 0 else "damaged"
