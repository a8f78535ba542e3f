"""The laboratory's own search: ruin and recreate under simulated annealing, compiled by numba.

Slack Induction by String Removals (Christiaens and Vanden Berghe, 2020) with insertion looked for among good
neighbours only, so that an iteration costs about the same for 200 stops and for 10 000. Where the budget allows,
several chains are run and their routes put together. One search for every plain problem, another (`rich_search`) for
those with rich features. The first solve on a machine compiles the kernels (half a minute) and caches them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from solvers.capabilities import rich_needs
from solvers.engines.chains import Chains
from solvers.engines.kernel_data import build, matrix_width
from solvers.engines.pace import Pace
from solvers.engines.route_pool import RoutePool
from solvers.engines.search import Search
from solvers.engines.warming import load_kernels, load_rich_kernels
from solvers.kernels.state import Moves
from solvers.parameters import Between, Factor, Neighbours, Share, check
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import reason_left_out, unservable
from solvers.solution import Route

if TYPE_CHECKING:
    from solvers.engines.rich_search import RichSearch

POOLING = 0.1
"""Part of a budget in seconds that each of two integer programmes may take."""
WARM_COLD = 0.1
"""Last temperature of a search from a known plan, as a part of its first one."""


@dataclass(frozen=True, slots=True)
class NumbaSearch:
    """Ruin and recreate with annealing in compiled kernels: the laboratory's own solver, for every feature.

    Parameters
    ----------
    mean_removed
        Stops taken out per iteration, on average.
    longest_string
        Most stops taken out of one route at a time, where routes are short.
    longest_part
        Part of a mean route that may always be taken out of one at a time: long routes change their halves.
    ruin_neighbours
        Neighbours considered by ruin.
    insertion_neighbours
        Good predecessors, and as many successors, next to which a stop may be inserted; everywhere in small problems.
    blink
        Chance to skip an improving place.
    whole_routes
        Share of iterations that take out one route whole.
    openings
        Share of iterations that open a vehicle for one of the stops taken out, where routes are long.
    exchanges
        Share of iterations after which two vehicles of different types may change places.
    tail_trials
        Changes of tails between two routes that are tried after an iteration.
    first_temperature
        First temperature, as a multiple of the mean cost of one leg of the first plan.
    vehicle_price_factor
        The first temperature is at least so many times the fixed cost of a vehicle, so that fleets are tried out.
    last_temperature
        Last temperature, as a part of the first one of a search from nothing.
    reheat
        First temperature of a chain that starts from a good plan.
    vehicle_margin
        Where a vehicle has a price: margin, in temperatures, that a move must gain for each further vehicle it uses.
    """

    name: ClassVar[str] = "numba"
    supports: ClassVar[Capability] = (
        Capability.CAPACITY
        | Capability.TIME_WINDOWS
        | Capability.SERVICE_TIMES
        | Capability.HETEROGENEOUS
        | Capability.LIMITED_FLEET
        | Capability.OPTIONAL_STOPS
        | Capability.ASYMMETRIC
        | Capability.COORDINATES_ONLY
        | Capability.DURATION_OBJECTIVE
        | Capability.COST_OBJECTIVE
        | Capability.VEHICLES_FIRST
        | Capability.WARM_START
        | Capability.CAPACITY_DIMENSIONS
        | Capability.PICKUPS
        | Capability.SEVERAL_DEPOTS
        | Capability.OPEN_ROUTES
        | Capability.RELEASE_TIMES
        | Capability.SEVERAL_TRIPS
        | Capability.BREAKS
        | Capability.DURATION_LIMIT
        | Capability.OVERTIME
        | Capability.DISTANCE_LIMIT
        | Capability.STOP_LIMIT
        | Capability.SOFT_WINDOWS
        | Capability.SEVERAL_WINDOWS
        | Capability.VEHICLE_CHOICE
        | Capability.PRIORITIES
        | Capability.TIME_DEPENDENT
        | Capability.PAIRS
    )
    iteration_unit: ClassVar[str] = "ruin-and-recreate iterations"
    renamed: ClassVar[Mapping[str, str]] = {
        "vehicle": "vehicle_price_factor",
        "hot": "first_temperature",
        "cold": "last_temperature",
        "near": "ruin_neighbours",
        "insert_near": "insertion_neighbours",
        "tails": "tail_trials",
        "thrift": "vehicle_margin",
    }

    mean_removed: Annotated[float, Between(1, 1_000)] = 10.0
    longest_string: Annotated[float, Between(1, 1_000)] = 10.0
    longest_part: Share = 0.5
    ruin_neighbours: Neighbours = 100
    insertion_neighbours: Neighbours = 40
    blink: Annotated[float, Between(0, 0.9)] = 0.01
    whole_routes: Share = 0.02
    openings: Share = 0.05
    exchanges: Share = 1.0
    tail_trials: Annotated[int, Between(0, 1_000)] = 4
    first_temperature: Factor = 1.0
    vehicle_price_factor: Factor = 0.7
    last_temperature: Annotated[float, Between(1e-6, 1)] = 0.01
    reheat: Factor = 0.2
    vehicle_margin: Factor = 2.0

    def __post_init__(self) -> None:
        check(self)

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Search until the budget is used; see `solvers.protocol.Solver`."""
        refuse(self, problem)
        known = known_routes(problem, warm_start)
        rich = bool(rich_needs(problem))
        (load_rich_kernels if rich else load_kernels)(matrix_width(problem))
        watch = Stopwatch()
        left_out = unservable(problem)
        if len(left_out) == problem.stops:
            return finish(problem, (), left_out, 0)
        draws = rng.integers(1, 2**32, size=2, dtype=np.int64)
        widths = self.ruin_neighbours, self.insertion_neighbours
        search: Search | RichSearch
        if rich:
            from solvers.engines.rich_data import build as rich_build  # loaded where there is such a problem
            from solvers.engines.rich_search import RichSearch

            search = RichSearch(problem, rich_build(problem, list(left_out), *widths), left_out, draws, known)
        else:
            search = Search(problem, build(problem, list(left_out), *widths), left_out, draws, known)
        trace: list[tuple[float, int]] = []

        def report() -> None:
            if not search.complete:
                return
            trace.append((watch(), search.best_cost()))
            if on_incumbent is not None:
                on_incumbent(*trace[-1], tuple(search.best_routes()))

        moves, chains, pace = self._moves(search), self._chains(search, bool(warm_start)), Pace(budget, watch)
        pool = RoutePool(search) if isinstance(search, Search) else None
        report()
        while (chunk := pace.next_chunk(search.done, search.improved, chains.until, chains.scouting)) > 0:
            if pace.estimating:
                chains.divide(pace.expected(search.done), problem.stops, search.timed)
            if chains.over(pace.span[0]):
                if self._go_on(search, chains, pool, pace.share(POOLING)):
                    report()
                moves = self._moves(search)
            if pool is not None and chains.noting(pace.span[0]):
                pool.add()
            began, ended = pace.span
            if search.anneal(chunk, chains.heat(began), chains.heat(ended), moves):
                report()
        routes = search.best_routes()
        visited = {stop for route in routes for stop in route.stops}
        for stop in set(range(1, problem.stops + 1)) - visited - set(left_out):
            left_out[stop] = reason_left_out(problem, stop)
        return finish(problem, routes, left_out, search.done, trace)

    @staticmethod
    def _go_on(search: Search | RichSearch, chains: Chains, pool: RoutePool | None, seconds: float | None) -> bool:
        """Go back to the chain's best plan, or begin the next chain; whether that made a better plan than any."""
        if chains.returning:
            chains.go_back()
            return search.go_back()
        chains.follow()
        if chains.scouting:
            return search.restart(search.first)
        pooled = pool.best_plan(search.best, seconds) if pool is not None and isinstance(search, Search) else None
        return search.restart(pooled or search.best_routes())

    def _chains(self, search: Search | RichSearch, warm: bool) -> Chains:
        """The temperatures, as costs; a plan that was given is kept warm, for hot annealing would forget it."""
        reheat = self.reheat * search.leg
        if warm:
            return Chains(reheat, WARM_COLD * reheat, reheat, whole=True)
        first = max(self.first_temperature * search.leg, self.vehicle_price_factor * search.vehicle)
        return Chains(first, self.last_temperature * first, reheat)

    def _moves(self, search: Search | RichSearch) -> Moves:
        """The parameters as the kernels take them."""
        return Moves(
            mean_removed=float(self.mean_removed),
            longest=max(float(self.longest_string), self.longest_part * search.stops_per_vehicle),
            blink=int(self.blink * 2**32),
            whole=int(self.whole_routes * 2**16),
            openings=int(self.openings * 2**16),
            exchanges=int(self.exchanges * 2**16),
            tail_trials=self.tail_trials,
            vehicle_margin=float(self.vehicle_margin) if search.vehicle > 0.0 else 0.0,
        )
