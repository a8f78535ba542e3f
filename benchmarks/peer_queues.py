"""An M/M/3 queue in every engine, four fifths of its servers busy; each returns the mean wait in minutes.

Each customer's arrival and departure is kept. SimPy, Ciw and salabim are written as their tutorials do, Cimba with
compiled processes, ours as a compiled station.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from datetime import date
from math import factorial
from typing import Any

import numpy as np
import simpy

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
    roster = Roster(Staffing(shifts=(Shift(start="00:00", end="24:00", staff=SERVERS),)), date(2026, 3, 2))
    done = np.full(customers, UNOBSERVED, dtype=np.int64)
    station = CompiledStation(
        "desk", roster, None, 2**62, service, np.empty(customers, dtype=np.int64), done,
        np.zeros(customers, dtype=np.uint8), classes=1,
    )  # fmt: skip
    station.advance(2**61, placed, np.arange(customers))
    return float(np.mean(done - placed - service)) / MINUTE


QUEUES: dict[str, Callable[[int], float]] = {
    "simpy": queue_simpy,
    "ciw": queue_ciw,
    "salabim": queue_salabim,
    "cimba": queue_cimba,
    "orderlab": queue_orderlab,
}
