"""Slower or not: ratios of medians with a bootstrap interval, and a second run before anybody is accused.

Measures come in rounds, in each of which fresh processes of both sides took turns (A B B A) on one core: what the
machine did in that minute met both. A round is the unit that is resampled, because the values within one share a
process, its memory layout and its minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

LIMIT = 1.10
"""Ratio of CPU seconds, HEAD over BASE, above which a block counts as slower."""
CONFIDENCE = 0.95
RESAMPLES = 2_000

Round = tuple[tuple[float, ...], tuple[float, ...]]
"""CPU seconds of one round: those of BASE, those of HEAD."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """HEAD over BASE, with the ends of its interval."""

    ratio: float
    low: float
    high: float

    @property
    def suspicious(self) -> bool:
        """Above the limit, and by more than what the rounds differ in."""
        return self.ratio > LIMIT and self.low > 1.0


def compare(rounds: Sequence[Round], seed: int = 1) -> Ratio:
    """Ratio of the medians over all rounds; its percentile bootstrap interval.

    Every value counts in parts of the mean of its round, so that a slow minute moves neither median.
    """
    levels = [fmean((*base, *head)) for base, head in rounds]
    before, after = (
        np.array([[value / level for value in one[side]] for one, level in zip(rounds, levels, strict=True)])
        for side in (0, 1)
    )
    chosen = np.random.default_rng(seed).integers(0, len(rounds), (RESAMPLES, len(rounds)))
    resampled = _medians(after[chosen]) / _medians(before[chosen])
    tail = (1.0 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, (tail, 1.0 - tail))
    return Ratio(float(np.median(after) / np.median(before)), float(low), float(high))


def _medians(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median of all values of each resample (resamples, rounds, turns)."""
    medians: NDArray[np.float64] = np.median(values.reshape(len(values), -1), axis=1)
    return medians


def slower(first: Ratio, confirmation: Ratio | None) -> bool:
    """Whether a block fails: suspicious, and again in a run of its own."""
    return first.suspicious and confirmation is not None and confirmation.suspicious
