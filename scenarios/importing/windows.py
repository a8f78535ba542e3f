"""How many recent weeks count in a forecast, and how much the same weeks of last year: told by forecasts in the data.

From days of the past, as far ahead as is asked, each window forecasts how long orders took, by what was known then.
Another one than the usual is taken where it was nearer by more than two standard errors of that difference: of several
that are tried one is nearer by luck. Forecasts that overlap say hardly more than one: they count as many as fit one
behind the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scenarios.importing.spreads import LastStage, Numbers, Spread, last_year, lead_times, mixed
from scenarios.traces.trace import Trace
from sim.units import WEEK

MOST, FEWEST, LARGE = 26, 6, 50_000
"""Forecasts inside the data that are tried at the most; of more orders than so many fewer, in proportion."""
LEAST = 2
"""That fit one behind the other, at the least: of fewer there is no standard error."""
ERRORS = 2.0
"""Standard errors by which another window has to be nearer."""
LEVELS = (np.arange(20) + 0.5) / 20
"""Where distributions are held against each other: at these quantiles of what came."""


class Window(NamedTuple):
    """Weeks that count, and the share of the same weeks of last year, where the shop was the same then."""

    weeks: int
    season: float


FAR, NEAR = Window(8, 2 / 3), Window(5, 0.0)
"""The usual ones, for months and for the next week: a season says more of months ahead than some recent weeks do."""
OTHERS_FAR = tuple(Window(weeks, season) for weeks in (4, 8, 12, 26) for season in (0.0, 1 / 3, 2 / 3, 1.0))
OTHERS_NEAR = tuple(Window(weeks, 0.0) for weeks in (3, 5, 8, 12))


def expected(
    trace: Trace, stage: LastStage, until: int, window: Window, ahead: int | None, *, by_promise: bool
) -> tuple[Spread | None, bool]:
    """How long orders will take by a window, and whether last year is in it; None where too few orders tell.

    Parameters
    ----------
    until
        The moment of the forecast, microseconds: of what came after it nothing is used.
    ahead
        How far it reaches; None leaves last year out.
    """
    recent = lead_times(trace, stage, until, (until - window.weeks * WEEK, until), by_promise=by_promise)
    if recent is None or not ahead or not window.season:
        return recent, False
    season = last_year(trace, stage, until, window.weeks, ahead, by_promise=by_promise)
    if season is None:
        return recent, False
    return mixed([recent, season], [1.0 - window.season, window.season]), True


def chosen(
    trace: Trace, stage: LastStage, until: int, ahead: int, usual: Window, others: Sequence[Window], *, by_promise: bool
) -> Window:
    """The usual window, or the one that forecast better inside the data (see the module)."""
    half = (until - ahead - int(trace.placed[0])) // 2
    tried = [usual, *(window for window in others if window.weeks * WEEK <= half and window != usual)]
    gaps = _gaps(trace, stage, until, ahead, tried, by_promise=by_promise)
    behind_another = len(gaps) * WEEK / ahead
    if behind_another < LEAST:
        return usual
    better = gaps[:, :1] - gaps
    error = better.std(axis=0, ddof=1) / np.sqrt(behind_another)
    gain = np.where(better.mean(axis=0) > ERRORS * error, better.mean(axis=0), 0.0)
    return tried[int(np.argmax(gain))]


def _gaps(
    trace: Trace, stage: LastStage, until: int, ahead: int, windows: Sequence[Window], *, by_promise: bool
) -> Numbers:
    """Mean squared gap of each window's forecast (columns) from each day of the past, a week apart (rows)."""
    longest = max(window.weeks for window in windows) * WEEK
    rows = []
    for back in range(max(FEWEST, min(MOST, MOST * LARGE // trace.placed.size))):
        begin = until - ahead - back * WEEK
        if begin - longest < int(trace.placed[0]):
            break
        came = lead_times(trace, stage, until, (begin, begin + ahead), by_promise=by_promise)
        found = [expected(trace, stage, begin, window, ahead, by_promise=by_promise)[0] for window in windows]
        told = [one for one in found if one is not None]
        if came is None or len(told) < len(found):
            continue
        points = came.quantiles(LEVELS)
        rows.append([float(np.mean((one.below(points) - came.below(points)) ** 2)) for one in told])
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(windows))
