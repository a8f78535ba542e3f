"""Fitting a replayed business to what was known at a date: recent orders say more than old ones.

What a customer waits is approval, handling and transit. Each is a table of quantiles of what was seen in the last
weeks; transit is a share of the time promised where the shop promises, for its promise knows the season and the
distance. The model adds what it simulates itself (shifts, collections), so tables are corrected until the simulated
stages have the observed quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from scenarios.traces.coupling import normal_scores, score_correlation
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.model import simulate
from sim.placement.addresses import Addresses
from sim.placement.baskets import Baskets
from sim.processing.config import PaymentMethod
from sim.tape import Observed
from sim.units import DAY, HOUR, UNOBSERVED, WEEK

Stamps = NDArray[np.int64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]

LEVELS = np.minimum(np.linspace(0.0, 1.0, 41), 0.9925)
"""Where tables are read off a sample. The last is not the slowest order: the line to it would be far too slow."""
WEEKS_FAR, WEEKS_NEAR = 8, 5
"""Weeks that count in a forecast of more than a fortnight, and in one of the next week.

On the Olist sample, at six dates, choosing among 4 to 520 weeks by forecasts inside the data was no better (mean
distance 0.17 to 0.20, always 8 weeks 0.18): the season turned between the dates tried and the dates forecast.
"""

FEW = 30
GIVEN_UP = 60 * DAY
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
    """A business fitted to what was known at a date: the configuration, the weeks that counted, and n of each stage."""

    config: SimConfig
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


def simulated(trace: Trace, config: SimConfig, replication: int = 0) -> tuple[Stamps, Stamps, Stamps]:
    """When each order was confirmed, first handed over and delivered, simulated; UNOBSERVED where it was not."""
    settled = config.model_copy(update={"start": trace.config.start, "days": trace.config.days})
    columns = simulate(settled, replace(trace, config=settled).tape(SEED, replication)).log.columns()
    orders, parcels = columns["orders"], columns["fulfilments"]
    handed = np.asarray(parcels["handed_over"])[: trace.placed.size]
    return np.asarray(orders["confirmed"]), handed, np.asarray(orders["delivered"])


def _corrected(table: Numbers, wanted: Numbers, found: Numbers) -> Numbers:
    """A table of quantiles a step nearer to what is wanted; rising, leaning neither up nor down."""
    result: Numbers = np.maximum(0.0, isotonic_regression(table + DAMPING * (wanted - found)).x)
    return result


def _several(trace: Trace, config: SimConfig) -> tuple[Stamps, Stamps, Stamps]:
    """As `simulated`, `TIMES` replications one after the other."""
    runs = [simulated(trace, config, replication) for replication in range(TIMES)]
    confirmed, handed, delivered = (np.concatenate(stage) for stage in zip(*runs, strict=True))
    return confirmed, handed, delivered


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

    def distance(self, observed: Numbers) -> float:
        """The largest gap to a sample's distribution (Kolmogorov and Smirnov)."""
        order = np.argsort(self.points)
        points, below = self.points[order], np.concatenate(([0.0], np.cumsum(self.masses[order])))
        sample = np.sort(observed)
        at = np.concatenate((points, sample))
        ours = below[np.searchsorted(points, at, side="right")]
        return float(np.abs(ours - np.searchsorted(sample, at, side="right") / sample.size).max())


def lead_times(trace: Trace, until: int, weeks: int, *, by_promise: bool) -> Spread | None:
    """How long orders placed in the weeks before a moment take, by what is known at that moment.

    An order that is still on its way is known to take longer than it has so far (Kaplan and Meier): without it the
    recent orders would be those that came quickly. One that has been open for `GIVEN_UP` is lost and says nothing.
    """
    seen, placed = trace.observed, trace.placed
    scale = (seen.promised - placed) / DAY if by_promise else np.ones(placed.size)
    usable = (placed >= until - weeks * WEEK) & (placed < until) & (scale > 0)
    came = usable & (seen.delivered != UNOBSERVED) & (seen.delivered < until)
    open_ = usable & ~came & (placed > until - GIVEN_UP)
    if np.count_nonzero(came) < FEW:
        return None
    times = np.concatenate((((seen.delivered - placed) / DAY / scale)[came], ((until - placed) / DAY / scale)[open_]))
    event = np.arange(times.size) < np.count_nonzero(came)
    order = np.lexsort((~event, times))
    times, event = times[order], event[order]
    left = np.cumprod(np.where(event, 1.0 - 1.0 / np.arange(times.size, 0, -1), 1.0))
    masses = np.concatenate(([1.0], left[:-1])) - left
    return Spread(times[event], masses[event] / masses.sum())


