"""What went wrong with which order: one byte of marks an order, set in one pass over the events.

Rates of orders (accuracy, in full, perfect) need to know of each order *whether* something
happened, however often it did: setting a bit twice is setting it once.
"""

from __future__ import annotations

from enum import IntFlag
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_BACKORDERED, LINE_CANCELLED, LINE_SHORT, WRONG_LINE, Fault
from sim.life.orders import WRONG_PRICE
from sim.life.parcels import DOOR_ATTEMPT, PARCEL_CANCELLED, Door
from sim.outcome import Facts


class Mark(IntFlag):
    """One bit an order."""

    WRONG_GOODS = 1  # a line reached the customer with the wrong item or quantity
    DAMAGED = 2  # goods reached the customer damaged
    WRONG_PRICE = 4  # the customer paid a wrong price
    WRONG_ADDRESS = 8  # an attempt was made at a wrong address
    CUT = 16  # units of the order were cancelled
    BACKORDERED = 32  # units of the order had to wait for stock
    SHORT = 64  # units promised were not found at the pick
    CALLED_OFF = 128  # the customer cancelled a parcel


class Marks:
    """The marks of every order, uint8 (orders,)."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        orders = facts.tape.orders
        self.bits: NDArray[np.uint8] = np.zeros(orders, dtype=np.uint8)

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event marks."""
        return {
            WRONG_LINE: self._wrong_line,
            WRONG_PRICE: lambda rows: self._set(rows, Mark.WRONG_PRICE),
            DOOR_ATTEMPT: self._door,
            LINE_CANCELLED: lambda rows: self._set(rows, Mark.CUT),
            LINE_BACKORDERED: lambda rows: self._set(rows, Mark.BACKORDERED),
            LINE_SHORT: lambda rows: self._set(rows, Mark.SHORT),
            PARCEL_CANCELLED: lambda rows: self._set(rows, Mark.CALLED_OFF),
        }

    def any_of(self, marks: int) -> NDArray[np.bool_]:
        """Return which orders bear at least one of the marks."""
        marked: NDArray[np.bool_] = (self.bits & np.uint8(marks)) != 0
        return marked

    def _set(self, rows: Rows, mark: int) -> None:
        self.bits[rows["order"]] |= np.uint8(mark)

    def _wrong_line(self, rows: Rows) -> None:
        damaged = rows["reason"] == Fault.DAMAGED
        self._set(rows.compress(damaged), Mark.DAMAGED)
        self._set(rows.compress(~damaged), Mark.WRONG_GOODS)

    def _door(self, rows: Rows) -> None:
        self._set(rows.compress(rows["reason"] == Door.WRONG_ADDRESS), Mark.WRONG_ADDRESS)
