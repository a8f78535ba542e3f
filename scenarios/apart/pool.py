"""Workers by whose code they run, which never meets that of another; one that is there is used again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, TypeVar

from scenarios.apart.worker import Worker

MOST_IDLE = 8
"""Workers that wait for further work."""

T = TypeVar("T")
_idle: list[tuple[Hashable, Worker]] = []
_all: set[Worker] = set()
_lock = threading.Lock()


def ask(whose: Hashable, task: str, arguments: dict[str, Any], seconds: float | None = None) -> Any:
    """Ask a worker that runs nobody's code but `whose`; see `Worker.ask`."""
    with borrowed(whose) as worker:
        return worker.ask(task, arguments, seconds)


@contextmanager
def borrowed(whose: Hashable) -> Iterator[Worker]:
    """A worker that runs nobody's code but `whose`, for several questions in turn."""
    with _lock:
        place = next((at for at, (name, _) in enumerate(_idle) if name == whose), None)
        worker = None if place is None else _idle.pop(place)[1]
    if worker is None or not worker.alive:
        worker = Worker()
        with _lock:
            _all.add(worker)
    try:
        yield worker
    finally:
        leaving = worker
        with _lock:
            if worker.alive:
                _idle.append((whose, worker))
                leaving = _idle.pop(0)[1] if len(_idle) > MOST_IDLE else None  # type: ignore[assignment]
            if leaving is not None:
                _all.discard(leaving)
        if leaving is not None:
            leaving.close()


def side_by_side(work: Sequence[Callable[[], T]], workers: int) -> Iterator[tuple[int, T]]:
    """Do all of it, so many at a time; give each result with its place as it arrives.

    Whoever stops listening ends what runs.
    """
    threads = ThreadPoolExecutor(workers)
    try:
        places = {threads.submit(one): place for place, one in enumerate(work)}
        for future in as_completed(places):
            yield places[future], future.result()
    except BaseException:
        threads.shutdown(wait=False, cancel_futures=True)
        close_all()
        raise
    threads.shutdown()


def close_all() -> None:
    """End every worker."""
    with _lock:
        everyone = list(_all)
        _all.clear()
        _idle.clear()
    for worker in everyone:
        worker.close()
