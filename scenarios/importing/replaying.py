"""Some orders of a trace simulated again, in a configuration that is being fitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from scenarios.importing.spreads import Mask, Stamps
from scenarios.traces.stages import simulated_stages
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.model import simulate
from sim.placement.addresses import Addresses
from sim.placement.baskets import Baskets
from sim.tape import Observed
from sim.units import DAY, UNOBSERVED

TIMES = 2
"""Replications a table is corrected by: with one, its draws would be fitted and not the stage."""
SEED = 20261127


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
            packed=moved(seen.packed),
        ),
        paid_with=tuple(trace.paid_with[row] for row in rows.tolist()),
        sales=replace(trace.sales, orders=trace.sales.orders[rows.tolist()]),
    )


def as_known(trace: Trace, until: int) -> Trace:
    """A trace without the stamps that were not made yet at a moment."""
    seen = trace.observed
    stamps = {
        name: np.where(getattr(seen, name) < until, getattr(seen, name), UNOBSERVED)
        for name in ("approved", "packed", "shipped", "delivered")
    }
    return replace(trace, observed=replace(seen, **stamps))


class Simulated(NamedTuple):
    """When each order was confirmed, packed, handed over and delivered in the model; UNOBSERVED where it was not."""

    approved: Stamps
    packed: Stamps
    shipped: Stamps
    delivered: Stamps


def simulated(trace: Trace, config: SimConfig, replication: int = 0) -> Simulated:
    """Simulate the orders of a trace once."""
    settled = config.model_copy(update={"start": trace.config.start, "days": trace.config.days})
    return Simulated(
        *simulated_stages(simulate(settled, replace(trace, config=settled).tape(SEED, replication))).values()
    )


def several(trace: Trace, config: SimConfig) -> Simulated:
    """As `simulated`, `TIMES` replications one after the other."""
    runs = [simulated(trace, config, replication) for replication in range(TIMES)]
    return Simulated(*(np.concatenate(stage) for stage in zip(*runs, strict=True)))
