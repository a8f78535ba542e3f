"""Availability: an order is promised stock at one node; what is not there waits, is dropped, or ends the order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import DECISION, Moment, Run
from reference.orders import Line, Order, Parts
from reference.rooms.closing import Closing
from reference.rooms.inventory import Inventory
from reference.rooms.offers import Offers
from reference.rooms.tracking import Tracking
from reference.rooms.waiting import CANCEL_ORDER, DROP_LINE, Waiting

from sim.delivery.days import delivery_days, promised_collection_days
from sim.life.lines import LINE_SUBSTITUTED, Cancellation
from sim.life.offers import CENTRES_LACK
from sim.life.orders import RESERVATION_LAPSED, UNITS_KEPT, Rejection
from sim.units import DAY, HOUR, MINUTE, microseconds, time_of_day


class Availability(Waiting):
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
        super().__init__(context, inventory, offers, closing)
        self.promise_open, self.promise_close = windows
        self.tracking = tracking
        self.kept: dict[Order, tuple[int, Parts]] = {}

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
