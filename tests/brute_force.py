"""The optimum of a tiny problem over all its features: every order of every set of stops, every vehicle."""

import itertools

from solvers import Route, RoutingProblem, audit
from solvers.engines.prices import prices


def brute_force(problem: RoutingProblem) -> tuple[int, int]:
    """The least (required stops left out, objective cost) over all plans, rounded once as the audit does."""
    price, every = prices(problem), range(1, problem.stops + 1)
    best: dict[tuple[int, frozenset[int]], int] = {}
    for kind, vehicle in enumerate(problem.vehicles):
        if vehicle.count == 0:
            continue
        for size in every:
            for order in itertools.permutations(every, size):
                found = audit(problem, [Route(kind, order)], set(every) - set(order))
                if found.feasible:
                    cost = price.fixed[kind] + found.distance * price.distance[kind] + found.duration * price.time[kind]
                    key = kind, frozenset(order)
                    best[key] = min(best.get(key, cost), cost)
    memo: dict[tuple[frozenset[int], tuple[int, ...]], tuple[int, int]] = {}

    def least(left: frozenset[int], vans: tuple[int, ...]) -> tuple[int, int]:
        if not left:
            return 0, 0
        if (left, vans) not in memo:
            first = min(left)
            prize = int(problem.prize[first])
            rest = least(left - {first}, vans)
            options = [(rest[0] + (prize < 0), rest[1] + max(0, prize) * price.unit)]
            for (kind, stops), cost in best.items():
                if first in stops and stops <= left and vans[kind] > 0:
                    rest = least(left - stops, tuple(count - (at == kind) for at, count in enumerate(vans)))
                    options.append((rest[0], rest[1] + cost))
            memo[left, vans] = min(options)
        return memo[left, vans]

    counts = tuple(min(vehicle.count, problem.stops) for vehicle in problem.vehicles)
    missing, parts = least(frozenset(every), counts)
    return missing, (parts + price.unit // 2) // price.unit
