"""What a race says about solvers: gap, primal integral, performance profile, time to target.

Costs are in any one unit, lower is better; seconds are CPU seconds. Pure functions of numbers already collected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Trace = Sequence[tuple[float, float]]
"""How the best cost fell: (seconds, cost), seconds rising."""


def gap(cost: float, best: float) -> float:
    """How far `cost` lies above `best`, in per cent of `best`; zero when both are zero."""
    if best == 0:
        return 0.0 if cost == 0 else float("inf")
    return 100.0 * (cost - best) / best


def primal_integral(trace: Trace, best: float, horizon: float) -> float:
    """Mean gap over the horizon, in per cent (Berthold, 2013): the area under the curve of the incumbent's gap.

    Before the first plan, and wherever the gap is larger, it counts as 100.
    """
    if horizon <= 0:
        raise ValueError(f"horizon: {horizon!r} is not accepted, use seconds above 0")
    area, level, since = 0.0, 100.0, 0.0
    for seconds, cost in trace:
        now = min(seconds, horizon)
        area += level * (now - since)
        since, level = now, min(100.0, gap(cost, best))
    return (area + level * (horizon - since)) / horizon


def time_to_target(trace: Trace, best: float, within: float) -> float | None:
    """Seconds until the gap is at most `within` per cent; None when it never is."""
    return next((seconds for seconds, cost in trace if gap(cost, best) <= within), None)


def performance_profile(
    costs: Mapping[str, Mapping[str, float | None]], ratios: Sequence[float]
) -> dict[str, list[float]]:
    """For each solver, the share of instances solved within each ratio of the best (Dolan and More, 2002).

    Parameters
    ----------
    costs
        Solver -> instance -> cost, None for a failure.
    ratios
        Ratios to the best of all solvers, 1.0 and above.
    """
    instances = sorted({name for row in costs.values() for name in row})
    best = {}
    for name in instances:
        found = [cost for row in costs.values() if (cost := row.get(name)) is not None]
        best[name] = min(found, default=None)
    profile: dict[str, list[float]] = {}
    for solver, row in costs.items():
        shares = []
        for ratio in ratios:
            within = 0
            for name in instances:
                cost, least = row.get(name), best[name]
                within += cost is not None and least is not None and cost <= ratio * least
            shares.append(within / max(1, len(instances)))
        profile[solver] = shares
    return profile
