"""Processes that do not outlive the one that started them, even when that one is killed.

A dbt that goes on after its run was killed would write into the next run's build; a daemon that goes on after
`gradmart serve` was killed would start runs that nobody knows of. Imports no Dagster.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def command(module: str, function: str, *arguments: str) -> list[str]:
    """The command line of a Python process that calls `function` of `module`, which reads `arguments`."""
    program = (
        f"from {__name__} import end_with; end_with({os.getpid()}); "
        f"from {module} import {function}; {function}()"
    )
    return [sys.executable, "-c", program, *arguments]


def end_with(parent: int) -> None:
    """Have the kernel end this process when `parent` is gone. On systems other than Linux nothing is done."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we could ask
            os.kill(os.getpid(), signal.SIGKILL)
