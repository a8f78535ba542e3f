"""Engines side by side in one run: `python benchmarks/peers.py [--quick] [--json]` (extra `peers`).

Two models. `queue` is an M/M/3 queue with four fifths of its servers busy, each customer's arrival and departure kept;
`line` is the order line of `order_line.py`. Figures are microseconds of CPU time a customer, medians of interleaved
rounds, what is compiled being compiled before; `first_seconds` is the first call of a process, compilation included.
Each engine's mean wait is printed beside Erlang's, so that nobody is fast by doing something else. `--record` keeps
the figures in `peers.json` and renders `docs/peers.md` from them.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import order_line
import simpy
from order_line import INSPECTORS, PACKERS, PICKERS, RETURNED, VERIFIERS, WAVE

from sim.lines import CompiledStation
from sim.roster import Roster
from sim.settings import Shift, Staffing
from sim.units import MINUTE, UNOBSERVED

SERVERS, SERVICE = 3, 2.4
"""Minutes of a service; one customer comes a minute."""


def erlang_wait() -> float:
    """Mean wait of an M/M/c queue, minutes: Erlang's C formula."""
    load = SERVICE / 1.0
    last = load**SERVERS / factorial(SERVERS) * SERVERS / (SERVERS - load)
    waits = last / (sum(load**k / factorial(k) for k in range(SERVERS)) + last)
    return waits * SERVICE / (SERVERS - load)


def queue_simpy(customers: int) -> float:
    """A process a customer, a Resource, as in the tutorial."""
    draw = np.random.default_rng(1)
    env = simpy.Environment()
    desk = simpy.Resource(env, SERVERS)
    came, left = [0.0] * customers, [0.0] * customers
    waited = 0.0

    def customer(number: int) -> Any:
        nonlocal waited
        came[number] = env.now
        with desk.request() as request:
            yield request
            waited += env.now - came[number]
            yield env.timeout(draw.exponential(SERVICE))
        left[number] = env.now

    def arrivals() -> Any:
        for number in range(customers):
            yield env.timeout(draw.exponential(1.0))
            env.process(customer(number))

    env.process(arrivals())
    env.run()
    return waited / customers


def queue_ciw(customers: int) -> float:
    """One node; records are kept by Ciw itself."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=1.0)],
        service_distributions=[ciw.dists.Exponential(rate=1.0 / SERVICE)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(1)
    model = ciw.Simulation(network)
    model.simulate_until_max_customers(customers)
    return statistics.fmean(record.waiting_time for record in model.get_all_records())


def queue_salabim(customers: int) -> float:
    """A component a customer, a Resource, without yield and without its own statistics."""
    import salabim

    draw = random.Random(1)
    env = salabim.Environment(trace=False, yieldless=False, random_seed="*")
    desk = salabim.Resource("desk", capacity=SERVERS, monitor=False, env=env)
    came, left = [0.0] * customers, [0.0] * customers
    waited = 0.0

    class Customer(salabim.Component):  # type: ignore[misc]
        def process(self, number: int) -> Any:
            nonlocal waited
            came[number] = env.now()
            yield self.request(desk)
            waited += env.now() - came[number]
            yield self.hold(draw.expovariate(1.0 / SERVICE))
            left[number] = env.now()

    class Arrivals(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for number in range(customers):
                yield self.hold(draw.expovariate(1.0))
                Customer(number=number, env=env, suppress_trace=True)

    Arrivals(env=env)
    env.run()
    return waited / customers


def queue_cimba(customers: int) -> float:
    """Compiled processes: arrivals and three servers, a Store between them."""
    import cimba
    from cimba_models import QUEUE

    window = cimba.Window(warmup=0, duration=float(customers))
    results = cimba.Experiment(QUEUE, replications=1, window=window, seed=1).run()
    return float(results[QUEUE].mean_wait[0, 0])


def queue_orderlab(customers: int) -> float:
    """Our compiled station, advanced to the end at once."""
    draw = np.random.default_rng(1)
    placed = np.cumsum(np.rint(draw.exponential(1.0, customers) * MINUTE).astype(np.int64))
    service = np.rint(draw.exponential(SERVICE, customers) * MINUTE).astype(np.int64)
    roster = Roster(Staffing(shifts=(Shift(start="00:00", end="24:00", staff=SERVERS),)), order_line.date(2026, 3, 2))
    done = np.full(customers, UNOBSERVED, dtype=np.int64)
    station = CompiledStation(
        "desk", roster, None, 2**62, service, np.empty(customers, dtype=np.int64), done,
        np.zeros(customers, dtype=np.uint8), classes=1,
    )  # fmt: skip
    station.advance(2**61, placed, np.arange(customers))
    return float(np.mean(done - placed - service)) / MINUTE


def line_salabim(orders: int) -> Any:
    """The order line with a component an order."""
    import salabim

    draw = np.random.default_rng(1)
    env = salabim.Environment(trace=False, yieldless=False, random_seed="*")
    desks = {
        name: salabim.Resource(name, capacity=count, monitor=False, env=env)
        for name, count in (("verify", VERIFIERS), ("pick", PICKERS), ("pack", PACKERS), ("inspect", INSPECTORS))
    }
    log: list[dict[str, Any]] = []

    def note(order: int, event: str) -> None:
        log.append({"order": order, "event": event, "time": env.now()})

    class Order(salabim.Component):  # type: ignore[misc]
        def process(self, number: int) -> Any:
            note(number, "placed")
            yield self.request(desks["verify"])
            note(number, "verification started")
            yield self.hold(draw.exponential(2.4))
            self.release()
            note(number, "verified")
            yield self.request(desks["pick"])
            note(number, "picking started")
            yield self.hold(draw.gamma(2, 2.4))
            self.release()
            note(number, "picked")
            yield self.request(desks["pack"])
            note(number, "packing started")
            yield self.hold(draw.exponential(3.2))
            self.release()
            note(number, "packed")
            yield self.hold(WAVE - env.now() % WAVE)
            note(number, "shipped")
            yield self.hold(draw.gamma(4, 360.0))
            note(number, "delivered")
            if draw.random() < RETURNED:
                yield self.hold(draw.exponential(4320.0))
                note(number, "returned")
                yield self.request(desks["inspect"])
                yield self.hold(draw.exponential(10.0))
                note(number, "inspected")

    class Customers(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for number in range(orders):
                yield self.hold(draw.exponential(1.0))
                Order(number=number, env=env, suppress_trace=True)

    Customers(env=env)
    env.run()
    return log


def line_cimba(orders: int) -> float:
    """The order line in compiled processes, a process an order."""
    import cimba
    from cimba_models import LINE

    window = cimba.Window(warmup=0, duration=float(orders))
    results = cimba.Experiment(LINE, replications=1, window=window, seed=1).run()
    return float(results[LINE].count[0, 0])


RECORD = Path(__file__).parent / "peers.json"
PAGE = Path(__file__).parents[1] / "docs" / "peers.md"
QUEUES: dict[str, Callable[[int], float]] = {
    "simpy": queue_simpy,
    "ciw": queue_ciw,
    "salabim": queue_salabim,
    "cimba": queue_cimba,
    "orderlab": queue_orderlab,
}
LINES: dict[str, Callable[[int], Any]] = {
    "simpy": order_line.textbook,
    "salabim": line_salabim,
    "cimba": line_cimba,
    "orderlab": order_line.compiled,
}


ABOUT = """\
# Engines side by side

