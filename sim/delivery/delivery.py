"""Who brings a parcel: the node's own fleet, the carrier, or each where it serves; or its customer collects it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.aftersales import AfterSales
from sim.asking import asked
from sim.context import Context
from sim.delivery.cancelling import Cancelling
from sim.delivery.carrier import Carrier
from sim.delivery.counters import Counters
from sim.delivery.doors import Doors
from sim.delivery.fleet import Fleet
from sim.delivery.incidents import incidents_of
from sim.delivery.planning import Planner
from sim.delivery.road import Road
from sim.fulfilment.workloads import Workloads
from sim.inventory.stock import Stock
from sim.order import OrderBook
from sim.parcels import Parcels
from sim.placement.collecting import NOWHERE, collected_at
from sim.units import metres

OWN_FLEET, CARRIER, COUNTER = 0, 1, 2


class Delivery:
    """Sends staged parcels to a fleet or to the carrier.

    `depots` are the nodes' coordinates in metres; `by_carrier` uint8 (orders, nodes) says who serves an
    order from a node, or that it is collected at a store.
    """

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        work: Workloads,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
        aftersales: AfterSales,
        docks: Stock,
    ) -> None:
        config, tape = context.config, context.tape
        nodes = config.fulfilment.nodes.values()
        self.depots = tuple((metres(node.x_kilometres), metres(node.y_kilometres)) for node in nodes)
        self._carrier_of = context.log.fulfilments.array("carrier")
        doors = Doors(context, book, parcels, aftersales)
        cancelling = Cancelling(context, parcels, aftersales)
        self._carrier = Carrier(context, book, parcels, doors, aftersales, cancelling, docks)
        at = collected_at(tape, config)
        self._counters = Counters(context, book, parcels, aftersales, docks, at) if (at != NOWHERE).any() else None
        self._fleets: list[Fleet] = []
        self.warnings: tuple[str, ...] = ()
        if config.delivery.mode != "carrier":
            seed, replication, blocked = tape.seed, tape.replication, config.delivery.fleet.traffic.incidents
            incidents = incidents_of(blocked, config.days + config.follow_up_days, seed, replication)
            known = incidents if blocked.known else None
            planner = Planner(
                config, list(self.depots), seed, replication, context.planned, tape.travel, known, tape.zones
            )
            self.warnings = planner.overtime.warnings
            for node in range(len(self.depots)):
                policy = asked(config.delivery.dispatch, seed, replication, node)
                self._fleets.append(
                    Fleet(
                        context,
                        book,
                        parcels,
                        node,
                        Road(context, self.depots[node], incidents),
                        policy,
                        planner,
                        doors,
                        work,
                        windows,
                        aftersales,
                        cancelling,
                        docks,
                    )
                )
        self.by_carrier = self._serves(context, work)
        if self._counters is not None:
            self.by_carrier = np.where((at != NOWHERE)[:, None], np.uint8(COUNTER), self.by_carrier)

    def _serves(self, context: Context, work: Workloads) -> NDArray[np.uint8]:
        """Whether the carrier serves an order from a node, uint8 (orders, nodes).

        In fleet mode the carrier takes what no van can carry, and what leaves a store.
        """
        config, tape = context.config.delivery, context.tape
        shape = (tape.orders, len(self.depots))
        if config.mode == "carrier":
            return np.broadcast_to(np.uint8(1), shape)
        largest = max(van.capacity_litres for van in config.fleet.vans.values() if van.count)
        oversize = work.volume[: tape.orders] > 1000 * largest
        result = np.repeat(oversize[:, None], len(self.depots), axis=1)
        if config.mode == "mixed":
            reach = metres(config.fleet_radius_kilometres)
            for node, (x, y) in enumerate(self.depots):
                away = np.hypot(tape.address.x.astype(np.float64) - x, tape.address.y.astype(np.float64) - y)
                result[:, node] |= away > reach
        result[:, list(context.config.fulfilment.store_numbers)] = True  # stores have no vans
        return result.astype(np.uint8)

    def staged(self, node: int, rows: NDArray[np.int64]) -> None:
        """Labelled parcels go to the dock of whoever brings them."""
        by = self._carrier_of[rows]
        carrier, fleet = by == CARRIER, by == OWN_FLEET
        if carrier.any():
            self._carrier.staged(rows[carrier])
        if fleet.any():
            self._fleets[node].staged(rows[fleet])
        if self._counters is not None and (by == COUNTER).any():
            self._counters.staged(node, rows[by == COUNTER])
