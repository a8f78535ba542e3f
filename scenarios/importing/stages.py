"""Fitting a replayed business to what was known at a date: recent orders say more than old ones.

What a customer waits is approval, handling and transit. Each is a table of quantiles of what was seen in the last
weeks; transit is a share of the time promised where the shop promises, for its promise knows the season and the
distance. The model adds what it simulates itself (shifts, collections), so tables are corrected until the simulated
stages have the observed quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.importing.explaining import handled_from
from scenarios.importing.handling import LEVELS, with_handling
from scenarios.importing.replaying import as_known, part
from scenarios.importing.spreads import (
    FEW,
    LastStage,
    Mask,
    Stamps,
    last_stage,
    reached,
    recent,
)
from scenarios.importing.transit import FEW_TOLD, doors_within, stamped, with_transit
from scenarios.importing.windows import FAR, NEAR, OTHERS_FAR, OTHERS_NEAR, Window, chosen, expected
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.units import DAY, HOUR, UNOBSERVED, WEEK

MONTH = 4 * WEEK
"""How far ahead a business is asked about that is fitted for no date."""

MOST, IN_A_ROW = 1500, 3000
"""Orders that tables are corrected on; of more, so many in whole weeks in a row, so that staff meets its whole work."""
LEAST = 2
"""Weeks in a row at the least: the first fills the queues that were there."""
SETTLED = 0.95
"""Share of the orders that have come by the end of those weeks."""
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """A business fitted to what was known at a date.

    Parameters
    ----------
    config
        The configuration.
    stage
        The last stage that the file tells, to which it is fitted.
    window
        The weeks that counted, and the share of the same weeks of last year.
    by_promise
        Whether lead times are shares of the time promised.
    by_season
        Whether those of the same weeks a year ago are among them, with that share.
    counts
        Orders that say something: ``ended`` reached the last stage, ``handled`` tell approval and hand-over, ``paid``.
    """

    config: SimConfig
    stage: LastStage
    window: Window
    by_promise: bool
    by_season: bool
    counts: dict[str, int]


def fit(
    trace: Trace,
    until: int,
    weeks: int | None = None,
    rounds: int = ROUNDS,
    *,
    near: bool = False,
    ahead: int | None = None,
) -> Fit:
    """Fit approval, handling and transit to what was known at `until`.

    Parameters
    ----------
    trace
        All orders; of those after `until` nothing is used.
    until
        The moment, microseconds.
    weeks
        How many recent weeks count; None: as many as forecasts inside the data say (`windows`).
    rounds
        Corrections of a table by what the model makes of it.
    near
        Forecast the next week, in which all takes the hours that it took: orders promised long still take longer.
    ahead
        How many microseconds the forecast reaches, where the same weeks of last year are to count.
    """
    stage, placed = last_stage(trace), trace.placed
    trace = as_known(trace, until)
    ended, promised = reached(trace, stage), trace.observed.promised > placed
    known = ended != UNOBSERVED
    most = bool(2 * np.count_nonzero(known & promised) > np.count_nonzero(known)) and stage == "delivered"
    settings = trace.config.placement.trace
    # By a rule every order is promised alike: its promise knows no season, and another cut-off hurries no parcel.
    ruled = settings is not None and settings.promises == "rule"
    by_promise = most and not near and not ruled
    window = _window(trace, stage, until, weeks, ahead, near=near, by_promise=by_promise)
    weeks = window.weeks
    paid = recent(trace, trace.observed.approved, until, weeks)
    config = _cleared(trace, paid)
    spread, by_season = expected(trace, stage, until, window, ahead, by_promise=by_promise)
    counts = {"ended": 0, "handled": 0, "paid": int(np.count_nonzero(paid))}
    if spread is None:
        return Fit(config, stage, window, by_promise, by_season=False, counts=counts)
    cohort = (placed >= until - weeks * WEEK) & (placed < until) & (promised if most else True)
    handled = cohort & known & (trace.observed.shipped != UNOBSERVED) & (handled_from(trace) != UNOBSERVED)
    counts |= {"ended": int(np.count_nonzero(cohort & known)), "handled": int(np.count_nonzero(handled))}
    few = part(trace, _sample(trace, cohort, ended, until))
    if counts["handled"] >= FEW:
        config = with_handling(config, few, rounds, by_promise=by_promise)
    if stage == "delivered":
        told = stamped(trace, cohort, until)
        whole = part(trace, told) if np.count_nonzero(told) >= FEW_TOLD else None
        config = with_transit(doors_within(config), few, whole, spread, rounds, by_promise=by_promise)
    return Fit(config, stage, window, by_promise, by_season=by_season, counts=counts)


def _window(
    trace: Trace, stage: LastStage, until: int, weeks: int | None, ahead: int | None, *, near: bool, by_promise: bool
) -> Window:
    """The weeks that are asked for, or those that forecasts inside the data say."""
    if weeks is not None:
        return Window(weeks, FAR.season)
    if near:
        return chosen(trace, stage, until, WEEK, NEAR, OTHERS_NEAR, by_promise=by_promise)
    if ahead is None:
        others = [Window(weeks, 0.0) for weeks in dict.fromkeys(window.weeks for window in OTHERS_FAR)]
        return chosen(trace, stage, until, MONTH, Window(FAR.weeks, 0.0), others, by_promise=by_promise)
    return chosen(trace, stage, until, ahead, FAR, OTHERS_FAR, by_promise=by_promise)


def _sample(trace: Trace, cohort: Mask, ended: Stamps, until: int) -> Mask:
    """The orders that tables are corrected on: the cohort, or the orders of the last whole weeks that are settled.

    Those still under way are among them: without them promises would be those of whoever lives near.
    """
    if np.count_nonzero(cohort) <= MOST:
        return cohort
    end = (until - int(np.quantile((ended - trace.placed)[cohort & (ended != UNOBSERVED)], SETTLED))) // DAY * DAY
    all_weeks = -(-(end - int(trace.placed.min())) // WEEK)
    weeks = min(LEAST, all_weeks)
    while (
        weeks < all_weeks
        and np.count_nonzero((trace.placed >= end - (weeks + 1) * WEEK) & (trace.placed < end)) <= IN_A_ROW
    ):
        weeks += 1
    result: Mask = (trace.placed >= end - weeks * WEEK) & (trace.placed < end)
    return result if (result & cohort).any() else cohort


def _cleared(trace: Trace, paid: Mask) -> SimConfig:
    """Payment methods with the clearing times of those who paid in the weeks that count."""
    config = trace.config
    names = np.asarray([name or "" for name in trace.paid_with])
    hours = (trace.observed.approved - trace.placed) / HOUR
    methods = {}
    for name, method in config.processing.payment.methods.items():
        some = paid & (names == name)
        some = some if np.count_nonzero(some) >= FEW else paid
        table = method.clearing_hours
        if np.count_nonzero(some) >= FEW:
            table = tuple(float(h) for h in np.maximum(0.0, np.quantile(hours[some], LEVELS)))
        methods[name] = method.model_copy(update={"clearing_hours": table})
    payment = config.processing.payment.model_copy(update={"methods": methods})
    return config.model_copy(update={"processing": config.processing.model_copy(update={"payment": payment})})
