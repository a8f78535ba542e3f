"""What the promise knows: fates drawn so that they lean on the promise as the observed ones did.

A shop promises long where it expects long: it knows the seller, the distance and the season, which the file may not
tell. Drawn without that knowledge, too many parcels would be late. So a draw is mixed with the rank of the order's
promise within its zone, as normal scores: ``score = r * promise + sqrt(1 - r^2) * draw`` (a Gaussian copula). A draw
keeps its distribution; only whom the slow ones meet changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

_LARGEST = float(np.nextafter(np.float32(1), np.float32(0)))


def normal_scores(
    values: NDArray[np.int64] | NDArray[np.float64], groups: NDArray[np.uint8], known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Ranks within each group as normal scores, 0 where not known; equal values share their mean rank."""
    from scipy.stats import rankdata  # slow to import, and only a fit needs it

    scores = np.zeros(values.size)
    for group in np.unique(groups[known]):
        where = np.flatnonzero(known & (groups == group))
        scores[where] = ndtri((rankdata(values[where]) - 0.5) / where.size)
    return scores


def lean_normal(
    drawn: NDArray[np.float32], scores: NDArray[np.float64], known: NDArray[np.bool_], correlation: float
) -> NDArray[np.float32]:
    """Standard normal draws that have `correlation` with `scores` where those are known."""
    mixed = correlation * scores + np.sqrt(1.0 - correlation**2) * drawn
    return np.where(known, mixed, drawn).astype(np.float32)


def lean_uniform(
    drawn: NDArray[np.float32], scores: NDArray[np.float64], known: NDArray[np.bool_], correlation: float
) -> NDArray[np.float32]:
    """Uniform draws on [0, 1) whose normal scores have `correlation` with `scores` where those are known."""
    inner = np.clip(drawn.astype(np.float64), 1e-9, _LARGEST)
    mixed = ndtr(correlation * scores + np.sqrt(1.0 - correlation**2) * ndtri(inner))
    return np.where(known, np.minimum(mixed, _LARGEST), drawn).astype(np.float32)


def score_correlation(a: NDArray[np.float64], b: NDArray[np.float64], both: NDArray[np.bool_]) -> float | None:
    """Correlation of two columns of scores where both are known; None where it is not defined."""
    if both.sum() < 3 or np.ptp(a[both]) == 0 or np.ptp(b[both]) == 0:
        return None
    return float(np.corrcoef(a[both], b[both])[0, 1])
