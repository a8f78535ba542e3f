"""Batch means: an interval from one long run, and whether its batches may pass for independent.

A run that has settled is cut into equal parts. If the parts are long enough their means are nearly independent, a
sample like that of replications (Law 2015, Simulation Modeling and Analysis, section 9.5.3). Whether they are is asked
of the correlation of each batch with the next: where it is beyond what chance gives, the interval is too narrow and the
batches are to be longer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from scipy.special import ndtri

from scenarios.study.statistics.intervals import Estimate, estimate


def batch_means(series: Sequence[float], batches: int = 20, confidence: float = 0.95) -> Estimate:
    """Estimate the mean of a stationary series from non-overlapping batches.

    Parameters
    ----------
    series
        Observations in their order, after the warm-up; what is beyond a multiple of `batches` is left out at the start.
    batches
        Equal parts to cut it into, 2 or more.
    confidence
        Coverage of the interval.

    Raises
    ------
    ValueError
        If there are fewer observations than batches.
    """
    length = len(series) // batches
    if length == 0 or batches < 2:
        raise ValueError(f"{batches} batches of {len(series)} observations: 2 to {len(series)} are accepted")
    start = len(series) - batches * length
    cut = [series[start + k * length : start + (k + 1) * length] for k in range(batches)]
    return estimate([math.fsum(part) / length for part in cut], confidence)


def lag_one_correlation(values: Sequence[float]) -> float:
    """Return the correlation of each value with the next; 0 where nothing varies."""
    mean = math.fsum(values) / len(values)
    gaps = [value - mean for value in values]
    total = math.fsum(gap * gap for gap in gaps)
    return math.fsum(one * other for one, other in pairwise(gaps)) / total if total else 0.0


def too_short(batches: Sequence[float | None], chance: float = 0.01) -> bool:
    """Say whether batches lean on each other more than independent ones would but for this chance.

    The lag-one correlation of n independent values is nearly normal with mean -1/n and variance 1/n (Bartlett 1946).
    """
    values = [value for value in batches if value is not None]
    count = len(values)
    return count >= 4 and lag_one_correlation(values) + 1 / count > float(ndtri(1 - chance)) / math.sqrt(count)
