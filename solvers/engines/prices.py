"""One integer price list for every objective: so much per distance, per time and per vehicle.

Money is counted in parts of 1/3 600 000 minor unit, in which metres and seconds are priced without rounding.
"""

from __future__ import annotations

from typing import NamedTuple

from solvers.problem import Objective, RoutingProblem
from solvers.solution import MONEY_PARTS, VEHICLE_FIRST


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
