"""What metres and seconds cost in each objective, in exact parts of a unit, and how the parts are rounded together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from solvers.problem import Objective
from solvers.vehicle import Vehicle

MONEY_PARTS = 3_600_000
"""Parts of one minor money unit in which metres and seconds are priced exactly (1000 m/km times 3600 s/h)."""
PARTS = ("distance", "time", "overtime", "lateness", "earliness", "breaks")
"""The parts of a cost that are rounded together, in the order in which equal remainders are."""
VEHICLE_FIRST = 10**11
"""Weight of one vehicle against distance when vehicles come first."""
SECOND_AT_ONE_A_MINUTE = MONEY_PARTS // 60
"""Parts that a second late or early costs at a price of one a minute."""


class Tariff(NamedTuple):
    """What a metre, a second on the route and a second of overtime on top of it cost, in parts of a unit."""

    metre: int
    second: int
    overtime: int

    @staticmethod
    def of(objective: Objective, vehicle: Vehicle) -> Tariff:
        """The prices of a vehicle in an objective; its fixed cost left aside."""
        return {
            Objective.DISTANCE: Tariff(MONEY_PARTS, 0, 0),
            Objective.DURATION: Tariff(0, MONEY_PARTS, 0),
            Objective.COST: Tariff(
                vehicle.cost_per_kilometre * 3600,
                vehicle.cost_per_hour * 1000,
                vehicle.overtime_cost_per_hour * 1000,
            ),
            Objective.VEHICLES_THEN_DISTANCE: Tariff(MONEY_PARTS, 0, 0),
        }[objective]

    def costs(self, metres: int, seconds: int, rested: int, over: int, late: int, early: int) -> tuple[int, ...]:
        """What a route costs in the order of `PARTS`; `late` and `early` are seconds times their price a minute."""
        return (
            metres * self.metre,
            (seconds - rested) * self.second,
            over * self.overtime,
            late * SECOND_AT_ONE_A_MINUTE,
            early * SECOND_AT_ONE_A_MINUTE,
            rested * self.second,
        )


def rounded(parts: Sequence[int]) -> list[int]:
    """Whole units that add up to the rounded sum: the largest remainders are rounded up, the first ones of equals."""
    whole = [part // MONEY_PARTS for part in parts]
    up = (sum(parts) + MONEY_PARTS // 2) // MONEY_PARTS - sum(whole)
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] % MONEY_PARTS), at))
    for at in order[: max(0, up)]:
        whole[at] += 1
    return whole
