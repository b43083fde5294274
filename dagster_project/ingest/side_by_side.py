"""Work on many files at once, one process for each core.

Casting a delivery and setting a report are Python, so threads would wait for one another. The processes are
forked from one that has no threads, end with the process that asked for them, even when that is killed, and
are not started for what is done before they are there.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Less than so many bytes in all are worked off sooner than processes start.
WORTH_IT = 4 * 1024**2
# While it is read a file takes nearly twenty times its size in memory: so much is in hand at a time.
IN_HAND = 192 * 1024**2
# A machine with many cores need not have memory for as many processes.
MOST = 4


def side_by_side(work: Callable[[T], R], items: Sequence[T], sizes: Sequence[int]) -> Iterator[R]:
    """`work` of each item, in their order. `sizes`: bytes to read for each, 0 where there is nothing to do.

    `work` and the items have to be picklable. What `work` raises is raised here.
    """
    shared = [size if 2 * size <= IN_HAND else 0 for size in sizes]
    if sum(shared) < WORTH_IT or sum(map(bool, shared)) < 2:
        yield from map(work, items)
        return
    with _processes(IN_HAND // max(shared)) as pool:
        begun = {place: pool.submit(work, items[place]) for place, size in enumerate(shared) if size}
        try:
            for place, item in enumerate(items):
                yield begun[place].result() if place in begun else work(item)
        finally:
            pool.shutdown(cancel_futures=True)


def at_once(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """`work` of each item, in their order, each in a process; of a single item in this one."""
    if len(items) < 2:
        yield from map(work, items)
        return
    with _processes(MOST) as pool:
        yield from pool.map(work, items)


def _processes(most: int) -> Executor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dagster_project.ingest.landing"])
    return ProcessPoolExecutor(
        min(most, MOST, os.cpu_count() or 1), mp_context=context, initializer=_end_with_the_parent
    )


def _end_with_the_parent() -> None:
    """A process that went on after its run was killed would write into the landing of the next one."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
