"""Pieces of work whose CPU seconds are compared, done on demand by the interpreter of one commit's environment.

`python blocks.py CORE` settles on a core, says "ready", and for every name of a block on stdin prints the CPU seconds
it took once; an empty answer means that this commit cannot do it. `--memory` prints the peak memory of one replication
in MB instead. Businesses are the frozen ones beside the gate, so both sides do the same work.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

BUSINESSES = Path(__file__).parents[1] / "businesses"


@cache
def _business(name: str, days: int) -> Any:
    from scenarios import load

    return load(f"{BUSINESSES / name}.yaml+days={days}").config


@cache
def _outcome() -> Any:
    return _replication("city_day", 1)


def _replication(name: str, days: int, number: int = 0) -> Any:
    from sim.model import simulate
    from sim.tape import draw

    config = _business(name, days)
    return simulate(config, draw(config, 1, number))


def _search(kind: str, stops: int, iterations: int, times: int = 1) -> None:
    import numpy as np
    from exact import uniform

    from solvers import Budget, create
    from solvers.city import city_wave

    for seed in range(1, times + 1):
        problem = city_wave(stops, seed) if kind == "city" else uniform(stops, seed, 10, windows=kind == "windows")
        create("numba").solve(problem, Budget(iterations=iterations), np.random.default_rng(seed))


def _kpis() -> None:
    from sim.kpis import evaluate

    for _ in range(4):
        evaluate(_outcome())


def _tapes() -> None:
    from sim.tape import draw

    config = _business("ten_thousand", 4)
    draw(config, 1, 0)


BLOCKS: dict[str, Callable[[], Any]] = {
    "set-up of waves of 50 stops": partial(_search, "city", 50, 1, 40),
    "search of a wave of 60 stops": partial(_search, "city", 60, 60_000),
    "search of a wave of 200 stops": partial(_search, "city", 200, 40_000),
    "search of 400 stops with windows": partial(_search, "windows", 400, 40_000),
    "search of 600 stops": partial(_search, "file", 600, 60_000),
    "city_day, a day": partial(_replication, "city_day", 1),
    "ten thousand orders": partial(_replication, "ten_thousand", 1),
    "KPIs of a day, four times": _kpis,
    "tape of forty thousand orders": _tapes,
}
"""Name to work; each takes two to six tenths of a second."""


def peak() -> float:
    """Peak memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def timed(name: str) -> str:
    """CPU seconds of one block as text; empty when it cannot be done here."""
    gc.collect()
    began = time.process_time()
    try:
        BLOCKS[name]()
    except Exception as error:  # a commit from before a feature: not comparable, and no reason to stop
        sys.stderr.write(f"{name}: {type(error).__name__}: {error}\n")
        return ""
    return repr(time.process_time() - began)


def main(words: list[str]) -> None:
    """Do what is asked until stdin ends."""
    if words == ["--memory"]:
        _replication("ten_thousand", 1)
        sys.stdout.write(f"{peak()}\n")
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(words[0])})
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(timed(line.strip()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
