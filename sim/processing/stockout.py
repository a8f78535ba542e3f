"""What a customer does about what is not in stock: waits, goes without the line, or buys elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.inventory.config import StockoutChoice
from sim.tape import Tape

WAIT, DROP_LINE, CANCEL_ORDER = 0, 1, 2


def choices(tape: Tape, shares: StockoutChoice) -> NDArray[np.uint8]:
    """What the customer of each order would do, by a uniform of the tape, uint8 (orders,)."""
    edges = np.cumsum([shares.wait, shares.drop_line, shares.cancel_order])
    picked = np.searchsorted(edges, tape.uniforms["stockout_choice"] * edges[-1], side="right")
    choice: NDArray[np.uint8] = np.minimum(picked, CANCEL_ORDER).astype(np.uint8)
    return choice
