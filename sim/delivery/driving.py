"""A plan driven many times: how late, and how long after the shift, once traffic and doors are as they are.

Planned legs and door times are multiplied by the factors of the simulated road (`sim/delivery/road.py`), keyed by
(origin, destination, draw) and (stop, draw): two plans of one problem meet the same traffic. Every van leaves when its
shift opens, as planned where time on the road costs, waits where it is early, and serves where it is late; with rich
features as `driving_rich` says. Times are
in the problem's unit (seconds; of a file its own unit times `scale`), each array is int64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.delivery.driving_rich import RichRoute
from sim.streams import key, log_logistic, uniforms
from solvers.capabilities import rich_needs
from solvers.money import Tariff
from solvers.problem import FAR, RoutingProblem
from solvers.scheduling import schedule
from solvers.solution import Route, horizon

TRAFFIC_SPREAD, SERVICE_SPREAD = 0.09, 0.15
"""Scales of the log-logistic factors, as a scenario's fleet has them unless it says otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Driven:
    """What came of each draw, one number a draw.

    late_stops : stops whose service began after their window had closed; lateness : by how much, over all stops;
    overtime : how long after the end of their shift vans came back, over all vans; late_vans : how many did;
    time : on the road, from leaving to the return, over all vans.
    """

    late_stops: NDArray[np.int64]
    lateness: NDArray[np.int64]
    late_vans: NDArray[np.int64]
    overtime: NDArray[np.int64]
    time: NDArray[np.int64]


def drive(
    problem: RoutingProblem,
    routes: Sequence[Route],
    *,
    draws: int = 1_000,
    seed: int = 1,
    traffic_spread: float = TRAFFIC_SPREAD,
    service_spread: float = SERVICE_SPREAD,
) -> Driven:
    """Drive the routes of a plan so many times.

    Parameters
    ----------
    problem, routes
        A problem and a plan of it; what the plan leaves out is not driven.
    draws
        How often.
    seed
        Of traffic and doors; equal seeds meet equal traffic, whatever the plan.
    traffic_spread, service_spread
        Scales of the log-logistic factors on driving and on service, at least 0 and below 0.5; with 0 each leg and
        service takes its planned time.

    Raises
    ------
    ValueError
        For a number of draws or a spread that is not accepted.
    """
    if draws < 1:
        raise ValueError(f"draws: {draws} is not accepted, use a whole number >= 1")
    for name, spread in (("traffic_spread", traffic_spread), ("service_spread", service_spread)):
        if not 0 <= spread < 0.5:
            raise ValueError(f"{name}: {spread:g} is not accepted, use 0 or more and less than 0.5")
    sums = [np.zeros(draws, dtype=np.int64) for _ in range(5)]
    late_stops, lateness, late_vans, overtime, spent = sums
    traffic, door = key(seed, 0, "traffic"), key(seed, 0, "door time")
    number = np.arange(draws)
    rich = bool(rich_needs(problem))
    for route in routes:
        if not route.stops:
            continue
        if rich:
            way = RichRoute(problem, route)
            slow = [
                _factors(traffic, one * len(problem.demand) + other, number, traffic_spread) for one, other in way.pairs
            ]
            long = [_factors(door, stop, number, service_spread) if stop else np.ones(draws) for stop in way.doors]
            drives = [
                way.drive(*each) for each in zip(np.transpose(slow).tolist(), np.transpose(long).tolist(), strict=True)
            ]
            late, by, over, time = np.array(drives, dtype=np.int64).T
            late_stops += late
            lateness += by
            late_vans += over > 0
            overtime += over
            spent += time
            continue
        opening, closing = horizon(problem, problem.vehicles[route.vehicle])
        path = (0, *route.stops, 0)
        paid = Tariff.of(problem.objective, problem.vehicles[route.vehicle]).second
        leave = schedule(problem, route).leave if paid else opening
        now = np.full(draws, leave, dtype=np.int64)
        for origin, target in pairwise(path):
            planned = int(problem.arc_duration(origin, target))
            pair = origin * len(problem.demand) + target
            now = now + _times(planned, _factors(traffic, pair, number, traffic_spread))
            if target == 0:
                break
            opens, closes = (int(edge) for edge in problem.time_window[target])
            now = np.maximum(now, opens)
            late = np.maximum(now - closes, 0)
            late_stops += late > 0
            lateness += late
            service = int(problem.service_time[target])
            now = now + _times(service, _factors(door, target, number, service_spread))
        late = np.maximum(now - closing, 0) if closing < FAR else np.zeros(draws, dtype=np.int64)
        late_vans += late > 0
        overtime += late
        spent += now - leave
    return Driven(late_stops, lateness, late_vans, overtime, spent)


def _factors(drawn: int, what: int, number: NDArray[np.int64], spread: float) -> NDArray[np.float64]:
    """The factor of a leg or a stop at each draw."""
    return log_logistic(uniforms(drawn, np.full(number.size, what), number), spread)


def _times(planned: int, factor: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(planned * factor).astype(np.int64)
