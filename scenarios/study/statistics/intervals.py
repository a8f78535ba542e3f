"""What a few replications say about a mean and about a difference, and how sure they are.

Replications are independent, so a mean has Student's interval. Two scenarios meet the same tapes, so their difference
is taken replication by replication; its variance is what remains when the luck both share has cancelled. Sums are
exact (`math.fsum`), so the order of arrival cannot move a last digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

BETTER, WORSE, HIGHER, LOWER, EQUAL, UNCLEAR = "better", "worse", "higher", "lower", "equal", "unclear"

MOST_NEEDED = 1_000_000
"""Replications beyond which nobody is told how many it would take."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval.

    Parameters
    ----------
    mean
        None when nothing was observed.
    low, high
        Ends of the interval; None with fewer than two observations.
    n
        Observations.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over the same tapes.

    Parameters
    ----------
    a, b
        Means over the replications observed in both.
    estimate
        Mean difference with its interval.
    variance_reduction
        How many times more replications independent customers would have needed: ``(var a + var b) / var (b - a)``.
        None where it is undefined, with fewer than two pairs or a difference that never varied.
    verdict
        `better`, `worse`, `higher` or `lower`; `equal` where the whole interval is within the margin that matters;
        else `unclear`.
    margin
        The difference that matters, in the KPI's unit.
    replications_needed
        About how many would tell, where the verdict is unclear; None with a single one.
    """

    a: float | None
    b: float | None
    estimate: Estimate
    variance_reduction: float | None
    verdict: str
    margin: float = 0.0
    replications_needed: int | None = None

    @property
    def shown(self) -> bool:
        """Whether a difference is shown, that is, neither `equal` nor `unclear`."""
        return self.verdict not in (EQUAL, UNCLEAR)

    @property
    def only_in(self) -> str:
        """Which of two alone has such a KPI at all; empty where both have."""
        if (self.a is None) == (self.b is None):
            return ""
        return "B" if self.a is None else "A"

    @property
    def large(self) -> bool:
        """Whether an unclear gap is one that anybody would ask about: ten times what matters, or a fifth of A."""
        gap = abs(self.estimate.mean or 0.0)
        return self.verdict == UNCLEAR and gap > 0 and (gap >= 10 * self.margin > 0 or gap >= 0.2 * abs(self.a or 0.0))


def estimate(
    values: Sequence[float | None],
    confidence: float = 0.95,
    degrees_of_freedom: int | None = None,
    *,
    step: float = 0.0,
) -> Estimate:
    """Mean and Student interval of independent observations; what was not observed is left out.

    Parameters
    ----------
    values
        One a replication.
    confidence
        Coverage of the interval.
    degrees_of_freedom
        At most this many: where the observations decided how many there are, the quantile of a smaller sample keeps the
        coverage (see `scenarios.study.statistics.stopping`).
    step
        As `variance` takes it.
    """
    observed = [value for value in values if value is not None]
    n = len(observed)
    if n == 0:
        return Estimate(None, None, None, 0)
    mean = math.fsum(observed) / n
    if n == 1:
        return Estimate(mean, None, None, 1)
    freedom = n - 1 if degrees_of_freedom is None else min(n - 1, degrees_of_freedom)
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * math.sqrt(variance(observed, step) / n)
    return Estimate(mean, mean - half, mean + half, n)


def variance(values: Sequence[float], step: float = 0.0) -> float:
    """Return the unbiased sample variance; zero when all values are the same, to the last bit.

    Values that can only be multiples of a `step` (counts, shares of a few) may be alike by chance. Unless all are zero,
    their variance is taken for no less than that of a value rounded to a step, step^2 / 12 (Sheppard, 1898).
    """
    if len(values) < 2:
        return 0.0
    least = step**2 / 12 if any(values) else 0.0
    if all(value == values[0] for value in values):
        return least
    mean = math.fsum(values) / len(values)
    return max(least, math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def gaps(a: Sequence[float | None], b: Sequence[float | None]) -> list[float]:
    """Return b minus a in each replication in which both were observed."""
    return [after - before for before, after in zip(a, b, strict=True) if before is not None and after is not None]


def difference(
    a: Sequence[float | None],
    b: Sequence[float | None],
    direction: str,
    confidence: float = 0.95,
    degrees_of_freedom: int | None = None,
    margin: float = 0.0,
    *,
    however_small: bool = False,
    step: float = 0.0,
) -> Difference:
    """Compare two scenarios on one KPI, replication by replication.

    Parameters
    ----------
    a, b
        The KPI in each replication, in the same order.
    direction
        Which way is better: ``up``, ``down`` or ``none``.
    confidence, degrees_of_freedom
        As `estimate` takes them.
    margin, however_small
        As `verdict` takes them.
    step
        As `variance` takes it.
    """
    pairs = [(left, right) for left, right in zip(a, b, strict=True) if left is not None and right is not None]
    left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = estimate(gaps(a, b), confidence, degrees_of_freedom, step=step)
    spread = variance(gaps(a, b))
    factor = (variance(left) + variance(right)) / spread if spread > 0 else None
    means = (estimate(left or a).mean, estimate(right or b).mean)  # what one of them alone observed is told as well
    said = verdict(found, direction, margin, however_small=however_small)
    needed = None
    if said == UNCLEAR:
        needed = replications_needed(gaps(a, b), margin, confidence, degrees_of_freedom, step=step)
    return Difference(*means, found, factor, said, margin, needed)


def verdict(found: Estimate, direction: str, margin: float = 0.0, *, however_small: bool = False) -> str:
    """Say in a word what an interval of a difference shows.

    Parameters
    ----------
    found
        The difference.
    direction
        Which way is better: ``up``, ``down`` or ``none``.
    margin
        The difference that matters: an interval within it says `equal`, even one without zero.
    however_small
        An interval without zero is said even within the margin.
    """
    if found.low is None or found.high is None:
        return UNCLEAR
    holds_zero = found.low <= 0 <= found.high
    if -margin <= found.low and found.high <= margin and (holds_zero or not however_small):
        return EQUAL
    if holds_zero:
        return UNCLEAR
    rises = found.low > 0
    if direction == "none":
        return HIGHER if rises else LOWER
    return BETTER if rises == (direction == "up") else WORSE


def replications_needed(
    values: Sequence[float],
    margin: float,
    confidence: float,
    degrees_of_freedom: int | None = None,
    *,
    step: float = 0.0,
) -> int | None:
    """Return about how many replications would tell, if they went on to vary as these do.

    Enough is what takes zero out of the interval, or the whole interval into the margin, whichever is sooner.

    Parameters
    ----------
    values
        The difference in each replication.
    margin, confidence, degrees_of_freedom, step
        As `difference` takes them.
    """
    n = len(values)
    if n < 2:
        return None
    mean, deviation = abs(math.fsum(values) / n), math.sqrt(variance(values, step))
    half = max(mean, margin - mean)
    if half <= 0:
        return MOST_NEEDED

    def enough(count: int) -> bool:
        freedom = count - 1 if degrees_of_freedom is None else min(count - 1, degrees_of_freedom)
        return float(stdtrit(freedom, 0.5 + confidence / 2)) * deviation / math.sqrt(count) <= half

    low, high = n, n + 1
    while not enough(high):
        if high >= MOST_NEEDED:
            return MOST_NEEDED
        low, high = high, min(2 * high, MOST_NEEDED)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
