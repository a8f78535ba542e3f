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
from sim.fulfilment import faults
from sim.tape import Tape
from sim.units import HOUR, MINUTE, SECOND

LABELLING_SPREAD = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Workloads:
    """Service times in microseconds and volume of each fulfilment, int64 by its row, with room to grow.

    volume is millilitres. By order: units and weight (grams) of all it asks for, int64; `factor` the
    lognormal pick factor, and `preparation` the extra microseconds it asks for, float64; `waiting` the
    microseconds until it is given to the pickers, int64, None where none waits.
    """

    picking: NDArray[np.int64]
    packing: NDArray[np.int64]
    labelling: NDArray[np.int64]
    volume: NDArray[np.int64]
    units: NDArray[np.int64]
    weight: NDArray[np.int64]
    factor: NDArray[np.float64]
    preparation: NDArray[np.float64]
    waiting: NDArray[np.int64] | None


def _lognormal(normal: NDArray[np.float32], spread: float) -> NDArray[np.float64]:
    factor: NDArray[np.float64] = np.exp(spread * normal.astype(np.float64) - spread**2 / 2)
    return factor


def waiting_times(tape: Tape, config: SimConfig, promised: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Time until each order is given to the pickers, int64 microseconds (orders,); None where nobody waits.

    `promised` is the latest promised time of each order, int64 microseconds (orders,).
    """
    shares, hours = config.fulfilment.waiting_share_of_promise, config.fulfilment.waiting_hours
    if shares is not None:
        at = np.interp(tape.uniforms["waiting"], np.linspace(0.0, 1.0, len(shares)), shares)
        return np.rint(at * (promised - tape.placed)).astype(np.int64)
    if hours is None:
        return None
    at = np.interp(tape.uniforms["waiting"], np.linspace(0.0, 1.0, len(hours)), hours)
    return np.rint(at * HOUR).astype(np.int64)


def pick_time(config: SimConfig, lines: NDArray[np.int64] | int, units: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Mean microseconds to pick `lines` lines of together `units` units."""
    picking = config.fulfilment.picking
    return np.asarray(
        picking.minutes_per_order * MINUTE
        + picking.minutes_per_line * MINUTE * lines
        + picking.seconds_per_unit * SECOND * (units - lines),
        dtype=np.float64,
    )


def workloads(tape: Tape, config: SimConfig, rows: int, promised: NDArray[np.int64]) -> Workloads:
    """Workloads of whole orders, with room for `rows` rows: those of further fulfilments come later.

    `promised` is the latest promised time of each order, int64 microseconds (orders,).
    """
    fulfilment, goods, orders = config.fulfilment, tape.goods, tape.orders
    extra = fulfilment.picking.special_preparation_minutes * MINUTE
    work = Workloads(
        picking=np.empty(rows, dtype=np.int64),
        packing=np.empty(rows, dtype=np.int64),
        labelling=np.empty(rows, dtype=np.int64),
        volume=np.empty(rows, dtype=np.int64),
        units=np.empty(orders, dtype=np.int64),
        weight=np.empty(orders, dtype=np.int64),
        factor=np.empty(orders, dtype=np.float64),
        preparation=np.empty(orders, dtype=np.float64),
        waiting=waiting_times(tape, config, promised),
    )
    mispicked = faults.orders_with(faults.mispicked(tape, config), tape).astype(np.bool_)
    corrected = mispicked & faults.put_right(tape, config)
    for block in tape.blocks():
        some = block.orders
        item, quantity = tape.baskets.item[block.lines], tape.baskets.quantity[block.lines]
        lines = np.diff(tape.baskets.line_start[some.start : some.stop + 1]).astype(np.int64)
        units = work.units[some] = block.sums(quantity)
        work.weight[some] = block.sums(quantity * goods.weight[item])
        work.volume[some] = block.sums(quantity * goods.volume[item])
        factor = work.factor[some] = _lognormal(tape.factors["picking"][some], fulfilment.picking.spread)
        asked = tape.uniforms["preparation"][some] < config.placement.baskets.special_preparation
        preparation = work.preparation[some] = np.where(asked, extra, 0.0)
        work.picking[some] = np.rint(pick_time(config, lines, units) * factor + preparation)
        packing = _lognormal(tape.factors["packing"][some], fulfilment.packing.spread)
        checking = fulfilment.packing.quality_check * fulfilment.packing.check_seconds_per_line * SECOND * lines
        correcting = fulfilment.packing.correction_minutes * MINUTE * corrected[some]
        work.packing[some] = np.rint(packing * fulfilment.packing.minutes * MINUTE + checking + correcting)
        labelling = _lognormal(tape.factors["labelling"][some], LABELLING_SPREAD)
        work.labelling[some] = np.rint(labelling * fulfilment.labelling.seconds * SECOND)
    return work
