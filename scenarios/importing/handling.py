"""How long the business itself takes with an order, fitted: by its staff where that explains it, else by waiting times.

Where the rota and its minutes send most orders out on the day on which they went, nothing is added: queues and
collections are the model's, and answer to fewer pickers or another hour. Else a table of waiting times stands for what
nobody told, corrected until hand-over comes as late as observed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import isotonic_regression

from scenarios.importing.replaying import TIMES, several
from scenarios.importing.spreads import Mask, Numbers, Stamps, distance
from scenarios.traces.coupling import normal_scores, score_correlation
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.units import DAY, HOUR, UNOBSERVED, WEEK

LEVELS = np.minimum(np.linspace(0.0, 1.0, 41), 0.9925)
"""Where tables are read off a sample. The last is not the slowest order: the line to it would be far too slow."""
ENOUGH = 0.1
"""Gap between simulated and observed hours of handling (Kolmogorov and Smirnov) up to which the staff explains them."""
PACES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.0)
"""Of our minutes to pick, then of those to pack, those that are tried."""
TWICE = 2.0
"""Times that gap, beyond which no small step brings it below."""
STEPS = (0.1, 0.05, 0.025, 0.0125)
"""How far both are moved from the best of these, up and down: a few per cent decide who waits where people are busy."""
BETTER = 0.01
"""Share of the orders by which each pace other than ours must be better: where there is no queue, none can be told."""
DAMPING = 0.6
"""Of a correction: what the stages add up to is not linear, and a full step overshoots."""


class Explained(NamedTuple):
    """How well a business explains its hand-overs.

    share : of the orders handed over on their day, less the gap; gap : of the times of handling (Kolmogorov, Smirnov);
    longer : hours by which the middle simulated time is the longer one.
    """

    share: float
    gap: float
    longer: float


def corrected(table: Numbers, wanted: Numbers, found: Numbers) -> Numbers:
    """A table of quantiles a step nearer to what is wanted; rising, leaning neither up nor down."""
    result: Numbers = np.maximum(0.0, isotonic_regression(table + DAMPING * (wanted - found)).x)
    return result


def handled_from(trace: Trace) -> Stamps:
    """When handling begins: at the approval, where the file tells of approvals, else as the order is placed."""
    approved = trace.observed.approved
    return approved if (approved != UNOBSERVED).any() else trace.placed


def with_handling(config: SimConfig, few: Trace, rounds: int, *, by_promise: bool) -> SimConfig:
    """The staff alone, where it sends more orders out on their day than waiting times do, which are fitted here.

    Waiting times are corrected until hand-over comes as late as observed; they lean on the promise.
    """
    seen, begun = few.observed, handled_from(few)
    known = (seen.shipped != UNOBSERVED) & (begun != UNOBSERVED)
    scale = (seen.promised - few.placed) / HOUR if by_promise else np.ones(few.placed.size)
    wanted = np.quantile((np.maximum(0, seen.shipped - begun) / HOUR / scale)[known], LEVELS)
    table = np.maximum(0.0, wanted - 12.0 / np.median(scale))
    config = _knowing(config, few, known, scale, by_promise=by_promise)
    alone, explained = _at_its_pace(_waiting(config), few, known)
    for _ in range(rounds):
        name = "waiting_share_of_promise" if by_promise else "waiting_hours"
        config = _waiting(config, **{name: tuple(float(value) for value in table)})
        confirmed, handed, _ = several(few, config)
        both = (confirmed != UNOBSERVED) & (handed != UNOBSERVED)
        found = np.quantile(((handed - confirmed) / HOUR / np.tile(scale, TIMES))[both], LEVELS)
        table = corrected(table, wanted, found)
    return alone if explained >= _explained(few, config, known).share else config


def _at_its_pace(config: SimConfig, few: Trace, known: Mask) -> tuple[SimConfig, float]:
    """The staff at the paces that explain the days of hand-over best; at ours where no others are better.

    Pickers and packers have a pace each, for a change of one says nothing of the other: looked for in turn, coarsely,
    then nearer and nearer around the best. The second of the two is what they explain, 0 where that is not enough.
    """
    best, most, paces = config, _explained(few, config, known), (1.0, 1.0)
    slowest = PACES[-1], PACES[-1]
    if most.gap > TWICE * ENOUGH and _explained(few, paced(config, *slowest), known).longer < 0.0:
        return config, 0.0

    def better(picking: float, packing: float) -> bool:
        nonlocal best, most, paces
        other = paced(config, picking, packing)
        found = _explained(few, other, known)
        moved = [sum(pace != 1.0 for pace in pair) for pair in (paces, (picking, packing))]
        if found.share - BETTER * moved[1] <= most.share - BETTER * moved[0]:
            return False
        best, most, paces = other, found, (picking, packing)
        return True

    for pace in PACES:
        better(pace, paces[1])
    for pace in PACES:
        better(paces[0], pace)
    if most.gap > TWICE * ENOUGH:
        return config, 0.0
    for step in STEPS:
        for factor in (1.0 + step, 1.0 / (1.0 + step)):
            if not better(paces[0] * factor, paces[1]):
                better(paces[0], paces[1] * factor)
    return (best, most.share) if most.gap <= ENOUGH else (config, 0.0)


def paced(config: SimConfig, picking: float, packing: float) -> SimConfig:
    """The business whose people take so many times the minutes to pick, and to pack."""
    pick, pack = config.fulfilment.picking, config.fulfilment.packing
    names = ("minutes_per_order", "minutes_per_line", "seconds_per_unit")
    update = {
        "picking": pick.model_copy(update={name: round(getattr(pick, name) * picking, 4) for name in names}),
        "packing": pack.model_copy(update={"minutes": round(pack.minutes * packing, 4)}),
    }
    return config.model_copy(update={"fulfilment": config.fulfilment.model_copy(update=update)})


def _waiting(config: SimConfig, **table: tuple[float, ...]) -> SimConfig:
    """The configuration with one table of waiting times, or none."""
    update = {"waiting_hours": None, "waiting_share_of_promise": None, **table}
    return config.model_copy(update={"fulfilment": config.fulfilment.model_copy(update=update)})


def _explained(few: Trace, config: SimConfig, known: Mask) -> Explained:
    """Hold simulated days of hand-over against the observed, and times of handling.

    The simulation begins without the backlog that was there, and that took the people's time: its first third is not
    looked at, nor its first week where there are two.
    """
    confirmed, handed, _ = several(few, config)
    last = int(few.placed[-1])
    known = known & (few.placed >= max(last // 3, min(WEEK, last // 2)))
    both = np.tile(known, TIMES) & (confirmed != UNOBSERVED) & (handed != UNOBSERVED)
    if not both.any():
        return Explained(0.0, 1.0, 0.0)
    seen = np.tile(few.observed.shipped, TIMES)
    ours, theirs = (handed - confirmed)[both] / HOUR, (few.observed.shipped - handled_from(few))[known] / HOUR
    gap = distance(ours, theirs)
    same_day = float((handed[both] // DAY == seen[both] // DAY).mean())
    return Explained(same_day - gap, gap, float(np.median(ours) - np.median(theirs)))


def _knowing(config: SimConfig, few: Trace, known: Mask, scale: Numbers, *, by_promise: bool) -> SimConfig:
    """What the promise knows of handling, and of transit where that is in hours and not a share of the promise."""
    trace = config.placement.trace
    if trace is None:
        return config
    scores, promised = few.promise_scores()
    seen = few.observed
    handling = normal_scores((seen.shipped - handled_from(few)) / scale, np.zeros_like(few.address.zone), known)
    update = {"handling": _leaning(handling, scores, known & promised), "transit": 0.0}
    if not by_promise:
        came = known & (seen.delivered != UNOBSERVED)
        transit = normal_scores(seen.delivered - seen.shipped, few.address.zone, came)
        update["transit"] = _leaning(transit, scores, came & promised)
    knows = trace.promise_knows.model_copy(update=update)
    trace = trace.model_copy(update={"promise_knows": knows})
    return config.model_copy(update={"placement": config.placement.model_copy(update={"trace": trace})})


def _leaning(stage: Numbers, promise: Numbers, both: Mask) -> float:
    return float(np.clip(score_correlation(stage, promise, both) or 0.0, -0.95, 0.95))
