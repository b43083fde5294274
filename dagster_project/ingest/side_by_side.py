"""Work on many files at once, one process for each core.

Casting a delivery and setting a report are Python, so threads would wait for one another. The processes are
forked from one that has no threads and has loaded what they need (`get_ready`), end with the process that
asked for them, even when that is killed, and are not started for what is done before they are there.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, util
from multiprocessing.context import ForkServerContext
from typing import ParamSpec, TypeVar

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")

# Less than so many bytes in all are worked off sooner than processes start.
WORTH_IT = 4 * 1024**2
# While it is read a file takes nearly twenty times its size in memory: so much is in hand at a time.
IN_HAND = 192 * 1024**2
# A machine with many cores need not have memory for as many processes.
MOST = 4
# Of the 107 signs a socket's name may have: those that multiprocessing needs behind its folder are left out.
_ROOM_FOR_A_SOCKET = 107 - len("/pymp-12345678/listener-12345678")
_THREADS = "POLARS_MAX_THREADS"
_errors_are_words = False
_LOADED = ("dagster_project.ingest.landing",)


def get_ready(modules: Sequence[str]) -> None:
    """Have what the processes are forked from started now, and load `modules` while others do their work.

    Without it that one is started when it is first needed, and loads what landing needs. From now on what
    processes complain of goes to their standard output, which in a run is its log.
    """
    global _errors_are_words
    _errors_are_words = True
    _context([*_LOADED, *modules])


def side_by_side(work: Callable[[T], R], items: Sequence[T], sizes: Sequence[int]) -> Iterator[R]:
    """`work` of each item, in their order. `sizes`: bytes to read for each, 0 where there is nothing to do.

    `work` and the items have to be picklable. What `work` raises is raised here.
    """
    shared = [size if 2 * size <= IN_HAND else 0 for size in sizes]
    if sum(shared) < WORTH_IT or sum(map(bool, shared)) < 2:
        yield from map(work, items)
        return
    with _processes(IN_HAND // max(shared)) as pool:
        started = {place: pool.submit(work, items[place]) for place, size in enumerate(shared) if size}
        try:
            for place, item in enumerate(items):
                yield started[place].result() if place in started else work(item)
        finally:
            pool.shutdown(cancel_futures=True)


def at_once(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """`work` of each item, in their order, each in a process; of a single item in this one."""
    if len(items) < 2:
        yield from map(work, items)
        return
    with begun(work, items) as made:
        yield from made


@contextmanager
def begun(work: Callable[[T], R], items: Sequence[T]) -> Iterator[Iterator[R]]:
    """`work` of each item is begun, each in a process; what is yielded waits for its results, in order."""
    with _processes(MOST) as pool:
        yield pool.map(work, items)


def elsewhere(work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """`work` of the arguments, done in a process; they and what it returns have to be picklable."""
    with _processes(1) as pool:
        return pool.submit(work, *arguments, **named).result()


def _processes(most: int) -> Executor:
    workers = min(most, MOST, os.cpu_count() or 1)
    context = _context(_LOADED)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(_errors_are_words,))


def _context(modules: Sequence[str]) -> ForkServerContext:
    """How processes are started, by a server that runs from now on; `modules` are nothing to one that did."""
    if len(tempfile.gettempdir()) > _ROOM_FOR_A_SOCKET:
        usual, tempfile.tempdir = tempfile.tempdir, "/tmp"
        try:
            util.get_temp_dir()  # multiprocessing stays with the first one
        finally:
            tempfile.tempdir = usual
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(modules))
    with _one_thread_each():
        forkserver.ensure_running()
    return context


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """What is started meanwhile has one thread of polars: of a process for each core more are in the way.

    Polars looks when it is loaded, so it is nothing to this process.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


def _begin(errors_are_words: bool) -> None:
    """Have the process end with the one that asked for it.

    One that went on after its run was killed would write into the landing of the next one.
    """
    if errors_are_words:
        sys.stderr = sys.stdout
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
