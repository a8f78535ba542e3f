"""Waiting: units that are not there are waited for, served as stock comes, and asked for again after a short pick.

The order system knows its own record only. What a pick does not find it learns by a message, and looks for it again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count

import numpy as np
from reference.context import Context
from reference.moments import ARRIVAL, DECISION, Moment, Run
from reference.orders import Line, Order, Parts
from reference.rooms.closing import Closing
from reference.rooms.inventory import Inventory, Place
from reference.rooms.offers import Offers

from sim.life.goods import RECORD_CORRECTED
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED, LINE_CANCELLED, Cancellation
from sim.units import HOUR, MINUTE, microseconds

WAIT, DROP_LINE, CANCEL_ORDER = range(3)


@dataclass(eq=False)
class Wish:
    """Units that somebody waits for."""

    order: Order
    line: Line
    units: int
    number: int  # among all wishes


class Waiting:
    """Who waits for units, and where they are asked for again."""

    def __init__(self, context: Context, inventory: Inventory, offers: Offers, closing: Closing) -> None:
        self.context, self.inventory, self.offers, self.closing = context, inventory, offers, closing
        self.backorders: dict[Place, list[Wish]] = defaultdict(list)
        self.numbers = count()
        customers = context.config.inventory.out_of_stock
        edges = np.cumsum([customers.wait, customers.drop_line, customers.cancel_order])
        chosen = np.searchsorted(edges, context.tape.uniforms["stockout_choice"] * edges[-1], side="right")
        self.choice = np.minimum(chosen, CANCEL_ORDER)
        context.env.process(self.look_elsewhere())

    def there(self, order: Order, place: Place, wanted: int) -> int:
        """How many of the units wanted may be promised now."""
        found = max(0, min(wanted, self.inventory.promisable(place)))
        parts = self.context.config.inventory.partial_lines and order.parcels < 100
        return found if parts or found == wanted else 0

    def let_go(self, order: Order, parts: dict[int, Parts]) -> None:
        """Units leave for the pickers of nodes, or are offered to stores."""
        order.let_go = True
        for node, some in parts.items():
            if some:
                self.offers.release(order, node, some)

    def waits_at(self, order: Order, line: Line, node: int) -> int:
        """What stores lack is waited for at a centre, if one ever sends orders."""
        centre = self.offers.centre(order, {line: line.unallocated})
        return node if centre is None or self.offers.nodes[node].kind == "centre" else centre

    def give_up(self, order: Order, line: Line, node: int) -> None:
        """No store sends these units: they ask again, and no store any more."""
        asked = self.look_again(order, line, node) if line.unallocated else node
        for other in dict.fromkeys((node, asked)):
            self.inventory.position_fell(other, [line.item])

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
        self.offers.fulfilment.release(order, node, dict(parts))  # whoever took it once is not asked again
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
        if self.context.config.fulfilment.split_backorders or order.let_go:
            self.let_go(order, {node: {line: units}})
            return
        waiting = order.held_back.setdefault(node, {})
        waiting[line] = waiting.get(line, 0) + units
        if not order.waiting:
            self.let_go(order, order.held_back)

    def look_elsewhere(self) -> Run:
        """Every so many hours: whoever waits is sent the rest of a line by another node that has it all by then."""
        hours, context, inventory = self.context.config.fulfilment.look_again_hours, self.context, self.inventory
        newcomers = context.config.inventory.backorder_rule == "shelf_open"
        while hours is not None and context.now + microseconds(hours, HOUR) < context.last:
            yield Moment(context.env, context.now + microseconds(hours, HOUR), DECISION, context.tape.orders)
            waiting = [(wish, place) for place, queue in self.backorders.items() for wish in queue]
            for wish, place in sorted(waiting, key=lambda one: (one[0].order.number, one[0].line.row)):
                order, line, units = wish.order, wish.line, wish.units
                other = self.offers.another(order, {line: units}, [place[0]])
                if other is None or inventory.promisable((other, line.item)) < units:
                    continue
                if self.backorders[other, line.item] and not newcomers:
                    continue
                inventory.backordered[place] -= units
                self.backorders[place].remove(wish)
                order.waiting -= 1
                order.open -= 1
                self.allocate(order, line, (other, line.item), units)
                inventory.position_fell(other, [line.item])

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
        asked = self.look_again(order, line, place[0]) if line.unallocated else place[0]
        self.closing.settle(order)
        for node in dict.fromkeys((place[0], asked)):
            inventory.position_fell(node, [line.item])
        self.serve_backorders(place)

    def look_again(self, order: Order, line: Line, node: int) -> int:
        """Units that do not come from a node are promised elsewhere, waited for, or given up; who was asked."""
        other = self.offers.another(order, {line: line.unallocated}, [])
        node = node if other is None else other
        place = (node, line.item)
        units = 0 if order.left_stores and other is None else self.there(order, place, line.unallocated)
        if units:
            line.unallocated -= units
            self.allocate(order, line, place, units)
        if not line.unallocated:
            return node
        waits_at = self.waits_at(order, line, node)
        nowhere = order.left_stores and self.offers.nodes[waits_at].kind == "store"
        if self.choice[order.number] == WAIT and not nowhere:
            self.backorder(order, line, waits_at)
            return waits_at
        order.incomplete = True
        reason = Cancellation.NOBODY_SENDS if order.left_stores else Cancellation.NOT_FOUND
        self.cancel(order, line, node, reason)
        return node
