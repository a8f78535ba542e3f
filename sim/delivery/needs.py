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
    if (
        fleet.traffic.plans_know == "hours"
        and fleet.traffic.slow_hours
        and (lacks := lacking(solver, Capability.TIME_DEPENDENT))
    ):
        return (
            f"delivery.solver.name: {lacks}, which delivery.fleet.traffic.plans_know: hours needs; "
            "mean and nothing are accepted"
        )
    if any(fleet.priority.values()) and (lacks := lacking(solver, Capability.PRIORITIES)):
        return f"delivery.solver.name: {lacks}, which delivery.fleet.priority needs"
    if fleet.lateness_cost_per_minute is not None and (lacks := lacking(solver, Capability.SOFT_WINDOWS)):
        return f"delivery.solver.name: {lacks}, which delivery.fleet.lateness_cost_per_minute needs"
    if fleet.trips_per_plan > 1 and (lacks := lacking(solver, Capability.SEVERAL_TRIPS)):
        return f"delivery.solver.name: {lacks}, which delivery.fleet.trips_per_plan needs"
    if fleet.drivers.breaks and (lacks := lacking(solver, Capability.BREAKS)):
        return f"delivery.solver.name: {lacks}, which delivery.fleet.drivers.breaks needs"
    return ""
