"""Quantiles of durations of which some were still running when the watch stopped.

Nearest-rank quantiles (the smallest duration that at least p per cent do not exceed). Where
nothing is censored this is one partition of an integer array; else the product-limit estimator
(Kaplan and Meier 1958), in which a censored duration counts among those at risk as long as it was
watched. A quantile that the curve does not reach is None.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def quantiles(seen: NDArray[np.int64], censored: NDArray[np.int64], percentiles: Sequence[int]) -> list[float | None]:
    """Return the quantiles at whole `percentiles` (1 to 99), in the unit of the durations."""
    if not seen.size:
        return [None] * len(percentiles)
    if not censored.size:
        ranks = [max(0, -(-seen.size * p // 100) - 1) for p in percentiles]
        parted = np.partition(seen, sorted(set(ranks)))
        return [float(parted[rank]) for rank in ranks]
    times, deaths = np.unique(seen, return_counts=True)
    # At risk at t: everything that lasted at least t, censored or not.
    ended = np.searchsorted(np.sort(seen), times) + np.searchsorted(np.sort(censored), times)
    at_risk = seen.size + censored.size - ended
    done = 1.0 - np.cumprod(1.0 - deaths / at_risk)
    found: list[float | None] = []
    for p in percentiles:
        # A hair below p, so that rounding of the product does not skip an exact hit.
        position = int(np.searchsorted(done, p / 100 - 1e-12, side="left"))
        found.append(float(times[position]) if position < times.size else None)
    return found
