"""What is it worth to plan by the hour? `python benchmarks/rush_hours.py [--days 10] [--stops 100] [--seconds 5]`.

Days of deliveries from 07:00 to 18:00 in a city whose roads are half as fast from 07:00 to 09:00 and from 16:00 to
18:00. Each is planned three times by numba at equal CPU seconds: by the speed of each hour, by the day's mean speed,
and by the mean with 15 % of slack, as dispatchers plan today. Then vans leave as planned and drive the same roads: by
the speed of the hour, and with the luck of traffic and doors that a simulated business has, the same for all three.
Late is what is served after its window; an arrival is as planned within 15 minutes either way.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scenarios.text_tables import text_table
from sim.delivery.driving import SERVICE_SPREAD, TRAFFIC_SPREAD
from sim.streams import key, log_logistic, uniforms
from solvers import Budget, Route, RoutingProblem, SpeedProfile, create, schedule
from solvers.city import HOUR, SHIFT, city_wave
from solvers.driving import Leg

BEGIN, END = 7 * HOUR, 18 * HOUR
RUSH = SpeedProfile((0, 2 * HOUR, 9 * HOUR, 11 * HOUR), (500, 1_000, 500, 1_000))
"""From 07:00 on: 07 to 09 and 16 to 18 are slow."""
MEAN = RUSH.way(END - BEGIN) / (1_000 * (END - BEGIN))
PLANS = {"each hour": 0.0, "the mean": 1.0 / MEAN, "the mean and 15 %": 1.15 / MEAN}
"""What plans know: by how much longer than free driving times are planned, 0 where hours are known."""
DRAWS = 20
NEAR = 15 * 60


def day(stops: int, seed: int) -> RoutingProblem:
    """A day with free driving times and the speeds of its hours, vans enough for all of it."""
    wave = city_wave(stops, seed, optional=0.0, drops_per_van=10.0)
    length = END - BEGIN
    fleet = tuple(replace(vehicle, shift=(0, length)) for vehicle in wave.vehicles)
    return wave.replace(time_window=wave.time_window * length // SHIFT, vehicles=fleet, speed_profiles=(RUSH,))


def known(problem: RoutingProblem, longer: float) -> RoutingProblem:
    """The same day as a plan sees it."""
    if not longer:
        return problem
    return problem.replace(duration=np.rint(problem.duration * longer).astype(np.int64), speed_profiles=())


@dataclass(slots=True)
class Came:
    """What came of plans, added up over days and draws."""

    stops: int = 0
    late: int = 0
    seconds_late: int = 0
    paid: int = 0
    near: int = 0
    unserved: int = 0

    def row(self, name: str) -> tuple[str, ...]:
        """A line of the table."""
        share = f"{100 * self.late / self.stops:.2f}", f"{100 * self.near / self.stops:.1f}"
        paid, late = f"{self.paid / 3600:,.1f}", f"{self.seconds_late / 60:,.0f}"
        return name, f"{self.late / DRAWS:,.1f}", share[0], late, share[1], paid, str(self.unserved)


def driven(problem: RoutingProblem, route: Route, leave: int, seed: int, draw: int) -> Iterator[tuple[int, int, int]]:
    """Arrival and seconds late at each stop, (stop, arrival, late), then the return as (0, time, 0)."""
    now, here = leave, 0
    for stop in (*route.stops, 0):
        slow = _factor(key(seed, draw, "traffic"), here * problem.nodes + stop, TRAFFIC_SPREAD)
        there = Leg(round(int(problem.arc_duration(here, stop)) * slow), profile=RUSH).arrival(now)
        assert there is not None
        opens, closes = problem.time_window[stop].tolist()
        start = max(there, opens)
        yield stop, there, max(0, start - closes) if stop else 0
        long = _factor(key(seed, draw, "door time"), stop, SERVICE_SPREAD)
        now, here = start + round(int(problem.service_time[stop]) * long), stop


def _factor(drawn: int, what: int, spread: float) -> float:
    return float(log_logistic(uniforms(drawn, np.array([what]), np.array([0])), spread)[0])


def measure(days: int, stops: int, seconds: float) -> dict[str, Came]:
    """Plan and drive each day, by each way to plan."""
    found = {name: Came() for name in PLANS}
    for seed in range(1, days + 1):
        truth = day(stops, seed)
        for name, longer in PLANS.items():
            problem, came = known(truth, longer), found[name]
            plan = create("numba").solve(problem, Budget(seconds=seconds), np.random.default_rng(seed))
            came.unserved += len(plan.unserved)
            for route in plan.routes:
                planned = schedule(problem, route)
                for draw in range(DRAWS):
                    *served, (_, back, _) = driven(truth, route, planned.leave, seed, draw)
                    came.paid += back - planned.leave
                    for (_, there, late), told in zip(served, planned.arrival.tolist(), strict=True):
                        came.stops += 1
                        came.late += late > 0
                        came.seconds_late += late
                        came.near += abs(there - told) <= NEAR
    for came in found.values():
        came.paid //= DRAWS
        came.seconds_late //= DRAWS
    return found


def main() -> None:
    """Print what came of each way to plan."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=10)
    asked.add_argument("--stops", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=5.0)
    given = asked.parse_args()
    found = measure(given.days, given.stops, given.seconds)
    head = ("planned by", "late stops", "late %", "minutes late", "arrivals as planned %", "paid hours", "unserved")
    print(text_table(head, [came.row(name) for name, came in found.items()]))


if __name__ == "__main__":
    main()
