"""One integer price list for every objective: so much per distance, per time and per vehicle.

Money is counted in parts of 1/3 600 000 minor unit, in which metres and seconds are priced without rounding.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvers.money import MONEY_PARTS, VEHICLE_FIRST
from solvers.problem import FAR, Objective, RoutingProblem


class Prices(NamedTuple):
    """Prices per vehicle type, and how many parts one unit of the objective (and of a prize) has."""

    distance: list[int]
    time: list[int]
    fixed: list[int]
    unit: int


def prices(problem: RoutingProblem) -> Prices:
    """The price list of a problem's objective."""
    fleet = problem.vehicles
    zeros, ones = [0] * len(fleet), [1] * len(fleet)
    if problem.objective is Objective.DURATION:
        return Prices(zeros, ones, zeros, 1)
    if problem.objective is Objective.VEHICLES_THEN_DISTANCE:
        return Prices(ones, zeros, [VEHICLE_FIRST] * len(fleet), 1)
    if problem.objective is Objective.DISTANCE:
        return Prices(ones, zeros, zeros, 1)
    return Prices(
        [vehicle.cost_per_kilometre * (MONEY_PARTS // 1000) for vehicle in fleet],
        [vehicle.cost_per_hour * (MONEY_PARTS // 3600) for vehicle in fleet],
        [vehicle.fixed_cost * MONEY_PARTS for vehicle in fleet],
        MONEY_PARTS,
    )


MOST_PARTS = 1 << 61
"""What the costs of a plan that serves nothing may add up to."""


def coarse(price: Prices) -> Prices:
    """The same prices in the largest common part."""
    part = math.gcd(price.unit, *price.distance, *price.time)
    distance, time, fixed = ([value // part for value in column] for column in price[:3])
    return Prices(distance, time, fixed, price.unit // part)


def with_penalty(problem: RoutingProblem, least: int, most: int = MOST_PARTS) -> tuple[Prices, int]:
    """The price list, and what leaving a required stop out costs in its parts: more than any plan, `least` at least.

    The sum over all stops stays below `most`: where money is so large that it would not, it is counted in the largest
    common part of the prices.
    """
    price = prices(problem)
    penalty = max(least, dearest(problem, price) + 1)
    if penalty * (problem.stops + 1) > most:
        price = affordable(problem, coarse(price))
        penalty = max(least, dearest(problem, price) + 1)
    return price, min(penalty, most // (problem.stops + 1))


def affordable(problem: RoutingProblem, price: Prices) -> Prices:
    """The price list, or a ValueError where the cost of a plan might not fit into 64 bits."""
    if (most := dearest(problem, price)) >= MOST_PARTS:
        limit = (MOST_PARTS - 1) // price.unit
        raise ValueError(
            f"vehicles: at these prices, times and lengths a plan may cost {most // price.unit}, "
            f"which this solver cannot count: {limit} at most is accepted"
        )
    return price


def dearest(problem: RoutingProblem, price: Prices) -> int:
    """A bound on the cost of any plan, with all prizes lost, in parts."""
    vans = min(problem.fleet_size, problem.stops)
    legs = problem.stops + vans
    opens, service = int(problem.time_window[:, 0].max()), int(problem.service_time.sum())
    length = longest_leg(problem, "distance")
    time = legs * (length if problem.duration is None else longest_leg(problem, "duration")) + service + vans * opens
    lost = int(np.maximum(problem.prize[1:], 0).sum()) * price.unit
    return lost + vans * max(price.fixed) + legs * length * max(price.distance) + time * max(price.time)


def longest_leg(problem: RoutingProblem, key: str) -> int:
    """The longest leg there is a road for, or a bound on it."""
    matrix = getattr(problem, key)
    if matrix is not None:
        most = int(matrix.max(initial=0))
        return most if most < FAR else int(np.max(matrix, where=matrix < FAR, initial=0))
    assert problem.coordinates is not None
    reach = np.ptp(problem.coordinates, axis=0)
    return int(np.hypot(*reach) * problem.scale) + 2
