"""The interval of a share, which knows that it is one: of so many orders, between 0 and 1, lopsided near either end.

That of a rare count is its limit, as Poisson's distribution is of the binomial one: Jeffreys's, by the gamma law.

Student's interval of three shares of 0.99 reaches beyond 1, misses to the flattering side four times in five, and has
no width where all three are 1. Korn and Graubard (1998, Survey Methodology 24(2), 193-201) take a binomial interval of
an *effective* number of observations: as many as would vary as much as the replications do, made fewer by what
Student's quantile says of so few replications. Where the replications cannot tell how much they vary (all alike, or
only a handful of failures in all) there are at most as many effective observations as there were real ones.

The binomial interval is Jeffreys's, as Brown, Cai and DasGupta (2001, Statistical Science 16(2), 101-133) use it: with
equal tails, and exact where nothing or everything was a hit. The exact one is wider than it says, and its misses are
most of them on one side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import betaincinv, gammaincinv, ndtri, stdtrit

from scenarios.study.statistics.intervals import Estimate, variance

FEW = 12
"""With fewer failures (or successes) than this in all, the spread between replications says too little by itself.

From a dozen on an interval by the spread alone covers what it says, be orders independent or clustered, and no longer
misses on one side only (`tests/scenarios/study/statistics/test_shares.py`)."""


def share_estimate(
    shares: Sequence[float | None],
    counts: Sequence[float | None],
    confidence: float = 0.95,
    degrees_of_freedom: int | None = None,
) -> Estimate:
    """Return the mean share and its interval, within [0, 1].

    Parameters
    ----------
    shares
        One a replication; None where nothing was observed.
    counts
        Of how many each is a share; a smaller number makes the interval wider.
    confidence, degrees_of_freedom
        As `scenarios.study.statistics.intervals.estimate` takes them.
    """
    pairs = [(share, count) for share, count in zip(shares, counts, strict=True) if share is not None and count]
    n = len(pairs)
    if not n:
        return Estimate(None, None, None, 0)
    mean = math.fsum(share for share, _ in pairs) / n
    if n == 1:
        return Estimate(mean, None, None, 1)
    freedom = n - 1 if degrees_of_freedom is None else min(n - 1, degrees_of_freedom)
    real = math.fsum(count for _, count in pairs)
    spread = variance([share for share, _ in pairs]) / n
    effective = real
    if spread > 0 and 0 < mean < 1:  # shares that differ by a rounding have a mean of 1
        quantiles = float(ndtri(0.5 + confidence / 2)) / float(stdtrit(freedom, 0.5 + confidence / 2))
        effective = quantiles**2 * mean * (1 - mean) / spread
        if real * min(mean, 1 - mean) < FEW:
            effective = min(effective, real)
    tail = (1 - confidence) / 2
    hits, misses = mean * effective, (1 - mean) * effective
    if hits <= 0:
        return Estimate(mean, 0.0, 1 - tail ** (1 / effective), n)
    if misses <= 0:
        return Estimate(mean, tail ** (1 / effective), 1.0, n)
    low, high = (float(betaincinv(hits + 0.5, misses + 0.5, at)) for at in (tail, 1 - tail))
    return Estimate(mean, min(low, mean), max(high, mean), n)


def rare_count_estimate(
    counts: Sequence[float | None],
    exposures: Sequence[float | None],
    confidence: float = 0.95,
    degrees_of_freedom: int | None = None,
) -> Estimate | None:
    """Return the mean of counts over their exposure and its interval; None where they are not rare.

    Parameters
    ----------
    counts
        One a replication; None where nothing was observed.
    exposures
        Orders or parcels that each count is of, or 1.
    confidence, degrees_of_freedom
        As `scenarios.study.statistics.intervals.estimate` takes them.
    """
    pairs = [(count, of) for count, of in zip(counts, exposures, strict=True) if count is not None and of]
    n = len(pairs)
    total = math.fsum(count for count, _ in pairs)
    if n < 2 or total >= FEW:  # from a dozen on the spread between replications says enough
        return None
    rates = [count / of for count, of in pairs]
    mean = math.fsum(rates) / n
    freedom = n - 1 if degrees_of_freedom is None else min(n - 1, degrees_of_freedom)
    tail = (1 - confidence) / 2
    exposure = math.fsum(of for _, of in pairs)
    if not total:
        return Estimate(mean, 0.0, -math.log(tail) / exposure, n)
    spread = variance(rates) / n
    effective = total
    if spread > 0:
        quantiles = float(ndtri(0.5 + confidence / 2)) / float(stdtrit(freedom, 0.5 + confidence / 2))
        effective = min(total, quantiles**2 * mean**2 / spread)
    low, high = (float(gammaincinv(effective + 0.5, at)) * mean / effective for at in (tail, 1 - tail))
    return Estimate(mean, min(low, mean), max(high, mean), n)
