"""Availability: an order is promised stock at one node; lines that are not there wait, are dropped, or end the order.

The order system knows its own record only. What a pick does not find it learns by a message, and
looks for it again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count

import numpy as np
from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Line, Order, Parts
from reference.rooms.closing import Closing
from reference.rooms.fulfilment import Fulfilment
from reference.rooms.inventory import Inventory, Place
from reference.rooms.tracking import Tracking

from sim.life.goods import RECORD_CORRECTED
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED, LINE_CANCELLED, Cancellation
from sim.life.orders import Rejection
from sim.units import MINUTE, microseconds

WAIT, DROP_LINE, CANCEL_ORDER = range(3)


@dataclass(eq=False)
class Wish:
    """Units that somebody waits for."""

    order: Order
    line: Line
    units: int
    number: int  # among all wishes


class Availability:
    """From processed to released."""

    def __init__(
        self, context: Context, inventory: Inventory, fulfilment: Fulfilment, tracking: Tracking, closing: Closing
    ) -> None:
        self.context, self.inventory, self.fulfilment = context, inventory, fulfilment
        self.tracking, self.closing = tracking, closing
        self.backorders: dict[Place, list[Wish]] = defaultdict(list)
        self.numbers = count()
        customers = context.config.inventory.out_of_stock
        edges = np.cumsum([customers.wait, customers.drop_line, customers.cancel_order])
        chosen = np.searchsorted(edges, context.tape.uniforms["stockout_choice"] * edges[-1], side="right")
        self.choice = np.minimum(chosen, CANCEL_ORDER)

    def promise(self, order: Order) -> None:
        inventory, choice = self.inventory, self.choice[order.number]
        node = self.nearest(order, order.lines)
        there: Parts = {}
        missing: list[Line] = []
        for line in order.lines:
            place = (node, line.item)
            newcomers = self.context.config.inventory.backorder_rule == "shelf_open"
            units = self.there(order, place, line.unallocated) if newcomers or not self.backorders[place] else 0
            if units:
                inventory.reserved[place] += units
                there[line], line.unallocated = units, line.unallocated - units
            if line.unallocated:
                missing.append(line)
        if missing and (choice == CANCEL_ORDER or (choice == DROP_LINE and not there)):
            for line, units in there.items():
                inventory.reserved[node, line.item] -= units
            for line in missing:
                self.cancel(order, line, node, Cancellation.ORDER_CANCELLED)
            self.closing.reject(order, Rejection.STOCK)
            return
        for line in missing:
            if choice == DROP_LINE:
                order.incomplete = True
                self.cancel(order, line, node, Cancellation.CUSTOMER_DROPPED)
            else:
                self.backorder(order, line, node)
        order.stamps["confirmed"] = self.context.now
        self.context.env.process(self.tracking.watch(order))
        if there and (self.context.config.fulfilment.split_backorders or not order.waiting):
            self.fulfilment.release(order, node, there)
        else:
            order.held_back = there
        inventory.position_fell(node, [line.item for line in order.lines])

    def there(self, order: Order, place: Place, wanted: int) -> int:
        """How many of the units wanted may be promised now."""
        found = max(0, min(wanted, self.inventory.promisable(place)))
        parts = self.context.config.inventory.partial_lines and order.parcels < 100
        return found if parts or found == wanted else 0

    def nearest(self, order: Order, wanted: list[Line]) -> int:
        """The node with most of the wanted lines promisable, then the nearest, then the first."""
        address = self.context.tape.address
        x, y = int(address.x[order.number]), int(address.y[order.number])
        best = []
        for node, (a, b) in enumerate(self.context.sites):
            lines = sum(self.inventory.promisable((node, line.item)) >= line.unallocated for line in wanted)
            best.append((-lines, (a - x) ** 2 + (b - y) ** 2, node))
        return min(best)[-1]

    def cancel(self, order: Order, line: Line, node: int, reason: Cancellation) -> None:
        units, line.unallocated = line.unallocated, 0
        self.context.note_line(LINE_CANCELLED, order, line, node, reason=reason, units=units)

    def backorder(self, order: Order, line: Line, node: int) -> None:
        units, line.unallocated = line.unallocated, 0
        place = (node, line.item)
        order.waiting += 1
        order.open += 1
        self.inventory.backordered[place] += units
        self.backorders[place].append(Wish(order, line, units, next(self.numbers)))
        self.context.note_line(LINE_BACKORDERED, order, line, node, units=units)

    def send_again(self, order: Order, node: int, parts: Parts) -> bool:
        """What was lost is promised a second time where it came from, if all of it is there and nobody waits for it."""
        inventory = self.inventory
        waited_for = self.context.config.inventory.backorder_rule != "shelf_open"
        wanted: dict[int, int] = defaultdict(int)
        for line, units in parts.items():
            wanted[line.item] += units
        if order.parcels >= 100:
            return False
        for item, units in wanted.items():
            place = (node, item)
            if inventory.promisable(place) < units or (waited_for and self.backorders[place]):
                return False
        for line, units in parts.items():
            inventory.reserved[node, line.item] += units
        self.fulfilment.release(order, node, dict(parts))
        inventory.position_fell(node, [line.item for line in parts])
        return True

    def serve_backorders(self, place: Place) -> None:
        """Stock has come to a place: who waits there is served by the rule, as far as the record goes."""
        queue, rule = self.backorders[place], self.context.config.inventory.backorder_rule
        while queue:
            wish = min(
                queue,
                key=lambda one: (
                    one.order.priority if rule == "express_first" else one.units if rule == "smallest_first" else 0,
                    one.number,
                ),
            )
            order, units = wish.order, self.there(wish.order, place, wish.units)
            if not units:
                return
            self.inventory.backordered[place] -= units
            wish.units -= units
            if not wish.units:
                queue.remove(wish)
                order.waiting -= 1
                order.open -= 1
            self.allocate(order, wish.line, place, units)

    def allocate(self, order: Order, line: Line, place: Place, units: int) -> None:
        """Units for a line that waited; they leave at once, or with the rest of an order that has not left."""
        node = place[0]
        self.inventory.reserved[place] += units
        self.context.note_line(LINE_ALLOCATED, order, line, node, parcel=order.parcels, units=units)
        if self.context.config.fulfilment.split_backorders or order.parcels:
            self.fulfilment.release(order, node, {line: units})
            return
        order.held_back[line] = order.held_back.get(line, 0) + units
        if not order.waiting:
            self.fulfilment.release(order, node, order.held_back)

    def learn_of_short(self, order: Order, line: Line, place: Place, missing: int, change: int) -> Run:
        """The message that units were not found and by how much the record is wrong."""
        context, inventory, missed = self.context, self.inventory, self.context.now
        delay = microseconds(context.config.fulfilment.short_message_minutes, MINUTE)
        yield Moment(context.env, context.now + delay, ARRIVAL, order.number)
        inventory.shops.listen_to(place[0], missed)
        inventory.reserved[place] -= missing
        inventory.record[place] += change
        if change:
            context.note_line(RECORD_CORRECTED, order, line, place[0], change=change)
        order.waiting -= 1
        order.open -= 1
        asked = self.look_again(order, line) if line.unallocated else place[0]
        self.closing.settle(order)
        for node in dict.fromkeys((place[0], asked)):
            inventory.position_fell(node, [line.item])
        self.serve_backorders(place)

    def look_again(self, order: Order, line: Line) -> int:
        """Units of a released line that were not found are promised, waited for, or given up; the node asked."""
        node = self.nearest(order, [line])
        place = (node, line.item)
        if units := self.there(order, place, line.unallocated):
            line.unallocated -= units
            self.allocate(order, line, place, units)
        if not line.unallocated:
            return node
        if self.choice[order.number] == WAIT:
            self.backorder(order, line, node)
        else:
            order.incomplete = True
            self.cancel(order, line, node, Cancellation.NOT_FOUND)
        return node
