"""Overtime that plans may use: how long drivers may stay after their duty, and what each duty's hour of it costs.

Of what drivers are paid it is all that the plan of a wave can still change. A solver that knows no overtime plans
everybody back within the duty, which is said.
"""

from __future__ import annotations

from sim.config import SimConfig
from sim.delivery.driver_pool import duties_of
from sim.delivery.owning import vans_at
from sim.units import HOUR, microseconds, minor
from solvers.protocol import Capability, Solver, lacking

NEEDED = Capability.DURATION_LIMIT | Capability.OVERTIME
"""What a solver must know to plan overtime."""


class PlannedOvertime:
    """Overtime of the drivers of every node.

    Attributes
    ----------
    longest : microseconds after the end of a duty by which a plan may bring a driver back.
    warnings : what is to be said where the scenario allows overtime and the solver plans none.
    """

    def __init__(self, config: SimConfig, solver: Solver) -> None:
        fleet = config.delivery.fleet
        hours = fleet.drivers.overtime_hours
        known = not lacking(solver, NEEDED)
        self.longest = microseconds(hours, HOUR) if known else 0
        self.warnings: tuple[str, ...] = ()
        self._prices: list[list[int]] = []
        if not hours:
            return
        if not known:
            self.warnings = (
                f"delivery.fleet.drivers.planned_overtime_hours: {config.delivery.solver.name} plans no overtime; "
                "every van is planned back within its driver's duty",
            )
            return
        for counts in vans_at(config):
            duties = duties_of(fleet.drivers, zip(fleet.vans.values(), counts, strict=True))
            self._prices.append([minor(fleet.drivers.overtime_wage(duty)) for duty in duties])

    def price(self, node: int, duty: int) -> int:
        """Minor units that an hour after the end of a duty costs."""
        return self._prices[node][duty]
