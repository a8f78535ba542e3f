"""A time by which every plan is over, for engines that need a number where nothing limits the time."""

from __future__ import annotations

from solvers.problem import RoutingProblem


def latest_end(problem: RoutingProblem, longest: int) -> int:
    """A time after which no route ends that leaves and waits as little as it can, by the longest leg there is."""
    begins = max(one.shift[0] for one in problem.vehicles)
    opens = max(int(problem.hull[:, 0].max()), int(problem.release_time.max(initial=0)), begins)
    reloads = max(min(one.max_trips - 1, problem.stops) for one in problem.vehicles)
    reload = max(one.reload_time for one in problem.vehicles)
    return opens + int(problem.service_time.sum()) + reloads * reload + (problem.stops + reloads + 1) * longest
