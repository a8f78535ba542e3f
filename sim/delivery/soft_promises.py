"""Promises whose lateness has a price: soft windows of a wave's problem. Times are seconds after the departure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solvers.problem import FAR

Seconds = NDArray[np.int64]


class SoftPromises(NamedTuple):
    """Promises as a plan prices them.

    window : int64 (stops + 1, 2); price : int64 (stops + 1,), minor units a minute; both empty where no plan comes
    late. later : int64 (stops,), minor units that the next wave's lateness would cost.
    """

    window: Seconds
    price: NDArray[np.int64]
    later: NDArray[np.int64]


_NONE = np.empty(0, dtype=np.int64)
NO_PRICE = SoftPromises(_NONE, _NONE, np.zeros(1, dtype=np.int64))
"""Where promises are limits of a plan."""


def soft_promises(closes: Seconds, way: Seconds, next_wave: int, price: int | None) -> SoftPromises:
    """The soft windows of a wave, whose promises close then; without a price there are none.

    closes : (stops,), a minute before the departure can be saved no more, and is not counted; way : (stops,), how long
    the way there takes; next_wave : when the next wave leaves; price : minor units a minute.
    """
    if price is None:
        return NO_PRICE
    closes = np.maximum(closes, 0)
    window = np.zeros((closes.size + 1, 2), dtype=np.int64)
    window[0, 1] = FAR
    window[1:, 1] = closes
    prices = np.full(closes.size + 1, price, dtype=np.int64)
    prices[0] = 0
    late = np.maximum(0, next_wave + way - closes)
    return SoftPromises(window, prices, late * price // 60)
