"""What is it worth to plan by the hour? `python benchmarks/rush_hours.py [--days 10] [--stops 100] [--seconds 5]`.

Days of deliveries from 07:00 to 18:00 in a city whose roads are half as fast from 07:00 to 09:00 and from 16:00 to
18:00. Each is planned by numba at equal CPU seconds: by the speed of each hour, by the day's mean speed, and with
slack: the mean and 15 % as dispatchers plan today, the hours and 5 or 10 %. Then vans leave as planned and drive the
same roads by the speed of the hour: once with no other luck, and often with that of traffic and doors in a simulated
business, the same for all plans. Late is what is served after its window; an arrival is as planned within 15 minutes
either way.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

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
PLANS = {
    "each hour": (True, 1.0),
    "each hour and 5 %": (True, 1.05),
    "each hour and 10 %": (True, 1.1),
    "the mean": (False, 1.0 / MEAN),
    "the mean and 15 %": (False, 1.15 / MEAN),
}
"""Whether plans know the speed of each hour, and how much longer than free driving times they take drives to be."""
DRAWS = 20
NEAR = 15 * 60


def day(stops: int, seed: int) -> RoutingProblem:
    """A day with free driving times and the speeds of its hours, vans enough for all of it."""
    wave = city_wave(stops, seed, optional=0.0, drops_per_van=10.0)
    length = END - BEGIN
    fleet = tuple(replace(vehicle, shift=(0, length)) for vehicle in wave.vehicles)
    return wave.replace(time_window=wave.time_window * length // SHIFT, vehicles=fleet, speed_profiles=(RUSH,))


def known(problem: RoutingProblem, hours: bool, longer: float) -> RoutingProblem:
    """The same day as a plan sees it."""
    assert problem.duration is not None
    duration = np.rint(problem.duration * longer).astype(np.int64)
    return problem.replace(duration=duration, speed_profiles=(RUSH,) if hours else ())


@dataclass(slots=True)
class Came:
    """What came of plans, added up over days and draws."""

    draws: int
    stops: int = 0
    late: int = 0
    seconds_late: int = 0
    paid: int = 0
    near: int = 0
    unserved: int = 0

    def row(self, name: str) -> tuple[str, ...]:
        """A line of the table, of one draw of every day."""
        late, share = f"{self.late / self.draws:,.1f}", f"{100 * self.late / self.stops:.2f}"
        minutes, near = f"{self.seconds_late / 60 / self.draws:,.0f}", f"{100 * self.near / self.stops:.1f}"
        return name, late, share, minutes, near, f"{self.paid / 3600 / self.draws:,.1f}", str(self.unserved)


def luck(problem: RoutingProblem, route: Route, seed: int, draws: int) -> Iterator[tuple[list[float], list[float]]]:
    """Factors of the legs and doors of a route, by draw; 1 where there is one draw."""
    path = [0, *route.stops, 0]
    if draws == 1:
        yield [1.0] * (len(path) - 1), [1.0] * (len(path) - 1)
        return
    number = np.arange(draws)
    pairs = [one * problem.nodes + other for one, other in pairwise(path)]
    slow = [
        log_logistic(uniforms(key(seed, 0, "traffic"), number * 0 + pair, number), TRAFFIC_SPREAD) for pair in pairs
    ]
    long = [
        log_logistic(uniforms(key(seed, 0, "door time"), number * 0 + stop, number), SERVICE_SPREAD)
        for stop in path[1:]
    ]
    yield from zip(np.transpose(slow).tolist(), np.transpose(long).tolist(), strict=True)


def drive(
    problem: RoutingProblem, route: Route, leave: int, slow: list[float], long: list[float]
) -> tuple[list[int], list[int], int]:
    """Arrival and seconds late at each stop, and the return."""
    now, here, arrivals, late = leave, 0, [], []
    for stop, factor, door in zip((*route.stops, 0), slow, long, strict=True):
        there = Leg(round(int(problem.arc_duration(here, stop)) * factor), profile=RUSH).arrival(now)
        assert there is not None
        if stop == 0:
            return arrivals, late, there
        opens, closes = problem.time_window[stop].tolist()
        start = max(there, opens)
        arrivals.append(there)
        late.append(max(0, start - closes))
        now, here = start + round(int(problem.service_time[stop]) * door), stop
    raise AssertionError


def measure(days: int, stops: int, seconds: float, draws: int) -> tuple[dict[str, Came], dict[str, Came]]:
    """Plan each day by each way to plan, and drive it: without luck, and with it."""
    quiet, lucky = ({name: Came(several) for name in PLANS} for several in (1, draws))
    for seed in range(1, days + 1):
        truth = day(stops, seed)
        for name, how in PLANS.items():
            problem = known(truth, *how)
            plan = create("numba").solve(problem, Budget(seconds=seconds), np.random.default_rng(seed))
            for came in (quiet[name], lucky[name]):
                came.unserved += len(plan.unserved)
                for route in plan.routes:
                    planned = schedule(problem, route)
                    for slow, long in luck(truth, route, seed, came.draws):
                        arrivals, late, back = drive(truth, route, planned.leave, slow, long)
                        came.paid += back - planned.leave
                        came.stops += len(late)
                        came.late += sum(one > 0 for one in late)
                        came.seconds_late += sum(late)
                        told = zip(arrivals, planned.arrival.tolist(), strict=True)
                        came.near += sum(abs(there - one) <= NEAR for there, one in told)
    return quiet, lucky


def main() -> None:
    """Print what came of each way to plan."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=10)
    asked.add_argument("--stops", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=5.0)
    given = asked.parse_args()
    head = ("late stops", "late %", "minutes late", "arrivals as planned %", "paid hours", "unserved")
    found = measure(given.days, given.stops, given.seconds, DRAWS)
    for title, came in zip(("planned by, no luck", "planned by, with luck"), found, strict=True):
        print(text_table((title, *head), [one.row(name) for name, one in came.items()]), end="\n\n")


if __name__ == "__main__":
    main()
