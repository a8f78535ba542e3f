"""What rich plans are judged by, in whole numbers: prices in parts of the objective's unit, and weights of stops.

Weights are a number system whose digits are how many stops of each class of priority, and of required stops, are left
out, so that one comparison of sums compares class by class.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvers.engines.prices import longest_leg
from solvers.kernels.state import Array
from solvers.money import MONEY_PARTS, SECOND_AT_ONE_A_MINUTE, VEHICLE_FIRST, Tariff
from solvers.problem import FAR, MOST_CLASSES, Objective, RoutingProblem
from solvers.speeds import FREE

MOST_PARTS = 1 << 59
"""What the costs of a plan may add up to, and what all weights together may."""


class RichPrices(NamedTuple):
    """Prices by type of vehicle, and by node a second late and early; `unit` parts are one unit of the objective."""

    metre: Array
    second: Array
    overtime: Array
    fixed: Array
    late: Array
    early: Array
    unit: int


def rich_prices(problem: RoutingProblem) -> RichPrices:
    """The price list of a problem, in the largest common part.

    Raises
    ------
    ValueError
        Where the cost of a plan might not fit into 64 bits.
    """
    tariffs = [Tariff.of(problem.objective, vehicle) for vehicle in problem.vehicles]
    late = problem.lateness_cost_per_minute * SECOND_AT_ONE_A_MINUTE
    early = problem.earliness_cost_per_minute * SECOND_AT_ONE_A_MINUTE
    part = math.gcd(MONEY_PARTS, *(price for tariff in tariffs for price in tariff), *late.tolist(), *early.tolist())
    unit = MONEY_PARTS // part
    fixed = [0] * len(tariffs)
    if problem.objective is Objective.COST:
        fixed = [vehicle.fixed_cost * unit for vehicle in problem.vehicles]
    elif problem.objective is Objective.VEHICLES_THEN_DISTANCE:
        fixed = [VEHICLE_FIRST * unit] * len(tariffs)
    columns = [[price // part for price in column] for column in zip(*tariffs, strict=True)]
    metre, second, overtime, each = (np.array(column, dtype=np.int64) for column in (*columns, fixed))
    price = RichPrices(metre, second, overtime, each, late // part, early // part, unit)
    if (most := dearest(problem, price)) >= MOST_PARTS:
        raise ValueError(
            f"vehicles: at these prices, times and lengths a plan may cost {most // unit}, "
            f"which this solver cannot count: {(MOST_PARTS - 1) // unit} at most is accepted"
        )
    return price


def dearest(problem: RoutingProblem, price: RichPrices) -> int:
    """A bound on the cost of any plan, with all prizes lost, in parts."""
    metre, second, overtime, fixed, late, early = (int(column.max()) for column in price[:-1])
    vans = min(problem.fleet_size, problem.stops)
    trips = sum(min(vehicle.count, problem.stops) * vehicle.max_trips for vehicle in problem.vehicles)
    legs = problem.stops + vans + min(trips, problem.stops)
    length = longest_leg(problem, "distance")
    leg = length if problem.duration is None else longest_leg(problem, "duration")
    slowest = min((speed for profile in problem.speed_profiles for speed in profile.speeds), default=FREE)
    rests = sum(one.duration for vehicle in problem.vehicles for one in vehicle.breaks)
    reload = max(vehicle.reload_time for vehicle in problem.vehicles)
    hull = problem.hull
    opens = max(int(hull[:, 0].max()), int(problem.release_time.max()), *(one.shift[0] for one in problem.vehicles))
    opens = max(opens, int(np.where(problem.time_window < FAR, problem.time_window, 0).max()))
    drive = -(leg * -FREE // slowest)
    end = opens + int(problem.service_time.sum()) + legs * (drive + reload) + rests
    end = max(end, *(rest.window[0] for one in problem.vehicles for rest in one.breaks), 0) + rests
    closing = max(min(int(hull[0, 1]), vehicle.shift[1]) for vehicle in problem.vehicles)
    end = max(min(end, closing), opens) if closing < FAR else end
    soft = int(np.where(problem.soft_window < FAR, problem.soft_window, 0).max())
    lost = int(np.maximum(problem.prize[1:], 0).sum()) * price.unit
    timed = vans * end * (second + overtime) + problem.stops * (end * late + soft * early)
    return lost + vans * fixed + legs * length * metre + timed


def weights(problem: RoutingProblem) -> Array:
    """What leaving each stop out weighs beyond its prize; 0 for an optional stop of no class.

    Exact for any number of stops left out, or, where so many stops are in so many classes that the sum would not fit
    into 64 bits, for as many of each class as then do.
    """
    required = problem.prize < 0
    required[list(problem.depot_nodes)] = False
    levels = [required, *(problem.priority == one for one in range(1, MOST_CLASSES + 1))]
    levels = [level for level in levels if level.any()]
    bases = [int(level.sum()) + 1 for level in levels]
    most = MOST_PARTS // max(1, problem.stops)
    if math.prod(bases[:-1]) > most:
        bases = [int(most ** (1.0 / len(bases)))] * len(bases)
    result = np.zeros(problem.nodes, dtype=np.int64)
    weight = 1
    for level, base in zip(levels, bases, strict=True):
        result[level] += weight
        weight *= base
    return result
