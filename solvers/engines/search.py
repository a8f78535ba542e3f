"""The kernels' arrays of one search, its costs, and the best plan met: what compiled code changes in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from solvers.engines.first_plan import first_plan, lay_out
from solvers.engines.kernel_data import Setup, routes_of
from solvers.kernels.anneal import anneal
from solvers.kernels.construct import clear
from solvers.kernels.state import ABSENT, BEST, CURRENT, DONE, IMPROVED, USED, Array, Moves, copy_of
from solvers.problem import RoutingProblem
from solvers.solution import Route


class Record(NamedTuple):
    """The best plan of the chains that are over: its cost in the kernels' parts and in the audit's units."""

    parts: int
    cost: int
    missing: int
    routes: list[Route]


class Search:
    """A plan that is changed, and the best one it has been: in this chain of the search, and in all.

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
        self, problem: RoutingProblem, setup: Setup, left_out: Iterable[int], draws: Array, known: Sequence[Route]
    ) -> None:
        self.setup = setup
        self._draws = draws
        self._left_out = sorted(left_out)
        plan = setup.plan
        self.servable = plan.absent.stop[: plan.counter[ABSENT]].copy()
        lost = [stop for stop in self._left_out if problem.prize[stop] >= 0]
        self._lost = int(plan.node.prize[lost].sum())
        self._empty = int(plan.node.prize[self.servable].sum()) + self._lost
        self._tally = np.zeros(4, dtype=np.int64)
        added = lay_out(setup, draws, known) if known else first_plan(setup, draws)
        self._tally[[CURRENT, BEST]] = self._empty + added
        self._record: Record | None = None
        self._best = copy_of(plan)
        self.first = routes_of(setup, plan.node.following)
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
        return self.setup.data.timed

    @property
    def best(self) -> int:
        """Cost of the best plan, in the kernels' parts."""
        record = self._standing_record()
        return int(self._tally[BEST]) if record is None else record.parts

    @property
    def stops_per_vehicle(self) -> float:
        """Stops that a vehicle of the present plan serves, on average."""
        plan = self.setup.plan
        return float(plan.fleet.visits.sum()) / max(1, int(plan.counter[USED]))

    @property
    def complete(self) -> bool:
        """Whether the best plan serves every required stop that can be served."""
        return self.best < self.setup.data.huge or self._missing() == 0

    def anneal(self, iterations: int, hot: float, cold: float, moves: Moves) -> bool:
        """Run a chunk of iterations between two temperatures (costs); whether the best plan was improved."""
        before = self.best
        data, plan, work, _ = self.setup
        anneal(data, plan, self._best, work, self._draws, self._tally, iterations, hot, cold, moves)
        return self.best < before

    def restart(self, routes: Sequence[Route]) -> bool:
        """Begin another chain from these routes; whether they are better than the best plan."""
        before = self.best
        self._record = Record(before, self.best_cost(), self._missing(), self.best_routes())
        self._lay_out_anew(routes)
        self._keep()
        return int(self._tally[BEST]) < before

    def go_back(self) -> bool:
        """Go on from the best plan of this chain; whether laying it out anew made it better than the best of all."""
        before = self.best
        self._lay_out_anew(routes_of(self.setup, self._best.node.following))
        if self._tally[CURRENT] < self._tally[BEST]:
            self._keep()
        return self.best < before

    def _lay_out_anew(self, routes: Sequence[Route]) -> None:
        """Change the plan to these routes; the copy of the best one may differ from it anywhere."""
        clear(self.setup.data, self.setup.plan)
        self._tally[CURRENT] = self._empty + lay_out(self.setup, self._draws, routes)
        node = self._best.node
        node.changed[:] = np.arange(len(node))
        node.marked[:] = True
        self._best.length[0] = len(node)

    def _keep(self) -> None:
        """Take the plan for the best one of this chain."""
        self._tally[BEST], self._tally[IMPROVED] = self._tally[CURRENT], self._tally[DONE]
        node = self._best.node
        node.following[:] = self.setup.plan.node.following
        node.marked[:] = False
        self._best.length[0] = 0

    def _standing_record(self) -> Record | None:
        """What earlier chains found, unless the present one has beaten it."""
        return self._record if self._record is not None and self._record.parts <= self._tally[BEST] else None

    def best_routes(self) -> list[Route]:
        """Routes of the best plan."""
        record = self._standing_record()
        if record is not None:
            return record.routes
        return routes_of(self.setup, self._best.node.following)

    def best_cost(self) -> int:
        """Cost of the best plan in the units of the audit's `objective_cost`, which does not price required stops."""
        record = self._standing_record()
        if record is not None:
            return record.cost
        return (self.best - self.setup.data.huge * self._missing() + self.setup.unit // 2) // self.setup.unit

    def _missing(self) -> int:
        """Required stops that the best plan leaves out though they can be served."""
        record = self._standing_record()
        if record is not None:
            return record.missing
        stops, plan = self.setup.data.stops, self.setup.plan
        absent = self._best.node.following[: stops + 1] == np.arange(stops + 1)
        absent[[0, *self._left_out]] = False
        return int((plan.node.prize[: stops + 1][absent] == self.setup.data.huge).sum())

    def _scale(self) -> tuple[float, float]:
        """Mean cost of one leg of the plan, and the mean price of a vehicle: the scales of the temperatures.

        Vehicles count into a leg up to what driving them costs, and have no price where one is worth more than any
        distance; absent stops do not count.
        """
        plan = self.setup.plan
        absent = plan.absent.stop[: plan.counter[ABSENT]]
        fixed = int(plan.fleet.fixed[plan.fleet.visits > 0].sum())
        moving = int(self._tally[CURRENT]) - self._lost - int(plan.node.prize[absent].sum()) - fixed
        fixed = fixed if fixed < moving else 0
        used = int(plan.counter[USED])
        legs = int(plan.fleet.visits.sum()) + used
        return max(1.0, (moving + fixed) / max(1, legs)), fixed / max(1, used)
