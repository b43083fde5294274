"""What runs in the process of dbt: dbt by its own interface, its events as lines of JSON.

dbt's own loggers put every event into words twice, those of level debug too that nobody is shown, and look
through all of the environment for each line. That was a quarter of the time of a small build. Here only what
the run reads is written. Imports nothing of ours: it is the other side of `dbt_process`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg
from dbt_common.events.functions import msg_to_dict

# Said for every node when it begins; what is in hand is seen from what is done.
_UNREAD = ("LogStartLine",)


def main() -> None:
    """Run dbt with this process's arguments; ends with dbt's status: 0, 1 a node failed, 2 dbt itself."""
    _run(sys.argv[1:], None)


def wait_for_order() -> None:
    """Read the models, then run dbt with the arguments that come as a line of JSON; without one, end."""
    read = dbtRunner().invoke(["parse", "--no-write-json"])
    if order := sys.stdin.readline():
        # What is wrong with the models is told by the run that reads them again.
        _run(json.loads(order), read.result if read.success else None)


def _run(arguments: list[str], models: Any) -> None:
    done = dbtRunner(models, callbacks=[_write]).invoke(arguments)
    if done.exception is not None:
        _line(str(done.exception))
        sys.exit(2)
    sys.exit(0 if done.success else 1)


def _write(event: EventMsg) -> None:
    if event.info.level not in ("debug", "test") and event.info.name not in _UNREAD:
        _line(json.dumps(msg_to_dict(event), default=str))


def _line(text: Any) -> None:
    # One write for text and line end: dbt's threads write at the same time.
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