One run of `python benchmarks/peers.py --record` (`pip install ".[peers]"`): microseconds of CPU time a customer,
medians of interleaved rounds on one core, and CPU seconds of the first call in a fresh process, compilation included.
The queue is M/M/3, each customer's coming and leaving kept. The line is that of `benchmarks/order_line.py`: verified,
picked, packed, shipped with a wave every half hour, delivered, one in twenty inspected; Ciw's nodes have no such wave.
SimPy, Ciw and salabim are written as their tutorials do, Cimba with servers and stores, ours with compiled stations
that are advanced to each wave.
"""
HEAD = (
    "| engine | queue, microseconds | mean wait, minutes | first call, s | line, microseconds | first call, s |",
    "|---|---|---|---|---|---|",
)


def report(quick: bool) -> dict[str, Any]:
    """Microseconds a customer by model and engine, mean waits, first calls and versions."""
    customers, rounds = (5_000, 3) if quick else (50_000, 3)
    found: dict[str, Any] = {"erlang_wait_minutes": erlang_wait(), "customers": customers}
    for model, engines in (("queue", QUEUES), ("line", LINES)):
        for engine in engines:
            found[f"{model}.{engine}.first_seconds"] = _first(model, engine)
            engines[engine](1_000)
        seconds: dict[str, list[float]] = {engine: [] for engine in engines}
        for _ in range(rounds):
            for engine, run in engines.items():
                began = time.process_time()
                answer = run(customers)
                seconds[engine].append((time.process_time() - began) / customers)
                if model == "queue":
                    found[f"queue.{engine}.wait_minutes"] = answer
        for engine, spent in seconds.items():
            found[f"{model}.{engine}.microseconds"] = 1e6 * statistics.median(spent)
    found["versions"] = {name: version(name) for name in ("simpy", "ciw", "salabim", "cimba", "numba", "orderlab")}
    return found


def page(found: dict[str, Any]) -> str:
    """The recorded figures as a page."""
    lines = [ABOUT, *HEAD]
    for engine in QUEUES:
        cells = [
            _cell(found, f"queue.{engine}.{name}", digits)
            for name, digits in (("microseconds", 2), ("wait_minutes", 2), ("first_seconds", 1))
        ]
        cells += [
            _cell(found, f"line.{engine}.{name}", digits)
            for name, digits in (("microseconds", 2), ("first_seconds", 1))
        ]
        lines.append(f"| {engine} {found['versions'][engine]} | {' | '.join(cells)} |")
    wait, count = found["erlang_wait_minutes"], found["customers"]
    lines += ["", f"Erlang's mean wait is {wait:.2f} minutes; {count:,} customers, so means differ by luck.", ""]
    return "\n".join(lines)


def _cell(found: dict[str, Any], name: str, digits: int) -> str:
    return f"{found[name]:,.{digits}f}" if name in found else "-"


def _first(model: str, engine: str) -> float:
    """CPU seconds of the first call in a fresh process, imports of the engine and compilation included."""
    engines = "QUEUES" if model == "queue" else "LINES"
    code = (
        "import time, peers; began = time.process_time(); "
        f"peers.{engines}[{engine!r}](1_000); print(time.process_time() - began)"
    )
    where = __file__.rpartition("/")[0]
    ran = subprocess.run([sys.executable, "-c", code], cwd=where, capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])


def main() -> None:
    """Print the report, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer customers and rounds")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--record", action="store_true", help="keep the figures, and write docs/peers.md from them")
    arguments = parser.parse_args()
    found = report(arguments.quick)
    if arguments.record:
        RECORD.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        PAGE.write_text(page(found), encoding="utf-8")
    if arguments.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:32s} {f'{value:,.3f}' if isinstance(value, float) else value}")


if __name__ == "__main__":
    main()
