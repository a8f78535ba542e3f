"""How long the business itself takes with an order, fitted: by its staff where that explains it, else by waiting times.

Where the rota and its minutes send most orders out on the day on which they went, nothing is added: queues and
collections are the model's, and answer to fewer pickers or another hour. Else a table of waiting times stands for what
nobody told, corrected until hand-over comes as late as observed.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression

from scenarios.importing.explaining import explained, handled_from
from scenarios.importing.paces import at_its_pace
from scenarios.importing.replaying import TIMES, several
from scenarios.importing.spreads import Mask, Numbers
from scenarios.traces.coupling import normal_scores, score_correlation
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.units import HOUR, UNOBSERVED

LEVELS = np.minimum(np.linspace(0.0, 1.0, 41), 0.9925)
"""Where tables are read off a sample. The last is not the slowest order: the line to it would be far too slow."""
DAMPING = 0.6
"""Of a correction: what the stages add up to is not linear, and a full step overshoots."""


def corrected(table: Numbers, wanted: Numbers, found: Numbers) -> Numbers:
    """A table of quantiles a step nearer to what is wanted; rising, leaning neither up nor down."""
    result: Numbers = np.maximum(0.0, isotonic_regression(table + DAMPING * (wanted - found)).x)
    return result


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
    alone, share = at_its_pace(_waiting(config), few, known)
    for _ in range(rounds):
        name = "waiting_share_of_promise" if by_promise else "waiting_hours"
        config = _waiting(config, **{name: tuple(float(value) for value in table)})
        stamps = several(few, config)
        both = (stamps.approved != UNOBSERVED) & (stamps.shipped != UNOBSERVED)
        found = np.quantile(((stamps.shipped - stamps.approved) / HOUR / np.tile(scale, TIMES))[both], LEVELS)
        table = corrected(table, wanted, found)
    return alone if share >= explained(few, config, known).share else config


def _waiting(config: SimConfig, **table: tuple[float, ...]) -> SimConfig:
    """The configuration with one table of waiting times, or none."""
    update = {"waiting_hours": None, "waiting_share_of_promise": None, **table}
    return config.model_copy(update={"fulfilment": config.fulfilment.model_copy(update=update)})


def _knowing(config: SimConfig, few: Trace, known: Mask, scale: Numbers, *, by_promise: bool) -> SimConfig:
    """What the promise knows of handling, and of transit where that is in hours and not a share of the promise."""
    trace = config.placement.trace
    if trace is None or trace.promises == "rule":
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
