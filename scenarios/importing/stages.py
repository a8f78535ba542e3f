"""Fitting a replayed business to what was known at a date: recent orders say more than old ones.

What a customer waits is approval, handling and transit. Each is a table of quantiles of what was seen in the last
weeks; transit is a share of the time promised where the shop promises, for its promise knows the season and the
distance. The model adds what it simulates itself (shifts, collections), so tables are corrected until the simulated
stages have the observed quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from scipy.optimize import isotonic_regression

from scenarios.importing.spreads import (
    FEW,
    LastStage,
    Mask,
    Numbers,
    Spread,
    Stamps,
    last_stage,
    lead_times,
    reached,
    reached_lately,
    recent,
)
from scenarios.traces.coupling import normal_scores, score_correlation
from scenarios.traces.stages import simulated_stages
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.model import simulate
from sim.placement.addresses import Addresses
from sim.placement.baskets import Baskets
from sim.tape import Observed
from sim.units import DAY, HOUR, UNOBSERVED, WEEK

LEVELS = np.minimum(np.linspace(0.0, 1.0, 41), 0.9925)
"""Where tables are read off a sample. The last is not the slowest order: the line to it would be far too slow."""
WEEKS_FAR, WEEKS_NEAR = 8, 5
"""Weeks that count in a forecast of more than a fortnight, and in one of the next week.

