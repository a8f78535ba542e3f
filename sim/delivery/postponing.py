"""Promises that are given for later: an order that waits for goods is promised as if it left once they are there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.delivery.days import delivery_days, promised_collection_days
from sim.tape import Tape
from sim.units import DAY, time_of_day


class Postponing:
    """Moves promised windows by whole days.

    windows : earliest and latest promised time of delivery, int64 microseconds (orders,) each, written to.
    """

    __slots__ = ("_closes", "_cut_off", "_delivery", "_leaving", "_opens", "_placed")

    def __init__(self, config: SimConfig, tape: Tape, windows: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
        self._placed = memoryview(tape.placed)
        self._opens, self._closes = windows
        self._cut_off = time_of_day(config.delivery.promise.cut_off)
        self._leaving, self._delivery = promised_collection_days(config), delivery_days(config)

    def until(self, order: int, due: int) -> None:
        """The last goods of an order are due at a moment: as many days later as it leaves later, on a delivery day."""
        placed, closes = self._placed[order], int(self._closes[order])
        leaves = self._leaving.next_day(np.array([self._day(placed), self._day(due)]))
        day = self._delivery.next_day(np.array([closes // DAY + max(0, int(leaves[1] - leaves[0]))]))
        later = int(day[0]) * DAY + closes % DAY - closes
        if self._opens[order] > placed:
            self._opens[order] += later
        self._closes[order] += later

    def _day(self, time: int) -> int:
        """The day on which what is there at a moment can leave, if that is a day of dispatch."""
        return int(time // DAY + (time % DAY >= self._cut_off))
