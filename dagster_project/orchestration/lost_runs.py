"""Runs whose process died without a word. Dagster would count them as going on for ever, and start no other.

Every run notes in a tag which process it is; a run that goes on in a process that is gone, has failed.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

import dagster as dg

# The tag that says which process does a run.
TAG = "gradmart/process"
_GOING_ON = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def mark(instance: dg.DagsterInstance, run_id: str) -> None:
    """Note that this process does that run."""
    instance.add_run_tags(run_id, {TAG: process_identity(os.getpid())})


def end(instance: dg.DagsterInstance) -> list[str]:
    """Report as failed what goes on in no process any more; returns the ids of those runs."""
    lost = []
    for run in instance.get_runs(dg.RunsFilter(statuses=_GOING_ON)):
        identity = run.tags.get(TAG)
        if identity is None or _lives(identity):
            continue
        instance.report_run_failed(
            run, message="The process of this run is gone: it was killed, or it crashed."
        )
        lost.append(run.run_id)
    return lost


def process_identity(pid: int) -> str:
    """Host, process and when that process began: a number alone is given to another process some day."""
    try:
        began = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except FileNotFoundError:  # no such process, or a system that tells about none
        began = "0"
    return f"{socket.gethostname()}/{pid}/{began}"


def _lives(identity: str) -> bool:
    host, pid, _ = identity.rsplit("/", 2)
    if host != socket.gethostname():
        return True  # nothing can be known of a process of another machine
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return process_identity(int(pid)) == identity
