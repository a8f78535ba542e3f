"""Worker processes that share nothing of a measure: each on a core of its own, with one thread.

Multiprocessing would run the script that calls us anew in each of them, unless it hides behind a test for `__main__`;
what our workers do stands in our own modules, so they start without it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

from scenarios.study.running.workers import ONE_THREAD, by_main_thread, follow_parent


class _Worker(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802
        with _without_main():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    Process = _Worker


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the module that a new process would begin with."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def pinned_workers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """As many workers as `jobs`; each has settled on its core before it imports numpy or a solver.

    Whoever leaves by an exception (Ctrl-C among them) ends what runs: a solve may have minutes to go.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    context = _Context()
    turn = context.Value("i", 0)
    settings = (cores, turn, os.getpid(), by_main_thread())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_settle_in, initargs=settings)
    try:
        yield pool
    except BaseException:
        workers = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        raise
    pool.shutdown()


def _settle_in(cores: list[int], turn: Any, parent: int, at_once: bool) -> None:
    os.environ.update(ONE_THREAD)
    follow_parent(parent, at_once)
    with turn.get_lock():
        number, turn.value = turn.value, turn.value + 1
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cores[number % len(cores)]})
