"""Offers: a store is asked before it sends anything; what it does not take is offered elsewhere, or given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Line, Order, Parts
from reference.rooms.closing import Closing
from reference.rooms.fulfilment import Fulfilment
from reference.rooms.inventory import Inventory

from sim.fulfilment.sites import sites
from sim.fulfilment.sourcing import Request
from sim.life.offers import OFFER_ANSWERED, OFFER_MADE, Answer
from sim.placement.collecting import collected_at
from sim.placement.walk_ins import store_hours
from sim.records import Records
from sim.settings import WEEKDAYS
from sim.stores.willingness import Willingness
from sim.units import DAY, MINUTE, microseconds


@dataclass(eq=False)
class Offer:
    order: Order
    parts: Parts
    asked: list[int]
    pending: list[int] = field(default_factory=list)


class Offers:
    """Between the promise and the pickers."""

    give_up: Callable[[Order, Line, int], None]
    """The customer decides about units that nobody sends."""

    def __init__(self, context: Context, inventory: Inventory, fulfilment: Fulfilment, closing: Closing) -> None:
        self.context, self.inventory, self.fulfilment, self.closing = context, inventory, fulfilment, closing
        self.nodes = list(context.config.fulfilment.nodes.values())
        self.stores = [number for number, node in enumerate(self.nodes) if node.kind == "store"]
        self.config = context.config.fulfilment.stores.offers
        self.hours = store_hours(context.config, context.config.days + context.config.follow_up_days)
        self.willing = Willingness(self.config, context.tape.seed, context.tape.replication)
        self.counter = collected_at(context.tape, context.config).tolist()
        self.given: Counter[tuple[int, int]] = Counter()  # orders by node and day

    def today(self, node: int) -> int:
        return self.given[node, self.context.now // DAY]

    def open_to_orders(self, day_off_counts: bool = True) -> list[int]:
        """Nodes that orders may be sent from; days off and caps count or do not."""
        weekday = WEEKDAYS[(self.context.config.start.weekday() + self.context.now // DAY) % 7]
        found = []
        for node, settings in enumerate(self.nodes):
            store = settings.kind == "store"
            if settings.excluded or (store and not self.context.config.fulfilment.stores.send_orders):
                continue
            off = store and weekday in self.config.opt_out
            if not (day_off_counts and (off or self.is_full(node))):
                found.append(node)
        return found

    def is_full(self, node: int) -> bool:
        most = self.nodes[node].most_orders_a_day
        if self.nodes[node].kind == "store" and most is None:
            most = self.config.most_orders_a_day
        return most is not None and self.today(node) >= most

    def best(self, order: Order, wanted: Parts) -> int:
        """The node for what is wanted, of those that are open to orders; of all that ever are if none is."""
        store = self.counter[order.number]
        if store >= 0:
            return self.for_collection(order, wanted, store)
        return self.chosen(order, wanted, self.open_to_orders() or self.open_to_orders(day_off_counts=False))

    def gives(self, store: int) -> bool:
        """Whether a store may hand over goods of its own."""
        own = self.context.config.fulfilment.stores.collection.source == "store"
        return own and not self.nodes[store].excluded and not self.is_full(store)

    def for_collection(self, order: Order, wanted: Parts, store: int) -> int:
        """The store that the customer comes to, if it has everything; or a centre, full if it must be; or the store."""
        needed: Counter[int] = Counter()
        for line, units in wanted.items():
            needed[line.item] += units
        newcomers = self.context.config.inventory.backorder_rule == "shelf_open"
        has_all = all(
            self.inventory.promisable((store, item)) >= units
            and (newcomers or not self.inventory.backordered[store, item])
            for item, units in needed.items()
        )
        if has_all and self.gives(store):
            return store
        for counts in (True, False):
            if centres := [n for n in self.open_to_orders(counts) if self.nodes[n].kind == "centre"]:
                return self.chosen(order, wanted, centres)
        return store

    def another(self, order: Order, wanted: Parts, but: list[int]) -> int | None:
        """One of those that are open and not named."""
        but = [*but, *self.stores] if order.left_stores else but
        others = [node for node in self.open_to_orders() if node not in but]
        store = self.counter[order.number]
        if store >= 0:
            own = [store] if self.gives(store) and store not in but else []
            others = sorted([node for node in others if self.nodes[node].kind == "centre"] + own)
        return self.chosen(order, wanted, others) if others else None

    def centre(self, order: Order, wanted: Parts) -> int | None:
        """The centre at which something is waited for, full or not."""
        centres = [n for n in self.open_to_orders(day_off_counts=False) if self.nodes[n].kind == "centre"]
        return self.chosen(order, wanted, centres) if centres else None

    def chosen(self, order: Order, wanted: Parts, among: list[int]) -> int:
        """The node with most of what is wanted, then the nearest, then the first; or as another rule says."""
        address = self.context.tape.address
        x, y = int(address.x[order.number]), int(address.y[order.number])
        if self.context.config.fulfilment.sourcing.rule != "nearest":
            return self.asked_of_rule(x, y, wanted, among)
        ranks = []
        for node in among:
            a, b = self.context.sites[node]
            lines = sum(self.inventory.promisable((node, line.item)) >= units for line, units in wanted.items())
            ranks.append((-lines, (a - x) ** 2 + (b - y) ** 2, node))
        return min(ranks)[-1]

    def asked_of_rule(self, x: int, y: int, wanted: Parts, among: list[int]) -> int:
        """A rule is shown what there is, and names a node."""
        nodes, items = range(len(self.nodes)), range(self.context.tape.goods.size)
        records = Records(
            np.array([[self.inventory.promisable((n, i)) for i in items] for n in nodes]), (0,) * len(nodes)
        )
        request = Request(
            x, y, tuple(line.item for line in wanted), tuple(wanted.values()),
            tuple(n for n in nodes if n not in among), tuple(self.today(n) for n in nodes), sites(self.context.config),
        )  # fmt: skip
        rule = self.context.config.fulfilment.sourcing.build().at_nodes(tuple(self.context.sites))
        return int(rule.choose(request, records))

    def release(self, order: Order, node: int, parts: Parts) -> None:
        """Units are promised from a node: a store is asked, a centre is told."""
        if self.nodes[node].kind == "centre" or node == self.counter[order.number]:
            self.given[node, self.context.now // DAY] += 1
            self.fulfilment.release(order, node, parts)
        else:
            self.ask(Offer(order, dict(parts), []), node)

    def ask(self, offer: Offer, node: int) -> None:
        offer.order.open += 1
        offer.order.waiting += 1
        self.send(offer, node)
        while self.config.mode == "broadcast" and len(offer.asked) < self.config.most_stores:
            other = self.another(offer.order, offer.parts, offer.asked)
            if other is None or self.nodes[other].kind == "centre":
                return
            wanted: Counter[int] = Counter()
            for line, units in offer.parts.items():
                wanted[line.item] += units
            if any(self.inventory.promisable((other, item)) < units for item, units in wanted.items()):
                return
            for line, units in offer.parts.items():
                self.inventory.reserved[other, line.item] += units
            self.send(offer, other)

    def send(self, offer: Offer, node: int) -> None:
        offer.asked.append(node)
        offer.pending.append(node)
        self.note(OFFER_MADE, offer, node)
        self.context.env.process(self.answer(offer, node))

    def note(self, happening: object, offer: Offer, node: int, **more: int) -> None:
        line = next(iter(offer.parts))
        units = sum(offer.parts.values())
        self.context.note_line(happening, offer.order, line, node, units=units, **more)  # type: ignore[arg-type]

    def answer(self, offer: Offer, node: int) -> Run:
        context, line = self.context, next(iter(offer.parts))
        response = self.willing.response(offer.order.number, line.row, node)
        wait = microseconds(self.config.time_out_minutes, MINUTE) if response is None else response
        time = self.hours[node].after(context.now, wait)
        if time is None:
            return
        yield Moment(context.env, time, ARRIVAL, offer.order.number)
        if node not in offer.pending:
            return
        offer.pending.remove(node)
        if response is None:
            answer = Answer.TIMED_OUT
        elif self.is_full(node):
            answer = Answer.FULL
        else:
            thing = (offer.order.number, line.row, line.item, node)
            answer = Answer.ACCEPTED if self.willing.accepts(context.now, *thing, self.today(node)) else Answer.DECLINED
        self.note(OFFER_ANSWERED, offer, node, reason=answer)
        if answer is Answer.ACCEPTED:
            self.accept(offer, node)
        else:
            self.refuse(offer, node)

    def accept(self, offer: Offer, node: int) -> None:
        while offer.pending:
            other = offer.pending.pop(0)
            self.note(OFFER_ANSWERED, offer, other, reason=Answer.WITHDRAWN)
            self.free(offer, other)
        offer.order.waiting -= 1
        offer.order.open -= 1
        self.given[node, self.context.now // DAY] += 1
        self.fulfilment.release(offer.order, node, offer.parts)

    def free(self, offer: Offer, node: int) -> None:
        for line, units in offer.parts.items():
            self.inventory.reserved[node, line.item] -= units
        for item in dict.fromkeys(line.item for line in offer.parts):
            self.inventory.arrived((node, item))

    def refuse(self, offer: Offer, node: int) -> None:
        last = not offer.pending
        if last:
            for line, units in offer.parts.items():
                line.unallocated += units
        self.free(offer, node)
        if last:
            self.look_further(offer)

    def look_further(self, offer: Offer) -> None:
        rest, asked = dict(offer.parts), list(offer.asked)
        if len(asked) >= self.config.most_stores:
            asked += self.stores
        while rest:
            node = self.another(offer.order, rest, asked)
            found: Parts = {}
            for line, units in rest.items():
                if node is not None and self.inventory.promisable((node, line.item)) >= units:
                    self.inventory.reserved[node, line.item] += units
                    found[line] = units
            if node is None or not found:
                break
            asked.append(node)
            for line, units in found.items():
                del rest[line]
                line.unallocated -= units
            if self.nodes[node].kind == "store":
                self.ask(Offer(offer.order, found, list(offer.asked)), node)
            else:
                self.release(offer.order, node, found)
        offer.order.left_stores |= bool(rest)
        for line in rest:
            self.give_up(offer.order, line, offer.asked[0])
        offer.order.waiting -= 1
        offer.order.open -= 1
        self.closing.settle(offer.order)
