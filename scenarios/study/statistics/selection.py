"""Which of several systems is best, with a probability that is promised: the procedure KN.

`select_best` is given a difference worth knowing and a probability, and takes as many replications as it needs: the
fully sequential procedure of Kim and Nelson (2001, ACM Transactions on Modeling and Computer Simulation 11(3),
251-273), whose promise holds under common random numbers too. `scenarios.study.statistics.allocation` chooses for a
number of replications that is given.

Replications are to be independent of each other and nearly normal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

Observe = Callable[[Sequence[int], int], Sequence[float]]
"""``observe(systems, replication)``: the value of each of these systems in one replication, counted from 0.

The same replication meets the same customers whatever the system; each system is asked for its replications in order.
"""

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice among systems.

    Parameters
    ----------
    best
        The system chosen.
    probability
        Of correct selection: that no other system is better than it by more than the indifference zone.
    guaranteed
        Whether the probability is the procedure's promise; otherwise it is estimated from what was observed.
    replications
        Replications used of each system.
    means
        Sample mean of each system over its own replications.
    """

    best: int
    probability: float
    guaranteed: bool
    replications: tuple[int, ...]
    means: tuple[float, ...]


def select_best(
    systems: int,
    observe: Observe,
    *,
    indifference: float,
    confidence: float = 0.95,
    direction: Direction = "down",
    first_stage: int = 10,
    maximum: int = 10_000,
) -> Selection:
    """Choose the best system with a guaranteed probability: procedure KN.

    Every system that is still in the race is observed once a round; one that has fallen behind another by more than
    the triangular continuation region allows is dropped for good. The variances of the paired differences are those
    of the first stage.

    Parameters
    ----------
    systems
        How many there are; observed as 0 to systems - 1.
    observe
        Runs one replication of some systems.
    indifference
        Smallest difference worth detecting, in the unit of the observations; positive.
    confidence
        Probability of correct selection wanted, if the best is better than every other by the indifference zone.
    direction
        ``down`` when the smallest mean is best, ``up`` when the largest is.
    first_stage
        Replications of every system before any is dropped; at least 2, better 10.
    maximum
        Replications of one system at which it gives up; the choice is then the best so far, and not guaranteed.

    Returns
    -------
    Selection

    Raises
    ------
    ValueError
        If an argument is out of its range, or an observation is not a finite number.
    """
    check(systems, first_stage, maximum, indifference, confidence)
    race = Race(systems, observe, direction)
    for _ in range(first_stage):
        race.observe(range(systems))
    if systems == 1:
        return race.selection(0, 1.0, True)
    # Equation 4 of the paper with c = 1: half (1 + 2 eta) ** (-(n - 1) / 2) = alpha / (k - 1).
    alpha = 1 - confidence
    eta = ((2 * alpha / (systems - 1)) ** (-2 / (first_stage - 1)) - 1) / 2
    spread = 2 * eta * (first_stage - 1) * _difference_variances(race.table(range(systems)))
    kept = list(range(systems))
    rounds = first_stage
    while True:
        sums = race.sums[kept]
        # How far behind is still no proof: it shrinks with every round and reaches nothing where the region ends.
        allowance = np.maximum(0.0, spread[np.ix_(kept, kept)] / (2 * indifference) - indifference * rounds / 2)
        behind = (sums[:, None] - sums[None, :] < -allowance).any(axis=1)
        leader = kept[int(np.argmax(sums))]
        over = (allowance == 0).all() or rounds >= maximum
        kept = [system for system, lost in zip(kept, behind, strict=True) if not lost]
        if len(kept) == 1:
            return race.selection(kept[0], confidence, True)
        if over:
            guaranteed = bool((allowance == 0).all())
            promised = confidence if guaranteed else race.estimated_probability(leader, indifference)
            return race.selection(leader, promised, guaranteed)
        race.observe(kept)
        rounds += 1


class Race:
    """What was observed of each system so far, turned so that larger is better."""

    def __init__(self, systems: int, observe: Observe, direction: Direction) -> None:
        self._observe = observe
        self._sign = 1.0 if direction == "up" else -1.0
        self._seen: list[list[float]] = [[] for _ in range(systems)]
        self.sums = np.zeros(systems)

    def observe(self, systems: Sequence[int]) -> None:
        """Observe each of the systems once more; all must have been observed equally often."""
        replication = len(self._seen[systems[0]])
        values = self._observe(list(systems), replication)
        for system, value in zip(systems, values, strict=True):
            if not math.isfinite(value):
                raise ValueError(f"system {system}, replication {replication}: {value} is no finite number")
            self._seen[system].append(self._sign * value)
            self.sums[system] += self._sign * value

    def table(self, systems: Sequence[int]) -> NDArray[np.float64]:
        """Observations of systems that were observed equally often, (systems, replications)."""
        return np.array([self._seen[system] for system in systems])

    def counts(self) -> NDArray[np.int64]:
        """Replications of each system."""
        return np.array([len(seen) for seen in self._seen])

    def means(self) -> NDArray[np.float64]:
        """Sample mean of each system."""
        return self.sums / self.counts()

    def variances(self) -> NDArray[np.float64]:
        """Sample variance of each system."""
        return np.array([np.var(seen, ddof=1) for seen in self._seen])

    def estimated_probability(self, best: int, indifference: float) -> float:
        """Bonferroni bound on the posterior probability that no system beats `best` by more than `indifference`."""
        wrong = 0.0
        for system, seen in enumerate(self._seen):
            if system != best:
                ahead = [mine - other for mine, other in zip(self._seen[best], seen, strict=False)]
                margin, error = math.fsum(ahead) / len(ahead) + indifference, np.std(ahead, ddof=1)
                if error == 0:
                    wrong += float(margin < 0)
                else:
                    wrong += float(stdtr(len(ahead) - 1, -margin * math.sqrt(len(ahead)) / error))
        return max(0.0, 1.0 - wrong)

    def selection(self, best: int, probability: float, guaranteed: bool) -> Selection:
        """Hand over a choice, in the sign of the observations."""
        means = tuple(float(self._sign * mean) for mean in self.means())
        return Selection(best, probability, guaranteed, tuple(int(count) for count in self.counts()), means)


def _difference_variances(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sample variance of the paired difference of any two rows, (systems, systems)."""
    covariance = np.atleast_2d(np.cov(table))
    diagonal = np.diag(covariance)
    # Rounding must not make the variance of an identical twin negative.
    return np.maximum(0.0, diagonal[:, None] + diagonal[None, :] - 2 * covariance)


def check(systems: int, first_stage: int, most: int, indifference: float, confidence: float) -> None:
    """Refuse arguments of a selection that are out of their range, with a ValueError that says what is accepted."""
    if systems < 1:
        raise ValueError(f"{systems} systems: at least 1 is needed")
    if first_stage < 2 or most < first_stage:
        raise ValueError(f"a first stage of {first_stage} replications: 2 to {most} are accepted")
    if not indifference > 0:
        raise ValueError(f"an indifference zone of {indifference}: a positive one is needed")
    if not 0.5 <= confidence < 1:
        raise ValueError(f"a probability of {confidence}: 0.5 to below 1 is accepted")
