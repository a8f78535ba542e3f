"""Routes met during a search, and the cheapest plan that can be put together from them (set covering).

A chain of an annealing search meets good routes in plans that are bad elsewhere. Choosing among all of them at once
is a covering programme: its relaxation prices the stops, routes whose reduced cost is above the gap to the best plan
cannot improve on it and are dropped, and HiGHS chooses among the rest. Costs are the kernels' integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solvers.engines.search import Search
from solvers.kernels.listing import list_routes
from solvers.kernels.state import Array
from solvers.solution import Route

MOST_CHOSEN = 2_000
"""Routes HiGHS chooses among: those of the lowest reduced cost."""
NODES = 10
"""Branch-and-bound nodes of the integer programme: a limit that does not depend on the clock."""


class RoutePool:
    """The cheapest order met for every set of stops and type of vehicle."""

    def __init__(self, search: Search) -> None:
        data, plan = search.setup.data, search.setup.plan
        self._setup, self._served = search.setup, search.servable
        # fixed keys: which stops a route visits is told by their sum
        self._keys = np.random.default_rng(0).integers(1 << 56, size=data.stops + 1)
        slots = len(plan.fleet)
        self._room = (np.zeros(data.stops, dtype=np.int64), *(np.zeros(slots, dtype=np.int64) for _ in range(4)))
        self._kinds = plan.fleet.kind.copy()
        self._known: dict[tuple[int, int], tuple[int, Array]] = {}

    def add(self) -> None:
        """Note the routes of the present plan."""
        stops, ends, slots, costs, prints = self._room
        count = list_routes(self._setup.data, self._setup.plan, self._keys, *self._room)
        kinds = self._kinds[slots[:count]]
        first = 0
        for end, kind, cost, mark in np.stack((ends[:count], kinds, costs[:count], prints[:count]), axis=1).tolist():
            known = self._known.get((kind, mark))
            if known is None or cost < known[0]:
                self._known[kind, mark] = cost, stops[first:end].copy()
            first = end

    def best_plan(self, best: int, seconds: float | None) -> list[Route] | None:
        """The cheapest plan of the routes met, when it costs less than `best` and is found in time."""
        from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # slow to import, and not always needed

        chosen = [(kind, cost, stops) for (kind, _), (cost, stops) in self._known.items()]
        if not chosen:
            return None
        matrix, least, cost = self._programme(chosen)
        scale = 1e4 / max(1.0, float(cost[: len(chosen)].max()))
        limit = {} if seconds is None else {"time_limit": seconds}
        relaxed = linprog(cost * scale, -matrix, least, method="highs", options=limit)
        if relaxed.status != 0 or relaxed.fun >= best * scale - 1e-6:
            return None
        reduced = cost * scale + matrix.T @ relaxed.ineqlin.marginals
        kept = np.flatnonzero(reduced <= best * scale - relaxed.fun)
        kept = np.sort(kept[np.argsort(reduced[kept], kind="stable")[:MOST_CHOSEN]])
        found = milp(
            cost[kept] * scale,
            integrality=np.ones(len(kept)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(-matrix[:, kept], ub=least),
            options={"node_limit": NODES, **limit},
        )
        if found.x is None:
            return None
        taken = kept[found.x > 0.5]
        if cost[taken].sum() >= best:
            return None
        # a stop in two routes is laid out in the first of them only
        return [Route(chosen[at][0], tuple(chosen[at][2].tolist())) for at in taken.tolist() if at < len(chosen)]

    def _programme(self, chosen: list[tuple[int, int, Array]]) -> tuple[Any, Array, Array]:
        """Minimise cost with matrix @ x >= -least: every stop is visited or left out, no vehicle is used twice."""
        from scipy.sparse import csc_array

        row_of = np.zeros(self._setup.data.stops + 1, dtype=np.int64)
        row_of[self._served] = np.arange(len(self._served))
        prize = self._setup.plan.node.prize[self._served]
        optional = np.flatnonzero(prize < self._setup.data.huge)
        stops = len(self._served)
        columns = [np.append(row_of[visited], stops + kind) for kind, _, visited in chosen]
        columns += [np.array([row]) for row in optional]
        starts = np.cumsum([0] + [len(column) for column in columns])
        rows = np.concatenate(columns)
        fleet = np.bincount(self._kinds, minlength=len(self._setup.plan.idle_count))
        signs = np.where(rows < stops, 1.0, -1.0)
        matrix = csc_array((signs, rows, starts), shape=(stops + len(fleet), len(columns)))
        cost = np.array([cost for _, cost, _ in chosen] + prize[optional].tolist(), dtype=np.float64)
        return matrix, np.append(np.full(stops, -1.0), fleet), cost
