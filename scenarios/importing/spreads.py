"""How long orders took, by what was known at a date: the last stage a file tells, and its distribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.traces.trace import Trace
from sim.units import DAY, UNOBSERVED, WEEK

Stamps = NDArray[np.int64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
LastStage = Literal["shipped", "delivered"]

FEW = 30
"""Orders below which nothing is told of a stage."""
GIVEN_UP = 60 * DAY
YEAR = 52 * WEEK
SAME_SHOP = 0.25
"""Orders a week, a year ago over now, from which the season of then says something of now."""


def last_stage(trace: Trace) -> LastStage:
    """The last stage that a file tells: a shop's own export ends where the carrier begins."""
    seen = trace.observed
    delivered, shipped = (np.count_nonzero(stamps != UNOBSERVED) for stamps in (seen.delivered, seen.shipped))
    return "shipped" if delivered < FEW <= shipped else "delivered"


def reached(trace: Trace, stage: LastStage) -> Stamps:
    """When each order reached a stage, as observed; UNOBSERVED where it did not."""
    seen = trace.observed
    return seen.delivered if stage == "delivered" else seen.shipped


def recent(trace: Trace, stamps: Stamps, until: int, weeks: int) -> Mask:
    """The orders whose stamp lies in the weeks before a moment."""
    result: Mask = (stamps != UNOBSERVED) & (stamps < until) & (stamps >= until - weeks * WEEK)
    return result


def distance(a: Numbers, b: Numbers) -> float:
    """The largest gap between two distributions (Kolmogorov and Smirnov)."""
    if not a.size or not b.size:
        return 1.0
    points = np.concatenate((a, b))
    below = [np.searchsorted(np.sort(sample), points, side="right") / sample.size for sample in (a, b)]
    return float(np.abs(below[0] - below[1]).max())


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of lead times as points with masses that sum to 1: days, or shares of the time promised."""

    points: Numbers
    masses: Numbers

    def quantiles(self, levels: Numbers) -> Numbers:
        """The points at which the cumulative mass reaches each level."""
        place = np.searchsorted(np.cumsum(self.masses), np.clip(levels, 0.0, 1.0 - 1e-9), side="left")
        result: Numbers = self.points[np.minimum(place, self.points.size - 1)]
        return result

    def below(self, points: Numbers) -> Numbers:
        """The mass up to each point."""
        order = np.argsort(self.points)
        cumulated = np.concatenate(([0.0], np.cumsum(self.masses[order])))
        result: Numbers = cumulated[np.searchsorted(self.points[order], points, side="right")]
        return result

    def distance(self, observed: Numbers) -> float:
        """The largest gap to a sample's distribution (Kolmogorov and Smirnov)."""
        sample = np.sort(observed)
        at = np.concatenate((self.points, sample))
        return float(np.abs(self.below(at) - np.searchsorted(sample, at, side="right") / sample.size).max())


def mixed(spreads: Sequence[Spread], parts: Sequence[float]) -> Spread:
    """Several distributions, each with its part."""
    points = np.concatenate([one.points for one in spreads])
    masses = np.concatenate([one.masses * part for one, part in zip(spreads, parts, strict=True)])
    order = np.argsort(points, kind="stable")
    return Spread(points[order], masses[order] / masses.sum())


def lead_times(
    trace: Trace, stage: LastStage, until: int, window: tuple[int, int], *, by_promise: bool
) -> Spread | None:
    """How long orders placed in a window take, by what is known at a moment: days, or shares of the promise.

    An order that is still on its way is known to take longer than it has so far (Kaplan and Meier): without it the
    recent orders would be those that came quickly. One that has been open for `GIVEN_UP` is lost and says nothing.
    """
    placed, ended = trace.placed, reached(trace, stage)
    usable = (placed >= window[0]) & (placed < min(until, window[1]))
    if by_promise:
        usable &= trace.observed.promised > placed
    came = usable & (ended != UNOBSERVED) & (ended < until)
    open_ = usable & ~came & (placed > until - GIVEN_UP)
    if np.count_nonzero(came) < FEW:
        return None
    scale = trace.observed.promised - placed if by_promise else np.full(placed.size, DAY)
    times = np.concatenate(((ended - placed)[came] / scale[came], (until - placed)[open_] / scale[open_]))
    event = np.arange(times.size) < np.count_nonzero(came)
    order = np.lexsort((~event, times))
    times, event = times[order], event[order]
    left = np.cumprod(np.where(event, 1.0 - 1.0 / np.arange(times.size, 0, -1), 1.0))
    masses = np.concatenate(([1.0], left[:-1])) - left
    return Spread(times[event], masses[event] / masses.sum())


def last_year(trace: Trace, stage: LastStage, until: int, weeks: int, ahead: int, *, by_promise: bool) -> Spread | None:
    """How long orders took in the weeks that come, a year ago; None where the shop was another one then.

    Recent weeks know how the business does now, these what the season is like. They count where at least a quarter as
    many orders a week were placed in them as in the last weeks.

    Parameters
    ----------
    until, ahead
        The moment of the forecast, and how far it reaches, microseconds.
    weeks
        The recent weeks.
    """
    lately, then = (until - weeks * WEEK, until), (until - YEAR, min(until, until - YEAR + ahead))
    now, before = (_a_week(trace.placed, *window) for window in (lately, then))
    return lead_times(trace, stage, until, then, by_promise=by_promise) if before >= SAME_SHOP * now else None


def _a_week(placed: Stamps, begin: int, end: int) -> float:
    return float(np.count_nonzero((placed >= begin) & (placed < end))) * WEEK / (end - begin)
