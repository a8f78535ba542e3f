"""What it costs to run many cells: `python benchmarks/experiments.py [--quick] [--json]`.

Ratios are medians of interleaved rounds in one run, because absolute times mean little on a shared machine.

- `overhead`: share of the workers' time, from the first batch handed out to the last result stored, in which they did
  not run cells. A cell's own time is measured in its worker, so that a busy machine stretches both alike.
- `store_overhead`: CPU time of running cells in this process with a store over running them without one.
- `speed_up`: wall time with one worker over wall time with two, the start of the workers left out. Beside the one
  worker a process spins, so that both ask for two cores and a neighbour's load weighs on them alike.

It ends with a verdict against `stored.json`, and with exit code 1 where one of them is worse.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from verdicts import Measure, add_options, conclude

from scenarios import load
from scenarios.study.keeping.files import write_log
from scenarios.study.keeping.store import FILE, Store
from scenarios.study.running.cell import run_cell
from scenarios.study.running.execute import by_workers, execute
from scenarios.study.running.plan import Cell, cells
from scenarios.study.running.replication import Replication
from scenarios.study.running.workers import crew

SCENARIO = Path(__file__).parent / "businesses" / "city_day.yaml"
WORKERS = 2
MEASURES = {
    "work_share": Measure(higher_is_better=True),
    "store_ratio": Measure(higher_is_better=False),
    "speed_up": Measure(higher_is_better=True),
    "store_bytes_a_cell": Measure(higher_is_better=False, margin=0.03),
    "log_bytes_an_order": Measure(higher_is_better=False, margin=0.03),
}
"""What is judged; shares near zero are judged by their complements, whose ratios mean something."""


def some_cells(count: int, days: int) -> list[Cell]:
    return cells(load(f"{SCENARIO}+days={days}"), range(count))


def timed(asked: Sequence[Cell], workers: int) -> tuple[float, float]:
    """Wall seconds with so many workers, and the seconds their cells took; the workers are there before."""
    with tempfile.TemporaryDirectory() as folder, crew(WORKERS, None) as found:
        store = Store(Path(folder) / FILE)
        few = replace(found, workers=workers, at_once=workers)
        list(by_workers(deque(asked[:WORKERS]), found))  # starts the workers and loads what they need
        spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(WORKERS - workers)]
        began = time.perf_counter()
        seconds = 0.0
        for cell, one in by_workers(deque(asked), few):
            store.add(cell, one)
            seconds += one.seconds
        wall = time.perf_counter() - began
        for process in spinning:
            process.kill()
            process.wait()
        store.close()
    return wall, seconds


def store_overhead(asked: Sequence[Cell]) -> tuple[float, float]:
    """CPU seconds a cell run here, and how much more it takes with a store, as a share."""
    began = time.process_time()
    for cell in asked:
        run_cell(cell)
    bare = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        store = Store(Path(folder) / FILE)
        execute(asked, jobs=1, store=store)
        store.close()
        return bare / len(asked), (time.process_time() - began) / bare - 1.0


def sizes(asked: Sequence[Cell]) -> dict[str, float]:
    """Bytes that a cell leaves in the store and in its log, and orders it has."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        store = Store(file)
        one, outcome = run_cell(asked[0])
        for number in range(1000):
            store.add(replace(asked[0], replication=number), replace(one, number=number))
        store.close()
        write_log(outcome, Path(folder) / "log")
        log = sum(part.stat().st_size for part in (Path(folder) / "log").iterdir())
        orders = outcome.facts.tape.orders
        return {"store_bytes_a_cell": file.stat().st_size / 1000, "log_bytes_an_order": log / orders, "orders": orders}


def milliseconds_a_task(count: int) -> float:
    """Wall time to hand a batch that does nothing to a worker and to have its answer stored, milliseconds."""
    asked = some_cells(1, 1)
    with tempfile.TemporaryDirectory() as folder, crew(WORKERS, None) as found:
        store = Store(Path(folder) / FILE)
        found.submit(nothing, asked).result()
        began = time.perf_counter()
        for _ in range(count):
            for one in found.submit(nothing, asked).result():
                store.add(asked[0], one)
        wall = time.perf_counter() - began
        store.close()
    return 1000 * wall / count


def nothing(batch: Sequence[Cell]) -> list[Replication]:
    return [Replication(cell.replication, "", dict.fromkeys(map(str, range(90)), 0.5), (), 0.0) for cell in batch]


def peak_megabytes(cell: Cell) -> float:
    """Memory a worker needs at most, megabytes."""
    run_cell(cell)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(quick: bool) -> tuple[dict[str, Any], dict[str, list[float]]]:
    """Everything, as one document, and what is judged of it by round."""
    rounds, count = (2, 8) if quick else (5, 24)
    days = 4
    asked = some_cells(count, days)
    execute(asked[:1], jobs=1)  # compiles, if that is still to be done
    one, two, overhead, store, seconds_a_cell = [], [], [], [], []
    for _ in range(rounds):
        one.append(timed(asked, 1)[0])
        wall, seconds = timed(asked, WORKERS)
        two.append(wall)
        overhead.append(1.0 - seconds / (WORKERS * wall))
        cpu, more = store_overhead(asked[: count // 4])
        seconds_a_cell.append(cpu)
        store.append(more)
    found: dict[str, Any] = {"seconds_a_cell": statistics.median(seconds_a_cell)}
    found |= sizes(asked)
    found["orders_a_second"] = found["orders"] / found["seconds_a_cell"]
    found["overhead"] = statistics.median(overhead)
    found["store_overhead"] = statistics.median(store)
    speed_up = [a / b for a, b in zip(one, two, strict=True)]
    found["speed_up"] = statistics.median(speed_up)
    found["milliseconds_a_task"] = statistics.median(milliseconds_a_task(200) for _ in range(rounds))
    with crew(WORKERS, None) as workers:
        found["peak_worker_megabytes"] = workers.submit(peak_megabytes, asked[0]).result()
    found["load"] = os.getloadavg()[0]
    return found, {
        "work_share": [1.0 - share for share in overhead],
        "store_ratio": [1.0 + share for share in store],
        "speed_up": speed_up,
        "store_bytes_a_cell": [found["store_bytes_a_cell"]],
        "log_bytes_an_order": [found["log_bytes_an_order"]],
    }


def main() -> int:
    """Print the report and its verdict, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    arguments = parser.parse_args()
    return conclude("experiments", arguments, *report(arguments.quick), MEASURES)


if __name__ == "__main__":
    sys.exit(main())
