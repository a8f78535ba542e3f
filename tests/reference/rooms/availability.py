"""Availability: an order is promised stock at one node; lines that are not there wait, are dropped, or end the order.

The order system knows its own record only. What a pick does not find it learns by a message, and
looks for it again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import ARRIVAL, DECISION, Moment, Run
from reference.orders import Line, Order, Parts
from reference.rooms.closing import Closing
from reference.rooms.inventory import Inventory, Place
from reference.rooms.offers import Offers
from reference.rooms.tracking import Tracking

from sim.delivery.days import delivery_days, promised_collection_days
from sim.life.goods import RECORD_CORRECTED
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED, LINE_CANCELLED, LINE_SUBSTITUTED, Cancellation
from sim.life.offers import CENTRES_LACK
from sim.life.orders import RESERVATION_LAPSED, UNITS_KEPT, Rejection
from sim.units import DAY, HOUR, MINUTE, microseconds, time_of_day

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
        self,
        context: Context,
        inventory: Inventory,
        offers: Offers,
        tracking: Tracking,
        closing: Closing,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> None:
        self.promise_open, self.promise_close = windows
        self.context, self.inventory, self.offers = context, inventory, offers
        self.tracking, self.closing = tracking, closing
        self.backorders: dict[Place, list[Wish]] = defaultdict(list)
        self.numbers = count()
        self.kept: dict[Order, tuple[int, Parts]] = {}
        customers = context.config.inventory.out_of_stock
        edges = np.cumsum([customers.wait, customers.drop_line, customers.cancel_order])
        chosen = np.searchsorted(edges, context.tape.uniforms["stockout_choice"] * edges[-1], side="right")
        self.choice = np.minimum(chosen, CANCEL_ORDER)
        context.env.process(self.look_elsewhere())

    def promise(self, order: Order) -> None:
        inventory, choice = self.inventory, self.choice[order.number]
        if order in self.kept:
            node, parts = self.kept.pop(order)
        else:
            node, parts = self.offers.best(order, {line: line.unallocated for line in order.lines}), {}
        there = {node: parts | self.find(order, node, [line for line in order.lines if line not in parts])}
        self.look_at_centres(order, node, there[node])
        missing = [line for line in order.lines if line.unallocated]
        if not missing and node == self.offers.counter[order.number]:
            self.promise_soon(order, node)
        asked = [node]
        while missing and self.context.config.fulfilment.split_over_nodes:
            other = self.offers.another(order, {line: line.unallocated for line in missing}, asked)
            found = {} if other is None else self.find(order, other, missing)
            if other is None or not found:
                break
            there[other] = found
            asked.append(other)
            missing = [line for line in missing if line.unallocated]
        instead = self.offer_others(order, node, missing)
        there[node] |= instead
        missing = [line for line in missing if line.unallocated]
        coming = self.coming(order, node, missing)
        anything = any(there.values()) or bool(coming)
        left = [line for line in missing if line not in coming]
        if left and (choice == CANCEL_ORDER or (choice == DROP_LINE and not anything)):
            for other, parts in there.items():
                for line, units in parts.items():
                    inventory.reserved[other, line.item] -= units
            for line in missing:
                self.cancel(order, line, node, Cancellation.ORDER_CANCELLED)
            self.closing.reject(order, Rejection.STOCK)
            return
        if coming:
            self.promise_for_later(order, max(due for _, due in coming.values()))
        for line in missing:
            if line in coming:
                self.backorder(order, line, coming[line][0])
            elif choice == DROP_LINE:
                order.incomplete = True
                self.cancel(order, line, node, Cancellation.CUSTOMER_DROPPED)
            else:
                self.backorder(order, line, self.waits_at(order, line, node))
        order.stamps["confirmed"] = self.context.now
        for line, units in instead.items():
            self.context.note_line(LINE_SUBSTITUTED, order, line, node, units=units)
        self.context.env.process(self.tracking.watch(order))
        if any(there.values()) and (self.context.config.fulfilment.split_backorders or not order.waiting):
            self.let_go(order, there)
        else:
            order.held_back = {other: parts for other, parts in there.items() if parts}
        inventory.position_fell(node, [line.item for line in order.lines])
        for other, parts in list(there.items())[1:]:
            inventory.position_fell(other, [line.item for line in parts])

    def keep(self, order: Order) -> None:
        """An order is held: lines that its node has whole, and nobody waits for there, are kept for it a while."""
        minutes = self.context.config.processing.reserve_minutes
        if minutes is None:
            return
        node = self.offers.best(order, {line: line.unallocated for line in order.lines})
        parts: Parts = {}
        for line in order.lines:
            place = (node, line.item)
            newcomers = self.context.config.inventory.backorder_rule == "shelf_open"
            if self.inventory.promisable(place) >= line.ordered and (newcomers or not self.backorders[place]):
                self.inventory.reserved[place] += line.ordered
                parts[line], line.unallocated = line.ordered, 0
        if parts:
            self.kept[order] = node, parts
            self.context.note(UNITS_KEPT, order.number, node=node, units=sum(parts.values()))
            self.inventory.position_fell(node, [line.item for line in parts])
            self.context.env.process(self.lapse(order, microseconds(minutes, MINUTE)))

    def lapse(self, order: Order, delay: int) -> Run:
        """The time is up, unless the order has been promised or has ended."""
        yield Moment(self.context.env, self.context.now + delay, DECISION, order.number)
        if order in self.kept:
            node, parts = self.kept[order]
            self.context.note(RESERVATION_LAPSED, order.number, node=node, units=sum(parts.values()))
            self.keep_no_longer(order)

    def keep_no_longer(self, order: Order) -> None:
        """What is kept for an order is free; who waits gets it first."""
        if order not in self.kept:
            return
        node, parts = self.kept.pop(order)
        for line, units in parts.items():
            self.inventory.reserved[node, line.item] -= units
            line.unallocated += units
        for item in dict.fromkeys(line.item for line in parts):
            self.serve_backorders((node, item))

    def promise_soon(self, order: Order, store: int) -> None:
        """The store has it all: it will be ready within some of its opening hours."""
        hours = microseconds(self.context.config.delivery.promise.collect_hours, HOUR)
        ready = self.offers.hours[store].after(int(self.context.tape.placed[order.number]), hours)
        if ready is not None:
            self.promise_close[order.number] = ready

    def coming(self, order: Order, node: int, missing: list[Line]) -> dict[Line, tuple[int, int]]:
        """Lines that are promised from what is on its way to where they wait: there, and when the last of it is due."""
        days, now = self.context.config.inventory.incoming_days, self.context.now
        found: dict[Line, tuple[int, int]] = {}
        for line in missing if days is not None else []:
            place = (self.waits_at(order, line, node), line.item)
            before = sum(other.unallocated for other, (at, _) in found.items() if (at, other.item) == place)
            units = before + line.unallocated + self.inventory.backordered[place]
            units -= max(0, self.inventory.promisable(place))
            for due, some in sorted(self.inventory.on_order[place]):
                units -= some
                if units <= 0:
                    if due - now <= microseconds(days, DAY):
                        found[line] = (place[0], due)
                    break
        return found

    def promise_for_later(self, order: Order, due: int) -> None:
        """The promise moves by as many days as the order leaves later, to a day on which doors are served."""
        config, number = self.context.config, order.number
        placed, cut_off = int(self.context.tape.placed[number]), time_of_day(config.delivery.promise.cut_off)
        leaves = [
            int(promised_collection_days(config).next_day(np.array([(time - cut_off) // DAY + 1]))[0])
            for time in (placed, due)
        ]
        day, moment = divmod(int(self.promise_close[number]), DAY)
        moved = int(delivery_days(config).next_day(np.array([day + max(0, leaves[1] - leaves[0])]))[0]) * DAY
        moved += moment - int(self.promise_close[number])
        self.promise_close[number] += moved
        if int(self.promise_open[number]) > placed:
            self.promise_open[number] += moved

    def find(self, order: Order, node: int, lines: list[Line]) -> Parts:
        """What a node can promise of some lines, unless others wait for it there."""
        found: Parts = {}
        for line in lines:
            place = (node, line.item)
            newcomers = self.context.config.inventory.backorder_rule == "shelf_open"
            units = self.there(order, place, line.unallocated) if newcomers or not self.backorders[place] else 0
            if units:
                self.inventory.reserved[place] += units
                found[line], line.unallocated = units, line.unallocated - units
        return found

    def offer_others(self, order: Order, node: int, lines: list[Line]) -> Parts:
        """Another item for a line of which nothing is there: what is named for it, then its group."""
        settings, price = self.context.config.inventory.substitution, self.context.tape.goods.price
        newcomers = self.context.config.inventory.backorder_rule == "shelf_open"
        found: Parts = {}
        for line in lines:
            accepts = self.context.draw("substitution", order.number, line.row) < settings.accepted
            if line.unallocated < line.ordered or not accepts:
                continue
            size = settings.group_size
            group = [item for item in range(len(price)) if item // size == line.item // size]
            named = [settings.instead[line.item]] if line.item in settings.instead else []
            for item in [*named, *group]:
                place = (node, item)
                if item == line.item or self.inventory.promisable(place) < line.ordered:
                    continue
                if self.backorders[place] and not newcomers:
                    continue
                self.inventory.reserved[place] += line.ordered
                line.charged = min(line.charged, line.charged * int(price[item]) // int(price[line.item]))
                line.item, line.unallocated, found[line] = item, 0, line.ordered
                break
        return found

    def look_at_centres(self, order: Order, node: int, found: Parts) -> None:
        """Note what no centre could promise; what was just reserved at a centre it could."""
        kinds = [one.kind for one in self.offers.nodes]
        if len(set(kinds)) == 1:
            return
        # A whole order of a centre lacks nothing there.
        for line in order.lines:
            wanted = line.ordered if kinds[node] == "store" else line.unallocated

            def could(other: int, line: Line = line, wanted: int = wanted) -> bool:
                place = (other, line.item)
                newcomers = self.context.config.inventory.backorder_rule == "shelf_open"
                return self.inventory.promisable(place) >= wanted and (newcomers or not self.backorders[place])

            if kinds[node] == "store":
                out = not any(could(other) for other, kind in enumerate(kinds) if kind == "centre")
            else:
                out = wanted > 0
            if out:
                held = (kinds[node] == "store" and not line.unallocated) or any(
                    could(other) for other, kind in enumerate(kinds) if kind == "store"
                )
                self.context.note_line(CENTRES_LACK, order, line, node, reason=int(held), units=wanted)

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
