"""Agreement with theory as a test that can fail: intervals from independent replications.

Every interval has a false-alarm rate of 1 in 20 000, so that a file of tests has well below 1 in a
thousand; and it must be narrow, or it would prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FALSE_ALARM = 5e-5


def agrees(samples: Sequence[float] | NDArray[np.float64], theory: float, narrow: float = 0.1) -> None:
    """The mean of independent replications agrees with `theory`, within `narrow` of it."""
    values = np.asarray(samples, dtype=np.float64)
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(values.size)
    half = stats.t.ppf(1 - FALSE_ALARM / 2, values.size - 1) * error
    assert half <= narrow * abs(theory), f"the interval +-{half:.4g} is too wide to tell {mean:.6g} from {theory:.6g}"
    assert abs(mean - theory) <= half, f"{mean:.6g} +- {half:.4g}, theory says {theory:.6g}"


def fits(observed: NDArray[np.int64], expected: NDArray[np.float64], lost: int = 0) -> None:
    """Counts agree with Poisson (or, with `lost` = 1, multinomial) expectations: Pearson's chi-square."""
    assert expected.min() >= 5, "cells must expect 5 at least"
    statistic = float(((observed - expected) ** 2 / expected).sum())
    freedom = observed.size - lost
    low, high = stats.chi2.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], freedom)
    assert low <= statistic <= high, f"chi-square {statistic:.1f} with {freedom} degrees of freedom"
