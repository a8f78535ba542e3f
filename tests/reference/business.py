"""The oracle: the same order business as plain SimPy processes, one generator per order.

It shares with the engine what the tape means (fates, service times, promises, keyed draws) and
nothing of what happens when: orders, parcels, returns and contacts are processes that wait for
moments and for people.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

import numpy as np
import simpy
from reference.goods import Goods, Place
from reference.journal import Journal
from reference.moments import ARRIVAL, COMPLETION, DECISION, Moment
from reference.roads import Roads
from reference.staff import Desk

from sim.aftersales.changed_minds import changed_minds
from sim.aftersales.returns import REASON_OF_FAULT, Reason
from sim.aftersales.satisfaction import thresholds
from sim.aftersales.support import Topic
from sim.config import SimConfig
from sim.delivery.carrier import transit_times
from sim.delivery.doors import Door
from sim.delivery.promise import promise_windows
from sim.fulfilment import faults
from sim.fulfilment.workloads import pick_time, workloads
from sim.log import Kind
from sim.model import order_value
from sim.order import Hold, Rejection
from sim.placement.capture import address_errors, arrival_times, entry_times, keyed_by_hand
from sim.processing import checks
from sim.processing.availability import Cancellation
from sim.processing.clearing import clearing_times
from sim.settings import Staffing
from sim.streams import exponential, key, uniform
from sim.tape import EXPRESS, Tape
from sim.units import DAY, HOUR, MINUTE, SECOND, metres, microseconds, minor, time_of_day

Run = Generator[Any, Any, Any]
WAIT, DROP_LINE, CANCEL_ORDER = range(3)


@dataclass(eq=False)
class Line:
    number: int
    item: int
    ordered: int
    unallocated: int = 0


@dataclass(eq=False)
class Order:
    number: int
    priority: int
    lines: list[Line]
    address_wrong: bool
    parcels: int = 0
    open: int = 0  # parcels on their way and lines that still hope for stock
    waiting: int = 0  # of which lines
    held_back: list[tuple[Line, int]] = field(default_factory=list)
    delivered: int = -1
    late: bool = False
    faulty: bool = False
    incomplete: bool = False
    attempt_failed: bool = False


@dataclass(eq=False)
class Parcel:
    row: int
    order: Order
    node: int
    ref: int
    parts: dict[int, int]  # line -> units in the parcel
    picking: int
    volume: int
    stamps: dict[str, int]
    attempts: int = 0

    @property
    def units(self) -> int:
        return sum(self.parts.values())


class Business:
    """One replication; `run()` gives the journal."""

    def __init__(self, config: SimConfig, tape: Tape) -> None:
        self.env = simpy.Environment(initial_time=0)
        self.config, self.tape = config, tape
        self.journal = Journal(tape.orders)
        self.note = self.journal.note
        self.goods = Goods(self.env, config, tape, self.note)
        self.goods.arrived = self.stock_arrived
        self.matters = tape.orders
        self.over = self.env.event()
        self.value = order_value(tape)
        self.flags = checks.flags(tape, config)
        self.clearing = clearing_times(tape, config.processing.payment)
        self.by_hand = keyed_by_hand(tape, config)
        self.work = workloads(tape, config, tape.orders)
        self.windows = promise_windows(tape, config)
        self.fault = faults.line_faults(tape, config)
        self.mispicked = faults.mispicked(tape, config)
        self.put_right = faults.put_right(tape, config)
        self.changed_mind = changed_minds(tape, config).astype(int)
        self.queues: dict[Place, list[tuple[Order, Line, int]]] = {}
        choice = config.inventory.out_of_stock
        edges = np.cumsum([choice.wait, choice.drop_line, choice.cancel_order])
        chosen = np.searchsorted(edges, tape.uniforms["stockout_choice"] * edges[-1], side="right")
        self.choice = np.minimum(chosen, CANCEL_ORDER)
        self.sites = [(metres(n.x_kilometres), metres(n.y_kilometres)) for n in config.fulfilment.nodes.values()]
        self._hire()
        self._carrier()
        self.roads = None if config.delivery.mode == "carrier" else Roads(self)

    def key(self, name: str) -> int:
        return key(self.tape.seed, self.tape.replication, name)

    def _hire(self) -> None:
        config = self.config
        days = config.days + config.follow_up_days + 1

        def desk(name: str, staffing: Staffing) -> Desk:
            return Desk(self.env, staffing, config.start, days, self.key(f"breakdowns/{name}"))

        if self.by_hand.any():
            self.order_desk = desk("order_desk", config.placement.order_desk)
        if not config.processing.switches.verification:
            self.verification = desk("verification", config.processing.verification.desk)
        self.review = desk("fraud_review", config.processing.payment.review_desk)
        self.stations = {
            (task, number): desk(f"{task}.{name}", node.staffing(task))
            for task in ("picking", "packing", "labelling", "inspection")
            for number, (name, node) in enumerate(config.fulfilment.nodes.items())
        }
        self.support = desk("support", config.aftersales.support.desk)

    def run(self) -> Journal:
        env, config, tape = self.env, self.config, self.tape
        if tape.orders == 0:
            return self.journal
        arrivals = arrival_times(tape, config)
        entry = entry_times(tape, config)
        wrong = address_errors(tape, config)
        start = tape.baskets.line_start
        for i in range(tape.orders):
            lines = [
                Line(n, int(tape.baskets.item[k]), int(tape.baskets.quantity[k]), int(tape.baskets.quantity[k]))
                for n, k in enumerate(range(start[i], start[i + 1]))
            ]
            order = Order(i, int(tape.preference[i] != EXPRESS), lines, bool(wrong[i]))
            env.process(self.place(order, int(arrivals[i]), entry[i]))
        self.goods.start()
        env.process(self._collections())
        env.process(self._last_day())
        env.run(until=self.over)
        return self.journal

    def _last_day(self) -> Run:
        yield Moment(self.env, (self.config.days + self.config.follow_up_days) * DAY, DECISION)
        if not self.over.triggered:
            self.over.succeed()

    def end_matter(self) -> None:
        self.matters -= 1
        if not self.matters:
            self.over.succeed()

    # -- placement and processing

    def place(self, order: Order, arrival: int, entry: int) -> Run:
        env, i = self.env, order.number
        stamps = self.journal.tables["orders"][i]
        yield Moment(env, arrival, ARRIVAL, i)
        if self.by_hand[i]:
            channel = list(self.config.placement.channels.values())[self.tape.channel[i]]
            patience = None
            if channel.patience_minutes is not None:
                u = uniform(self.key("patience at the order desk"), i)
                patience = int(exponential(u, channel.patience_minutes * MINUTE))
            served = yield from self.order_desk.visit(stamps, "entry_started", "captured", i, entry, patience=patience)
            if not served:
                self.reject(order, Rejection.ABANDONED)
                return
        else:
            stamps["captured"] = env.now
        yield from self.process(order, stamps)

    def process(self, order: Order, stamps: dict[str, int]) -> Run:
        env, i, processing = self.env, order.number, self.config.processing
        if processing.switches.verification:
            checking = microseconds(processing.verification.automatic_seconds, SECOND)
            stamps["verified"] = env.now + checking
        else:
            minutes = processing.verification.manual_minutes * self.tape.factors["verification"][i]
            stamps["verification_entered"] = env.now
            work = int(np.rint(minutes * MINUTE))
            yield from self.verification.visit(stamps, "verification_started", "verified", i, work)
            checking = 0
        authorisation = microseconds(processing.payment.authorisation_seconds, SECOND)
        yield Moment(env, env.now + checking + authorisation, COMPLETION, i)
        flags = int(self.flags[i])
        if flags & checks.DETAILS_NOTICED:
            yield from self.hold(i, Hold.DETAILS, processing.verification.correction_hours * HOUR)
            order.address_wrong = False
        if flags & checks.CLEARING:
            yield from self.wait(i, Hold.PAYMENT, int(self.clearing[i]))
        if flags & checks.DECLINED:
            self.note(env.now, Kind.PAYMENT_DECLINED, i, ordinal=1, value=self.value[i])
            yield from self.hold(i, Hold.PAYMENT, processing.payment.retry_minutes * MINUTE)
            if flags & checks.GIVES_UP:
                self.reject(order, Rejection.PAYMENT)
                return
        if flags & checks.REVIEWED:
            self.note(env.now, Kind.HELD, i, reason=Hold.FRAUD_REVIEW)
            stamps["review_entered"] = env.now
            minutes = processing.payment.review_minutes * self.tape.factors["verification"][i]
            work = int(np.rint(minutes * MINUTE))
            yield from self.review.visit(stamps, "review_started", "reviewed", i, work)
            self.note(env.now, Kind.RELEASED_HOLD, i, reason=Hold.FRAUD_REVIEW)
            if flags & checks.FRAUD:
                self.reject(order, Rejection.FRAUD)
                return
        if flags & checks.PRICE_NOTICED:
            yield from self.hold(i, Hold.PRICE, processing.price.correction_minutes * MINUTE)
        elif flags & checks.PRICE_WRONG:
            share = 2.0 * processing.price.size * float(self.tape.uniforms["price_size"][i])
            self.note(env.now, Kind.WRONG_PRICE, i, value=int(share * self.value[i]))
        self.promise(order)

    def hold(self, i: int, reason: Hold, mean: float) -> Run:
        delay = int(exponential(uniform(self.key("corrections"), i, reason), mean))
        yield from self.wait(i, reason, delay)

    def wait(self, i: int, reason: Hold, delay: int) -> Run:
        env = self.env
        self.note(env.now, Kind.HELD, i, reason=reason)
        yield Moment(env, env.now + delay, COMPLETION, i)
        self.note(env.now, Kind.RELEASED_HOLD, i, reason=reason)

    def reject(self, order: Order, reason: Rejection) -> None:
        stamps = self.journal.tables["orders"][order.number]
        stamps["rejected"] = stamps["closed"] = self.env.now
        self.note(self.env.now, Kind.REJECTED, order.number, reason=reason, value=self.value[order.number])
        self.end_matter()

    # -- availability

    def nearest(self, order: Order, wanted: list[Line]) -> int:
        """Most of the wanted lines promisable, then nearest, then first."""
        address = self.tape.address
        x, y = int(address.x[order.number]), int(address.y[order.number])
        best = []
        for node, (a, b) in enumerate(self.sites):
            lines = sum(self.goods.promisable((node, line.item)) >= line.unallocated for line in wanted)
            best.append((-lines, (a - x) ** 2 + (b - y) ** 2, node))
        return min(best)[-1]

    def promise(self, order: Order) -> None:
        env, goods, i = self.env, self.goods, order.number
        node = self.nearest(order, order.lines)
        there, missing = [], []
        for line in order.lines:
            place = (node, line.item)
            if goods.promisable(place) >= line.unallocated:
                goods.reserved[place] += line.unallocated
                there.append((line, line.unallocated))
                line.unallocated = 0
            else:
                missing.append(line)
        choice = self.choice[i]
        if missing and (choice == CANCEL_ORDER or (choice == DROP_LINE and not there)):
            for line, units in there:
                goods.reserved[(node, line.item)] -= units
            for line in missing:
                self.cancel(order, line, node, Cancellation.ORDER_CANCELLED)
            self.reject(order, Rejection.STOCK)
            return
        for line in missing:
            if choice == DROP_LINE:
                order.incomplete = True
                self.cancel(order, line, node, Cancellation.CUSTOMER_DROPPED)
            else:
                self.backorder(order, line, node)
        self.journal.tables["orders"][i]["confirmed"] = env.now
        if there and (self.config.fulfilment.split_backorders or not order.waiting):
            env.process(self.promised(order))
            self.release(order, node, there)
        else:
            order.held_back = there
            env.process(self.promised(order))

    def cancel(self, order: Order, line: Line, node: int, reason: Cancellation) -> None:
        units, line.unallocated = line.unallocated, 0
        self.note(
            self.env.now,
            Kind.LINE_CANCELLED,
            order.number,
            line=line.number,
            item=line.item,
            node=node,
            reason=reason,
            value=units,
        )

    def backorder(self, order: Order, line: Line, node: int) -> None:
        units, line.unallocated = line.unallocated, 0
        place = (node, line.item)
        order.waiting += 1
        order.open += 1
        self.goods.backordered[place] += units
        self.queues.setdefault(place, []).append((order, line, units))
        self.note(
            self.env.now, Kind.LINE_BACKORDERED, order.number, line=line.number, item=line.item, node=node, value=units
        )

    def stock_arrived(self, place: Place) -> None:
        """Serve the backorders of a place, oldest first, as far as the records go."""
        queue = self.queues.get(place, [])
        while queue and self.goods.promisable(place) >= queue[0][2]:
            order, line, units = queue.pop(0)
            self.goods.backordered[place] -= units
            order.waiting -= 1
            order.open -= 1
            self.allocate(order, line, place, units)

    def allocate(self, order: Order, line: Line, place: Place, units: int) -> None:
        self.goods.reserved[place] += units
        self.note(
            self.env.now,
            Kind.LINE_ALLOCATED,
            order.number,
            line=line.number,
            ref=order.parcels,
            item=line.item,
            node=place[0],
            value=units,
        )
        if self.config.fulfilment.split_backorders or order.parcels:
            self.release(order, place[0], [(line, units)])
            return
        order.held_back.append((line, units))
        if not order.waiting:
            self.release(order, place[0], order.held_back)

    def short(self, order: Order, line: Line, place: Place, missing: int, change: int) -> Run:
        """The message that units were not found; the order system learns of it and looks again."""
        env = self.env
        delay = microseconds(self.config.fulfilment.short_message_minutes, MINUTE)
        yield Moment(env, env.now + delay, ARRIVAL, order.number)
        self.goods.reserved[place] -= missing
        self.goods.record[place] += change
        if change:
            self.note(
                env.now, Kind.RECORD_CORRECTED, order.number, line=line.number, item=line.item, node=place[0],
                value=change,
            )  # fmt: skip
        order.waiting -= 1
        order.open -= 1
        if line.unallocated:
            node = self.nearest(order, [line])
            place = (node, line.item)
            if self.goods.promisable(place) >= line.unallocated:
                units, line.unallocated = line.unallocated, 0
                self.allocate(order, line, place, units)
            elif self.choice[order.number] == WAIT:
                self.backorder(order, line, node)
            else:
                order.incomplete = True
                self.cancel(order, line, node, Cancellation.NOT_FOUND)
        self.settle(order)

    # -- fulfilment

    def release(self, order: Order, node: int, parts: list[tuple[Line, int]]) -> None:
        config, goods, i = self.config, self.tape.goods, order.number
        tables = self.journal.tables
        ref = order.parcels
        order.parcels += 1
        order.open += 1
        row = i if ref == 0 else self.journal.add("fulfilments")
        units = sum(u for _, u in parts)
        picking = self.work.picking[i]
        if ref or len(parts) < len(order.lines):
            mean = float(pick_time(config, len(parts), units))
            picking = round(mean * self.work.factor[i] + self.work.preparation[i])
        stamps = tables["fulfilments"][row]
        volume = sum(u * int(goods.volume[line.item]) for line, u in parts)
        stamps.update(
            order=i, node=node, carrier=self.by_carrier(i, node), units=units, released=self.env.now,
            weight=sum(u * int(goods.weight[line.item]) for line, u in parts),
        )  # fmt: skip
        parcel = Parcel(row, order, node, ref, {line.number: u for line, u in parts}, picking, volume, stamps)
        self.env.process(self.fulfil(parcel))

    def fulfil(self, parcel: Parcel) -> Run:
        env, order, stamps, node = self.env, parcel.order, parcel.stamps, parcel.node
        i = order.number

        def work(task: str, started: str, finished: str, service: int) -> Run:
            yield Moment(env, env.now, ARRIVAL)  # at each station: completions, changes of staff, arrivals
            station = self.stations[task, node]
            yield from station.visit(stamps, started, finished, parcel.row, service, priority=order.priority)

        yield from work("picking", "picking_started", "picked", parcel.picking)
        self.pick(parcel)
        if not parcel.parts:
            self.end_parcel(parcel)
            return
        yield from work("packing", "packing_started", "packed", self.work.packing[i])
        yield from work("labelling", "labelling_started", "staged", self.work.labelling[i])
        if stamps["carrier"]:
            yield from self.send(parcel)
        else:
            assert self.roads is not None
            self.roads.dock[node].append(parcel)

    def pick(self, parcel: Parcel) -> None:
        env, order, goods, node = self.env, parcel.order, self.goods, parcel.node
        i = order.number
        for number, units in list(parcel.parts.items()):
            line = order.lines[number]
            place = (node, line.item)
            found = min(units, goods.shelf[place])
            what = {"line": number, "item": line.item, "node": node}
            if found < units:
                self.note(env.now, Kind.LINE_SHORT, i, ref=parcel.ref, value=units - found, **what)
                change = goods.shelf[place] - goods.book[place]
                goods.book[place] += change
                line.unallocated += units - found
                order.waiting += 1
                order.open += 1
                env.process(self.short(order, line, place, units - found, change))
                parcel.parts[number] = found
            if found:
                goods.take(place, found)
                self.note(env.now, Kind.STOCK_PICKED, i, ref=parcel.ref, value=found, **what)
        parcel.parts = {number: units for number, units in parcel.parts.items() if units}
        begin = int(self.tape.baskets.line_start[i])
        for number, units in parcel.parts.items():
            if self.mispicked[begin + number]:
                self.note(
                    env.now, Kind.LINE_MISPICKED, i, line=number, ref=parcel.ref, item=order.lines[number].item,
                    node=node, reason=self.put_right[i], value=units,
                )  # fmt: skip

    # -- delivery

    def by_carrier(self, i: int, node: int) -> int:
        delivery = self.config.delivery
        if delivery.mode == "carrier":
            return 1
        largest = max(van.capacity_litres for van in delivery.fleet.vans.values() if van.count)
        far = False
        if delivery.mode == "mixed":
            x, y = self.sites[node]
            away = np.hypot(float(self.tape.address.x[i]) - x, float(self.tape.address.y[i]) - y)
            far = bool(away > metres(delivery.fleet_radius_kilometres))
        start = self.tape.baskets.line_start
        volume = sum(
            int(self.tape.baskets.quantity[k]) * int(self.tape.goods.volume[self.tape.baskets.item[k]])
            for k in range(start[i], start[i + 1])
        )
        return int(far or volume > 1000 * largest)

    def _carrier(self) -> None:
        carrier = self.config.delivery.carrier
        self.transit = transit_times(self.tape, carrier)
        self.lost = self.tape.uniforms["lost"] < carrier.lost
        self.collection = self.env.event()

    def _collections(self) -> Run:
        time = time_of_day(self.config.delivery.carrier.collection_time) % DAY
        while True:
            yield Moment(self.env, time, DECISION)
            collected, self.collection = self.collection, self.env.event()
            collected.succeed()
            time += DAY

    def open_doors(self, time: int) -> int:
        """`time` if doors are served then, else the next opening."""
        carrier = self.config.delivery.carrier
        day, moment = divmod(time, DAY)
        opening, closing = time_of_day(carrier.delivery_start), time_of_day(carrier.delivery_end)
        if moment < opening:
            return day * DAY + opening
        return time if moment <= closing else (day + 1) * DAY + opening

    def send(self, parcel: Parcel) -> Run:
        """With the carrier: collected, in transit, at the door until it is open."""
        env, carrier, order, stamps = self.env, self.config.delivery.carrier, parcel.order, parcel.stamps
        yield self.collection
        i, now = order.number, env.now
        zone = int(self.tape.address.zone[i])
        name = self.tape.zones[zone]
        self.hand_over(parcel, now)
        stamps["handed_over"] = now
        hours = carrier.transit_hours.get(name, carrier.transit_hours["default"])
        stamps["eta"] = self.open_doors(now + microseconds(float(np.median(hours)), HOUR))
        rate = carrier.rate_per_parcel.get(name, carrier.rate_per_parcel["default"])
        charge = minor(rate) + round(carrier.rate_per_kilogram / 10 * stamps["weight"])
        self.note(now, Kind.CARRIER_CHARGED, i, ref=parcel.ref, node=parcel.node, resource=zone, value=charge)
        if self.lost[i] and parcel.ref == 0:
            yield Moment(env, now + microseconds(carrier.lost_after_days, DAY), COMPLETION, parcel.row)
            self.note(env.now, Kind.LOST, i, ref=parcel.ref, node=parcel.node, value=parcel.units)
            self.never_came(parcel)
            return
        # The label says what was known when the parcel left; its failure will put the order's address right.
        most = self.config.delivery.doors.maximum_attempts
        wrong = order.address_wrong
        yield env.timeout(0)  # all parcels collected together have the same label
        order.address_wrong = order.address_wrong and not (wrong and most > 1)
        door = self.open_doors(now + int(self.transit[i]))
        while True:
            yield Moment(env, door, COMPLETION, parcel.row)
            if self.attempt(parcel, van=0, leg=0, wrong=wrong):
                return
            if parcel.attempts >= most:
                self.give_up(parcel)
                return
            door = env.now + DAY
            if wrong:
                door = max(door, self.open_doors(self.corrected(order)))
                wrong = False

    def hand_over(self, parcel: Parcel, time: int) -> None:
        """The first time a parcel leaves, its payment is captured."""
        begin = int(self.tape.baskets.line_start[parcel.order.number])
        amount = sum(units * int(self.tape.price[begin + line]) for line, units in parcel.parts.items())
        self.note(time, Kind.PAYMENT_CAPTURED, parcel.order.number, ref=parcel.ref, node=parcel.node, value=amount)

    def corrected(self, order: Order) -> int:
        mean = self.config.delivery.doors.address_correction_hours * HOUR
        return int(self.env.now) + int(exponential(uniform(self.key("address correction"), order.number), mean))

    def attempt(self, parcel: Parcel, van: int, leg: int, wrong: bool) -> bool:
        env, order = self.env, parcel.order
        parcel.attempts += 1
        nobody = uniform(self.key("door"), order.number, parcel.ref, parcel.attempts)
        outcome = Door.DELIVERED
        if wrong:
            outcome = Door.WRONG_ADDRESS
        elif nobody < self.config.delivery.doors.not_home:
            outcome = Door.NOBODY_HOME
        self.note(
            env.now, Kind.DOOR_ATTEMPT, order.number, ref=parcel.ref, ordinal=parcel.attempts, node=parcel.node,
            resource=van, reason=outcome, value=leg,
        )  # fmt: skip
        if outcome != Door.DELIVERED:
            order.attempt_failed = True
            return False
        parcel.stamps["delivered"] = order.delivered = env.now
        self.journal.tables["orders"][order.number]["delivered"] = env.now  # of what came so far
        self.look_inside(parcel)
        self.end_parcel(parcel)
        return True

    def give_up(self, parcel: Parcel) -> None:
        """Back to the node: the units go on the shelf, the customer gets the money."""
        env, order = self.env, parcel.order
        for number, units in parcel.parts.items():
            self.put_back((parcel.node, order.lines[number].item), units, order.number, number, reason=1)
        self.note(env.now, Kind.RETURNED_TO_SENDER, order.number, ref=parcel.ref, node=parcel.node, value=parcel.units)
        self.never_came(parcel)

    def put_back(self, place: Place, units: int, order: int, line: int, reason: int) -> None:
        self.goods.put_on_shelf(place, units)
        self.note(
            self.env.now, Kind.STOCK_RETURNED, order, line=line, item=place[1], node=place[0], reason=reason,
            value=units,
        )  # fmt: skip

    def never_came(self, parcel: Parcel) -> None:
        order = parcel.order
        order.incomplete = True
        begin = int(self.tape.baskets.line_start[order.number])
        amount = sum(units * int(self.tape.price[begin + line]) for line, units in parcel.parts.items())
        self.note(self.env.now, Kind.REFUNDED, order.number, ref=parcel.ref, node=parcel.node, reason=1, value=amount)
        self.end_parcel(parcel)

    def end_parcel(self, parcel: Parcel) -> None:
        parcel.stamps["ended"] = self.env.now
        parcel.order.open -= 1
        self.settle(parcel.order)

    def settle(self, order: Order) -> None:
        """Close the order when nothing of it is open; rate it if anything came."""
        stamps = self.journal.tables["orders"][order.number]
        if order.open:
            return
        assert stamps["closed"] < 0, f"order {order.number} closes twice"
        stamps["closed"] = self.env.now
        if order.delivered >= 0:
            worth = self.config.aftersales.satisfaction
            mean = worth.on_time
            mean -= worth.late * order.late + worth.faulty * order.faulty
            mean -= worth.incomplete * order.incomplete + worth.failed_attempt * order.attempt_failed
            stars = 1 + sum(float(self.tape.uniforms["survey"][order.number]) >= step for step in thresholds(mean))
            self.note(self.env.now, Kind.RATED, order.number, value=100 * stars)
        self.end_matter()

    # -- tracking and after-sales

    def promised(self, order: Order) -> Run:
        """Wait for the promised window to close; late if the order is not over then."""
        env = self.env
        close = int(self.windows[1][order.number])
        if close > env.now:
            self.matters += 1
            yield Moment(env, close, DECISION)
            if order.open:
                self.be_late(order)
            self.end_matter()
        else:
            self.be_late(order)

    def be_late(self, order: Order) -> None:
        env, tracking = self.env, self.config.tracking
        order.late = True
        automatic = self.config.processing.switches.status_updates
        lag = tracking.automatic_lag_minutes if automatic else tracking.manual_lag_minutes
        seen = env.now + microseconds(lag, MINUTE)
        asks = self.config.aftersales.support.where_is_my_order
        if tracking.delay_notices:
            self.note(seen, Kind.NOTICE_SENT, order.number)
            asks *= 1.0 - tracking.notice_effect * (1.0 - tracking.missed_scans)
        if uniform(self.key("where is my order"), order.number) < asks:
            self.contact(order, Topic.WHERE_IS_MY_ORDER, seen)

    def look_inside(self, parcel: Parcel) -> None:
        env, order, config = self.env, parcel.order, self.config.aftersales
        i, begin = order.number, int(self.tape.baskets.line_start[order.number])
        was_faulty = order.faulty
        for number, units in parcel.parts.items():
            line = begin + number
            fault = int(self.fault[line])
            if fault != faults.NO_FAULT:
                order.faulty = True
                self.note(
                    env.now, Kind.WRONG_LINE, i, line=number, ref=parcel.ref, item=order.lines[number].item,
                    node=parcel.node, reason=fault, value=units,
                )  # fmt: skip
                if self.tape.line_uniforms["return_reason"][line] < config.returns.faulty_returned:
                    self.send_back(parcel, number, units, REASON_OF_FAULT[faults.Fault(fault)])
            elif self.changed_mind[line]:
                self.send_back(parcel, number, min(units, self.changed_mind[line]), Reason.CHANGED_MIND)
        complains = self.tape.uniforms["complaint"][i] < config.support.complaint
        if order.faulty and not was_faulty and complains:
            self.contact(order, Topic.COMPLAINT, env.now + HOUR)
        if self.tape.uniforms["contact"][i] < config.support.question and parcel.ref == 0:
            delay = int(exponential(uniform(self.key("question"), i), DAY))
            self.contact(order, Topic.QUESTION, env.now + delay)

    def send_back(self, parcel: Parcel, line: int, units: int, reason: Reason) -> None:
        self.matters += 1
        self.env.process(self.give_back(parcel, line, int(units), reason))

    def give_back(self, parcel: Parcel, line: int, units: int, reason: Reason) -> Run:
        env, order, config = self.env, parcel.order, self.config.aftersales.returns
        i, item = order.number, order.lines[line].item
        u = uniform(self.key("return delay"), i, line, parcel.ref)
        days = -config.delay_days * log(1.0 - u * (1.0 - exp(-config.window_days / config.delay_days)))
        yield Moment(env, env.now + microseconds(days, DAY), ARRIVAL, i)
        if reason == Reason.CHANGED_MIND:
            # A line that came in several parcels: no more goes back than minds have changed.
            begin = int(self.tape.baskets.line_start[i])
            units = min(units, int(self.changed_mind[begin + line]))
            self.changed_mind[begin + line] -= units
            if not units:
                self.end_matter()
                return
        row = self.journal.add(
            "returns", order=i, line=line, node=parcel.node, units=units, reason=reason, requested=env.now
        )
        stamps = self.journal.tables["returns"][row]
        transit = microseconds(exponential(uniform(self.key("return transit"), i, line), config.transit_days), DAY)
        received = env.now + transit

        def refund() -> None:
            stamps["refunded"] = env.now
            price = int(self.tape.price[self.tape.baskets.line_start[i] + line])
            self.note(env.now, Kind.REFUNDED, i, line=line, value=units * price)

        if config.refund == "on_scan":
            yield Moment(env, min(env.now + DAY, received), ARRIVAL, i)
            refund()
        yield Moment(env, received, ARRIVAL, i)
        stamps["received"] = env.now
        if config.refund == "on_receipt":
            refund()
        minutes = exponential(uniform(self.key("inspection"), i, line), config.inspection_minutes)
        station = self.stations["inspection", parcel.node]
        yield from station.visit(stamps, "inspection_started", "inspected", row, microseconds(minutes, MINUTE))
        grade = uniform(self.key("grade"), i, line)
        what = {"line": line, "item": item, "node": parcel.node, "value": units}
        if reason == Reason.DAMAGED or grade >= 1.0 - config.scrapped:
            self.note(env.now, Kind.GOODS_SCRAPPED, i, **what)
        elif grade < config.restockable:
            self.put_back((parcel.node, item), units, i, line, reason=0)
        else:
            self.note(env.now, Kind.GOODS_DOWNGRADED, i, **what)
        if config.refund == "on_inspection":
            refund()
        self.end_matter()

    def contact(self, order: Order, topic: Topic, time: int, number: int = 1) -> None:
        self.matters += 1
        self.env.process(self.ticket(order, topic, time, number))

    def ticket(self, order: Order, topic: Topic, time: int, number: int) -> Run:
        env, config = self.env, self.config.aftersales.support
        thing = (order.number, topic, number)
        yield Moment(env, time, ARRIVAL, order.number)
        row = self.journal.add("tickets", order=order.number, topic=topic, contact=number, opened=env.now)
        stamps = self.journal.tables["tickets"][row]
        history = config.history_factor if self.config.processing.switches.status_updates else 1.0
        minutes = exponential(uniform(self.key("handling"), *thing), config.handling_minutes * history)
        patience = int(exponential(uniform(self.key("patience"), *thing), config.patience_minutes * MINUTE))
        served = yield from self.support.visit(
            stamps, "answered", "resolved", row, microseconds(minutes, MINUTE), patience=patience
        )
        if not served:
            stamps["abandoned"] = env.now
        settled = served and uniform(self.key("settled"), *thing) < config.first_contact_resolution
        if not settled and number < 3:
            days = exponential(uniform(self.key("second contact"), *thing), config.second_contact_days)
            self.contact(order, topic, env.now + microseconds(days, DAY), number + 1)
        self.end_matter()
