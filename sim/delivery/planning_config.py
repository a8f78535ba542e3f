"""What a planner may set about how waves are planned: when vans leave, which solver plans, and what it sees."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.forms import TimeOfDay
from sim.plugins import PolicyBlock
from sim.settings import NonNegative, Settings
from sim.units import DAY, HOUR, time_of_day


class DispatchBlock(PolicyBlock):
    """`policy` names a dispatch policy; the other keys are its parameters."""

    group: ClassVar[str] = "orderlab.dispatch"
    kind: ClassVar[str] = "dispatch policy"
    methods: ClassVar[tuple[str, ...]] = ("next_decision", "select")
    policy: str = "waves"


_USUAL_ITERATIONS = {"manual": 1, "savings": 5, "insertion": 5, "numba": 700, "ortools": 30, "pyvrp": 30, "vroom": 1}
"""Measured: 2 to 12 s of CPU for the 112 waves of a week of city_day (vroom: two minutes for its single search)."""


class SolverConfig(Settings):
    """Which routing solver plans a wave, with how much effort, and how long planning takes."""

    name: str = Field("numba", description="solver, as `orderlab solvers` lists them")
    params: dict[str, Any] = Field(default_factory=dict, description="the solver's own parameters")
    iterations: Annotated[int, Field(gt=0, le=10**9)] | None = Field(
        None, description="budget of one wave, in the solver's own unit; none: seconds for a week of city_day"
    )
    planning_minutes: NonNegative | None = Field(
        None, description="simulated minutes to plan one wave; none: 30 for manual, 1 for the others"
    )

    @property
    def wave_iterations(self) -> int:
        """Iterations a wave gets. Units differ by a thousandfold, so each solver has a usual number of its own."""
        return self.iterations or _USUAL_ITERATIONS.get(self.name, 100)

    @property
    def planning_time_minutes(self) -> float:
        """Simulated minutes a plan takes: a dispatcher by hand needs half an hour, a solver one minute."""
        if self.planning_minutes is not None:
            return self.planning_minutes
        return 30.0 if self.name == "manual" else 1.0


class SeenAt(Settings):
    """One look at the order system a day."""

    at: TimeOfDay = Field(description="time of day at which the dock is read")


PlannedFor = Literal["cost", "distance", "time"]


class PlanningConfig(Settings):
    """What the route planner knows, by its link to the order system, and what it plans for."""

    sees: Literal["event", "hourly"] | SeenAt = Field(
        "event",
        description="how fresh the list of parcels is that routes are planned from: event, hourly, or {at: '06:00'}; "
        "a parcel that came to the dock later waits for a later list",
    )

    planned_for: PlannedFor = Field(
        "cost",
        description="cost: routes that cost least, fixed sums, kilometres and hours together; distance: the shortest; "
        "time: those on which vans are away for the shortest time, waiting counted; for distance and time leaving a "
        "parcel counts more than any detour to it, whatever fleet.lateness_cost says",
    )

    def seen_until(self, now: int) -> int:
        """When the list in use at `now` was made, microseconds since the start."""
        if self.sees == "event":
            return now
        if self.sees == "hourly":
            return now // HOUR * HOUR
        at = time_of_day(self.sees.at)
        return (now - at) // DAY * DAY + at
