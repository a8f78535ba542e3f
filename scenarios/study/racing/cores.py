"""Worker processes that share nothing of a measure: each on a core of its own, with one thread."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from scenarios.study.running.workers import ONE_THREAD, by_main_thread, follow_parent


def pinned_workers(jobs: int) -> ProcessPoolExecutor:
    """As many workers as `jobs`; each has settled on its core before it imports numpy or a solver."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    context = get_context("spawn")
    turn = context.Value("i", 0)
    settings = (cores, turn, os.getpid(), by_main_thread())
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_settle_in, initargs=settings)


def _settle_in(cores: list[int], turn: Any, parent: int, at_once: bool) -> None:
    os.environ.update(ONE_THREAD)
    follow_parent(parent, at_once)
    with turn.get_lock():
        number, turn.value = turn.value, turn.value + 1
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cores[number % len(cores)]})
