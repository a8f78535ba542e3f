"""Changed minds: units that customers send back though nothing was wrong with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrik

from sim.config import SimConfig
from sim.tape import Tape

Units = NDArray[np.uint8] | NDArray[np.int32]
"""Small numbers unless a trace has large lines."""

MANY = 200
"""Units of a line above which the count is found by the inverse of the distribution, not by adding its terms."""


def changed_minds(tape: Tape, config: SimConfig) -> Units:
    """Units of each line sent back though nothing was wrong: Binomial(quantity, rate), uint8 or int32 (lines,)."""
    rate = config.aftersales.returns.changed_mind
    u, quantity = tape.line_uniforms["changed_mind"], tape.baskets.quantity
    few = quantity.max(initial=0) <= MANY
    result: Units = np.zeros(tape.lines, dtype=np.uint8) if few else np.zeros(tape.lines, dtype=np.int32)
    if rate == 0.0:
        return result
    if rate == 1.0:
        result[:] = quantity
        return result
    for block in tape.blocks():
        some = block.lines
        units = quantity[some].astype(np.int64)
        result[some] = _binomial(u[some].astype(np.float64), np.minimum(units, MANY), rate)
    many = np.flatnonzero(quantity > MANY)
    if many.size:
        result[many] = np.ceil(bdtrik(1.0 - u[many].astype(np.float64), quantity[many].astype(np.float64), rate))
    return result


def _binomial(u: NDArray[np.float64], quantity: NDArray[np.int64], rate: float) -> NDArray[np.uint8]:
    """Inversion: count the values k whose cumulative probability from above the uniform still reaches."""
    result = np.zeros(u.size, dtype=np.uint8)
    probability = (1.0 - rate) ** quantity
    cumulative = probability.copy()
    for k in range(1, min(255, int(quantity.max(initial=0))) + 1):
        more = (1.0 - u >= cumulative) & (quantity >= k)
        if not more.any():
            break
        result[more] = k
        probability = probability * (quantity - k + 1) / k * rate / (1.0 - rate)
        cumulative = cumulative + probability
    return result
