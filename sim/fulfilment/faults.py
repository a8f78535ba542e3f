"""What goes wrong with the goods, line by line: captured wrong, picked wrong, damaged.

A fault that nobody notices reaches the customer, and comes back as a complaint or a return of
the same run: causes, not independent rates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.life.lines import Fault
from sim.placement.entry import line_errors
from sim.processing.checks import noticed
from sim.tape import Tape

NO_FAULT = 255


def mispicked(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Lines picked wrong, bool (lines,)."""
    wrong: NDArray[np.bool_] = tape.line_uniforms["mispick"] < config.fulfilment.picking.mispick
    return wrong


def put_right(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders whose mis-picks the quality check at packing notices, bool (orders,)."""
    right: NDArray[np.bool_] = tape.uniforms["quality_check"] < config.fulfilment.packing.quality_check
    return right


def line_faults(tape: Tape, config: SimConfig) -> NDArray[np.uint8]:
    """The fault each line reaches the customer with, uint8 (lines,), NO_FAULT for most."""
    fault = np.full(tape.lines, NO_FAULT, dtype=np.uint8)
    damaged = tape.uniforms["damage"] < config.fulfilment.packing.damage
    picked_wrong, right = mispicked(tape, config), put_right(tape, config)
    captured_wrong, seen = line_errors(tape, config), noticed(tape, config)
    for block in tape.blocks():
        some, order = fault[block.lines], block.line_order
        some[damaged[order]] = Fault.DAMAGED
        some[picked_wrong[block.lines] & ~right[order]] = Fault.PICKED_WRONG
        some[captured_wrong[block.lines] & ~seen[order]] = Fault.CAPTURED_WRONG
    return fault


def orders_with(lines: NDArray[np.bool_], tape: Tape) -> NDArray[np.uint8]:
    """1 for the orders that have at least one of these lines, uint8 (orders,)."""
    result = np.zeros(tape.orders, dtype=np.uint8)
    hit = np.flatnonzero(lines)
    result[np.searchsorted(tape.baskets.line_start, hit, side="right") - 1] = 1
    return result
