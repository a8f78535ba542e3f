"""Slower or not: ratios of medians with a bootstrap interval, and a second run before anybody is accused.

Measures come in rounds, in each of which fresh processes of both sides took turns (A B B A) on one core: what the
machine did in that minute met both. A round is the unit that is resampled, because the values within one share a
process, its memory layout and its minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
RESAMPLES = 2_000

Round = tuple[tuple[float, ...], tuple[float, ...]]
"""CPU seconds of one round: those of BASE, those of HEAD."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many rounds are measured, and the ratio of CPU seconds, HEAD over BASE, above which a block looks slower."""

    rounds: int
    limit: float


FULL, QUICK = Rule(16, 1.10), Rule(4, 1.15)
"""Fewer rounds tell less, and accuse of more only: both rules hold on the recorded seconds of a busy machine."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """HEAD over BASE, with the ends of its interval."""

    ratio: float
    low: float
    high: float


def compare(rounds: Sequence[Round], seed: int = 1) -> Ratio:
    """Ratio of the medians over all rounds; its percentile bootstrap interval.

    Every value counts in parts of the mean of its round, so that a slow minute moves neither median.
    """
    before, after = _in_parts(rounds)
    chosen = np.random.default_rng(seed).integers(0, len(rounds), (RESAMPLES, len(rounds)))
    resampled = _medians(after[chosen]) / _medians(before[chosen])
    tail = (1.0 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, (tail, 1.0 - tail))
    return Ratio(ratio(rounds), float(low), float(high))


def ratio(rounds: Sequence[Round]) -> float:
    """As `compare`, without the interval."""
    before, after = _in_parts(rounds)
    return float(np.median(after) / np.median(before))


def _in_parts(rounds: Sequence[Round]) -> NDArray[np.float64]:
    """Values of BASE and of HEAD in parts of the mean of their round (sides, rounds, turns)."""
    values = np.array(rounds, dtype=np.float64)
    parts: NDArray[np.float64] = values / values.mean(axis=(1, 2), keepdims=True)
    return parts.transpose(1, 0, 2)


def _medians(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median of all values of each resample (resamples, rounds, turns)."""
    medians: NDArray[np.float64] = np.median(values.reshape(len(values), -1), axis=1)
    return medians


def slower(first: Ratio, confirmation: Ratio | None, rule: Rule) -> bool:
    """Whether a block fails: above the limit, and again in a run of its own."""
    return first.ratio > rule.limit and confirmation is not None and confirmation.ratio > rule.limit
