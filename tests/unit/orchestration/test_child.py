"""A process does not outlive the one that started it, however that one ends (Linux can see to it)."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dagster_project.orchestration import child

# Starts `python -c ... signal.pause()` the way dbt is started, and says which process it is.
PARENT = """
import subprocess, time
from dagster_project.orchestration import child
print(subprocess.Popen(child.command("signal", "pause")).pid, flush=True)
time.sleep(600)
"""


def test_when_the_parent_is_killed_its_child_ends():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    for _ in range(600):
        if is_gone(pid):
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("the child goes on without its parent")


def test_a_child_whose_parent_was_gone_before_it_could_ask_ends_at_once():
    command = child.command("os", "abort")
    command[2] = command[2].replace(f"end_with({os.getpid()})", "end_with(1)")
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


def is_gone(pid: int) -> bool:
    """Whether there is no such process any more, or a dead one that nobody has asked for its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
