"""How fast and how lean the engine is, side by side in one run: `python benchmarks/engine.py [--quick] [--json]`.

Ratios are medians of interleaved rounds of CPU time, because absolute times mean little on a
shared machine. `line_*` are the order line of `order_line.py` against the text-book model of the
same run; `full_ratio` is the whole order business (tape, model, KPIs; mixed fleet and carrier,
every room on, the routing solver's own time taken out) against the same text-book line. It ends with a verdict
against the ratios in `stored.json`, and with exit code 1 where one is worse.
"""

from __future__ import annotations

import argparse
import gc
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
from verdicts import Measure, add_options, conclude

from scenarios import load
from sim.config import SimConfig
from sim.delivery.planning import Planner
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw

ORDERS_PER_DAY = 10_000
MEASURES = {
    "line_token_ratio": Measure(higher_is_better=True),
    "line_compiled_ratio": Measure(higher_is_better=True),
    "full_ratio": Measure(higher_is_better=True),
    "flatness": Measure(higher_is_better=False, margin=0.1),
    "million_peak_mb": Measure(higher_is_better=False, margin=0.03),
}

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


def line_and_model(orders: int, rounds: int) -> tuple[dict[str, list[float]], float]:
    """CPU seconds an order of the lines and of the full model, in interleaved rounds; event rows an order."""
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
    return seconds, rows


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


def flatness(few: int, many: int, rounds: int) -> list[float]:
    """CPU time an order of `many` orders over that of `few`, by interleaved round: 1 is flat."""
    found: list[float] = []
    for _ in range(rounds):
        # The small run is repeated so that both measure for a comparable time.
        small, large = (
            sum(run[0] for run in runs) / sum(run[1] for run in runs)
            for runs in (
                [full_model(orders // ORDERS_PER_DAY, "carrier") for _ in range(times)]
                for times, orders in ((3, few), (1, many))
            )
        )
        found.append(large / small)
    return found


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


def report(quick: bool) -> tuple[dict[str, Any], dict[str, list[float]]]:
    """Everything, as one document, and what is judged of it by round."""
    orders, rounds = (20_000, 3) if quick else (200_000, 5)
    many = 100_000 if quick else 1_000_000
    seconds, rows = line_and_model(orders, rounds)
    over = {"line_token_ratio": "tokens", "line_compiled_ratio": "compiled", "full_ratio": "full"}
    judged = {
        name: [textbook / ours for textbook, ours in zip(seconds["textbook"], seconds[side], strict=True)]
        for name, side in over.items()
    }
    judged["flatness"] = flatness(10_000, many, 5 if quick else 3)
    judged["million_peak_mb"] = [peak(many)]
    found: dict[str, Any] = {name: statistics.median(values) for name, values in judged.items()}
    found["peak_orders"] = many
    found["full_rows_per_order"] = rows
    found["full_microseconds_per_order"] = 1e6 * statistics.median(seconds["full"])
    found["textbook_microseconds_per_order"] = 1e6 * statistics.median(seconds["textbook"])
    found["what_if_replications"] = 2 if quick else 20
    found["what_if_seconds"] = what_if(found["what_if_replications"])
    found["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    found["versions"] = {name: version(name) for name in ("simpy", "numpy", "numba", "ortools")}
    head = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    found["commit"] = head.stdout.strip() or None
    return found, judged


def main() -> int:
    """Print the report and its verdict, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--only-orders", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only_orders:
        full_model(arguments.only_orders // ORDERS_PER_DAY, "carrier")
        sys.stdout.write(f"{_peak_of_this_process()}\n")
        return 0
    return conclude("engine", arguments, *report(arguments.quick), MEASURES)


if __name__ == "__main__":
    sys.exit(main())
