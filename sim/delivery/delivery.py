"""Who brings a parcel: the node's own fleet, the carrier, or each where it serves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.aftersales import AfterSales
from sim.context import Context
from sim.delivery.carrier import Carrier
from sim.delivery.doors import Doors
from sim.delivery.fleet import Fleet
from sim.delivery.planning import Planner
from sim.fulfilment.workloads import Workloads
from sim.order import Fulfilment, Order
from sim.units import metres

OWN_FLEET, CARRIER = 0, 1


class Delivery:
    """Sends staged parcels to a fleet or to the carrier."""

    def __init__(
        self,
        context: Context,
        doors: Doors,
        carrier: Carrier,
        work: Workloads,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
        aftersales: AfterSales,
    ) -> None:
        config, tape = context.config, context.tape
        nodes = config.fulfilment.nodes.values()
        self.depots = tuple((metres(node.x_kilometres), metres(node.y_kilometres)) for node in nodes)
        self._carrier_of = context.log.fulfilments["carrier"]
        self._carrier = carrier
        self._fleets: list[Fleet] = []
        if config.delivery.mode != "carrier":
            _check_capacity(context)
            policy = config.delivery.dispatch.build()
            planner = Planner(config, list(self.depots), tape.seed, tape.replication)
            self._fleets = [
                Fleet(context, node, policy, planner, doors, work, windows, aftersales.handed_over, aftersales.given_up)
                for node in range(len(self.depots))
            ]
        self._serves = memoryview(self._by_carrier(context, work))
        self.by_carrier: Callable[[Order, int], int] = lambda order, node: self._serves[order.index, node]

    def _by_carrier(self, context: Context, work: Workloads) -> NDArray[np.uint8]:
        """Whether the carrier serves an order from a node, uint8 (orders, nodes).

        In fleet mode the carrier takes what no van can carry.
        """
        config, tape = context.config.delivery, context.tape
        shape = (tape.orders, len(self.depots))
        if config.mode == "carrier":
            return np.ones(shape, dtype=np.uint8)
        largest = max(van.capacity_litres for van in config.fleet.vans.values() if van.count)
        oversize = np.asarray(work.volume, dtype=np.int64)[: tape.orders] > 1000 * largest
        result = np.repeat(oversize[:, None], len(self.depots), axis=1)
        if config.mode == "mixed":
            reach = metres(config.fleet_radius_kilometres)
            for node, (x, y) in enumerate(self.depots):
                away = np.hypot(tape.address.x.astype(np.float64) - x, tape.address.y.astype(np.float64) - y)
                result[:, node] |= away > reach
        return result.astype(np.uint8)

    def staged(self, parcel: Fulfilment, now: int) -> None:
        """A labelled parcel goes to the dock of whoever brings it."""
        if self._carrier_of[parcel.index]:
            self._carrier.staged(parcel, now)
        else:
            self._fleets[parcel.node].staged(parcel, now)


def _check_capacity(context: Context) -> None:
    """Every item must fit into some van."""
    vans = [van for van in context.config.delivery.fleet.vans.values() if van.count]
    if not vans:
        raise ValueError("delivery.fleet.vans: no vans at all; accepted: at least one type with count above 0")
    largest = max(van.capacity_litres for van in vans)
    volume = context.tape.goods.volume
    worst = int(np.argmax(volume))
    if volume[worst] > 1000 * largest:
        raise ValueError(
            f"delivery.fleet.vans: item {worst} has {volume[worst] / 1000:.1f} litres, the largest van carries "
            f"{largest:.1f}; accepted: a capacity_litres of at least {volume[worst] / 1000:.1f}"
        )
