"""Orders are offered to stores, which accept, decline, or do not answer in time.

A store that is asked holds the units for the order meanwhile. What it does not take goes to the next store or to a
centre, and then to what the customer chose; a centre is told and not asked.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

from sim.clock import ARRIVAL
from sim.context import Context
from sim.fulfilment.choosing import Choosing
from sim.life.ledger import ALLOCATED, UNALLOCATED
from sim.life.offers import Answer, offer_answered, offer_made
from sim.order import OrderBook
from sim.parcels import Part
from sim.placement.collecting import collected_at
from sim.placement.walk_ins import store_hours
from sim.records import Records
from sim.stores.willingness import Willingness
from sim.units import MINUTE, microseconds


class Pickers(Protocol):
    """Where promised units go."""

    def release(self, order: int, node: int, parts: list[Part] | None, now: int) -> None:
        """They become a parcel; `parts` None is the whole order."""

    def not_sent(self, order: int, line: int, node: int, now: int) -> None:
        """Nobody sends units of a line that were promised."""


class Shelves(Protocol):
    """Who may promise again what an offer held."""

    def offer(self, now: int, node: int, item: int) -> None:
        """Units of an item are free again at a node."""


class Ending(Protocol):
    """Who ends an order."""

    def close_if_over(self, order: int, now: int) -> None:
        """It may be over."""


class Offer:
    """Units of some lines of one order; the stores asked for them so far, and those that have not answered."""

    __slots__ = ("asked", "order", "parts", "pending")

    def __init__(self, order: int, parts: list[Part], asked: tuple[int, ...]) -> None:
        self.order, self.parts, self.asked = order, parts, asked
        self.pending: list[int] = []


class Offers:
    """Between the promise and the pickers. What nobody sends is told like units that were not found."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        choosing: Choosing,
        shelves: Shelves,
        warehouse: Pickers,
        closing: Ending,
    ) -> None:
        tape, config = context.tape, context.config
        self._context, self._book, self._records = context, book, records
        self._choosing, self._shelves, self._warehouse = choosing, shelves, warehouse
        self._closing, self._collected_at = closing, memoryview(collected_at(tape, config))
        self._config = config.fulfilment.stores.offers
        self._line_start = memoryview(tape.baskets.line_start)
        self._item, self._quantity = memoryview(tape.baskets.item), memoryview(tape.baskets.quantity)
        self._hours = store_hours(config, config.days + config.follow_up_days)
        self._stores = tuple(self._hours)
        self._willing = Willingness(self._config, tape.seed, tape.replication)

    def release(self, order: int, node: int, parts: list[Part] | None, now: int) -> None:
        """Units are promised from a node: a store is asked, a centre is told; `parts` None is the whole order.

        A store at which the order is collected is told: its customer has chosen it.
        """
        if node not in self._hours or self._collected_at[order] == node:
            self._choosing.given(node, now)
            self._warehouse.release(order, node, parts, now)
            return
        if parts is None:
            lines = range(self._line_start[order], self._line_start[order + 1])
            parts = [(line, self._item[line], self._quantity[line]) for line in lines]
            for line, _, units in parts:
                self._book.move(line, UNALLOCATED, ALLOCATED, units)
        self._ask(Offer(order, parts, ()), node, now)

    def _ask(self, offer: Offer, node: int, now: int) -> None:
        """The store `node`, which holds the units, is asked; with a broadcast others are too."""
        self._book.waiting_lines[offer.order] += 1
        self._send(offer, node, now)
        while self._config.mode == "broadcast" and len(offer.asked) < self._config.most_stores:
            other = self._choosing.another(offer.order, *_wanted(offer.parts), now, offer.asked)
            if other not in self._hours or not self._has_all(other, offer.parts):
                return
            for _, item, units in offer.parts:
                self._records.reserve(other, item, units)
            self._send(offer, other, now)

    def _has_all(self, node: int, parts: list[Part]) -> bool:
        """Whether the records of a node have what is wanted, one item on two lines counted together."""
        wanted: dict[int, int] = {}
        for _, item, units in parts:
            wanted[item] = wanted.get(item, 0) + units
        return all(self._records.promisable[node][item] >= units for item, units in wanted.items())

    def _send(self, offer: Offer, node: int, now: int) -> None:
        offer.asked = (*offer.asked, node)
        offer.pending.append(node)
        self._note(offer, node, now)
        response = self._willing.response(offer.order, offer.parts[0][0], node)
        wait = microseconds(self._config.time_out_minutes, MINUTE) if response is None else response
        time = self._hours[node].after(now, wait)
        if time is not None:  # a store that never opens again does not answer before the end of the run
            call = partial(self._answered, offer, node, response is None)
            self._context.clock.at(time, ARRIVAL, call, offer.order)

    def _answered(self, offer: Offer, node: int, late: bool, now: int) -> None:
        """A store accepts or not, unless the offer was withdrawn."""
        if node not in offer.pending:
            return
        offer.pending.remove(node)
        line, item, _ = offer.parts[0]
        if late:
            answer = Answer.TIMED_OUT
        elif self._choosing.is_full(node, now):
            answer = Answer.FULL
        elif self._willing.accepts(now, offer.order, line, item, node, self._choosing.given_today(node, now)):
            answer = Answer.ACCEPTED
        else:
            answer = Answer.DECLINED
        self._note(offer, node, now, answer)
        if answer is not Answer.ACCEPTED:
            self._refused(offer, node, now)
            return
        withdrawn, offer.pending = offer.pending, []
        for other in withdrawn:
            self._note(offer, other, now, Answer.WITHDRAWN)
            self._free(offer, other, now)
        self._book.waiting_lines[offer.order] -= 1
        self._choosing.given(node, now)
        self._warehouse.release(offer.order, node, offer.parts, now)

    def _refused(self, offer: Offer, node: int, now: int) -> None:
        """The units are free at the store; with the last that could answer they look for another node."""
        if offer.pending:
            self._free(offer, node, now)
            return
        for line, _, units in offer.parts:
            self._book.move(line, ALLOCATED, UNALLOCATED, units)
        self._free(offer, node, now)
        self._look_further(offer, now)

    def _look_further(self, offer: Offer, now: int) -> None:
        """Offer to the next store, or tell a centre; what nobody is left to send is asked for again without stores."""
        rest, asked = offer.parts, offer.asked
        if len(asked) >= self._config.most_stores:
            asked = (*asked, *self._stores)
        while rest:
            node = self._choosing.another(offer.order, *_wanted(rest), now, asked)
            if node is None:
                break
            found = [part for part in rest if self._records.reserve(node, *part[1:])]
            if not found:
                break
            asked = (*asked, node)
            rest = [part for part in rest if part not in found]
            for line, _, units in found:
                self._book.move(line, UNALLOCATED, ALLOCATED, units)
            if node in self._hours:
                self._ask(Offer(offer.order, found, offer.asked), node, now)
            else:
                self._choosing.given(node, now)
                self._warehouse.release(offer.order, node, found, now)
        if rest:
            self._choosing.leave_stores(offer.order)
        for line, _, _ in rest:
            self._book.waiting_lines[offer.order] += 1
            self._warehouse.not_sent(offer.order, line, offer.asked[0], now)
        self._book.waiting_lines[offer.order] -= 1
        self._closing.close_if_over(offer.order, now)

    def _free(self, offer: Offer, node: int, now: int) -> None:
        for _, item, units in offer.parts:
            self._records.restock(node, item, units)
        for item in dict.fromkeys(part[1] for part in offer.parts):
            self._shelves.offer(now, node, item)

    def _note(self, offer: Offer, node: int, now: int, answer: Answer | None = None) -> None:
        (line, item, _), units = offer.parts[0], sum(part[2] for part in offer.parts)
        number = line - self._line_start[offer.order]
        if answer is None:
            offer_made(self._context.log, now, offer.order, number, item, node, units)
        else:
            offer_answered(self._context.log, now, offer.order, number, item, node, answer, units)


def _wanted(parts: list[Part]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Items and units of some parts."""
    return tuple(part[1] for part in parts), tuple(part[2] for part in parts)
