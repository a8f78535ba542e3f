"""One search for a rich problem: a plan that compiled code changes in place, its costs, and the best plan met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from solvers.engines.rich_data import DISTANT, HEAVY_FIRST, LARGE, TIGHT, RichSetup, routes_of
from solvers.engines.rich_laying import lay_out
from solvers.engines.rich_ways import ways_over_others
from solvers.kernels.rich.search import anneal, construct, keep
from solvers.kernels.rich.state import (
    ABSENT,
    BEST,
    BEST_MISSING,
    CURRENT,
    DONE,
    IMPROVED,
    MISSING,
    USED,
    copy_of,
)
from solvers.kernels.state import Array, Moves
from solvers.pairs import whole_pairs
from solvers.problem import RoutingProblem
from solvers.solution import Route

FIRST_ORDERS = (DISTANT, HEAVY_FIRST, TIGHT, LARGE)
"""Orders of insertion tried for a first plan."""


class RichRecord(NamedTuple):
    """The best plan of the chains that are over: what it leaves out weighs, its cost in parts, its routes."""

    missing: int
    parts: int
    routes: list[Route]


class RichSearch:
    """As `search.Search`, for a problem with rich features.

    Parameters
    ----------
    problem, setup
        What is searched, and its arrays with an empty plan.
    left_out
        Stops that cannot be served.
    draws
        State of the kernels' generator, two int64.
    known
        Routes to start from, if there are any.
    """

    def __init__(
        self, problem: RoutingProblem, setup: RichSetup, left_out: Iterable[int], draws: Array, known: Sequence[Route]
    ) -> None:
        self.setup = setup
        self._problem, self._left_out = problem, tuple(left_out)
        self._draws = draws
        plan = setup.plan
        self._lost = int(plan.node.prize[list(left_out)].sum())
        self._tally = np.zeros(6, dtype=np.int64)
        self._best = copy_of(plan)
        self._record: RichRecord | None = None
        self._empty()
        if known:
            self._lay_out([Route(route.vehicle, whole_pairs(problem, route.stops)) for route in known])
        else:
            self._first_plan()
        self._keep()
        self.first = routes_of(setup, self._best)
        self.leg, self.vehicle = self._scale()

    @property
    def done(self) -> int:
        """Iterations so far."""
        return int(self._tally[DONE])

    @property
    def improved(self) -> int:
        """Iterations until the best plan was found."""
        return int(self._tally[IMPROVED])

    @property
    def timed(self) -> bool:
        """Whether times limit the routes or cost."""
        return bool(self.setup.data.fact.timed)

    @property
    def best(self) -> tuple[int, int]:
        """Weight left out by the best plan, and its cost in the kernels' parts."""
        here = int(self._tally[BEST_MISSING]), int(self._tally[BEST])
        return here if self._record is None else min(here, self._record[:2])

    @property
    def stops_per_vehicle(self) -> float:
        """Stops that a vehicle of the present plan serves, on average."""
        plan = self.setup.plan
        return float(plan.fleet.visits.sum()) / max(1, int(plan.counter[USED]))

    @property
    def complete(self) -> bool:
        """Whether the best plan serves every required stop that can be served."""
        return self.best[0] == 0

    def anneal(self, iterations: int, hot: float, cold: float, moves: Moves) -> bool:
        """Run a chunk of iterations between two temperatures (costs); whether the best plan was improved."""
        before = self.best
        data, plan, work, _ = self.setup
        anneal(data, plan, self._best, work, self._draws, self._tally, iterations, hot, cold, moves)
        return self.best < before

    def restart(self, routes: Sequence[Route]) -> bool:
        """Begin another chain from these routes; whether they are better than the best plan."""
        before = self.best
        self._record = RichRecord(*before, self.best_routes())
        self._lay_out(routes)
        self._keep()
        return self.best < before

    def go_back(self) -> bool:
        """Go on from the best plan of this chain; whether laying it out anew made it better than the best of all."""
        before = self.best
        self._lay_out(routes_of(self.setup, self._best))
        if (self._tally[MISSING], self._tally[CURRENT]) < (self._tally[BEST_MISSING], self._tally[BEST]):
            self._keep()
        return self.best < before

    def best_routes(self) -> list[Route]:
        """Routes of the best plan."""
        record = self._record
        if record is not None and record[:2] <= (int(self._tally[BEST_MISSING]), int(self._tally[BEST])):
            return record.routes
        return routes_of(self.setup, self._best)

    def best_cost(self) -> int:
        """Cost of the best plan in the units of the audit's `objective_cost`."""
        return (self.best[1] + self.setup.unit // 2) // self.setup.unit

    def _empty(self) -> None:
        """Set the tally to a plan without routes."""
        plan = self.setup.plan
        absent = plan.node.absent[: plan.counter[ABSENT]]
        self._tally[CURRENT] = int(plan.node.prize[absent].sum()) + self._lost
        self._tally[MISSING] = int(plan.node.weight[absent].sum())

    def _lay_out(self, routes: Sequence[Route]) -> None:
        """Change the plan to these routes, and insert what is in none of them."""
        done = self._tally[DONE]
        lay_out(self.setup, self._tally, routes)
        self._insert(DISTANT)
        self._tally[DONE] = done

    def _insert(self, order: int, forced: bool = False) -> None:
        data, plan, work, _ = self.setup
        count = int(plan.counter[ABSENT])
        stops = np.sort(plan.node.absent[:count])
        work.pool[:count] = stops[work.order[order][stops].argsort(kind="stable")]
        plan.fleet.stamp[:] = -1
        construct(data, plan, work, self._draws, self._tally, count, forced)

    def _first_plan(self) -> None:
        """The best of insertions in several orders."""
        best: tuple[tuple[int, int], list[Route]] | None = None
        for order in FIRST_ORDERS:
            lay_out(self.setup, self._tally, ())
            self._insert(order)
            found = int(self._tally[MISSING]), int(self._tally[CURRENT])
            if best is None or found < best[0]:
                self._keep()
                best = found, routes_of(self.setup, self._best)
        assert best is not None
        further = ways_over_others(self._problem, best[1], self._left_out) if best[0][0] else []
        lay_out(self.setup, self._tally, [*best[1], *further])
        if further:
            self._insert(DISTANT)
        self._tally[DONE] = self._tally[IMPROVED] = 0

    def _keep(self) -> None:
        """Take the plan for the best one of this chain."""
        tally = self._tally
        tally[BEST], tally[BEST_MISSING], tally[IMPROVED] = tally[CURRENT], tally[MISSING], tally[DONE]
        keep(self.setup.plan, self._best)

    def _scale(self) -> tuple[float, float]:
        """Mean cost of one leg of the plan, and the mean price of a vehicle: the scales of the temperatures."""
        plan = self.setup.plan
        slots = plan.fleet.used[: plan.counter[USED]]
        fixed = int(plan.kind.fixed[plan.fleet.kind[slots]].sum())
        moving = int(plan.fleet.cost[slots].sum()) - fixed
        fixed = fixed if fixed < moving else 0
        used = len(slots)
        legs = int(plan.fleet.visits.sum()) + used
        return max(1.0, (moving + fixed) / max(1, legs)), fixed / max(1, used)
