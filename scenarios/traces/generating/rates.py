"""How many orders a day brings: a level that drifts, the weekday, the season a year ago, and more luck than Poisson's.

The level of a day is the mean of the days around it once each weekday's share is taken out. Beyond the file it is that
of the last weeks, or what it was a year before times how much has been grown since. What remains of each day, in units
of its deviation, is drawn again in whole weeks, so that one bad day still follows another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

WEEK, YEAR = 7, 364
"""Days; a year of whole weeks, so that a weekday meets itself."""
AROUND = 14
"""Days to either side that make a day's level, and twice as many the level at the end."""
SURE = 4 * WEEK
"""Days that must lie a year back before the season of a year ago is used."""
MOST_GROWTH = 5.0


@dataclass(frozen=True, slots=True)
class Rates:
    """What a file says of orders a day.

    Parameters
    ----------
    expected
        Of each day of the file, float64 (days,).
    residuals
        What was more or less, in deviations, float64 (days,).
    dispersion
        Of a day's orders beyond Poisson's: variance = mean + dispersion * mean ** 2; below 0 none is beyond, and
        `steadiness` tells how much less.
    steadiness
        Variance over mean where it is below 1, else 1.
    weekday
        Shares of the weekdays, mean 1, of the days counted from the file's first, float64 (7,).
    """

    expected: Numbers
    residuals: Numbers
    dispersion: float
    steadiness: float
    weekday: Numbers

    def variance(self, mean: Numbers) -> Numbers:
        """The variance of a day's orders at some mean."""
        return self.steadiness * mean + max(0.0, self.dispersion) * mean**2

    def of_days(self, first: int, days: int) -> Numbers:
        """Expected orders of days counted from the file's first, before and beyond it too, float64 (days,)."""
        return np.array([self._of_day(day) for day in range(first, first + days)])

    def _of_day(self, day: int) -> float:
        known = self.expected.size
        if 0 <= day < known:
            return float(self.expected[day])
        if day < 0:
            return float(self._level(slice(0, 2 * AROUND)) * self.weekday[day % WEEK])
        last = self._level(slice(max(0, known - 2 * AROUND), known))
        before = day
        while before >= known:
            before -= YEAR
        if before < 0 or known < YEAR + SURE:
            return float(last * self.weekday[day % WEEK])
        a_year_ago = self._level(slice(max(0, known - 2 * AROUND - YEAR), known - YEAR))
        grown = np.clip(last / a_year_ago if a_year_ago > 0 else 1.0, 1 / MOST_GROWTH, MOST_GROWTH)
        return float(self.expected[before] * grown)

    def _level(self, where: slice) -> float:
        days = np.arange(self.expected.size)[where]
        open_ = days[self.weekday[days % WEEK] > 0]
        return float((self.expected[open_] / self.weekday[open_ % WEEK]).mean()) if open_.size else 0.0

    def drawn(self, mean: Numbers, first: int, rng: np.random.Generator) -> Counts:
        """Draw the orders of days, int64 (days,).

        Parameters
        ----------
        mean
            Expected orders, float64 (days,).
        first
            The first of them, counted from the file's first: a weekday draws from its own.
        rng
            The stream.
        """
        days, known = mean.size, self.residuals.size
        weeks = -(-days // WEEK) + 1
        starts = rng.integers(0, max(1, known // WEEK), size=weeks) * WEEK
        at = np.minimum((starts[:, None] + np.arange(WEEK)).ravel(), known - 1)
        shift = first % WEEK
        luck = self.residuals[at][shift : shift + days]
        wanted = np.maximum(0.0, mean + np.sqrt(self.variance(mean)) * luck)
        counts: Counts = np.floor(wanted + rng.random(days)).astype(np.int64)
        return counts


def rates_of(by_day: Counts) -> Rates:
    """Read rates off the orders of each day of a file, int64 (days,); days without any are zeros."""
    counts = by_day.astype(np.float64)
    days = np.arange(counts.size)
    weekday = _weekday(counts)
    level = _around(counts / np.where(weekday[days % WEEK] > 0, weekday[days % WEEK], np.inf), days, weekday)
    expected = level * weekday[days % WEEK]
    gap = counts - expected
    dispersion = float((gap**2 - expected).sum() / max(1e-9, (expected**2).sum()))
    steady = float(np.clip((gap**2).sum() / max(1e-9, expected.sum()), 1e-6, 1.0)) if dispersion < 0 else 1.0
    variance = steady * expected + max(0.0, dispersion) * expected**2
    residuals = np.divide(gap, np.sqrt(variance), out=np.zeros_like(gap), where=variance > 0)
    return Rates(expected, residuals - residuals.mean(), dispersion, steady, weekday)


def _weekday(counts: Numbers) -> Numbers:
    """Shares of the weekdays, mean 1; of a file of less than two weeks all are alike unless the days say so."""
    if counts.size < 2 * WEEK:
        return np.ones(WEEK)
    means = np.array([counts[day::WEEK].mean() for day in range(WEEK)])
    return means / means.mean() if means.mean() > 0 else np.ones(WEEK)


def _around(flat: Numbers, days: NDArray[np.int64], weekday: Numbers) -> Numbers:
    """The mean of the days around each, weekdays without orders aside."""
    counted = (weekday[days % WEEK] > 0).astype(np.float64)
    window = np.ones(2 * AROUND + 1)
    full = np.convolve(flat * counted, window)[AROUND : AROUND + flat.size]
    many = np.convolve(counted, window)[AROUND : AROUND + flat.size]
    level: Numbers = np.divide(full, many, out=np.zeros_like(full), where=many > 0)
    return level
