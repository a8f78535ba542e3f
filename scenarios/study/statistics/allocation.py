"""The best of several systems for a number of replications that is given: optimal computing budget allocation.

Replications go where they raise the probability of correct selection most: to the leader, and to those whose mean is
near it or uncertain (OCBA; Chen, Lin, Yücesan and Chick 2000, Discrete Event Dynamic Systems 10, 251-270). The
probability that comes with the choice is an estimate; `scenarios.study.statistics.selection` promises one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.study.statistics.selection import Direction, Observe, Race, Selection, check


def best_of_budget(
    systems: int,
    observe: Observe,
    *,
    budget: int,
    indifference: float = 0.0,
    direction: Direction = "down",
    first_stage: int = 10,
    increment: int = 10,
) -> Selection:
    """Choose the best system for a number of replications.

    Parameters
    ----------
    systems, observe, direction, first_stage
        As in `scenarios.study.statistics.selection.select_best`.
    budget
        Replications of all systems together; at least those of the first stage.
    indifference
        A system that is worse than the best by no more than this is a right choice too.
    increment
        Replications between two allocations.

    Returns
    -------
    Selection
        With an estimated probability: the Bonferroni bound over the other systems, from Student's distribution of
        the paired differences in the replications both have.

    Raises
    ------
    ValueError
        If an argument is out of its range, or an observation is not a finite number.
    """
    check(systems, first_stage, budget, indifference or 1.0, 0.5)
    if budget < systems * first_stage:
        raise ValueError(f"a budget of {budget} is below the first stage of {systems} x {first_stage} replications")
    race = Race(systems, observe, direction)
    for _ in range(first_stage):
        race.observe(range(systems))
    spent = systems * first_stage
    while systems > 1 and spent < budget:
        spent_next = min(budget, spent + increment)
        target = _allocation(race.means(), race.variances(), spent_next)
        for _ in range(spent_next - spent):
            # The one that lacks most of its share; of equals the first.
            race.observe([int(np.argmax(target - race.counts()))])
        spent = spent_next
    best = int(np.argmax(race.means()))
    return race.selection(best, race.estimated_probability(best, indifference), False)


def _allocation(means: NDArray[np.float64], variances: NDArray[np.float64], total: int) -> NDArray[np.float64]:
    """Shares of `total` replications by theorem 1 of Chen et al. (2000), larger means being better."""
    best = int(np.argmax(means))
    others = np.arange(means.size) != best
    gap = means[best] - means
    # Ties and constants would ask for everything or nothing: they are taken as very near and as hardly varying.
    gap = np.maximum(gap, 1e-9 * (1.0 + np.abs(means).max()))
    variances = np.maximum(variances, 1e-12 * (1.0 + variances.max()))
    share = variances / gap**2
    share[best] = math.sqrt(variances[best] * float((share[others] ** 2 / variances[others]).sum()))
    result: NDArray[np.float64] = total * share / share.sum()
    return result
