"""What has begun and not ended: the replication is over with the last of it.

Orders count from the start, whether they have come or not; a promise until its window has closed, a
trip until the van is back, a shop until its last walk-in has gone, a return until it is inspected, a
complaint until it is made or not, a ticket until it is answered or given up.
"""

from __future__ import annotations

from enum import IntEnum

import simpy

from sim.life.ledger import LedgerError


class Matter(IntEnum):
    """What can be open."""

    ORDER = 0
    PROMISE = 1
    TRIP = 2
    RETURN = 3
    COMPLAINT = 4
    TICKET = 5
    SHOP = 6


NAMES = {
    Matter.ORDER: ("order", "orders"),
    Matter.PROMISE: ("promise", "promises"),
    Matter.TRIP: ("trip", "trips"),
    Matter.RETURN: ("return", "returns"),
    Matter.COMPLAINT: ("complaint", "complaints"),
    Matter.TICKET: ("ticket", "tickets"),
    Matter.SHOP: ("shop", "shops"),
}


class Matters:
    """How many matters of each kind are open; `finished` happens with the end of the last."""

    __slots__ = ("_all", "_open", "finished")

    def __init__(self, orders: int, finished: simpy.Event) -> None:
        self._open = [0] * len(Matter)
        self._open[Matter.ORDER] = self._all = orders
        self.finished = finished

    def begin(self, kind: Matter, count: int = 1) -> None:
        """So many matters of a kind begin."""
        self._open[kind] += count
        self._all += count

    def end(self, kind: Matter, count: int = 1) -> None:
        """So many end; LedgerError if fewer are open."""
        left = self._open[kind] - count
        if left < 0:
            raise LedgerError(f"{-left} {NAMES[kind][left < -1]} ended that had not begun")
        self._open[kind] = left
        self._all -= count
        if self._all == 0:
            self.finished.succeed()

    def still_open(self) -> dict[str, int]:
        """Name of a kind -> how many of it are open; kinds of which none is are left out."""
        return {NAMES[kind][count > 1]: count for kind in Matter if (count := self._open[kind])}
