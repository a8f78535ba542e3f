"""What a scenario needs its solver to know."""

from __future__ import annotations

from sim.config import SimConfig
from solvers.protocol import Capability, Solver, lacking

NEEDED = (
    Capability.CAPACITY
    | Capability.TIME_WINDOWS
    | Capability.SERVICE_TIMES
    | Capability.LIMITED_FLEET
    | Capability.OPTIONAL_STOPS
    | Capability.COST_OBJECTIVE
)
"""What every wave needs of a solver."""

_BY_HOUR = "delivery.fleet.traffic.plans_know: hours"


def unmet(config: SimConfig, solver: Solver) -> str:
    """What a scenario needs and its solver lacks, with what asks for it; empty when nothing is."""
    fleet = config.delivery.fleet
    if config.delivery.mode == "carrier":
        return ""
    needed = NEEDED
    if len(fleet.vans) > 1:
        needed |= Capability.HETEROGENEOUS
    if lacks := lacking(solver, needed):
        return f"delivery.solver.name: {lacks}, which planning a wave needs"
    by_hour = fleet.traffic.plans_know == "hours" and fleet.traffic.slow_hours
    for is_asked, capability, field in (
        (by_hour, Capability.TIME_DEPENDENT, _BY_HOUR),
        (any(fleet.priority.values()), Capability.PRIORITIES, "delivery.fleet.priority"),
        (
            fleet.lateness_cost_per_minute is not None,
            Capability.SOFT_WINDOWS,
            "delivery.fleet.lateness_cost_per_minute",
        ),
        (fleet.trips_per_plan > 1, Capability.SEVERAL_TRIPS, "delivery.fleet.trips_per_plan"),
        (bool(fleet.drivers.breaks), Capability.BREAKS, "delivery.fleet.drivers.breaks"),
    ):
        if is_asked and (lacks := lacking(solver, capability)):
            others = "; mean and nothing are accepted" if field == _BY_HOUR else ""
            return f"delivery.solver.name: {lacks}, which {field} needs{others}"
    return ""
