"""What a stop is worth in a plan, told from audits of every plan that serves it."""

from solvers.pairs import together
from solvers.solution import audit, rank


def beyond(problem, plan, stop, missing, ways):
    """By how much serving a stop costs more than its prize in the cheapest of several plans; 0 where it does not.

    `ways(problem, plan, stop)` has the plans that serve it.
    """
    left = missing - set(together(problem, stop))
    served = [audit(problem, routes, left) for routes in ways(problem, plan, stop)]
    best = min(rank(problem, found) for found in served if found.feasible)
    without = rank(problem, audit(problem, plan, missing))
    return 0 if best <= without else best[-1] - without[-1]
