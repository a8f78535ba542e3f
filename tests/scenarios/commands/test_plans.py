"""What `solve` says a plan's cost is made of adds up to the cost."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.commands.plans import Solved, cost_parts
from solvers import Objective, Route, RoutingProblem, Vehicle, audit
from solvers.audited import AuditedPlan
from solvers.protocol import Capability
from solvers.random_features import RICH, random_rich_problem
from solvers.random_problems import DRAWN


@pytest.mark.parametrize("seed", range(30))
def test_parts_add_up_to_the_cost_and_lost_prizes_come_on_top(seed):
    rng = np.random.default_rng(seed)
    problem = random_rich_problem(rng, 6, DRAWN | RICH & ~Capability.SEVERAL_DEPOTS, chance=0.4)
    order = (rng.permutation(problem.stops) + 1).tolist()
    routes = [Route(0, tuple(order[:2])), Route(len(problem.vehicles) - 1, tuple(order[2:4]))]
    found = audit(problem, routes, order[4:])
    parts = cost_parts(problem, found)
    assert sum(value for part, value in parts.items() if part != "prizes") == pytest.approx(found.cost / problem.scale)
    lost = sum(int(problem.prize[stop]) for stop in order[4:] if problem.prize[stop] >= 0)
    assert parts["prizes"] == pytest.approx(lost / problem.scale)


def test_the_screen_shows_parts_where_there_are_several():
    problem = RoutingProblem(
        demand=[0, 1, 1],
        vehicles=(Vehicle("van", 2, 5, fixed_cost=100, cost_per_kilometre=1_000, cost_per_hour=3_600),),
        distance=[[0, 1_000, 2_000], [1_000, 0, 1_000], [2_000, 1_000, 0]],
        duration=[[0, 60, 60]] * 3,
        prize=[-1, -1, 77],
        objective=Objective.COST,
    )
    routes = (Route(0, (1,)),)
    plan = AuditedPlan("done", "", routes, {2: "no"}, audit(problem, routes, [2]), 1, 0.0)
    told = Solved(Path("a.json"), problem, SimpleNamespace(name="x", iteration_unit="plans"), plan, {}).in_words()
    assert "  of it distance 2000, time 60, fixed 100\n" in told
    assert told.endswith("  prizes lost with the stops left out, on top of it: 77")
