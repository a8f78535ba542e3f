"""Delivery: a staged parcel goes by carrier, waits on the dock for a van of the own fleet, or is collected."""

from __future__ import annotations

import numpy as np
from reference.context import Context
from reference.moments import Run
from reference.orders import Order, Parcel
from reference.rooms.carrier import Carrier
from reference.rooms.counters import Counters
from reference.rooms.fleet import Fleet

from sim.units import metres

MILLILITRES = 1000
"""In a litre."""


class Delivery:
    """From staged to whoever brings it."""

    def __init__(self, context: Context, carrier: Carrier, fleet: Fleet | None, counters: Counters) -> None:
        self.context, self.carrier, self.fleet, self.counters = context, carrier, fleet, counters

    def who(self, order: Order, node: int) -> int:
        """A van (0), the carrier (1), or nobody because the customer collects it (2)."""
        return 2 if self.counters.store[order.number] >= 0 else int(self.by_carrier(order, node))

    def by_carrier(self, order: Order, node: int) -> bool:
        """Whether an order that leaves from a node is too far away or too large for every van."""
        tape, delivery = self.context.tape, self.context.config.delivery
        store = list(self.context.config.fulfilment.nodes.values())[node].kind == "store"
        if delivery.mode == "carrier" or store:
            return True
        largest = max(van.capacity_litres for van in delivery.fleet.vans.values() if van.count)
        volume = sum(line.ordered * int(tape.goods.volume[line.item]) for line in order.lines)
        if volume > MILLILITRES * largest:
            return True
        if delivery.mode != "mixed":
            return False
        x, y = self.context.sites[node]
        away = np.hypot(float(tape.address.x[order.number]) - x, float(tape.address.y[order.number]) - y)
        return bool(away > metres(delivery.fleet_radius_kilometres))

    def deliver(self, parcel: Parcel) -> Run:
        if parcel.stamps["carrier"] == 2:
            yield from self.counters.send(parcel)
        elif parcel.stamps["carrier"]:
            yield from self.carrier.send(parcel)
        else:
            assert self.fleet is not None
            self.fleet.put_on_dock(parcel)
