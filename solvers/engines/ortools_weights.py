"""What OR-Tools is told that things cost: whole parts of the objective's unit, and penalties in the order of the ranks.

A plan is better by the stops it leaves out of the highest class of priority, then of the next one, then by the
required stops it leaves out, then by its cost. One penalty of each rank weighs more than all below it together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from solvers.capabilities import rich_needs
from solvers.engines.prices import MOST_PARTS, longest_leg, with_penalty
from solvers.money import MONEY_PARTS, SECOND_AT_ONE_A_MINUTE, VEHICLE_FIRST, Tariff
from solvers.problem import FAR, REQUIRED, Objective, RoutingProblem

MUST = 10**14
"""Least penalty of leaving a required stop out of a plain problem, in parts; above the cost of any plan."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices in parts of the objective's unit, `unit` of which make one.

    `metre`, `second`, `overtime` and `fixed` are those of each type of vehicle, `late` and `early` those of a second
    at each node, `left_out` what it costs to leave out each stop (0 at depots), `must` the least of all that is more
    than a cost: every penalty is so many times it and a prize.
    """

    metre: list[int]
    second: list[int]
    overtime: list[int]
    fixed: list[int]
    late: list[int]
    early: list[int]
    left_out: list[int]
    must: int
    unit: int

    def in_units(self, cost: int) -> int:
        """A cost in the audit's `objective_cost`, which does not price required stops."""
        return (cost % self.must + self.unit // 2) // self.unit


def weights(problem: RoutingProblem, stops: Sequence[int], longest: int) -> Weights:
    """The weights of a problem of which `stops` may be served and no route need last beyond `longest`.

    Raises
    ------
    ValueError
        Where a plan may cost more than 64 bits count, or the ranks do not fit into them.
    """
    if not rich_needs(problem):
        return _plain(problem, stops)
    tariffs = [Tariff.of(problem.objective, vehicle) for vehicle in problem.vehicles]
    metre, second, overtime = (list(column) for column in zip(*tariffs, strict=True))
    fixed = [MONEY_PARTS * _fixed(problem, kind) for kind in range(len(tariffs))]
    late = (problem.lateness_cost_per_minute * SECOND_AT_ONE_A_MINUTE).tolist()
    early = (problem.earliness_cost_per_minute * SECOND_AT_ONE_A_MINUTE).tolist()
    part = math.gcd(MONEY_PARTS, *metre, *second, *overtime, *late, *early)
    shrunk = ([value // part for value in column] for column in (metre, second, overtime, fixed, late, early))
    metre, second, overtime, fixed, late, early = shrunk
    unit = MONEY_PARTS // part
    vans = min(problem.fleet_size, problem.stops)
    way = (len(stops) + vans * (1 + max(vehicle.max_trips for vehicle in problem.vehicles))) * _longest_leg(problem)
    lost = sum(max(0, int(problem.prize[stop])) for stop in stops) * unit
    lateness = sum(late[stop] * max(0, longest - int(problem.soft_window[stop, 1])) for stop in stops)
    earliness = sum(early[stop] * int(problem.soft_window[stop, 0]) for stop in stops)
    times = vans * longest * max(a + b for a, b in zip(second, overtime, strict=True))
    dearest = vans * max(fixed) + way * max(metre) + times + lost + lateness + earliness
    must = dearest + 1
    left_out, total = _ranks(problem, stops, unit, must)
    if total + dearest >= MOST_PARTS:
        what = "prices and priorities" if problem.priority.any() else "prices, times and lengths"
        raise ValueError(
            f"solver 'ortools': with these {what} a plan may cost {total + dearest} parts, "
            f"fewer than {MOST_PARTS} are accepted"
        )
    return Weights(metre, second, overtime, fixed, late, early, left_out, must, unit)


def _plain(problem: RoutingProblem, stops: Sequence[int]) -> Weights:
    price, must = with_penalty(problem, MUST)
    left_out = [0] * problem.nodes
    for stop in stops:
        prize = int(problem.prize[stop])
        left_out[stop] = must if prize == REQUIRED else min(must, prize * price.unit)
    nothing = [0] * problem.nodes
    none = [0] * len(problem.vehicles)
    return Weights(price.distance, price.time, none, price.fixed, nothing, nothing, left_out, must, price.unit)


def _fixed(problem: RoutingProblem, kind: int) -> int:
    ahead = VEHICLE_FIRST if problem.objective is Objective.VEHICLES_THEN_DISTANCE else 0
    return problem.vehicles[kind].fixed_cost if problem.objective is Objective.COST else ahead


def _ranks(problem: RoutingProblem, stops: Sequence[int], unit: int, must: int) -> tuple[list[int], int]:
    """What leaving out each stop costs, and what leaving out all of them does."""
    left_out, total = [0] * problem.nodes, 0
    for stop in stops:
        prize = int(problem.prize[stop])
        left_out[stop] = must if prize == REQUIRED else prize * unit
    total = sum(left_out)
    for rank in sorted({int(problem.priority[stop]) for stop in stops} - {0}):
        weight = (total // must + 1) * must
        for stop in stops:
            if problem.priority[stop] == rank:
                left_out[stop] += weight
                total += weight
    return left_out, total


def latest(problem: RoutingProblem) -> int:
    """A moment by which every route that waits for nothing in vain is over."""
    legs = problem.stops + max(vehicle.max_trips for vehicle in problem.vehicles)
    drive = legs * _longest_leg(problem, "duration") + int(problem.service_time.sum())
    windows = problem.time_window.reshape(-1, 2)
    begun = [int(windows[windows[:, 0] < FAR, 0].max(initial=0)), int(problem.release_time.max(initial=0))]
    begun.append(int(problem.soft_window[problem.earliness_cost_per_minute > 0, 0].max(initial=0)))
    rested = []
    for vehicle in problem.vehicles:
        begun.append(vehicle.shift[0])
        begun += [rest.window[1] for rest in vehicle.breaks]
        rested.append(sum(rest.duration for rest in vehicle.breaks) + vehicle.max_trips * vehicle.reload_time)
    return min(FAR, max(begun) + max(rested) + drive)


def _longest_leg(problem: RoutingProblem, key: str = "distance") -> int:
    if key == "duration" and problem.duration is None:
        key = "distance"
    return longest_leg(problem, key)