On the Olist sample, at six dates, choosing among 4 to 520 weeks by forecasts inside the data was no better (mean
distance 0.17 to 0.20, always 8 weeks 0.18): the season turned between the dates tried and the dates forecast.
"""

MOST = 1500
"""Orders a table is corrected on."""

ROUNDS = 5
DAMPING = 0.6
"""Of a correction: what the stages add up to is not linear, and a full step overshoots."""
TIMES = 2
"""Replications a table is corrected by: with one, its draws would be fitted and not the stage."""
SEED = 20261127


@dataclass(frozen=True, slots=True)
class Fit:
    """A business fitted to what was known at a date.

    Parameters
    ----------
    config
        The configuration.
    stage
        The last stage that the file tells, to which it is fitted.
    weeks
        The weeks that counted.
    by_promise
        Whether lead times are shares of the time promised.
    counts
        Orders that say something: ``ended`` reached the last stage, ``handled`` tell approval and hand-over, ``paid``.
    """

    config: SimConfig
    stage: LastStage
    weeks: int
    by_promise: bool
    counts: dict[str, int]


def part(trace: Trace, where: Mask) -> Trace:
    """The orders of a trace that are chosen, as a trace of their own; at least one."""
    rows = np.flatnonzero(where)
    shift = int(trace.placed[rows[0]]) // DAY * DAY
    start = trace.goods.baskets.line_start
    lines = np.repeat(where, np.diff(start))
    line_start = np.concatenate(([0], np.cumsum(np.diff(start)[rows]))).astype(np.int32)
    baskets = trace.goods.baskets
    seen, address = trace.observed, trace.address

    def moved(stamps: Stamps) -> Stamps:
        chosen = stamps[rows]
        return np.where(chosen == UNOBSERVED, UNOBSERVED, chosen - shift)

    placed = trace.placed[rows] - shift
    return replace(
        trace,
        config=trace.config.model_copy(
            update={
                "start": trace.config.start + timedelta(microseconds=shift),
                "days": int(placed[-1]) // DAY + 1,
            }
        ),
        placed=placed,
        channel=trace.channel[rows],
        address=Addresses(
            customer=address.customer[rows], x=address.x[rows], y=address.y[rows], zone=address.zone[rows]
        ),
        goods=replace(
            trace.goods,
            baskets=Baskets(line_start=line_start, item=baskets.item[lines], quantity=baskets.quantity[lines]),
            price=trace.goods.price[lines],
        ),
        observed=Observed(
            approved=moved(seen.approved),
            shipped=moved(seen.shipped),
            delivered=moved(seen.delivered),
            promised=moved(seen.promised),
            stars=seen.stars[rows],
        ),
        paid_with=tuple(trace.paid_with[row] for row in rows.tolist()),
        sales=replace(trace.sales, orders=trace.sales.orders[rows.tolist()]),
    )


class Simulated(NamedTuple):
    """When each order was confirmed, first handed over and delivered in the model; UNOBSERVED where it was not."""

    approved: Stamps
    shipped: Stamps
    delivered: Stamps


def simulated(trace: Trace, config: SimConfig, replication: int = 0) -> Simulated:
    """Simulate the orders of a trace once."""
    settled = config.model_copy(update={"start": trace.config.start, "days": trace.config.days})
    return Simulated(
        *simulated_stages(simulate(settled, replace(trace, config=settled).tape(SEED, replication))).values()
    )


def _corrected(table: Numbers, wanted: Numbers, found: Numbers) -> Numbers:
    """A table of quantiles a step nearer to what is wanted; rising, leaning neither up nor down."""
    result: Numbers = np.maximum(0.0, isotonic_regression(table + DAMPING * (wanted - found)).x)
    return result


def _several(trace: Trace, config: SimConfig) -> Simulated:
    """As `simulated`, `TIMES` replications one after the other."""
    runs = [simulated(trace, config, replication) for replication in range(TIMES)]
    return Simulated(*(np.concatenate(stage) for stage in zip(*runs, strict=True)))


def fit(trace: Trace, until: int, weeks: int = WEEKS_FAR, rounds: int = ROUNDS, *, near: bool = False) -> Fit:
    """Fit approval, handling and transit to what was known at `until`.

    Parameters
    ----------
    trace
        All orders; of those after `until` nothing is used.
    until
        The moment, microseconds.
    weeks
        How many recent weeks count.
    rounds
        Corrections of a table by what the model makes of it.
    near
        Forecast the next week: from the orders that came lately, not from those placed lately.
    """
    stage, placed = last_stage(trace), trace.placed
    ended, promised = reached(trace, stage), trace.observed.promised > placed
    known = (ended != UNOBSERVED) & (ended < until)
    by_promise = bool(2 * np.count_nonzero(known & promised) > np.count_nonzero(known)) and stage == "delivered"
    paid = recent(trace, trace.observed.approved, until, weeks)
    config = _cleared(trace, paid)
    spread = (reached_lately if near else lead_times)(trace, stage, until, weeks, by_promise=by_promise)
    counts = {"ended": 0, "handled": 0, "paid": int(np.count_nonzero(paid))}
    if spread is None:
        return Fit(config, stage, weeks, by_promise, counts)
    since = ended if near else placed
    cohort = (since >= until - weeks * WEEK) & known & (promised if by_promise else True)
    handled = cohort & (trace.observed.shipped != UNOBSERVED) & (handled_from(trace) != UNOBSERVED)
    counts |= {"ended": int(np.count_nonzero(cohort)), "handled": int(np.count_nonzero(handled))}
    rows = np.flatnonzero(cohort)
    sample = np.zeros(placed.size, dtype=np.bool_)
    sample[rows[np.linspace(0, rows.size - 1, min(rows.size, MOST)).astype(np.int64)]] = True
    few = part(trace, sample)
    if counts["handled"] >= FEW:
        config = _with_handling(config, few, rounds, by_promise=by_promise and not near)
    if stage == "delivered":
        config = _with_transit(_doors_within(config), few, spread, rounds, by_promise=by_promise)
    return Fit(config, stage, weeks, by_promise, counts)


def handled_from(trace: Trace) -> Stamps:
    """When handling begins: at the approval, where the file tells of approvals, else as the order is placed."""
    approved = trace.observed.approved
    return approved if (approved != UNOBSERVED).any() else trace.placed


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


def _doors_within(config: SimConfig) -> SimConfig:
    """Delivery hours and failed attempts are within the observed transit: the model adds none of its own."""
    carrier = config.delivery.carrier.model_copy(update={"delivery_start": "00:00", "delivery_end": "24:00"})
    doors = config.delivery.doors.model_copy(update={"not_home": 0.0})
    return config.model_copy(
        update={"delivery": config.delivery.model_copy(update={"carrier": carrier, "doors": doors})}
    )


def _with_handling(config: SimConfig, few: Trace, rounds: int, *, by_promise: bool) -> SimConfig:
    """Correct the waiting before the pickers until hand-over comes as late as observed; leaning on the promise."""
    seen, begun = few.observed, handled_from(few)
    known = (seen.shipped != UNOBSERVED) & (begun != UNOBSERVED)
    scale = (seen.promised - few.placed) / HOUR if by_promise else np.ones(few.placed.size)
    wanted = np.quantile((np.maximum(0, seen.shipped - begun) / HOUR / scale)[known], LEVELS)
    table = np.maximum(0.0, wanted - 12.0 / np.median(scale))
    config = _knowing(config, few, known, scale)
    for _ in range(rounds):
        name = "waiting_share_of_promise" if by_promise else "waiting_hours"
        update = {"waiting_hours": None, "waiting_share_of_promise": None, name: tuple(float(value) for value in table)}
        config = config.model_copy(update={"fulfilment": config.fulfilment.model_copy(update=update)})
        confirmed, handed, _ = _several(few, config)
        both = (confirmed != UNOBSERVED) & (handed != UNOBSERVED)
        found = np.quantile(((handed - confirmed) / HOUR / np.tile(scale, TIMES))[both], LEVELS)
        table = _corrected(table, wanted, found)
    return config


def _knowing(config: SimConfig, few: Trace, known: Mask, scale: Numbers) -> SimConfig:
    trace = config.placement.trace
    scores, promised = few.promise_scores()
    seen = few.observed
    handling = normal_scores((seen.shipped - handled_from(few)) / scale, np.zeros_like(few.address.zone), known)
    r = score_correlation(handling, scores, known & promised) or 0.0
    if trace is None:
        return config
    knows = trace.promise_knows.model_copy(update={"handling": float(np.clip(r, -0.95, 0.95)), "transit": 0.0})
    trace = trace.model_copy(update={"promise_knows": knows})
    return config.model_copy(update={"placement": config.placement.model_copy(update={"trace": trace})})


def _with_transit(config: SimConfig, few: Trace, spread: Spread, rounds: int, *, by_promise: bool) -> SimConfig:
    """Correct the transit until whole lead times are as observed, as shares of the promise or in hours."""
    seen = few.observed
    scale = (seen.promised - few.placed) / HOUR if by_promise else np.ones(few.placed.size)
    wanted = spread.quantiles(LEVELS) * (1.0 if by_promise else 24.0)
    left = np.where(seen.shipped != UNOBSERVED, seen.shipped, few.placed)
    table = np.maximum(0.0, np.quantile((seen.delivered - left) / HOUR / scale, LEVELS))
    for _ in range(rounds):
        values = tuple(float(value) for value in table)
        update = (
            {"transit_share_of_promise": {"default": values}}
            if by_promise
            else {"transit_hours": {"default": values}, "transit_share_of_promise": {}}
        )
        carrier = config.delivery.carrier.model_copy(update=update)
        config = config.model_copy(update={"delivery": config.delivery.model_copy(update={"carrier": carrier})})
        delivered = _several(few, config).delivered
        came = delivered != UNOBSERVED
        found = np.quantile(((delivered - np.tile(few.placed, TIMES)) / HOUR / np.tile(scale, TIMES))[came], LEVELS)
        table = _corrected(table, wanted, found)
    return config
