"""The race of rich features: days need what their feature says and can be served; costs are over ours, day by day."""

import numpy as np
import pytest
from features import over_ours, table
from rich_days import FEATURES, rich_day

from solvers import Budget, Capability, audit, create
from solvers.capabilities import needs

NEEDS = {
    "weight_and_volume": Capability.CAPACITY_DIMENSIONS,
    "collections": Capability.PICKUPS,
    "pairs": Capability.PAIRS,
    "two_depots": Capability.SEVERAL_DEPOTS,
    "open_routes": Capability.OPEN_ROUTES,
    "releases": Capability.RELEASE_TIMES,
    "second_trips": Capability.SEVERAL_TRIPS,
    "breaks": Capability.BREAKS,
    "overtime": Capability.OVERTIME,
    "limits": Capability.DISTANCE_LIMIT | Capability.STOP_LIMIT,
    "soft_windows": Capability.SOFT_WINDOWS,
    "several_windows": Capability.SEVERAL_WINDOWS,
    "skills": Capability.VEHICLE_CHOICE,
    "rush_hours": Capability.TIME_DEPENDENT,
    "together": Capability.SEVERAL_TRIPS | Capability.SOFT_WINDOWS | Capability.BREAKS | Capability.OVERTIME,
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_day_needs_its_feature_and_can_be_served(feature: str) -> None:
    problem = rich_day(feature, 40, 1)
    assert NEEDS[feature] in needs(problem)
    solution = create("numba").solve(problem, Budget(iterations=400), np.random.default_rng(1))
    found = audit(problem, solution.routes)
    assert found.feasible
    assert not found.unserved


def row(solver: str, instance: str, cost: float | None, status: str = "ok") -> dict[str, object]:
    return {
        "set": "breaks",
        "solver": solver,
        "instance": instance,
        "seed": 1,
        "cost": cost,
        "feasible": cost is not None,
        "status": status,
        "reason": "",
    }


def test_costs_are_over_ours_on_the_same_day() -> None:
    rows = [
        *(row("numba", day, cost) for day, cost in (("a", 100.0), ("b", 1_000.0))),
        *(row("ortools", day, cost) for day, cost in (("a", 110.0), ("b", None))),
        *(row("pyvrp", day, None, "skipped") for day in ("a", "b")),
    ]
    found = over_ours(rows)
    assert found == {("breaks", "ortools"): (pytest.approx(1.1), 1), ("breaks", "pyvrp"): "skipped"}
    assert "1.1000 (1 of 2)" in table(found, 2)
