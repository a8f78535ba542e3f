"""How long picking, packing and labelling take, for every order at once.

Pick time grows with lines and further units; special preparation is part of it. Lognormal
factors have mean 1. A parcel that does not hold its whole order gets its own times from the same
factor of its order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.tape import Tape
from sim.units import MINUTE, SECOND

LABELLING_SPREAD = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Workloads:
    """Service times in microseconds and volume of each fulfilment, int64 by its row, with room to grow.

    volume is millilitres; `factor` the lognormal pick factor of each order, and `preparation` the
    extra microseconds it asks for, both (orders,).
    """

    picking: NDArray[np.int64]
    packing: NDArray[np.int64]
    labelling: NDArray[np.int64]
    volume: NDArray[np.int64]
    factor: NDArray[np.float64]
    preparation: NDArray[np.float64]


def _lognormal(normal: NDArray[np.float32], spread: float) -> NDArray[np.float64]:
    factor: NDArray[np.float64] = np.exp(spread * normal.astype(np.float64) - spread**2 / 2)
    return factor


def pick_time(config: SimConfig, lines: NDArray[np.int64] | int, units: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Mean microseconds to pick `lines` lines of together `units` units."""
    picking = config.fulfilment.picking
    return np.asarray(
        picking.minutes_per_order * MINUTE
        + picking.minutes_per_line * MINUTE * lines
        + picking.seconds_per_unit * SECOND * (units - lines),
        dtype=np.float64,
    )


def per_order(tape: Tape, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of a line column over each order, int64 (orders,)."""
    if values.size == 0:
        return np.zeros(tape.orders, dtype=np.int64)
    total: NDArray[np.int64] = np.add.reduceat(values, tape.baskets.line_start[:-1])
    return total


def workloads(tape: Tape, config: SimConfig, rows: int) -> Workloads:
    """Workloads of whole orders, with room for `rows` rows: those of further fulfilments come later."""
    fulfilment, baskets = config.fulfilment, tape.baskets
    lines = np.diff(baskets.line_start).astype(np.int64)

    def column(values: NDArray[np.generic]) -> NDArray[np.int64]:
        result = np.empty(rows, dtype=np.int64)
        result[: tape.orders] = np.rint(values)
        return result

    quantity = baskets.quantity.astype(np.int64)
    units = per_order(tape, quantity)
    factor = _lognormal(tape.factors["picking"], fulfilment.picking.spread)
    asked = tape.uniforms["preparation"] < config.placement.baskets.special_preparation
    preparation = asked.astype(np.float64) * fulfilment.picking.special_preparation_minutes * MINUTE
    packing = _lognormal(tape.factors["packing"], fulfilment.packing.spread)
    labelling = _lognormal(tape.factors["labelling"], LABELLING_SPREAD)
    return Workloads(
        picking=column(pick_time(config, lines, units) * factor + preparation),
        packing=column(packing * fulfilment.packing.minutes * MINUTE),
        labelling=column(labelling * fulfilment.labelling.seconds * SECOND),
        volume=column(per_order(tape, quantity * tape.goods.volume[baskets.item])),
        factor=factor,
        preparation=preparation,
    )
