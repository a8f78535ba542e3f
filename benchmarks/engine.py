"""How fast and how lean the engine is, side by side in one run: `python benchmarks/engine.py [--quick] [--json]`.

Ratios are medians of interleaved rounds of CPU time, because absolute times mean little on a
shared machine. `line_*` are the order line of `order_line.py` against the text-book model of the
same run; `full_ratio` is the whole order business (tape, model, KPIs; mixed fleet and carrier,
every room on, the routing solver's own time taken out) against the same text-book line.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import order_line

from scenarios import load
from sim.config import SimConfig
from sim.delivery.planning import Planner
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw

ORDERS_PER_DAY = 10_000


BUSINESSES = Path(__file__).parent / "businesses"
"""Scenarios with every value spelled out: what is measured does not follow the project's defaults."""


def big_business(days: int, mode: str) -> SimConfig:
    """Ten thousand orders a day from one site staffed for them, every room on."""
    return load(f"{BUSINESSES / 'ten_thousand.yaml'}+days={days}+delivery.mode={mode}").config


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of one call, and its result."""
    gc.collect()
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def full_model(days: int, mode: str) -> tuple[float, int, float]:
    """CPU seconds without routing, orders, and event rows an order, of one replication."""
    config = big_business(days, mode)
    routing = 0.0
    plan = Planner.plan

    def timed(self: Planner, request: Any) -> Any:
        nonlocal routing
        began = time.process_time()
        try:
            return plan(self, request)
        finally:
            routing += time.process_time() - began

    Planner.plan = timed  # type: ignore[method-assign]
    try:

        def replication() -> tuple[int, int]:
            tape = draw(config, 1, 0)
            outcome = simulate(config, tape)
            evaluate(outcome)
            return tape.orders, outcome.log.events

        seconds, (orders, rows) = cpu(replication)
    finally:
        Planner.plan = plan  # type: ignore[method-assign]
    return seconds - routing, orders, rows / orders


def ratios(orders: int, rounds: int) -> dict[str, float]:
    """Text-book seconds an order over ours, medians of interleaved rounds."""
    order_line.compiled(2_000)
    full_model(1, "mixed")  # compiles, loads, warms
    seconds: dict[str, list[float]] = {"textbook": [], "tokens": [], "compiled": [], "full": []}
    rows = 0.0
    for _ in range(rounds):
        for name in ("textbook", "tokens", "compiled"):
            line: Callable[[int], Any] = getattr(order_line, name)
            seconds[name].append(cpu(partial(line, orders))[0] / orders)
        spent, done, rows = full_model(max(1, orders // ORDERS_PER_DAY), "mixed")
        seconds["full"].append(spent / done)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "line_token_ratio": median["textbook"] / median["tokens"],
        "line_compiled_ratio": median["textbook"] / median["compiled"],
        "full_ratio": median["textbook"] / median["full"],
        "full_rows_per_order": rows,
        "full_microseconds_per_order": 1e6 * median["full"],
        "textbook_microseconds_per_order": 1e6 * median["textbook"],
    }


def peak(orders: int) -> float:
    """Peak memory in MB of a process that runs so many orders of the full model, KPIs included."""
    command = [sys.executable, __file__, "--only-orders", str(orders)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _peak_of_this_process() -> float:
    """Peak memory in MB; from the kernel's own count where there is one, because `ru_maxrss` survives an exec."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def flatness(few: int, many: int, rounds: int) -> float:
    """CPU time an order of `many` orders over that of `few`: 1 is flat; medians, interleaved."""
    small: list[float] = []
    large: list[float] = []
    for _ in range(rounds):
        # The small run is repeated so that both measure for a comparable time.
        for times, orders, found in ((3, few, small), (1, many, large)):
            runs = [full_model(orders // ORDERS_PER_DAY, "carrier") for _ in range(times)]
            found.append(sum(run[0] for run in runs) / sum(run[1] for run in runs))
    return statistics.median(large) / statistics.median(small)


def what_if(replications: int) -> float:
    """Wall seconds of one paired what-if of the frozen `city_day`, two arms, routing included, on all cores."""
    city_day = str(BUSINESSES / "city_day.yaml")
    with tempfile.TemporaryDirectory() as fresh:  # with no run folder in it, or a second time would only read
        began = time.perf_counter()
        subprocess.run(
            [
                sys.executable, "-m", "scenarios.cli", "compare", city_day, f"{city_day}+processing.automation=manual",
                "--replications", str(replications), "--json",
            ],
            capture_output=True,
            check=True,
            cwd=fresh,
        )  # fmt: skip
        return time.perf_counter() - began


def report(quick: bool) -> dict[str, Any]:
    """Everything, as one document."""
    orders, rounds = (20_000, 3) if quick else (200_000, 5)
    found: dict[str, Any] = dict(ratios(orders, rounds))
    many = 100_000 if quick else 1_000_000
    found["million_peak_mb"] = peak(many)
    found["peak_orders"] = many
    found["flatness"] = flatness(10_000, many, 1 if quick else 3)
    found["what_if_replications"] = 2 if quick else 20
    found["what_if_seconds"] = what_if(found["what_if_replications"])
    found["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    found["versions"] = {name: version(name) for name in ("simpy", "numpy", "numba", "ortools")}
    head = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    found["commit"] = head.stdout.strip() or None
    return found


def main() -> None:
    """Print the report, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the orders and fewer rounds")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--only-orders", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only_orders:
        full_model(arguments.only_orders // ORDERS_PER_DAY, "carrier")
        sys.stdout.write(f"{_peak_of_this_process()}\n")
        return
    found = report(arguments.quick)
    if arguments.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in found.items():
        shown = f"{value:.3f}" if isinstance(value, float) else value
        sys.stdout.write(f"{name:32s} {shown}\n")


if __name__ == "__main__":
    main()
