"""The laboratory's own search: ruin and recreate under simulated annealing, compiled by numba.

Slack Induction by String Removals (Christiaens and Vanden Berghe, 2020) with insertion looked for among good
neighbours only, so that an iteration costs the same for 100 stops and for 10 000. One search for every feature of
`RoutingProblem`. The first solve on a machine compiles the kernels (half a minute) and caches them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solvers.city import city_wave
from solvers.engines.kernel_data import MATRIX_STOPS, Setup, build, laid_out, routes_of
from solvers.engines.pace import Pace
from solvers.kernels.anneal import anneal
from solvers.kernels.construct import clear, construct, start, vehicles_for
from solvers.kernels.savings import join_tours
from solvers.kernels.state import ABSENT, BEST, CURRENT, DONE, HUGE, IMPROVED, USED, Array, Plan, copy_of
from solvers.problem import RoutingProblem, Vehicle
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish
from solvers.screen import reason_left_out, unservable
from solvers.solution import Route

FARTHEST = 1
"""Row of the sort keys by which first plans insert."""
MOST_TRIES, TRIED_STOPS = 16, 800
"""Lists of savings tried for a first plan: so many at most, and fewer the more stops there are."""
NOISE = 100
"""By how many thousandths further lists stray."""


@dataclass(frozen=True, slots=True)
class NumbaSearch:
    """Ruin and recreate with annealing in compiled kernels: the laboratory's own solver, for every feature.

    Parameters
    ----------
    mean_removed
        Stops taken out per iteration, on average.
    longest_string
        Most stops taken out of one route at a time.
    near
        Neighbours considered by ruin.
    insert_near
        Good predecessors, and as many successors, next to which a stop may be inserted.
    blink
        Chance to skip an improving place.
    whole_routes
        Share of iterations that take out one route whole.
    exchanges
        Share of iterations after which two vehicles of different types may change places.
    hot, cold
        First and last temperature, as a multiple of the mean cost of one leg of the first plan.
    """

    name: ClassVar[str] = "numba"
    supports: ClassVar[Capability] = Capability.everything()
    iteration_unit: ClassVar[str] = "ruin-and-recreate iterations"

    mean_removed: float = 10.0
    longest_string: float = 10.0
    near: int = 100
    insert_near: int = 40
    blink: float = 0.01
    whole_routes: float = 0.05
    exchanges: float = 0.3
    hot: float = 1.0
    cold: float = 0.01

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
        watch = Stopwatch()
        left_out = unservable(problem)
        if len(left_out) == problem.stops:
            return finish(problem, (), left_out, 0)
        setup = build(problem, list(left_out), self.near, self.insert_near)
        data, plan, work = setup.data, setup.plan, setup.work
        draws = rng.integers(1, 2**32, size=2, dtype=np.int64)
        lost = [stop for stop in left_out if problem.prize[stop] >= 0]
        tally = np.zeros(4, dtype=np.int64)
        tally[CURRENT] = plan.node.prize[plan.absent.stop[: plan.counter[ABSENT]]].sum() + plan.node.prize[lost].sum()
        tally[CURRENT] += first_plan(setup, draws, warm_start)
        tally[BEST] = tally[CURRENT]
        best = copy_of(plan)
        leg = _mean_leg(plan, int(tally[CURRENT]) - int(plan.node.prize[lost].sum()))
        pace = Pace(budget, watch)
        trace: list[tuple[float, int]] = []
        shape = (
            self.mean_removed,
            self.longest_string,
            int(self.blink * 2**32),
            int(self.whole_routes * 2**16),
            int(self.exchanges * 2**16),
        )
        while (chunk := pace.next_chunk(int(tally[DONE]), int(tally[IMPROVED]))) > 0:
            before = int(tally[BEST])
            first, last = (leg * self.hot * (self.cold / self.hot) ** part for part in pace.span)
            anneal(data, plan, best, work, draws, tally, chunk, first, last, *shape)
            if tally[BEST] < before:
                trace.append((watch(), _in_units(setup, best.node.following, int(tally[BEST]), left_out)))
                if on_incumbent is not None:
                    on_incumbent(*trace[-1], tuple(routes_of(setup, best.node.following)))
        routes = routes_of(setup, best.node.following)
        visited = {stop for route in routes for stop in route.stops}
        for stop in set(range(1, problem.stops + 1)) - visited - set(left_out):
            left_out[stop] = reason_left_out(problem, stop)
        return finish(problem, routes, left_out, int(tally[DONE]), trace)


def _mean_leg(plan: Plan, cost: int) -> float:
    """Mean cost of one leg of a plan, without prizes: the scale of the temperatures.

    Vehicles count up to what driving them costs, and not at all where a vehicle is worth more than any distance.
    """
    absent = plan.absent.stop[: plan.counter[ABSENT]]
    fixed = int(plan.fleet.fixed[plan.fleet.visits > 0].sum())
    moving = cost - int(plan.node.prize[absent].sum()) - fixed
    moving += fixed if fixed < moving else 0
    legs = int(plan.fleet.visits.sum()) + int(plan.counter[USED])
    return max(1.0, moving / max(1, legs))


def _in_units(setup: Setup, following: Array, cost: int, left_out: Mapping[int, str]) -> int:
    """A kernel's cost in the units of the audit's `objective_cost`, which does not price required stops."""
    stops = setup.data.stops
    absent = following[: stops + 1] == np.arange(stops + 1)
    absent[[0, *left_out]] = False
    required = int((setup.plan.node.prize[: stops + 1][absent] == HUGE).sum())
    return (cost - HUGE * required + setup.unit // 2) // setup.unit


def first_plan(setup: Setup, draws: Array, known: Sequence[Route] | None) -> int:
    """Fill an empty plan: from known routes, or with the better of cheapest insertion and savings; the cost added."""
    data, plan, work, _ = setup
    if known:
        return int(start(data, plan, *laid_out(known)) + construct(data, plan, work, draws, FARTHEST, 0))
    best = int(construct(data, plan, work, draws, FARTHEST, 0))
    kept = laid_out(routes_of(setup, plan.node.following))
    slot = int(np.argmax(plan.fleet.capacity))
    for attempt in range(min(MOST_TRIES, max(1, TRIED_STOPS // data.stops))):
        clear(data, plan)
        stops, ends = join_tours(data, plan, slot, draws, NOISE if attempt else 0)
        added = int(start(data, plan, stops, ends, vehicles_for(data, plan, stops, ends)))
        added += int(construct(data, plan, work, draws, FARTHEST, 0))
        if added <= best:
            best, kept = added, laid_out(routes_of(setup, plan.node.following))
    clear(data, plan)
    return int(start(data, plan, *kept) + construct(data, plan, work, draws, FARTHEST, 0))


def is_compiled() -> bool:
    """Whether the kernels stand compiled in numba's cache, so that the first solve starts at once.

    A command that may have to wait for the compiler asks this first and says so; the library itself prints nothing.
    """
    cache = getattr(getattr(anneal, "_cache", None), "_cache_file", None)
    try:
        return bool(cache is not None and cache._load_index())
    except (AttributeError, OSError):
        return False


def warm_up() -> None:
    """Load the kernels, compiling them when they are not cached, by solving three small problems.

    Between them they take every way into the kernels: a wave with a known plan, a file of coordinates with windows,
    and one without.
    """
    budget, rng = Budget(iterations=2), np.random.default_rng(0)
    NumbaSearch().solve(city_wave(8, 1), budget, rng, warm_start=[Route(0, (1, 2))])
    stops = MATRIX_STOPS + 1
    demand = np.ones(stops + 1, dtype=np.int64)
    demand[0] = 0
    window = np.full((stops + 1, 2), (0, 10 * stops), dtype=np.int64)
    place = np.column_stack((np.arange(stops + 1), np.zeros(stops + 1))).astype(np.float64)
    line = RoutingProblem(demand=demand, vehicles=(Vehicle("van", stops, 20),), coordinates=place)
    for problem in (line, line.replace(time_window=window)):
        NumbaSearch().solve(problem, budget, rng)