def delivered_lately(trace: Trace, until: int, weeks: int, *, by_promise: bool) -> Spread | None:
    """How long the orders took that came in the last weeks: for the next week nothing is fresher."""
    seen, placed = trace.observed, trace.placed
    came = recent(trace, seen.delivered, until, weeks) & ((seen.promised > placed) if by_promise else True)
    if np.count_nonzero(came) < FEW:
        return None
    scale = (seen.promised - placed)[came] if by_promise else DAY
    points = np.sort((seen.delivered - placed)[came] / scale)
    return Spread(points, np.full(points.size, 1.0 / points.size))


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
    seen, placed = trace.observed, trace.placed
    known = (seen.delivered != UNOBSERVED) & (seen.delivered < until)
    by_promise = bool(2 * np.count_nonzero(known & (seen.promised > placed)) > np.count_nonzero(known))
    config = _cleared(trace, until, weeks)
    spread = (delivered_lately if near else lead_times)(trace, until, weeks, by_promise=by_promise)
    counts = {"weeks": weeks, "delivered": 0, "handled": 0}
    if spread is None:
        return Fit(config, weeks, by_promise, counts)
    since = seen.delivered if near else placed
    cohort = (since >= until - weeks * WEEK) & (seen.delivered != UNOBSERVED) & (seen.delivered < until)
    cohort &= (seen.promised > placed) if by_promise else True
    handled = (seen.shipped != UNOBSERVED) & (seen.approved != UNOBSERVED) & cohort
    counts |= {"delivered": int(np.count_nonzero(cohort)), "handled": int(np.count_nonzero(handled))}
    rows = np.flatnonzero(cohort)
    sample = np.zeros(placed.size, dtype=np.bool_)
    sample[rows[np.linspace(0, rows.size - 1, min(rows.size, MOST)).astype(np.int64)]] = True
    few = part(trace, sample)
    config = (
        _with_handling(config, few, rounds, by_promise=by_promise and not near) if counts["handled"] >= FEW else config
    )
    return Fit(_with_transit(config, few, spread, rounds, by_promise=by_promise), weeks, by_promise, counts)


def _cleared(trace: Trace, until: int, weeks: int) -> SimConfig:
    """Payment methods with the clearing times of the weeks that count; the stages' own noise taken away."""
    config, seen = trace.config, trace.observed
    paid = recent(trace, seen.approved, until, weeks)
    names = np.asarray([name or "" for name in trace.paid_with])
    hours = (seen.approved - trace.placed) / HOUR
    methods = {}
    for name, method in config.processing.payment.methods.items():
        some = paid & (names == name)
        some = some if np.count_nonzero(some) >= FEW else paid
        table = method.clearing_hours
        if np.count_nonzero(some) >= FEW:
            table = tuple(float(h) for h in np.maximum(0.0, np.quantile(hours[some], LEVELS)))
        methods[name] = PaymentMethod(share=method.share, clearing_hours=table)
    payment = config.processing.payment.model_copy(update={"methods": methods})
    carrier = config.delivery.carrier.model_copy(update={"delivery_start": "00:00", "delivery_end": "24:00"})
    doors = config.delivery.doors.model_copy(update={"not_home": 0.0})  # failed attempts are within the transit
    return config.model_copy(
        update={
            "processing": config.processing.model_copy(update={"payment": payment}),
            "delivery": config.delivery.model_copy(update={"carrier": carrier, "doors": doors}),
        }
    )


def _with_handling(config: SimConfig, few: Trace, rounds: int, *, by_promise: bool) -> SimConfig:
    """Correct the waiting before the pickers until hand-over comes as late as observed; leaning on the promise."""
    seen = few.observed
    known = (seen.shipped != UNOBSERVED) & (seen.approved != UNOBSERVED)
    scale = (seen.promised - few.placed) / HOUR if by_promise else np.ones(few.placed.size)
    wanted = np.quantile((np.maximum(0, seen.shipped - seen.approved) / HOUR / scale)[known], LEVELS)
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
    handling = normal_scores((seen.shipped - seen.approved) / scale, np.zeros_like(few.address.zone), known)
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
        _, _, delivered = _several(few, config)
        came = delivered != UNOBSERVED
        found = np.quantile(((delivered - np.tile(few.placed, TIMES)) / HOUR / np.tile(scale, TIMES))[came], LEVELS)
        table = _corrected(table, wanted, found)
    return config
