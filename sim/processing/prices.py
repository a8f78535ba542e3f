"""Prices that reach an order wrong and are not noticed: what is charged in place of the right price.

Too high is charged, found out by the customer when the parcel comes, paid back and talked about; too
low is a promise, and absorbed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.processing.checks import noticed
from sim.processing.substitution import may_substitute
from sim.tape import Tape


def charged_prices(tape: Tape, config: SimConfig) -> NDArray[np.int64]:
    """What a unit of each line is charged at, int64 minor units (lines,); the tape's price for most.

    What a line is charged at may be lowered in the run where items may be taken for others.

    The tape's uniform of an order says first whether its error is too high or too low, then how large
    it is: evenly up to twice the mean share of the price, and never more than the price.
    """
    price = config.processing.price
    wrong = np.flatnonzero((tape.uniforms["price"] < price.error) & ~noticed(tape, config))
    if not wrong.size:
        return tape.price.copy() if may_substitute(config) else tape.price
    u = tape.uniforms["price_size"][wrong].astype(np.float64)
    high = u < price.too_high
    within = np.where(high, u / max(price.too_high, 1e-12), (u - price.too_high) / max(1.0 - price.too_high, 1e-12))
    share = np.minimum(1.0, 2.0 * price.size * within) * np.where(high, 1.0, -1.0)
    charged = tape.price.copy()
    for order, off in zip(wrong.tolist(), share.tolist(), strict=True):
        lines = slice(tape.baskets.line_start[order], tape.baskets.line_start[order + 1])
        charged[lines] += np.trunc(off * tape.price[lines]).astype(np.int64)
    return charged
